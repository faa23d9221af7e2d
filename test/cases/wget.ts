import { named, OWN_NAMES } from "../servers/names";
import { refusing, swallowing } from "../servers/ports";
import { sends, silent } from "../servers/raw";
import { headed, inTurn, redirect } from "../servers/redirects";
import { OK, type Row, request, SECRET, USUAL } from "./row";

const URL = "http://127.0.0.1:{port}/";
const HEALTHY = `healthy: GET ${URL}: 200 in N ms`;
const HOST = "Host: 127.0.0.1:{port}";
const GET = "GET / HTTP/1.1";
const PLAIN = request(GET, HOST, ...USUAL);
const HEAD = request("HEAD / HTTP/1.1", HOST, ...USUAL);
const AUTHORIZED = request(GET, HOST, ...USUAL, "Authorization: Basic YWRtaW46czNjcmV0");

/** A healthy check. Unless the row says otherwise, it sends the same request as without options. */
function healthy(name: string, args: string[], row: Partial<Row> = {}): Row {
  const server = sends(OK);
  return { name, as: "wget", server, args: [...args, URL], out: HEALTHY, sent: PLAIN, ...row };
}

/** An unhealthy check that gets these answers. */
function unhealthy(name: string, args: string[], answers: string[], err: string, row: Partial<Row> = {}): Row {
  const server = inTurn(answers);
  return { name, as: "wget", server, args: [...args, URL], err: `unhealthy: ${err}`, ...row };
}

/** A usage error: no connection is made. */
function wrong(name: string, args: string[], err: string, row: Partial<Row> = {}): Row {
  return { name, as: "wget", args, err: `healthcheck as wget: ${err}`, ...row };
}

function spelled(what: string, ways: string[][], row: Partial<Row> = {}): Row[] {
  return ways.map((way) => healthy(`${what} as ${way.join(" ")}`, way, row));
}

const flags: Row[] = [
  healthy("nothing but a URL", []),
  healthy("the flags that change nothing, long", [
    ...["--quiet", "--no-verbose", "--verbose", "--no-proxy", "--no-check-certificate", "--no-cache", "--no-hsts"],
    ...["--retry-connrefused", "--content-on-error", "--auth-no-challenge", "--inet4-only"],
  ]),
  healthy("the flags that change nothing, short", ["-q", "-nv", "-v", "-4"]),
  ...[["-qO-"], ["-qO", "-"], ["-nv", "-O-"], ["-q4O/dev/null"], ["-O-", "-q"]].map((way) =>
    healthy(`a bundle: ${way.join(" ")}`, way),
  ),
  healthy("-nv within a bundle", ["-qnv"]),
  ...["-S", "--server-response", "-qS"].map((flag) =>
    healthy(`the response as ${flag}`, [flag], {
      out: [
        HEALTHY,
        "at N ms: connecting",
        "at N ms: sending the request",
        "at N ms: waiting for the response",
        "at N ms: receiving the response headers",
        "< HTTP/1.1 200 OK",
        "< Content-Length: 0",
      ].join("\n"),
    }),
  ),
];

const values: Row[] = [
  ...[
    ["-O", "/dev/null", "-t", "1", "-T", "5", "-Y", "off", "-U", "me/1"],
    ["-O/dev/null", "-t1", "-T5", "-Yoff", "-Ume/1"],
    ["-qO", "-", "-qt1", "-qT", "5", "-qYoff", "-qU", "me/1"],
    [
      ...["--output-document", "/dev/null", "--tries", "3", "--timeout", "5", "--connect-timeout", "5"],
      ...["--proxy", "off", "--user-agent", "me/1", "--waitretry", "0", "--wait", "1", "--ca-certificate", "/x"],
    ],
    [
      ...["--output-document=-", "--tries=3", "--timeout=5", "--connect-timeout=5", "--proxy=off"],
      ...["--user-agent=me/1", "--waitretry=0", "--wait=1", "--ca-certificate=/x"],
    ],
  ].map((args, index) =>
    healthy(`values as ${["short", "glued", "bundled", "long", "behind an equals sign"][index]}`, args, {
      sent: request(GET, HOST, "User-Agent: me/1", "Accept: */*", "Connection: close"),
    }),
  ),
  ...spelled(
    "header and method",
    [
      ["--header", "X-A: b=c", "--method", "PUT"],
      ["--header=X-A:b=c", "--method=PUT"],
    ],
    {
      out: `healthy: PUT ${URL}: 200 in N ms`,
      sent: request("PUT / HTTP/1.1", HOST, ...USUAL, "X-A: b=c"),
    },
  ),
  healthy("another Host", ["--header=Host: example.test"], { sent: request(GET, "Host: example.test", ...USUAL) }),
  healthy("the method in small letters", ["--method=head"], { out: `healthy: HEAD ${URL}: 200 in N ms`, sent: HEAD }),
  healthy("an empty user agent takes it away", ["-U", ""], {
    sent: request(GET, HOST, "Accept: */*", "Connection: close"),
  }),
  ...spelled(
    "user and password",
    [
      ["--user=admin", `--password=${SECRET}`],
      ["--user", "admin", "--password", SECRET],
      [`--password=${SECRET}`, "--user=admin"],
      ["--http-user=admin", `--http-password=${SECRET}`],
    ],
    { sent: AUTHORIZED },
  ),
  healthy("a user without a password", ["--user=admin"], {
    sent: request(GET, HOST, ...USUAL, "Authorization: Basic YWRtaW46"),
  }),
  healthy("a colon in the password", ["--user=a", "--password=b:c"], {
    sent: request(GET, HOST, ...USUAL, "Authorization: Basic YTpiOmM="),
  }),
  healthy("a password without a user is for nobody", [`--password=${SECRET}`]),
  healthy("options after the URL", [], { args: [URL, "-q", "-O", "-"] }),
  healthy("-- before the URL", ["-q", "--"]),
];

/** Only 2xx is healthy. */
const statuses: Row[] = [
  ...[200, 204, 299].map((status) =>
    healthy(`status ${status} is healthy`, ["-q"], {
      server: inTurn([headed(status)]),
      out: `healthy: GET ${URL}: ${status} in N ms`,
    }),
  ),
  ...[101, 300, 304, 399, 400, 404, 503].map((status) =>
    unhealthy(`status ${status} is not`, ["-qO-"], [headed(status)], `GET ${URL}: status ${status}, wanted 200-299`),
  ),
  unhealthy("a refusal is not retried", ["-q", "-t", "3"], [], `GET ${URL}: connection refused`, {
    server: refusing,
    takes: [0, 500],
  }),
];

const spider: Row[] = [
  ...[["--spider"], ["-q", "--spider"], ["--no-verbose", "--tries=1", "--spider"], ["-nv", "-t1", "--spider"]].map(
    (way) =>
      healthy(`HEAD as ${way.join(" ")}`, way, {
        server: inTurn([OK]),
        out: `healthy: HEAD ${URL}: 200 in N ms`,
        sent: HEAD,
        sentLast: HEAD,
      }),
  ),
  ...[405, 500, 501].flatMap((status) => [
    healthy(`GET if HEAD gets ${status}`, ["--spider", "-O", "/dev/null"], {
      server: inTurn([headed(status), OK]),
      sent: HEAD,
      sentLast: PLAIN,
    }),
    unhealthy(
      `GET if HEAD gets ${status}, and no better answer`,
      ["-q", "--spider"],
      [headed(status), headed(status)],
      `GET ${URL}: status ${status}, wanted 200-299`,
      { sent: HEAD, sentLast: PLAIN },
    ),
  ]),
  ...[400, 404, 502, 503].map((status) =>
    unhealthy(
      `no GET if HEAD gets ${status}`,
      ["--spider"],
      [headed(status), OK],
      `HEAD ${URL}: status ${status}, wanted 200-299`,
      { sentLast: HEAD },
    ),
  ),
  unhealthy(
    "no GET after a HEAD that was asked for",
    ["--method=HEAD"],
    [headed(405), OK],
    `HEAD ${URL}: status 405, wanted 200-299`,
    { sent: HEAD, sentLast: HEAD },
  ),
  healthy(
    "the GET has the headers of the HEAD",
    ["--spider", "--header=X-A: b", "--user=admin", `--password=${SECRET}`],
    {
      server: inTurn([headed(405), OK]),
      sent: request("HEAD / HTTP/1.1", HOST, ...USUAL, "Authorization: Basic YWRtaW46czNjcmV0", "X-A: b"),
      sentLast: request(GET, HOST, ...USUAL, "Authorization: Basic YWRtaW46czNjcmV0", "X-A: b"),
    },
  ),
  healthy("HEAD after a redirect", ["--spider"], {
    server: inTurn([redirect("/b"), OK]),
    out: `healthy: HEAD ${URL}, redirected to ${URL}b: 200 in N ms`,
    sent: HEAD,
    sentLast: request("HEAD /b HTTP/1.1", HOST, ...USUAL),
  }),
  healthy("GET after a redirect, if HEAD gets 405 there", ["--spider"], {
    server: inTurn([redirect("/b"), headed(405), OK]),
    out: `healthy: GET ${URL}, redirected to ${URL}b: 200 in N ms`,
    sent: HEAD,
    sentLast: request("GET /b HTTP/1.1", HOST, ...USUAL),
  }),
  healthy("a redirect after the GET", ["--spider"], {
    server: inTurn([headed(501), redirect("/b"), OK]),
    out: `healthy: GET ${URL}, redirected to ${URL}b: 200 in N ms`,
    sent: HEAD,
    sentLast: request("GET /b HTTP/1.1", HOST, ...USUAL),
  }),
  unhealthy(
    "one deadline for HEAD and GET",
    ["--spider", "-T", "0.5"],
    [],
    `GET ${URL}: timed out after 500ms waiting for the response`,
    { server: inTurn([headed(405), OK], 300), takes: [500, 550] },
  ),
];

const WAITING = `GET ${URL}: timed out after 200ms waiting for the response`;

const deadlines: Row[] = [
  ...[["-T", "0.2"], ["-qT0.2"], ["--timeout=0.2"]].map((way) =>
    unhealthy(`the deadline as ${way.join(" ")}`, way, [], WAITING, { server: silent, takes: [200, 250] }),
  ),
  unhealthy("the deadline of the variable", ["-q"], [], WAITING, {
    server: silent,
    env: { HEALTHCHECK_TIMEOUT: "200ms" },
    takes: [200, 250],
  }),
  unhealthy("-T goes before the variable, whatever that says", ["-T0.2"], [], WAITING, {
    server: silent,
    env: { HEALTHCHECK_TIMEOUT: "bogus" },
    takes: [200, 250],
  }),
  healthy("a deadline of 0 is none, whatever the variable says", ["-T", "0"], {
    server: inTurn([OK], 500),
    env: { HEALTHCHECK_TIMEOUT: "200ms" },
    takes: [500, 1000],
  }),
  unhealthy(
    "--connect-timeout",
    ["--connect-timeout=0.2", "-T", "5"],
    [],
    `GET ${URL}: timed out after 200ms connecting`,
    { server: swallowing, takes: [200, 250] },
  ),
  unhealthy(
    "the deadline bounds the lookup",
    [],
    [],
    "GET http://slow.test:{port}/: timed out after 200ms looking up slow.test",
    {
      server: named({ dns: { "slow.test": "silence" } }, silent),
      needs: [OWN_NAMES],
      args: ["-T", "0.2", "http://slow.test:{port}/"],
    },
  ),
];

const urls: Row[] = [
  ...[
    ["127.0.0.1:{port}", "/"],
    ["127.0.0.1:{port}/healthz?a=b", "/healthz?a=b"],
    ["http://127.0.0.1:{port}#top", "/"],
    ["127.0.0.1:{port}/{a}[1-2]", "/%7Ba%7D[1-2]"],
  ].map(([url = "", path]) =>
    healthy(`the URL ${url}`, [], {
      args: ["-q", url],
      out: `healthy: GET http://127.0.0.1:{port}${path}: 200 in N ms`,
      sent: request(`GET ${path} HTTP/1.1`, HOST, ...USUAL),
    }),
  ),
  healthy("user and password of a URL", [], {
    args: ["-q", `http://admin:${SECRET}@127.0.0.1:{port}/`],
    sent: AUTHORIZED,
  }),
  healthy("user and password of a URL go before the options'", [], {
    args: ["--user=a", "--password=b", `http://admin:${SECRET}@127.0.0.1:{port}/`],
    sent: AUTHORIZED,
  }),
  healthy("of the variables only that of the timeout is read", ["-q"], {
    env: {
      HEALTHCHECK_STATUS: "bogus",
      HEALTHCHECK_METHOD: "PO ST",
      HEALTHCHECK_USER: "bogus",
      HEALTHCHECK_USER_AGENT: "a\nb",
      HEALTHCHECK_UNIX_SOCKET: "/nonexistent",
      HEALTHCHECK_INSECURE: "bogus",
      HEALTHCHECK_TIMEOUT: "",
      http_proxy: "http://127.0.0.1:1/",
    },
  }),
  healthy("${NAME} is the shell's", ["--header=X-A: ${A}"], {
    env: { A: "replaced" },
    sent: request(GET, HOST, ...USUAL, "X-A: ${A}"),
  }),
  wrong("${NAME} in a URL", ["http://localhost:${PORT}"], 'port "${PORT}" is not a number from 1 to 65535', {
    env: { PORT: "80" },
  }),
  wrong("no URL", ["-q", "--spider"], "no URL", { env: { HEALTHCHECK_URL: "http://127.0.0.1:1/", PORT: "1" } }),
  wrong("an empty URL", ["-q", ""], "no host in the URL"),
  wrong("a path alone", ["/healthz"], "no host in the URL", { env: { PORT: "80" } }),
  wrong("https", ["--no-check-certificate", "https://localhost/"], "https:// needs healthcheck-tls", { tls: false }),
  wrong("tcp", ["tcp://localhost:80"], 'unknown scheme "tcp", wanted http or https'),
  wrong("two URLs", ["a", "b"], "argument 2 is a second target (quote a value that has spaces)"),
  wrong(
    "the words of a shell",
    ["--no-verbose", "--tries=1", "--spider", "http://localhost/", "||", "exit", "1"],
    "argument 5 is a second target (quote a value that has spaces)",
  ),
  wrong("an invalid HEALTHCHECK_TIMEOUT", ["localhost"], 'HEALTHCHECK_TIMEOUT: "0" is not between 10ms and 1h', {
    env: { HEALTHCHECK_TIMEOUT: "0" },
  }),
];

/** One of each kind; test/core/dialect-values.test.ts has the rest. */
const bad: Row[] = [
  wrong("an option without its value", ["http://localhost/", "-qT"], "option -T needs a value (see --help)"),
  wrong("an option that is refused", ["--post-file=x", "http://localhost/"], "option --post-file is not supported"),
  wrong("a refused letter among bundled ones", ["-qrO-", "http://localhost/"], "option -r is not supported"),
  wrong("wget's old -s within a bundle", ["-sqO-", "http://localhost/"], "option -s is not supported"),
  wrong("a flag with a value", ["--spider=on", "localhost"], "option --spider takes no value"),
  wrong("a proxy", ["-Y", "on", "localhost"], '-Y: "on": no proxy is used here, wanted off'),
  wrong("a file", ["-qOindex.html", "localhost"], '-O: "index.html": nothing is saved here, wanted /dev/null or -'),
  wrong("an invalid deadline", ["-T", "soon", "a"], '-T: "soon" is not a duration like 3, 1.5s, 500ms or 1m'),
  wrong(
    "a secret that lost its quotes",
    ["--header=Authorization:", SECRET, "localhost"],
    "argument 3 is a second target (quote a value that has spaces)",
  ),
];

/** wget of GNU and busybox: what its options mean, however they are written, and what is refused. */
export const wget: Row[] = [...flags, ...values, ...statuses, ...spider, ...deadlines, ...urls, ...bad];
