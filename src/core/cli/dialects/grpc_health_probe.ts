/** grpc_health_probe: what the option does (table.ts), and its names. Its flags are Go's: one dash or two, `-flag value` or `-flag=value`. */
export const GRPC_HEALTH_PROBE: string[] = [
  `l -addr
q -service
b -connect-timeout
z -rpc-timeout
h -rpc-header
a -user-agent
T -tls
K -tls-no-verify
c -tls-ca-cert
{ -tls-server-name
V -v`,
];
