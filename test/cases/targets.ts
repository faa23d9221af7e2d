import { web } from "../servers";
import { IPV6 } from "../servers/names";
import { samePort } from "../servers/ports";
import { sends, silent } from "../servers/raw";
import { onUnixSocket } from "../servers/unix";
import { OK, type Row, request, SECRET, USUAL } from "./row";

const onIPv6 = { server: samePort({ "::1": silent }), needs: [IPV6] };

/** Every form of a target. */
export const targets: Row[] = [
  {
    name: "a port",
    server: silent,
    args: ["{port}"],
    out: "healthy: tcp localhost:{port}: connected in N ms",
  },
  {
    name: "a port with leading zeros",
    server: silent,
    args: ["000{port}"],
    out: "healthy: tcp localhost:{port}: connected in N ms",
  },
  {
    name: "a port behind a colon",
    server: silent,
    args: [":{port}"],
    out: "healthy: tcp localhost:{port}: connected in N ms",
  },
  {
    name: "name and port",
    server: silent,
    args: ["localhost:{port}"],
    out: "healthy: tcp localhost:{port}: connected in N ms",
  },
  {
    name: "IPv4 address and port",
    server: silent,
    args: ["127.0.0.1:{port}"],
    out: "healthy: tcp 127.0.0.1:{port}: connected in N ms",
  },
  {
    name: "IPv6 address and port",
    ...onIPv6,
    args: ["[::1]:{port}"],
    out: "healthy: tcp [::1]:{port}: connected in N ms",
  },
  {
    name: "tcp URL",
    server: silent,
    args: ["tcp://127.0.0.1:{port}"],
    out: "healthy: tcp 127.0.0.1:{port}: connected in N ms",
  },
  {
    name: "tcp URL with an IPv6 address",
    ...onIPv6,
    args: ["tcp://[::1]:{port}"],
    out: "healthy: tcp [::1]:{port}: connected in N ms",
  },
  {
    name: "tcp URL without a host",
    server: silent,
    args: ["tcp://:{port}"],
    out: "healthy: tcp localhost:{port}: connected in N ms",
  },
  {
    name: "a scheme in capitals",
    server: silent,
    args: ["TCP://127.0.0.1:{port}"],
    out: "healthy: tcp 127.0.0.1:{port}: connected in N ms",
  },
  {
    name: "TCP sends nothing: a server that speaks first is healthy",
    server: sends("SSH-2.0-OpenSSH_9.2\r\n", { early: true, after: "keep" }),
    args: ["127.0.0.1:{port}"],
    out: "healthy: tcp 127.0.0.1:{port}: connected in N ms",
    sent: "",
  },
  {
    name: "port and path",
    server: sends(OK),
    args: [":{port}/healthz"],
    out: "healthy: GET http://localhost:{port}/healthz: 200 in N ms",
    sent: request("GET /healthz HTTP/1.1", "Host: localhost:{port}", ...USUAL),
  },
  {
    name: "name, port and path",
    server: web(),
    args: ["localhost:{port}/"],
    out: "healthy: GET http://localhost:{port}/: 200 in N ms",
  },
  {
    name: "IPv4 address, port and path",
    server: web(),
    args: ["127.0.0.1:{port}/healthz?full=1"],
    out: "healthy: GET http://127.0.0.1:{port}/healthz?full=1: 200 in N ms",
  },
  {
    name: "IPv6 address, port and path",
    server: samePort({ "::1": sends(OK) }),
    needs: [IPV6],
    args: ["[::1]:{port}/healthz"],
    out: "healthy: GET http://[::1]:{port}/healthz: 200 in N ms",
    sent: request("GET /healthz HTTP/1.1", "Host: [::1]:{port}", ...USUAL),
  },
  {
    name: "a path uses PORT",
    server: sends(OK),
    args: ["/healthz"],
    env: { PORT: "{port}" },
    out: "healthy: GET http://localhost:{port}/healthz: 200 in N ms",
    sent: request("GET /healthz HTTP/1.1", "Host: localhost:{port}", ...USUAL),
  },
  {
    name: "a slash alone",
    server: web(),
    args: ["/"],
    env: { PORT: "{port}" },
    out: "healthy: GET http://localhost:{port}/: 200 in N ms",
  },
  {
    name: "a path without PORT",
    args: ["/healthz"],
    err: 'healthcheck: "/healthz" needs the variable PORT, which is not set',
  },
  {
    name: "a path with an empty PORT",
    args: ["/healthz"],
    env: { PORT: "", HEALTHCHECK_PORT: "80" },
    err: 'healthcheck: "/healthz" needs the variable PORT, which is not set',
  },
  {
    name: "a path with an invalid PORT",
    args: ["/healthz"],
    env: { PORT: "http" },
    err: 'healthcheck: PORT: port "http" is not a number from 1 to 65535',
  },
  {
    name: "URL without a path",
    server: sends(OK),
    args: ["http://127.0.0.1:{port}"],
    out: "healthy: GET http://127.0.0.1:{port}/: 200 in N ms",
    sent: request("GET / HTTP/1.1", "Host: 127.0.0.1:{port}", ...USUAL),
  },
  {
    name: "URL with path and query",
    server: sends(OK),
    args: ["http://127.0.0.1:{port}/a/b?c=d&e=/?"],
    out: "healthy: GET http://127.0.0.1:{port}/a/b?c=d&e=/?: 200 in N ms",
    sent: request("GET /a/b?c=d&e=/? HTTP/1.1", "Host: 127.0.0.1:{port}", ...USUAL),
  },
  {
    name: "the fragment is dropped",
    server: sends(OK),
    args: ["http://127.0.0.1:{port}/a?b#c?d"],
    out: "healthy: GET http://127.0.0.1:{port}/a?b: 200 in N ms",
    sent: request("GET /a?b HTTP/1.1", "Host: 127.0.0.1:{port}", ...USUAL),
  },
  {
    name: "a fragment right after the port",
    server: sends(OK),
    args: ["http://127.0.0.1:{port}#top"],
    out: "healthy: GET http://127.0.0.1:{port}/: 200 in N ms",
    sent: request("GET / HTTP/1.1", "Host: 127.0.0.1:{port}", ...USUAL),
  },
  {
    name: "scheme and host in capitals",
    server: web(),
    args: ["HTTP://LOCALHOST:{port}/A"],
    out: "healthy: GET http://LOCALHOST:{port}/A: 200 in N ms",
  },
  {
    name: "bytes that a URI may not contain are percent-encoded",
    server: sends(OK),
    args: ['http://127.0.0.1:{port}/ü?"<%41>'],
    out: "healthy: GET http://127.0.0.1:{port}/%C3%BC?%22%3C%41%3E: 200 in N ms",
    sent: request("GET /%C3%BC?%22%3C%41%3E HTTP/1.1", "Host: 127.0.0.1:{port}", ...USUAL),
  },
  {
    name: "localhost with a final dot",
    server: silent,
    args: ["localhost.:{port}"],
    out: "healthy: tcp localhost.:{port}: connected in N ms",
  },
  {
    name: "a name below localhost needs no lookup",
    server: web(),
    args: ["http://api.localhost:{port}/"],
    out: "healthy: GET http://api.localhost:{port}/: 200 in N ms",
  },
  {
    name: "IPv6 address in its long form",
    ...onIPv6,
    args: ["[0:0:0:0:0:0:0:1]:{port}"],
    out: "healthy: tcp [0:0:0:0:0:0:0:1]:{port}: connected in N ms",
  },
  {
    name: "IPv4 address in IPv6 notation",
    server: silent,
    needs: [IPV6],
    args: ["[::ffff:127.0.0.1]:{port}"],
    out: "healthy: tcp [::ffff:127.0.0.1]:{port}: connected in N ms",
  },
  {
    name: "user and password of a URL",
    server: sends(OK),
    args: [`http://admin:${SECRET}@127.0.0.1:{port}/`],
    out: "healthy: GET http://127.0.0.1:{port}/: 200 in N ms",
    sent: request("GET / HTTP/1.1", "Host: 127.0.0.1:{port}", ...USUAL, "Authorization: Basic YWRtaW46czNjcmV0"),
  },
  {
    name: "a user without a password",
    server: sends(OK),
    args: ["http://admin@127.0.0.1:{port}/"],
    out: "healthy: GET http://127.0.0.1:{port}/: 200 in N ms",
    sent: request("GET / HTTP/1.1", "Host: 127.0.0.1:{port}", ...USUAL, "Authorization: Basic YWRtaW46"),
  },
  {
    name: "percent-encoding in user and password",
    server: sends(OK),
    args: ["http://a%3Ab:p%40%2f%zz@127.0.0.1:{port}/"],
    out: "healthy: GET http://127.0.0.1:{port}/: 200 in N ms",
    // a:b:p@/%zz
    sent: request("GET / HTTP/1.1", "Host: 127.0.0.1:{port}", ...USUAL, "Authorization: Basic YTpiOnBALyV6eg=="),
  },
  {
    name: "an @ in a password: the last one ends it",
    server: sends(OK),
    args: [`http://admin:${SECRET}@x@127.0.0.1:{port}/`],
    out: "healthy: GET http://127.0.0.1:{port}/: 200 in N ms",
    sent: request("GET / HTTP/1.1", "Host: 127.0.0.1:{port}", ...USUAL, "Authorization: Basic YWRtaW46czNjcmV0QHg="),
  },
  {
    name: "unix URL",
    server: onUnixSocket(silent),
    args: ["unix://{socket}"],
    out: "healthy: unix {socket}: connected in N ms",
  },
  {
    name: "https URL",
    args: ["https://127.0.0.1/"],
    tls: false,
    err: "healthcheck: https:// needs healthcheck-tls",
  },
  {
    name: "no target at all",
    err: "healthcheck: no target: give one, or set HEALTHCHECK_URL, HEALTHCHECK_PORT or PORT (see --help)",
  },
];
