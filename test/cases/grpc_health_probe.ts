import { request, START, trailers } from "../servers/h2";
import { refusing, swallowing } from "../servers/ports";
import { sends, silent } from "../servers/raw";
import { onUnixSocket } from "../servers/unix";
import { IS_SERVING, IS_SERVING_VERBOSE, serving, TARGET } from "./grpc-serving";
import type { Row } from "./row";

function healthy(name: string, args: string[], row: Partial<Row> = {}): Row {
  return { name, as: "grpc_health_probe", server: serving, args, out: IS_SERVING, ...row };
}

function unhealthy(name: string, args: string[], err: string, row: Partial<Row> = {}): Row {
  return { name, as: "grpc_health_probe", server: serving, args, err: `unhealthy: ${TARGET}: ${err}`, ...row };
}

/** A usage error: nothing is connected to. */
function wrong(name: string, args: string[], err: string, row: Partial<Row> = {}): Row {
  return { name, as: "grpc_health_probe", args, err: `healthcheck as grpc_health_probe: ${err}`, ...row };
}

const ADDRESS = "-addr=127.0.0.1:{port}";
const FORM = "wanted -addr HOST:PORT, and no argument without a dash";
const NEEDS_TLS = "-tls-no-verify, -tls-ca-cert and -tls-server-name need -tls";

const ways: Row[] = [
  healthy("-addr=HOST:PORT", [ADDRESS]),
  healthy("-addr HOST:PORT", ["-addr", "127.0.0.1:{port}"]),
  healthy("--addr=HOST:PORT", ["--addr=127.0.0.1:{port}"]),
  healthy("--addr HOST:PORT", ["--addr", "127.0.0.1:{port}"]),
  healthy("no host is localhost", ["-addr=:{port}"], { out: "healthy: grpc localhost:{port}: SERVING in N ms" }),
  healthy("a service", [ADDRESS, "-service=shop.Orders"], { out: `healthy: ${TARGET}/shop.Orders: SERVING in N ms` }),
  healthy("a service with a slash and an equals sign", ["--service", "a/b=c?d", ADDRESS], {
    out: `healthy: ${TARGET}/a/b=c?d: SERVING in N ms`,
  }),
  healthy("an empty service", [ADDRESS, "-service="]),
  healthy("timeouts", [ADDRESS, "-connect-timeout", "500ms", "-rpc-timeout=1.5s"]),
  healthy("verbose", [ADDRESS, "-v=true"], {
    out: IS_SERVING_VERBOSE,
  }),
  healthy("the end of the options", [ADDRESS, "--"]),
  ...["unix:{socket}", "unix://{socket}"].map((address) =>
    healthy(
      `a Unix socket as ${address}`,
      ["-addr", address, "-service", "x", "-user-agent=me", "-rpc-header=X-A: 1", "-rpc-header", "b:2"],
      {
        server: onUnixSocket(serving),
        out: "healthy: grpc localhost/x over {socket}: SERVING in N ms",
        sent: request({ authority: "localhost", service: "x", agent: "me", more: { "x-a": "1", b: "2" } }),
      },
    ),
  ),
  healthy("variables are for others", [ADDRESS], {
    env: { HEALTHCHECK_TIMEOUT: "bogus", HEALTHCHECK_URL: "http://x/", HEALTHCHECK_UNIX_SOCKET: "/x", PORT: "1" },
  }),
  {
    ...healthy("in a shell", [], {}),
    as: "sh",
    args: ["-c", "/bin/grpc_health_probe -addr=:$GRPC_PORT -service=x || exit 1"],
    env: { GRPC_PORT: "{port}" },
    out: "healthy: grpc localhost:{port}/x: SERVING in N ms",
  },
  unhealthy("a service that is not known", [ADDRESS, "-service", "x"], "", {
    server: sends(START + trailers({ ":status": "200", "content-type": "application/grpc", "grpc-status": "5" }), {
      after: "keep",
    }),
    err: `unhealthy: ${TARGET}/x: gRPC status 5 NOT_FOUND`,
  }),
  unhealthy("a port that refuses", [ADDRESS], "connection refused", { server: refusing }),
];

const deadlines: Row[] = [
  unhealthy("one second to connect", [ADDRESS], "timed out after 1s connecting", {
    server: swallowing,
    takes: [1000, 1050],
  }),
  unhealthy("two seconds together", [ADDRESS], "timed out after 2s waiting for the response", {
    server: silent,
    takes: [2000, 2050],
  }),
  unhealthy("a time to connect", [ADDRESS, "-connect-timeout=300ms"], "timed out after 300ms connecting", {
    server: swallowing,
    takes: [300, 350],
  }),
  unhealthy(
    "the sum of both times",
    ["-connect-timeout=100ms", "-rpc-timeout", "200ms", ADDRESS],
    "timed out after 300ms waiting for the response",
    {
      server: silent,
      takes: [300, 350],
    },
  ),
];

const bad: Row[] = [
  wrong("nothing", [], FORM),
  wrong("no address", ["-service=x"], FORM),
  wrong("an address without its option", ["localhost:1"], FORM),
  wrong("an argument behind the address", ["-addr=:1", "x"], FORM),
  wrong("an argument behind --", ["-addr=:1", "--", "x"], FORM),
  wrong("a switch with its value in another argument", ["-addr=:1", "-tls", "true"], FORM),
  wrong("a dash", ["-addr=:1", "-"], FORM),
  wrong(
    "two addresses",
    ["-addr=:1", "-addr=:2"],
    "-addr: argument 2 is a second target (quote a value that has spaces)",
  ),
  wrong("no port", ["-addr=localhost"], 'no port in "localhost", wanted host:port'),
  wrong("an empty address", ["-addr="], 'no port in "", wanted host:port'),
  wrong("port 0", ["-addr=:0"], 'port "0" is not a number from 1 to 65535'),
  wrong(
    "a URL",
    ["-addr=http://localhost:1"],
    '"http://localhost:1" has too many colons (an IPv6 address needs brackets, [::1]:80)',
  ),
  wrong(
    "a name for a resolver",
    ["-addr=dns:///localhost:1"],
    '"dns:///localhost:1" has too many colons (an IPv6 address needs brackets, [::1]:80)',
  ),
  wrong("an empty path of a socket", ["-addr=unix:"], "no path of a Unix socket"),
  wrong("an abstract socket", ["-addr=unix:@x"], "abstract Unix sockets are not supported, wanted a path"),
  wrong(
    "a control byte in a service",
    ["-addr=:1", "-service=a\x01"],
    '-service: "a\\x01" is not the name of one service, wanted grpc://host:port/service',
  ),
  ...["3", "0", "1m30s", "", "-1s", "soon"].map((time) =>
    wrong(
      `the duration "${time}"`,
      ["-addr=:1", `-rpc-timeout=${time}`],
      `-rpc-timeout: "${time}" is not a duration like 3s, 1.5s, 500ms or 1m`,
    ),
  ),
  wrong(
    "no time to connect",
    ["-addr=:1", "-connect-timeout", "0s"],
    '-connect-timeout: "0s" is not between 10ms and 1h',
  ),
  wrong(
    "metadata without a colon",
    ["-addr=:1", "-rpc-header=x"],
    "-rpc-header: a header without a colon, wanted 'Name: value'",
  ),
  ...["-tls-no-verify", "-tls-ca-cert=/x", "-tls-server-name=x"].map((option) =>
    wrong(`${option} without -tls`, ["-addr=:1", option], NEEDS_TLS),
  ),
  ...["-tls-ca-cert=/x", "-tls-server-name=x"].map((option) => ({
    ...wrong(
      `${option} with -tls-no-verify`,
      ["-addr=:1", "-tls", "-tls-no-verify", option],
      "-tls-ca-cert and -tls-server-name have no effect with -tls-no-verify",
    ),
    tls: true,
  })),
  wrong(
    "a server name that is none",
    ["-addr=:1", "-tls", "-tls-server-name=a b"],
    '-tls-server-name: "a b" is not a host name or address',
  ),
  wrong("TLS without TLS", ["-addr=:1", "-tls"], "grpcs:// needs healthcheck-tls", { tls: false }),
  wrong("a switch that is off", ["-addr=:1", "-tls=false"], "option -tls takes no value"),
  ...[
    "-tls-client-cert=/x",
    "-tls-client-key",
    "-alts",
    "-gzip",
    "-spiffe",
    "-version",
    "-help",
    "-h",
    "-t",
    "--tls-client-cert",
  ].map((option) =>
    wrong(
      `${option} is refused`,
      ["-addr=:1", option],
      `option ${option.replace("--", "-").replace(/=.*/, "")} is not supported`,
    ),
  ),
  wrong("what may be a secret is not told", ["-addr=:1", "-uS3cr3t"], "option -u is not supported"),
  wrong("a value that is missing", ["-addr=:1", "-service"], "option -service needs a value (see --help)"),
];

/** grpc_health_probe over plain TCP and Unix sockets. */
export const grpcHealthProbe: Row[] = [...ways, ...deadlines, ...bad];
