import { web } from "../servers";
import { IPV6 } from "../servers/names";
import { samePort } from "../servers/ports";
import { sends, silent } from "../servers/raw";
import { OK, type Row, request, SECRET, USUAL, VERSION } from "./row";

const URL = "http://127.0.0.1:{port}/";
const HEALTHY = `healthy: GET ${URL}: 200 in N ms`;
const AGENT = `User-Agent: healthcheck/${VERSION}`;
const HOST = "Host: 127.0.0.1:{port}";
const GET = "GET / HTTP/1.1";

const HELP = `Usage: healthcheck [OPTIONS] [TARGET]

Makes one HTTP, TCP or gRPC check. Exit status: 0 healthy, 1 anything else.

Example: healthcheck -t 3s http://localhost:8080/healthz

Targets:
  8080, db:5432, [::1]:5432, tcp://db:5432   connect (without a host: localhost)
  :8080/healthz, web:8080/healthz            GET; the slash makes it HTTP
  /healthz                                   GET http://localhost:$PORT/healthz
  http://[user:password@]host[:port][/path]  GET
  unix:///run/app.sock                       connect to a Unix socket
  grpc[s]://[host]:port[/service]            call grpc.health.v1.Health/Check
Without a target: $HEALTHCHECK_URL, else the port $HEALTHCHECK_PORT or $PORT.
In arguments \${NAME} and \${NAME:-fallback} are replaced by variables.

Options (default) [variable]:
  -t, --timeout DURATION      time limit: 3, 1.5s, 500ms, 1m (5s) [$HEALTHCHECK_TIMEOUT]
  -s, --status SET            healthy: 200, 200-299, 2xx, 200,401 (200-399) [$HEALTHCHECK_STATUS]
  -e, --expect TEXT           body or answer must hold TEXT; repeatable: any [$HEALTHCHECK_EXPECT]
      --send TEXT             TCP, Unix: send TEXT; escapes \\r \\n \\t \\\\ \\0 \\xNN
  -X, --method METHOD         request method (GET, with --data POST) [$HEALTHCHECK_METHOD]
  -H, --header 'NAME: VALUE'  add or replace a header; repeatable
  -d, --data TEXT             send TEXT as a form; repeatable
  -L, --location              follow up to 10 redirects
  -u, --user USER:PASSWORD    basic authentication [$HEALTHCHECK_USER]
  -A, --user-agent TEXT       value of User-Agent (healthcheck/VERSION) [$HEALTHCHECK_USER_AGENT]
      --unix-socket PATH      send the request over this Unix socket [$HEALTHCHECK_UNIX_SOCKET]
      --resolve HOST:PORT:IP  that host and port are at IP[,IP]; repeatable
  -4, --ipv4                  use IPv4 addresses only
  -6, --ipv6                  use IPv6 addresses only
  -k, --insecure              https: accept any certificate [$HEALTHCHECK_INSECURE]
      --cacert FILE           https: trust these (system's or $SSL_CERT_FILE) [$HEALTHCHECK_CACERT]
  -q, --quiet                 print nothing if healthy
  -v, --verbose               print each stage with its time, and the response headers
      --install DIR [NAMES]   put it into DIR as healthcheck,curl,wget,nc,grpc_health_probe,sh
  -h, --help                  print this help
  -V, --version               print the version
Called as curl, wget, nc or grpc_health_probe, it takes their options for health checks;
as sh -c TEXT, such commands joined by || && ;. Proxy variables are ignored.`;
/** Only the help of artifacts without TLS has this line. */
const WITHOUT_TLS = " https:// and grpcs:// need healthcheck-tls.";

function helps(row: Row): Row[] {
  return [
    { ...row, tls: true, out: HELP },
    { ...row, tls: false, out: HELP + WITHOUT_TLS },
  ];
}

const verbose = {
  server: sends("HTTP/1.1 204 No Content\r\nServer: x\r\nX-Tab: a\tb\r\n\r\n"),
  out: [
    `healthy: GET ${URL}: 204 in N ms`,
    "at N ms: connecting",
    "at N ms: sending the request",
    "at N ms: waiting for the response",
    "at N ms: receiving the response headers",
    "< HTTP/1.1 204 No Content",
    "< Server: x",
    "< X-Tab: a\\x09b",
  ].join("\n"),
};

const ways: Row[] = [
  ...[["-t", "300ms"], ["-t300ms"], ["--timeout", "300ms"], ["--timeout=300ms"]].map((timeout) => ({
    name: `the timeout as ${timeout.join(" ")}`,
    server: silent,
    args: [...timeout, URL],
    err: `unhealthy: GET ${URL}: timed out after 300ms waiting for the response`,
    takes: [300, 350] as [number, number],
  })),
  ...[["-s", "404"], ["-s404"], ["--status", "404"], ["--status=404"]].map((status) => ({
    name: `the status as ${status.join(" ")}`,
    server: web({ status: 404 }),
    args: [...status, URL],
    out: `healthy: GET ${URL}: 404 in N ms`,
  })),
  ...[["-X", "PUT"], ["-XPUT"], ["--method", "PUT"], ["--method=PUT"]].map((method) => ({
    name: `the method as ${method.join(" ")}`,
    server: sends(OK),
    args: [...method, URL],
    out: `healthy: PUT ${URL}: 200 in N ms`,
    sent: request("PUT / HTTP/1.1", HOST, ...USUAL),
  })),
  ...[["-H", "X-A: b=c"], ["-HX-A: b=c"], ["--header", "X-A: b=c"], ["--header=X-A: b=c"]].map((header) => ({
    name: `a header as ${header.join(" ")}`,
    server: sends(OK),
    args: [...header, URL],
    out: HEALTHY,
    sent: request(GET, HOST, ...USUAL, "X-A: b=c"),
  })),
  ...[["-u", "a:b=c"], ["-ua:b=c"], ["--user", "a:b=c"], ["--user=a:b=c"]].map((user) => ({
    name: `a user as ${user.join(" ")}`,
    server: sends(OK),
    args: [...user, URL],
    out: HEALTHY,
    sent: request(GET, HOST, ...USUAL, "Authorization: Basic YTpiPWM="),
  })),
  ...[["-A", "me/1"], ["-Ame/1"], ["--user-agent", "me/1"], ["--user-agent=me/1"]].map((agent) => ({
    name: `the user agent as ${agent.join(" ")}`,
    server: sends(OK),
    args: [...agent, URL],
    out: HEALTHY,
    sent: request(GET, HOST, "User-Agent: me/1", "Accept: */*", "Connection: close"),
  })),
  ...["-4", "--ipv4"].map((flag) => ({
    name: `IPv4 alone as ${flag}`,
    server: samePort({ "127.0.0.1": silent }),
    args: [flag, "{port}"],
    out: "healthy: tcp localhost:{port}: connected in N ms",
  })),
  {
    name: "-4 with an address of that family",
    server: silent,
    args: ["-4", "127.0.0.1:{port}"],
    out: "healthy: tcp 127.0.0.1:{port}: connected in N ms",
  },
  {
    name: "-6 with an address of that family",
    server: samePort({ "::1": silent }),
    needs: [IPV6],
    args: ["-6", "[::1]:{port}"],
    out: "healthy: tcp [::1]:{port}: connected in N ms",
  },
  // The scheme may come from a variable.
  ...[["-k"], ["--cacert", "/nope"], ["-k", "--cacert=/nope"]].map((options) => ({
    name: `${options.join(" ")} with plain http://`,
    server: sends(OK),
    args: [...options, URL],
    out: HEALTHY,
  })),
  {
    name: "variables that do not apply to a plain connection",
    server: silent,
    args: ["-4", "127.0.0.1:{port}"],
    env: {
      HEALTHCHECK_STATUS: "200",
      HEALTHCHECK_METHOD: "PUT",
      HEALTHCHECK_USER: "a:b",
      HEALTHCHECK_USER_AGENT: "x",
      HEALTHCHECK_UNIX_SOCKET: "/nope",
      HEALTHCHECK_INSECURE: "1",
      HEALTHCHECK_CACERT: "/nope",
    },
    out: "healthy: tcp 127.0.0.1:{port}: connected in N ms",
  },
  {
    name: "options given twice: the last one counts",
    server: sends(OK),
    args: ["-X", "PUT", "-X", "GET", "-s", "404", "-s", "200", "-t", "10ms", "-t", "5s", "-q", "-k", "-k", URL],
    out: "",
  },
  ...["-6", "--ipv6"].map((flag) => ({
    name: `IPv6 alone as ${flag}`,
    server: samePort({ "::1": silent }),
    needs: [IPV6],
    args: [flag, "{port}"],
    out: "healthy: tcp localhost:{port}: connected in N ms",
  })),
  ...[["-k"], ["--insecure"], ["--cacert", "/nonexistent"], ["--cacert=/nonexistent"]].map((option) => ({
    name: `${option.join(" ")} changes nothing for http`,
    server: web(),
    args: [...option, URL],
    out: HEALTHY,
  })),
  ...["-q", "--quiet"].map((flag) => ({
    name: `${flag} prints nothing when healthy`,
    server: web(),
    args: [flag, URL],
    out: "",
  })),
  {
    name: "-q prints what is unhealthy",
    server: web({ status: 500 }),
    args: ["-q", URL],
    err: `unhealthy: GET ${URL}: status 500, wanted 200-399`,
  },
  { name: "-v", ...verbose, args: ["-v", URL] },
  { name: "--verbose", ...verbose, args: ["--verbose", URL] },
  { name: "-q goes before -v when healthy", ...verbose, args: ["-v", "-q", URL], out: "" },
  {
    name: "-v of something unhealthy, all of it on the standard error",
    server: sends("HTTP/1.1 500 No\r\n\r\n"),
    args: ["-v", URL],
    err: [
      `unhealthy: GET ${URL}: status 500, wanted 200-399`,
      "at N ms: connecting",
      "at N ms: sending the request",
      "at N ms: waiting for the response",
      "at N ms: receiving the response headers",
      "< HTTP/1.1 500 No",
    ].join("\n"),
  },
  {
    name: "-v of a deadline",
    server: sends("HTTP/1.1 200 OK\r\nServer: x\r\n", { after: "keep" }),
    args: ["-v", "-t300ms", URL],
    err: [
      `unhealthy: GET ${URL}: timed out after 300ms receiving the response headers`,
      "at N ms: connecting",
      "at N ms: sending the request",
      "at N ms: waiting for the response",
      "at N ms: receiving the response headers",
      "< HTTP/1.1 200 OK",
      "< Server: x",
    ].join("\n"),
  },
  {
    name: "-v of a TCP check",
    server: silent,
    args: ["-v", "localhost:{port}"],
    out: "healthy: tcp localhost:{port}: connected in N ms\nat N ms: connecting (127.0.0.1)",
  },
  ...["-h", "--help"].flatMap((flag) => helps({ name: flag, args: [flag] })),
  ...["-V", "--version"].map((flag) => ({ name: flag, args: [flag], out: `healthcheck ${VERSION}` })),
];

/** The order of options, values and the target. */
const order: Row[] = [
  {
    name: "flags in a bundle",
    server: web(),
    args: ["-kq4", URL],
    out: "",
  },
  {
    name: "an option with its value glued to a bundle",
    server: web({ status: 404 }),
    args: ["-qs404", URL],
    out: "",
  },
  {
    name: "an option with its value after bundled letters",
    server: web({ status: 404 }),
    args: ["-kqs", "404", URL],
    out: "",
  },
  {
    name: "options after the target",
    server: web({ status: 404 }),
    args: [URL, "-s", "404", "-q"],
    out: "",
  },
  {
    name: "-- before the target",
    server: silent,
    args: ["-t", "5", "--", "{port}"],
    out: "healthy: tcp localhost:{port}: connected in N ms",
  },
  {
    name: "-- at the end",
    server: silent,
    args: ["{port}", "--"],
    out: "healthy: tcp localhost:{port}: connected in N ms",
  },
  {
    name: "after -- nothing is an option",
    args: ["--", "-q"],
    err: 'healthcheck: no port in "-q", wanted host:port or http://host',
  },
  {
    name: "a second -- is a target",
    args: ["--", "--"],
    err: 'healthcheck: no port in "--", wanted host:port or http://host',
  },
  {
    name: "a dash alone is a target",
    args: ["-"],
    err: 'healthcheck: no port in "-", wanted host:port or http://host',
  },
  {
    name: "a value may begin with a dash",
    server: sends(OK),
    args: ["-A", "-q", "--header", "X: --", URL],
    out: HEALTHY,
    sent: request(GET, HOST, "User-Agent: -q", "Accept: */*", "Connection: close", "X: --"),
  },
  {
    name: "-- as a value",
    server: sends(OK),
    args: ["-A", "--", URL],
    out: HEALTHY,
    sent: request(GET, HOST, "User-Agent: --", "Accept: */*", "Connection: close"),
  },
  {
    name: "the last value of a repeated option counts",
    server: web({ status: 404 }),
    args: ["-s", "200", "-s", "404", URL],
    out: `healthy: GET ${URL}: 404 in N ms`,
  },
  {
    name: "-h as other tools' option for the host: no health",
    args: ["-h", "localhost"],
    err: "healthcheck: option --help stands alone, and checks nothing",
  },
  ...helps({ name: "help in a bundle", args: ["-qh"] }),
  ...helps({
    name: "help does not read the variables",
    args: ["--help"],
    env: { HEALTHCHECK_TIMEOUT: "bogus", PORT: "bogus" },
  }),
  {
    name: "-V instead of -v: no check is made",
    args: ["-V", "80"],
    err: "healthcheck: option --version stands alone, and checks nothing",
  },
  {
    name: "an error comes before --help that follows it",
    args: ["--bogus", "--help"],
    err: "healthcheck: unknown option --bogus (see --help)",
  },
];

const timeouts: Row[] = [
  ...["5", "5s", "1.5s", "0.25", "5000ms", "1m", "0.5m", "1h", "60m", "3600", "3600000ms", "00005"].map((timeout) => ({
    name: `a timeout of ${timeout}`,
    server: web(),
    args: ["-t", timeout, URL],
    out: HEALTHY,
  })),
  ...[
    ["0.3", "300ms"],
    ["0.3s", "300ms"],
    ["0.005m", "300ms"],
    ["1050ms", "1.05s"],
    ["1.1", "1.1s"],
    ["1", "1s"],
  ].map(([timeout = "", shown = ""]) => {
    const milliseconds = shown.endsWith("ms") ? Number.parseFloat(shown) : Number.parseFloat(shown) * 1000;
    return {
      name: `a timeout of ${timeout} is over after ${shown}`,
      server: silent,
      args: ["-t", timeout, URL],
      err: `unhealthy: GET ${URL}: timed out after ${shown} waiting for the response`,
      takes: [milliseconds, milliseconds + 50] as [number, number],
    };
  }),
];

const statuses: Row[] = [
  ...[
    ["200", 200],
    ["200-299", 204],
    ["200-299", 299],
    ["2xx", 200],
    ["2XX", 299],
    ["200,204,401", 401],
    ["2xx,401,500-503", 502],
    ["404-404", 404],
    ["100-599", 599],
    ["5xx", 503],
    ["200-399,200", 301],
  ].map(([set = "", status]) => ({
    name: `status ${status} is in ${set}`,
    server: web({ status: Number(status) }),
    args: ["-s", String(set), URL],
    out: `healthy: GET ${URL}: ${status} in N ms`,
  })),
  ...[
    ["200", 201],
    ["200-299", 300],
    ["200-299", 400],
    ["2xx", 300],
    ["200,204,401", 403],
    ["4xx", 200],
    ["100-599", 600],
    ["3xx", 404],
  ].map(([set = "", status]) => ({
    name: `status ${status} is not in ${set}`,
    server: web({ status: Number(status) }),
    args: ["-s", String(set), URL],
    err: `unhealthy: GET ${URL}: status ${status}, wanted ${set}`,
  })),
];

const headers: Row[] = [
  {
    name: "Host replaced",
    server: sends(OK),
    args: ["-H", "Host: example.test", URL],
    out: HEALTHY,
    sent: request(GET, "Host: example.test", ...USUAL),
  },
  {
    name: "a header is replaced in any letter case",
    server: sends(OK),
    args: ["-H", "host:example.test", "-H", "ACCEPT:  text/html \t", URL],
    out: HEALTHY,
    sent: request(GET, "host: example.test", AGENT, "ACCEPT: text/html", "Connection: close"),
  },
  {
    name: "Connection replaced",
    server: sends(OK, { after: "keep" }),
    args: ["-H", "Connection: keep-alive", URL],
    out: HEALTHY,
    sent: request(GET, HOST, AGENT, "Accept: */*", "Connection: keep-alive"),
  },
  {
    name: "User-Agent given as a header goes before --user-agent",
    server: sends(OK),
    args: ["-A", "a", "-H", "User-Agent: b", URL],
    out: HEALTHY,
    sent: request(GET, HOST, "User-Agent: b", "Accept: */*", "Connection: close"),
  },
  {
    name: "Authorization given as a header goes before --user",
    server: sends(OK),
    args: ["-u", `admin:${SECRET}`, "-H", "Authorization: Bearer token", URL],
    out: HEALTHY,
    sent: request(GET, HOST, ...USUAL, "Authorization: Bearer token"),
  },
  {
    name: "a header without a value takes one away",
    server: sends(OK),
    args: ["-H", "Accept:", "-H", "User-Agent: ", URL],
    out: HEALTHY,
    sent: request(GET, HOST, "Connection: close"),
  },
  {
    name: "an empty user agent takes it away",
    server: sends(OK),
    args: ["-A", "", URL],
    out: HEALTHY,
    sent: request(GET, HOST, "Accept: */*", "Connection: close"),
  },
  {
    name: "several headers keep their order, even of one name",
    server: sends(OK),
    args: ["-H", "X-B: 1", "-HX-A: 2", "--header=X-B: 3", URL],
    out: HEALTHY,
    sent: request(GET, HOST, ...USUAL, "X-B: 1", "X-A: 2", "X-B: 3"),
  },
  {
    name: "letters outside of ASCII and tabs in a value",
    server: sends(OK),
    args: ["-H", "X: ü\té", URL],
    out: HEALTHY,
    // The server records ISO 8859-1.
    sent: request(GET, HOST, ...USUAL, `X: ${Buffer.from("ü\té").toString("latin1")}`),
  },
  {
    name: "colons in a value",
    server: sends(OK),
    args: ["-H", "X: a:b: c", URL],
    out: HEALTHY,
    sent: request(GET, HOST, ...USUAL, "X: a:b: c"),
  },
  {
    name: "an empty password",
    server: sends(OK),
    args: ["-u", "a:", URL],
    out: HEALTHY,
    sent: request(GET, HOST, ...USUAL, "Authorization: Basic YTo="),
  },
  {
    name: "a password outside of ASCII is sent as UTF-8",
    server: sends(OK),
    args: ["-u", "ü:é", URL],
    out: HEALTHY,
    sent: request(GET, HOST, ...USUAL, "Authorization: Basic w7w6w6k="),
  },
];

const methods: Row[] = ["HEAD", "POST", "OPTIONS", "PURGE", "get", "M-SEARCH", "!#$%&'*+-.^_`|~9"].map((method) => ({
  name: `method ${method}`,
  server: sends(OK),
  args: ["-X", method, URL],
  out: `healthy: ${method} ${URL}: 200 in N ms`,
  sent: request(`${method} / HTTP/1.1`, HOST, ...USUAL),
}));

/** Every option, however it is written, and which options exclude each other. */
export const options: Row[] = [...ways, ...order, ...timeouts, ...statuses, ...headers, ...methods];
