import type { StartServer } from "../servers";
import { endless, sends, silent, trickles } from "../servers/raw";
import { inTurn } from "../servers/redirects";
import { onUnixSocket } from "../servers/unix";
import { certificate } from "../tls/authority";
import { nodeTls } from "../tls/servers";
import { type Row, request, SECRET, USUAL } from "./row";

const URL = "http://127.0.0.1:{port}/";
const HEAD = "HTTP/1.1 200 OK\r\n";
const CHUNKED = `${HEAD}Transfer-Encoding: chunked\r\n\r\n`;
/** The most bytes of a body that are read. */
const MOST = 1_048_576;

/** A response whose body has the length that it gives. */
function counted(body: string, length = body.length): string {
  return `${HEAD}Content-Length: ${length}\r\n\r\n${body}`;
}

/** A body in one chunk. */
function chunk(body: string): string {
  return `${body.length.toString(16)}\r\n${body}\r\n`;
}

const UP = ["-e", "UP"];

/** A check for UP that is healthy. */
function found(name: string, server: StartServer | string | string[], args: string[] = UP): Row {
  const start = typeof server === "function" ? server : sends(server);
  return {
    name: `UP: ${name}`,
    server: start,
    args: [...args, URL],
    out: `healthy: GET ${URL}: 200 with "UP" in N ms`,
  };
}

/** A check for UP that is not. */
function missed(name: string, server: StartServer | string | string[], err: string, args: string[] = UP): Row {
  const start = typeof server === "function" ? server : sends(server);
  return { name: `no UP: ${name}`, server: start, args: [...args, URL], err: `unhealthy: GET ${URL}: ${err}` };
}

function without(bytes: number): string {
  return `status 200, but no "UP" in the body (${bytes} bytes)`;
}

function while_(bytes: number, what: string): string {
  return `${what} reading the body (${bytes} bytes so far), wanted "UP"`;
}

const closed = "connection closed by the peer while";
const long = `status 200, but no "UP" in the first ${MOST} bytes of the body`;
const chunkedFault = (bytes: number) => `the body has a malformed chunk after ${bytes} bytes, wanted "UP"`;

const framing: Row[] = [
  found("a body of a given length", counted('{"status":"UP"}')),
  found("a body that ends with the connection", `${HEAD}\r\nUP`),
  found("a body that does not end", sends(`${HEAD}\r\n{"status":"UP"`, { after: "keep" })),
  found("a body cut off behind the text", counted("UP", 1000)),
  found("a reset behind the text", sends(counted("UP", 1000), { after: "reset" })),
  found("one chunk", `${CHUNKED}${chunk("UP")}0\r\n\r\n`),
  found("a text in two chunks", `${CHUNKED}${chunk("U")}${chunk("P")}0\r\n\r\n`),
  found(
    "chunks before Content-Length",
    `${HEAD}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n${chunk("xUP")}`,
  ),
  found("chunks in lines that end in LF", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\nUP\n0\n\n"),
  found("a chunk's extension", `${CHUNKED}2;x="y"\r\nUP\r\n0\r\n\r\n`),
  found("white space behind a chunk's size", `${CHUNKED}2 \t \r\nUP\r\n0\r\n\r\n`),
  found("a size of 16 digits", `${CHUNKED}0000000000000002\r\nUP\r\n0\r\n\r\n`),
  found("a chunk that is announced longer than it comes", `${CHUNKED}7fffffffffffffff\r\nUP`),
  found("a malformed chunk behind the text", `${CHUNKED}${chunk("UP")}what\r\n`),
  found("byte by byte", sends([..."HTTP/1.1 200 OK\r\n\r\nUP"], { pause: 1 })),
  found("chunks byte by byte", sends([CHUNKED, ..."1\r\nU\r\n1\r\nP\r\n0\r\n\r\n"], { pause: 1 })),
  found("an overlapping start", `${HEAD}\r\n{"status":"UUP"}`),
  found("an interim response first", `HTTP/1.1 103 Early Hints\r\nContent-Encoding: gzip\r\n\r\n${counted("UP")}`),
  missed("an empty body", counted(""), without(0)),
  missed("another letter case", counted('{"status":"up"}'), without(15)),
  missed("only in a header", `${HEAD}X: UP\r\nContent-Length: 1\r\n\r\nx`, without(1)),
  missed("only behind the length", `${counted("DOWN")}UP`, without(4)),
  missed("cut by the length", `${counted("U", 1)}P`, without(1)),
  missed("only in a chunk's extension", `${CHUNKED}1;UP\r\nx\r\n0\r\n\r\n`, without(1)),
  missed("only in a trailer", `${CHUNKED}${chunk("x")}0\r\nX: UP\r\n\r\n`, without(1)),
  missed("only behind the last chunk", `${CHUNKED}${chunk("x")}0\r\n\r\nUP`, without(1)),
  missed("in two chunks with a byte between", `${CHUNKED}${chunk("U-")}${chunk("P")}0\r\n\r\n`, without(3)),
  missed("a body that ends with the connection", `${HEAD}\r\nDOWN`, without(4)),
  missed("a body cut off", counted("DOWN", 10), while_(4, closed)),
  missed(
    "a body reset",
    sends([counted("DOWN", 10), ""], { after: "reset", pause: 50 }),
    while_(4, "connection reset while"),
  ),
  missed("a chunk cut off", `${CHUNKED}a\r\nDOWN`, while_(4, closed)),
  missed("the last chunk does not come", `${CHUNKED}${chunk("DOWN")}`, while_(4, closed)),
  missed("a trailer cut off", `${CHUNKED}${chunk("DOWN")}0\r\n`, while_(4, closed)),
  missed("no chunk at all", `${CHUNKED}UP`, chunkedFault(0)),
  missed("an empty size", `${CHUNKED}\r\nUP`, chunkedFault(0)),
  missed("a size that is negative", `${CHUNKED}-2\r\nUP`, chunkedFault(0)),
  missed("white space before a size", `${CHUNKED} 2\r\nUP`, chunkedFault(0)),
  missed("a size of 17 digits", `${CHUNKED}00000000000000002\r\nUP`, chunkedFault(0)),
  missed("a size of 64 bits", `${CHUNKED}8000000000000000\r\nUP`, chunkedFault(0)),
  missed("a chunk longer than its size", `${CHUNKED}1\r\nxUP\r\n0\r\n\r\n`, chunkedFault(1)),
];

const limits: Row[] = [
  found("at the very end of 1 MiB", counted(`${"x".repeat(MOST - 2)}UP and more`)),
  missed("a byte behind 1 MiB", counted(`${"x".repeat(MOST - 1)}UP`), long),
  missed("1 MiB exactly", counted("x".repeat(MOST)), without(MOST)),
  missed("one byte more", counted("x".repeat(MOST + 1)), long),
  missed(
    "1 MiB in small chunks",
    sends(`${CHUNKED}${chunk("x".repeat(16)).repeat(MOST / 16)}0\r\n\r\n`),
    without(MOST),
  ),
  missed(
    "more than 1 MiB in small chunks",
    sends(`${CHUNKED}${chunk("x".repeat(16)).repeat(MOST / 16)}${chunk("UP")}`),
    long,
  ),
  missed("a body without end", endless(`${HEAD}\r\n`, "DOWN"), long),
  missed("chunks without end", endless(CHUNKED, chunk("DOWN")), long),
  missed("a length that no number holds", endless(`${HEAD}Content-Length: ${"9".repeat(40)}\r\n\r\n`, "DOWN"), long),
  {
    ...missed("a chunk's extension without end", endless(`${CHUNKED}1;`, "UP"), while_(0, "timed out after 500ms"), [
      ...UP,
      "-t",
      "500ms",
    ]),
    takes: [500, 1000],
  },
  {
    ...missed("a body that stalls", sends(`${HEAD}\r\nU`, { after: "keep" }), while_(1, "timed out after 1s"), [
      ...UP,
      "-t",
      "1s",
    ]),
    takes: [1000, 1500],
  },
  {
    ...missed("a text that trickles for too long", trickles(`${HEAD}\r\n`, "x".repeat(40)), "", [...UP, "-t", "1s"]),
    err: Array.from({ length: 21 }, (_, count) => `unhealthy: GET ${URL}: ${while_(count, "timed out after 1s")}`),
    takes: [1000, 1500],
  },
  found("a text that trickles in time", trickles(`${HEAD}\r\n`, "status: UP"), [...UP, "-t", "5s"]),
];

const statuses: Row[] = [
  missed("a status that is not wanted", "HTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\nUP", "status 503, wanted 200-399"),
  {
    name: "--expect with a status of its own",
    server: sends("HTTP/1.1 503 No\r\nContent-Length: 11\r\n\r\nmaintenance"),
    args: ["-s", "503", "-e", "maintenance", URL],
    out: `healthy: GET ${URL}: 503 with "maintenance" in N ms`,
  },
  {
    name: "--expect in the body of a redirect that is not followed",
    server: sends("HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 5\r\n\r\nmoved"),
    args: ["-e", "moved", URL],
    out: `healthy: GET ${URL}: 302 with "moved" in N ms`,
  },
  ...["101", "204", "304"].map((status) => ({
    name: `--expect: status ${status} has no body`,
    server: sends(`HTTP/1.1 ${status} X\r\nContent-Length: 2\r\n\r\nUP`),
    args: ["-s", "100-399", ...UP, URL],
    err: `unhealthy: GET ${URL}: status ${status}, but no "UP" in the body (0 bytes)`,
  })),
];

function coded(value: string): string {
  return `${HEAD}Content-Encoding:${value}\r\nContent-Length: 2\r\n\r\nUP`;
}

const encoded = (coding: string) => `the body has the Content-Encoding ${coding}, wanted identity`;

const encodings: Row[] = [
  missed("gzip", coded(" gzip"), encoded('"gzip"')),
  missed("a list of encodings", coded("\tgzip, br "), encoded('"gzip, br"')),
  missed("an encoding that is not printable", coded(" \x1b[2J"), encoded('"\\x1b[2J"')),
  missed("gzip in a second Content-Encoding", coded(" identity\r\nContent-Encoding: gzip"), encoded('"gzip"')),
  missed("a long encoding", coded(` ${"x".repeat(1000)}`), encoded(`"${"x".repeat(80)}..."`)),
  missed("gzip, and a status that is not wanted", coded(" gzip").replace("200", "500"), "status 500, wanted 200-399"),
  found("identity", coded(" Identity ")),
  found("an empty Content-Encoding", coded(" ")),
  {
    name: "the request with --expect",
    server: sends(counted("UP")),
    args: [...UP, URL],
    out: `healthy: GET ${URL}: 200 with "UP" in N ms`,
    sent: request("GET / HTTP/1.1", "Host: 127.0.0.1:{port}", ...USUAL.toSpliced(2, 0, "Accept-Encoding: identity")),
  },
  {
    name: "the request with --expect and an Accept-Encoding",
    server: sends(coded(" gzip")),
    args: [...UP, "-H", "accept-encoding: gzip", URL],
    err: `unhealthy: GET ${URL}: ${encoded('"gzip"')}`,
    sent: request("GET / HTTP/1.1", "Host: 127.0.0.1:{port}", ...USUAL.toSpliced(2, 0, "accept-encoding: gzip")),
  },
  {
    name: "the request with --expect and an empty Accept-Encoding",
    server: sends(counted("UP")),
    args: [...UP, "-H", "Accept-Encoding:", URL],
    out: `healthy: GET ${URL}: 200 with "UP" in N ms`,
    sent: request("GET / HTTP/1.1", "Host: 127.0.0.1:{port}", ...USUAL),
  },
];

const OTHERS = ["-e", "green", "--expect=yellow"];

const texts: Row[] = [
  {
    name: "--expect twice: the second is there",
    server: sends(counted('{"status":"yellow"}')),
    args: [...OTHERS, URL],
    out: `healthy: GET ${URL}: 200 with "yellow" in N ms`,
  },
  {
    name: "--expect twice: both are there, and the first to end is named",
    server: sends(counted("yellow and green")),
    args: [...OTHERS, URL],
    out: `healthy: GET ${URL}: 200 with "yellow" in N ms`,
  },
  {
    name: "--expect twice: neither is there",
    server: sends(counted("red")),
    args: [...OTHERS, URL],
    err: `unhealthy: GET ${URL}: status 200, but no "green" or "yellow" in the body (3 bytes)`,
  },
  {
    name: "--expect has no escapes",
    server: sends(counted("a\\nb")),
    args: ["-e", "a\\nb", URL],
    out: `healthy: GET ${URL}: 200 with "a\\nb" in N ms`,
  },
  {
    name: "--expect: a line feed and quotes",
    server: sends(counted('{"a":\n"b"}')),
    args: ["-e", '{"a":\n"b"}', URL],
    out: `healthy: GET ${URL}: 200 with "{"a":\\x0a"b"}" in N ms`,
  },
  {
    name: "--expect: letters that are not ASCII",
    server: sends(counted(Buffer.from("l\u00e4uft").toString("latin1"))),
    args: ["-e", "l\u00e4uft", URL],
    out: `healthy: GET ${URL}: 200 with "l\u00e4uft" in N ms`,
  },
  {
    name: "--expect: a text of 8192 bytes",
    server: sends(counted(`${"x".repeat(9000)}y`)),
    args: ["-e", `${"x".repeat(8191)}y`, URL],
    out: `healthy: GET ${URL}: 200 with "${"x".repeat(80)}..." in N ms`,
  },
  {
    name: "--expect: many texts",
    server: sends(counted("nothing")),
    args: [...Array.from({ length: 60 }, (_, i) => `--expect=text ${i}`), URL],
    err: `unhealthy: GET ${URL}: status 200, but no ${Array.from({ length: 60 }, (_, i) => `"text ${i}"`)
      .join(" or ")
      .slice(0, 100)}... in the body (7 bytes)`,
  },
  {
    name: "--expect: a variable is shown as it was written",
    server: sends(counted(`build ${SECRET}`)),
    env: { BUILD: SECRET },
    args: ["-e", "build ${BUILD}", URL],
    out: `healthy: GET ${URL}: 200 with "build \${BUILD}" in N ms`,
  },
  {
    name: "--expect: a variable behind an equals sign, and a fallback",
    server: sends(counted("x")),
    env: { BUILD: SECRET },
    args: ["--expect=${BUILD}!", "-eb${NONE:-build}", URL],
    err: `unhealthy: GET ${URL}: status 200, but no "\${BUILD}!" or "b\${NONE:-...}" in the body (1 bytes)`,
  },
  {
    name: "--expect: a variable of sh -c",
    server: sends(counted("x")),
    env: { BUILD: SECRET },
    as: "sh",
    args: ["-c", `healthcheck --expect "a $BUILD" ${URL}`],
    err: `unhealthy: GET ${URL}: status 200, but no "a $BUILD" in the body (1 bytes)`,
  },
  {
    name: "--expect by variable",
    server: sends(counted("UP")),
    env: { HEALTHCHECK_EXPECT: "UP" },
    args: [URL],
    out: `healthy: GET ${URL}: 200 with "UP" in N ms`,
  },
  {
    name: "--expect by variable, without a match",
    server: sends(counted("DOWN")),
    env: { HEALTHCHECK_EXPECT: "UP${X}" },
    args: [URL],
    err: `unhealthy: GET ${URL}: status 200, but no "UP\${X}" in the body (4 bytes)`,
  },
  {
    name: "--expect beats its variable",
    server: sends(counted("DOWN")),
    env: { HEALTHCHECK_EXPECT: "DOWN" },
    args: [...UP, URL],
    err: `unhealthy: GET ${URL}: ${without(4)}`,
  },
  {
    name: "--expect by an empty variable",
    server: sends(counted("DOWN")),
    env: { HEALTHCHECK_EXPECT: "" },
    args: [URL],
    out: `healthy: GET ${URL}: 200 in N ms`,
  },
  {
    name: "--expect by variable is ignored on TCP targets",
    server: silent,
    env: { HEALTHCHECK_EXPECT: "UP" },
    args: ["{port}"],
    out: "healthy: tcp localhost:{port}: connected in N ms",
  },
];

const around: Row[] = [
  {
    name: "--expect: a redirect's own body is not looked at",
    server: inTurn(["HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 2\r\n\r\nUP", counted("DOWN")]),
    args: ["-L", ...UP, URL],
    err: `unhealthy: GET ${URL}, redirected to ${URL}b: ${without(4)}`,
  },
  {
    name: "--expect: the encoding of a redirect is none of the answer's",
    server: inTurn(["HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Encoding: gzip\r\n\r\n", counted("UP")]),
    args: ["-L", ...UP, URL],
    out: `healthy: GET ${URL}, redirected to ${URL}b: 200 with "UP" in N ms`,
  },
  {
    name: "--expect over a Unix socket",
    server: onUnixSocket(sends(counted("UP"))),
    args: ["--unix-socket", "{socket}", ...UP, "http://app/"],
    out: 'healthy: GET http://app/ over {socket}: 200 with "UP" in N ms',
  },
  {
    name: "--expect with -q",
    server: sends(counted("UP")),
    args: ["-q", ...UP, URL],
    out: "",
  },
  {
    name: "--expect with -v",
    server: sends(counted("is it UP?")),
    args: ["-v", ...UP, URL],
    out: [
      `healthy: GET ${URL}: 200 with "UP" in N ms`,
      ...["connecting", "sending the request", "waiting for the response", "receiving the response headers"].map(
        (stage) => `at N ms: ${stage}`,
      ),
      "< HTTP/1.1 200 OK",
      "< Content-Length: 9",
      "at N ms: reading the body (0 bytes so far)",
      "at N ms: reading the body (9 bytes so far)",
    ].join("\n"),
  },
  {
    name: "--expect in sh -c, in two steps",
    server: sends(counted("DOWN")),
    as: "sh",
    args: ["-c", `healthcheck -e UP ${URL} 2>/dev/null || healthcheck -e DOWN ${URL}`],
    out: `healthy: GET ${URL}: 200 with "DOWN" in N ms`,
  },
];

const leaf = certificate({ names: ["127.0.0.1"] });

function overTls(response: string | string[], options = {}): StartServer {
  return nodeTls({ chain: [leaf], key: leaf.key }, options, async (socket) => {
    for (const piece of [response].flat()) await new Promise((resolve) => socket.write(piece, "latin1", resolve));
    socket.end();
  });
}

function secure(row: Row): Row {
  const https = (text: string) => text.replaceAll("http:", "https:");
  const copy: Row = {
    ...row,
    name: `${row.name}, over TLS`,
    tls: true,
    args: ["-k", ...(row.args ?? []).map((it) => https(String(it)))],
  };
  if (row.out !== undefined) copy.out = https(row.out);
  if (typeof row.err === "string") copy.err = https(row.err);
  return copy;
}

const tls: Row[] = [
  secure(found("a body in one record", overTls(counted("UP")))),
  secure(found("a body in one record, TLS 1.2", overTls(counted("UP"), { maxVersion: "TLSv1.2" }))),
  secure(found("a text in two records", overTls([`${HEAD}\r\nU`, "P"]))),
  secure(found("chunks in many records", overTls([CHUNKED, ..."1\r\nU\r\n1\r\nP\r\n0\r\n\r\n"]))),
  secure(found("1 MiB", overTls(counted(`${"x".repeat(MOST - 2)}UP`)))),
  secure(missed("a body of a given length", overTls(counted("DOWN")), without(4))),
  secure(missed("a body that ends with the connection", overTls(`${HEAD}\r\nDOWN`), without(4))),
  secure(missed("a body cut off", overTls(counted("DOWN", 10)), while_(4, closed))),
  secure(missed("more than 1 MiB", overTls(counted(`${"x".repeat(MOST)}UP`)), long)),
];

/** Command lines that are wrong. */
const wrong: Row[] = [
  [["-e", "", ":80/"], "-e: an empty text, wanted at least one byte"],
  [["--expect=", ":80/"], "--expect: an empty text, wanted at least one byte"],
  [["-e", "${EMPTY}", ":80/"], "-e: an empty text, wanted at least one byte"],
  [["--expect", `${"x".repeat(8193)}`, ":80/"], "argument 2: longer than 8192 bytes"],
  [["-e"], "option -e needs a value (see --help)"],
  [["-e=UP", ":80/"], "write -e VALUE, without the equals sign"],
  [["-X", "HEAD", ...UP, ":80/"], "HEAD and --expect exclude each other"],
  [["--help", ...UP], "option --help stands alone, and checks nothing"],
  [["--install", "/x", ...UP], "option --install stands alone, and checks nothing"],
].map(([args, err]) => ({
  name: `--expect: ${JSON.stringify(args).slice(0, 60)}`,
  env: { EMPTY: "" },
  args: args as string[],
  err: `healthcheck: ${err}`,
}));

const wrongVariables: Row[] = [
  {
    name: "--expect and HEAD by variable",
    env: { HEALTHCHECK_METHOD: "HEAD" },
    args: [...UP, ":80/"],
    err: "healthcheck: HEAD and --expect exclude each other",
  },
  {
    name: "HEAD and --expect by variable",
    env: { HEALTHCHECK_EXPECT: "UP" },
    args: ["-X", "HEAD", ":80/"],
    err: "healthcheck: HEAD and --expect exclude each other",
  },
  {
    name: "HEAD and --expect by variables, on a TCP target",
    server: silent,
    env: { HEALTHCHECK_EXPECT: "UP", HEALTHCHECK_METHOD: "HEAD" },
    args: ["{port}"],
    out: "healthy: tcp localhost:{port}: connected in N ms",
  },
  {
    name: "--expect by a variable that is not UTF-8",
    env: { HEALTHCHECK_EXPECT: new Uint8Array([0x55, 0xff]) },
    args: [":80/"],
    err: "healthcheck: HEALTHCHECK_EXPECT: not valid UTF-8",
  },
];

/** Text that the body must contain. */
export const expectations: Row[] = [
  ...framing,
  ...limits,
  ...statuses,
  ...encodings,
  ...texts,
  ...around,
  ...tls,
  ...wrong,
  ...wrongVariables,
];
