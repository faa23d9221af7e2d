/** grpc_health_probe: what the option does (table.ts), and its names. Its flags are Go's: one dash or two, `-flag value` or `-flag=value`. */
export const GRPC_HEALTH_PROBE: string[] = [
  `l -addr
g -service
b -connect-timeout
j -rpc-timeout
h -rpc-header
a -user-agent
T -tls
K -tls-no-verify
c -tls-ca-cert
k -tls-server-name
V -v`,
];
