import { type StartServer, web } from "../servers";
import { IPV6, named, OWN_NAMES } from "../servers/names";
import { refusing, samePort, swallowing } from "../servers/ports";
import { closesAtOnce, resetsAfterRequest, sends, silent } from "../servers/raw";
import { inTurn, redirect } from "../servers/redirects";
import { onUnixSocket } from "../servers/unix";
import { OK, type Row, request, SECRET, USUAL } from "./row";

const URL = "http://127.0.0.1:{port}/";
const HEALTHY = `healthy: GET ${URL}: 200 in N ms`;
const HOST = "Host: 127.0.0.1:{port}";
const GET = "GET / HTTP/1.1";
const PLAIN = request(GET, HOST, ...USUAL);

/** A healthy check. Unless the row says otherwise, it sends the same request as without options. */
function healthy(name: string, args: string[], row: Partial<Row> = {}): Row {
  const server = sends(OK);
  return { name, as: "curl", server, args: [...args, URL], out: HEALTHY, sent: PLAIN, ...row };
}

/** An unhealthy check of this server. */
function unhealthy(name: string, args: string[], server: StartServer, err: string, row: Partial<Row> = {}): Row {
  return { name, as: "curl", server, args: [...args, URL], err: `unhealthy: GET ${URL}: ${err}`, ...row };
}

/** A usage error: no connection is made. */
function wrong(name: string, args: string[], err: string, row: Partial<Row> = {}): Row {
  return { name, as: "curl", args, err: `healthcheck as curl: ${err}`, ...row };
}

const flags: Row[] = [
  healthy("nothing but a URL", []),
  healthy("the flags that change nothing, long", [
    ...["--silent", "--show-error", "--include", "--disable", "--insecure", "--http1.1", "--ipv4", "--location"],
    ...[
      "--fail",
      "--no-buffer",
      "--no-progress-meter",
      "--progress-bar",
      "--compressed",
      "--retry-connrefused",
      "--retry-all-errors",
    ],
  ]),
  healthy("the flags that change nothing, short", ["-q", "-s", "-S", "-i", "-k", "-4", "-L", "-f", "-N", "-#"]),
  ...[["-fsSLk"], ["-fsSL"], ["-sfk"], ["-kfsS"], ["-LSfs"], ["-qf"], ["-4f"], ["-Lk", "-fsS"], ["-sSi"]].map((flags) =>
    healthy(`a bundle: ${flags.join(" ")}`, flags),
  ),
  ...[["-I"], ["--head"], ["-sI"], ["-ILs", "--fail"], ["-sSfL", "--head"]].map((flags) =>
    healthy(`HEAD as ${flags.join(" ")}`, flags, {
      out: `healthy: HEAD ${URL}: 200 in N ms`,
      sent: request("HEAD / HTTP/1.1", HOST, ...USUAL),
    }),
  ),
  healthy("-X goes before -I", ["-I", "-X", "OPTIONS"], {
    out: `healthy: OPTIONS ${URL}: 200 in N ms`,
    sent: request("OPTIONS / HTTP/1.1", HOST, ...USUAL),
  }),
  ...["-6", "--ipv6"].map((flag) => ({
    name: `IPv6 alone as ${flag}`,
    as: "curl" as const,
    server: samePort({ "::1": sends(OK) }),
    needs: [IPV6],
    args: [flag, "localhost:{port}"],
    out: "healthy: GET http://localhost:{port}/: 200 in N ms",
  })),
  ...["-v", "--verbose", "-vs"].map((flag) =>
    healthy(`the stages as ${flag}`, [flag], {
      server: sends("HTTP/1.1 204 No Content\r\nServer: x\r\n\r\n"),
      out: [
        `healthy: GET ${URL}: 204 in N ms`,
        "at N ms: connecting",
        "at N ms: sending the request",
        "at N ms: waiting for the response",
        "at N ms: receiving the response headers",
        "< HTTP/1.1 204 No Content",
        "< Server: x",
      ].join("\n"),
    }),
  ),
  healthy("-s prints healthy lines, too", ["-s"]),
];

const values: Row[] = [
  ...[
    [
      "-X",
      "PUT",
      "-H",
      "X-A: b=c",
      "-A",
      "me/1",
      "-u",
      `admin:${SECRET}`,
      "-m",
      "5",
      "-o",
      "/dev/null",
      "-w",
      "%{http_code}",
    ],
    ["-XPUT", "-HX-A: b=c", "-Ame/1", `-uadmin:${SECRET}`, "-m5", "-o/dev/null", "-w%{http_code}"],
    ["-fXPUT", "-sHX-A:b=c", "-SA", "me/1", "-4u", `admin:${SECRET}`, "-fsSLkm5", "-so", "/dev/null", "-sw", "@file"],
    [
      ...["--request", "PUT", "--header", "X-A: b=c", "--user-agent", "me/1", "--user", `admin:${SECRET}`],
      ...["--max-time", "5", "--connect-timeout", "5", "--output", "/dev/null", "--write-out", "%{time_total}"],
      ...["--retry", "3", "--retry-delay", "5", "--retry-max-time", "2", "--noproxy", "*", "--cacert", "/nonexistent"],
    ],
    [
      ...["--request=PUT", "--header=X-A: b=c", "--user-agent=me/1", `--user=admin:${SECRET}`, "--max-time=5"],
      ...["--connect-timeout=5", "--output=/dev/null", "--write-out=%{time_total}", "--retry=3", "--retry-delay=5"],
      ...["--retry-max-time=2", "--noproxy=localhost", "--cacert=/nonexistent"],
    ],
  ].map((args, index) =>
    healthy(`values as ${["short", "glued", "bundled", "long", "behind an equals sign"][index]}`, args, {
      out: `healthy: PUT ${URL}: 200 in N ms`,
      sent: request(
        "PUT / HTTP/1.1",
        HOST,
        "User-Agent: me/1",
        "Accept: */*",
        "Connection: close",
        "Authorization: Basic YWRtaW46czNjcmV0",
        "X-A: b=c",
      ),
    }),
  ),
  ...[["-o", "-"], ["-o-"], ["-fsSo/dev/null"]].map((way) => healthy(`no output as ${way.join(" ")}`, way)),
  ...[["--url", URL], [`--url=${URL}`]].map((args) => healthy(`the URL as ${args.join(" ")}`, [], { args })),
  ...[["--unix-socket", "{socket}"], ["--unix-socket={socket}"], ["-fsS", "--unix-socket", "{socket}"]].map((way) =>
    healthy(`a Unix socket as ${way.join(" ")}`, [], {
      server: onUnixSocket(sends(OK)),
      args: [...way, "http://app/healthz"],
      out: "healthy: GET http://app/healthz over {socket}: 200 in N ms",
      sent: request("GET /healthz HTTP/1.1", "Host: app", ...USUAL),
    }),
  ),
  healthy("a Unix socket and a URL without a scheme", [], {
    server: onUnixSocket(sends(OK)),
    args: ["--unix-socket", "{socket}", "localhost"],
    out: "healthy: GET http://localhost/ over {socket}: 200 in N ms",
    sent: request(GET, "Host: localhost", ...USUAL),
  }),
  healthy("a header without a value takes one away", ["-H", "Accept:", "-H", "User-Agent:"], {
    sent: request(GET, HOST, "Connection: close"),
  }),
  healthy("an empty user agent takes it away", ["-A", ""], {
    sent: request(GET, HOST, "Accept: */*", "Connection: close"),
  }),
  healthy("another Host", ["-H", "Host: example.test"], { sent: request(GET, "Host: example.test", ...USUAL) }),
  healthy("several headers", ["-H", "X-B: 1", "-HX-A: 2", "-H", "X-B: 3"], {
    sent: request(GET, HOST, ...USUAL, "X-B: 1", "X-A: 2", "X-B: 3"),
  }),
  healthy("the last of several methods counts", ["-XPUT", "-XGET"]),
  healthy("options after the URL", [], {
    args: [URL, "-H", "X-A: b", "-f"],
    sent: request(GET, HOST, ...USUAL, "X-A: b"),
  }),
  healthy("-- before the URL", ["-f", "--"]),
  healthy("a value may begin with a dash", ["-A", "-f"], {
    sent: request(GET, HOST, "User-Agent: -f", "Accept: */*", "Connection: close"),
  }),
];

/** Any status is healthy; with -f only those below 400. */
const statuses: Row[] = [
  ...[101, 200, 302, 404, 500, 999].map((status) =>
    healthy(`without -f status ${status} is healthy`, ["-s"], {
      server: sends(`HTTP/1.1 ${status} X\r\n\r\n`),
      out: `healthy: GET ${URL}: ${status} in N ms`,
    }),
  ),
  ...[200, 304, 399].map((status) =>
    healthy(`with -f status ${status} is healthy`, ["-f"], {
      server: sends(`HTTP/1.1 ${status} X\r\n\r\n`),
      out: `healthy: GET ${URL}: ${status} in N ms`,
    }),
  ),
  ...[400, 404, 503, 999].map((status) =>
    unhealthy(
      `with -f status ${status} is not`,
      ["-f"],
      sends(`HTTP/1.1 ${status} X\r\n\r\n`),
      `status ${status}, wanted below 400`,
      { sent: PLAIN },
    ),
  ),
  ...["--fail", "--fail-with-body", "-sSf", "-f4"].map((flag) =>
    unhealthy(`status 500 with ${flag}`, [flag], web({ status: 500, body: "no" }), "status 500, wanted below 400"),
  ),
  unhealthy("status 500 of HEAD", ["-fI"], web({ status: 500 }), "", {
    err: `unhealthy: HEAD ${URL}: status 500, wanted below 400`,
  }),
  unhealthy(
    "a response that is not HTTP is never healthy",
    ["-s"],
    sends("220 mail ESMTP\r\n"),
    'not an HTTP response: "220 mail ESMTP"',
  ),
  unhealthy("an empty answer", ["-s"], resetsAfterRequest, "connection reset while waiting for the response"),
  unhealthy("a server that closes at once", [], closesAtOnce, "", {
    err: [
      "connection closed by the peer while waiting for the response",
      "connection reset while waiting for the response",
      "connection reset while sending the request",
    ].map((why) => `unhealthy: GET ${URL}: ${why}`),
  }),
  unhealthy(
    "a refusal is not retried",
    ["-s", "--retry", "5", "--retry-connrefused", "--retry-delay", "1"],
    refusing,
    "connection refused",
    { takes: [0, 500] },
  ),
  healthy("a redirect is not followed without -L", ["-f"], {
    server: inTurn([redirect("/elsewhere"), OK]),
    out: `healthy: GET ${URL}: 302 in N ms`,
    sentLast: PLAIN,
  }),
];

const urls: Row[] = [
  ...[
    ["127.0.0.1:{port}", "/"],
    ["127.0.0.1:{port}/healthz?full=1", "/healthz?full=1"],
    ["127.0.0.1:{port}?q", "/?q"],
    ["http://127.0.0.1:{port}/a#b", "/a"],
    ["HTTP://127.0.0.1:{port}", "/"],
    ["127.0.0.1:{port}/a}", "/a%7D"],
    ["127.0.0.1:{port}/%7Ba%7D", "/%7Ba%7D"],
  ].map(([url = "", path]) =>
    healthy(`the URL ${url}`, [], {
      args: [url],
      out: `healthy: GET http://127.0.0.1:{port}${path}: 200 in N ms`,
      sent: request(`GET ${path} HTTP/1.1`, HOST, ...USUAL),
    }),
  ),
  healthy("a name and a port are no TCP check", [], {
    args: ["localhost:{port}"],
    out: "healthy: GET http://localhost:{port}/: 200 in N ms",
    sent: request(GET, "Host: localhost:{port}", ...USUAL),
  }),
  healthy("the brackets of an IPv6 address are no pattern", [], {
    server: samePort({ "::1": sends(OK) }),
    needs: [IPV6],
    args: ["http://[::1]:{port}/"],
    out: "healthy: GET http://[::1]:{port}/: 200 in N ms",
    sent: request(GET, "Host: [::1]:{port}", ...USUAL),
  }),
  healthy("user and password before a URL without a scheme", [], {
    args: [`admin:${SECRET}@127.0.0.1:{port}`],
    sent: request(GET, HOST, ...USUAL, "Authorization: Basic YWRtaW46czNjcmV0"),
  }),
  healthy("-u goes before the URL's", ["-u", "a:b"], {
    args: ["-u", "a:b", `http://admin:${SECRET}@127.0.0.1:{port}/`],
    sent: request(GET, HOST, ...USUAL, "Authorization: Basic YTpi"),
  }),
  wrong("no URL", ["-f"], "no URL"),
  wrong("no argument", [], "no URL"),
  wrong("an empty URL", [""], "no host in the URL"),
  wrong("a URL without a host", ["http:///healthz"], "no host in the URL"),
  wrong("a path alone", ["/healthz"], "no host in the URL", { env: { PORT: "80" } }),
  wrong("a port and a path", [":8080/healthz"], "no host in the URL"),
  wrong("an invalid port", ["localhost:80a"], 'port "80a" is not a number from 1 to 65535'),
  wrong("a port that is too large", ["http://localhost:65536/"], 'port "65536" is not a number from 1 to 65535'),
  wrong("a space in a path", ["localhost/a b"], 'a space or control byte in "/a b" (write it as %20)'),
  wrong("https", ["https://localhost/"], "https:// needs healthcheck-tls", { tls: false }),
  wrong("https with -k", ["-k", "HTTPS://localhost/"], "https:// needs healthcheck-tls", { tls: false }),
  wrong("ftp", ["ftp://localhost/"], 'unknown scheme "ftp", wanted http or https'),
  wrong("tcp", ["tcp://localhost:80"], 'unknown scheme "tcp", wanted http or https'),
  wrong("unix", ["unix:///run/s"], 'unknown scheme "unix", wanted http or https'),
  wrong("braces", ["http://localhost/{a,b}"], 'patterns with "{" are not expanded here'),
  wrong("braces in the host", ["http://{a,b}/"], 'patterns with "{" are not expanded here'),
  wrong("brackets", ["localhost/[1-3]"], 'patterns with "[" are not expanded here'),
  wrong("brackets in the query", ["http://[::1]/?a[]=1"], 'patterns with "[" are not expanded here'),
  wrong("two URLs", ["localhost:1", "localhost:2"], "argument 2 is a second target (quote a value that has spaces)"),
  wrong(
    "two URLs by option",
    ["--url", "localhost:1", "--url", "localhost:2"],
    "--url: argument 4 is a second target (quote a value that has spaces)",
  ),
  wrong(
    "the words of a shell",
    ["-f", "http://localhost/", "||", "exit", "1"],
    "argument 3 is a second target (quote a value that has spaces)",
  ),
  wrong("an address of the other family", ["-4", "http://[::1]/"], "-4 excludes the IPv6 address ::1"),
  wrong("an address of the other family, IPv4", ["-6", "127.0.0.1"], "-6 excludes the IPv4 address 127.0.0.1"),
  wrong("both families", ["-46", "localhost"], "-4 and -6 exclude each other"),
];

/** Of the environment only the timeout counts. */
const surroundings: Row[] = [
  healthy("of the variables only that of the timeout is read", [], {
    env: {
      HEALTHCHECK_STATUS: "bogus",
      HEALTHCHECK_METHOD: "PO ST",
      HEALTHCHECK_USER: "bogus",
      HEALTHCHECK_USER_AGENT: "a\nb",
      HEALTHCHECK_UNIX_SOCKET: "/nonexistent",
      HEALTHCHECK_INSECURE: "bogus",
      HEALTHCHECK_TIMEOUT: "",
      http_proxy: "http://127.0.0.1:1/",
      ALL_PROXY: "http://127.0.0.1:1/",
    },
  }),
  wrong("no URL comes from the variables", [], "no URL", {
    env: { HEALTHCHECK_URL: "http://127.0.0.1:1/", HEALTHCHECK_PORT: "1", PORT: "1" },
  }),
  healthy("${NAME} is the shell's", ["-H", "X-A: ${A}", "-A", "${A:-b}"], {
    env: { A: "replaced" },
    sent: request(GET, HOST, "User-Agent: ${A:-b}", "Accept: */*", "Connection: close", "X-A: ${A}"),
  }),
  wrong("${NAME} in a URL is a pattern", ["http://localhost:${PORT}/"], 'patterns with "{" are not expanded here', {
    env: { PORT: "80" },
  }),
  wrong(
    "an invalid HEALTHCHECK_TIMEOUT",
    ["localhost"],
    'HEALTHCHECK_TIMEOUT: "soon" is not a duration like 3, 1.5s, 500ms or 1m',
    { env: { HEALTHCHECK_TIMEOUT: "soon" } },
  ),
];

function late(name: string, args: string[], limit: string, stage: string, row: Partial<Row> = {}): Row {
  const milliseconds = Number.parseInt(limit, 10);
  const takes: [number, number] = [milliseconds, milliseconds + 50];
  return unhealthy(name, args, silent, `timed out after ${limit} ${stage}`, { takes, ...row });
}

const WAITING = "waiting for the response";
const slow = inTurn([OK], 500);

const deadlines: Row[] = [
  ...[["-m", "0.2"], ["--max-time=0.2"], ["-fsSm0.2"]].map((way) =>
    late(`the deadline as ${way.join(" ")}`, way, "200ms", WAITING),
  ),
  late("the deadline of the variable", [], "200ms", WAITING, { env: { HEALTHCHECK_TIMEOUT: "200ms" } }),
  late("-m goes before the variable, whatever that says", ["-m", "0.2"], "200ms", WAITING, {
    env: { HEALTHCHECK_TIMEOUT: "bogus" },
  }),
  late("of two deadlines the last counts", ["-m", "5", "-m", "0.2"], "200ms", WAITING),
  healthy("a deadline of 0 is none, whatever the variable says", ["-m", "0"], {
    server: slow,
    env: { HEALTHCHECK_TIMEOUT: "200ms" },
    takes: [500, 1000],
  }),
  healthy("a deadline of 0 takes an earlier one back", ["-m", "0.2", "--max-time=0"], { server: slow }),
  healthy("of no deadline nothing is seen for a while", [], { server: slow }),
  late("--connect-timeout bounds connecting", ["--connect-timeout", "0.2"], "200ms", "connecting", {
    server: swallowing,
  }),
  late("--connect-timeout=", ["--connect-timeout=0.2", "-m", "5"], "200ms", "connecting", { server: swallowing }),
  late("a --connect-timeout beyond the deadline", ["--connect-timeout", "5", "-m", "0.2"], "200ms", "connecting", {
    server: swallowing,
  }),
  late("a --connect-timeout of 0 is none", ["--connect-timeout", "0", "-m", "0.3"], "300ms", "connecting", {
    server: swallowing,
  }),
  late(
    "a --connect-timeout of 0 takes an earlier one back",
    ["--connect-timeout", "0.1", "--connect-timeout", "0", "-m", "0.3"],
    "300ms",
    "connecting",
    { server: swallowing },
  ),
  late("--connect-timeout over a Unix socket", [], "200ms", "connecting", {
    server: onUnixSocket(swallowing),
    args: ["--connect-timeout", "0.2", "--unix-socket", "{socket}", "http://app/"],
    err: "unhealthy: GET http://app/ over {socket}: timed out after 200ms connecting",
  }),
  late("--connect-timeout bounds the lookup", [], "200ms", "looking up", {
    server: named({ dns: { "slow.test": "silence" } }, silent),
    needs: [OWN_NAMES],
    args: ["--connect-timeout", "0.2", "http://slow.test:{port}/"],
    err: "unhealthy: GET http://slow.test:{port}/: timed out after 200ms looking up slow.test",
    // Mounting its own /etc/hosts takes time, too.
    takes: [200, 400],
  }),
  healthy("--connect-timeout does not bound the answer", ["--connect-timeout", "0.2"], {
    server: slow,
    takes: [500, 1000],
  }),
  late("--connect-timeout, then the deadline", ["--connect-timeout", "0.1", "-m", "0.3"], "300ms", WAITING),
];

/** One of each kind; test/core/dialect-values.test.ts has the rest. */
const bad: Row[] = [
  wrong("an option without its value", ["http://localhost/", "-fm"], "option -m needs a value (see --help)"),
  wrong("an option that is refused", ["--proxy", "x", "http://localhost/"], "option --proxy is not supported"),
  wrong("a refused letter among bundled ones", ["-fsSGL", "localhost"], "option -G is not supported"),
  wrong("its version is no health", ["--version"], "option --version is not supported"),
  wrong("a flag with a value", ["--fail=yes", "localhost"], "option --fail takes no value"),
  wrong("an equals sign after a letter", ["-m=1", "localhost"], "write -m VALUE, without the equals sign"),
  wrong("an invalid deadline", ["-m", "soon", "localhost"], '-m: "soon" is not a duration like 3, 1.5s, 500ms or 1m'),
  wrong("a file", ["-o", "file", "localhost"], '-o: "file": nothing is saved here, wanted /dev/null or -'),
  wrong("a user without a password", ["-u", SECRET, "localhost"], "-u: no colon, wanted USER:PASSWORD"),
  wrong(
    "a secret that lost its quotes",
    ["-H", "Authorization:", "Bearer", SECRET, "localhost"],
    "argument 4 is a second target (quote a value that has spaces)",
  ),
  wrong(
    "-I and -d, of which each asks for another method",
    ["-I", "-d", "a", "localhost:1"],
    "-I and -d exclude each other",
  ),
];

/** curl: what its options mean, however they are written, and what is refused. */
export const curl: Row[] = [...flags, ...values, ...statuses, ...urls, ...surroundings, ...deadlines, ...bad];
