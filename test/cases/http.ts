import { web } from "../servers";
import {
  closesAfterRequest,
  closesAtOnce,
  endless,
  resetsAfterRequest,
  resetsAtOnce,
  responseOf,
  sends,
} from "../servers/raw";
import { OK, type Row, request, SECRET, USUAL } from "./row";

const URL = "http://127.0.0.1:{port}/";
const LIMIT = 65536;

function healthy(name: string, server: Row["server"] & {}, status = 200, args: string[] = []): Row {
  return { name, server, args: [...args, URL], out: `healthy: GET ${URL}: ${status} in N ms` };
}

function unhealthy(name: string, server: Row["server"] & {}, err: string | string[], args: string[] = []): Row {
  const lines = Array.isArray(err) ? err : [err];
  return { name, server, args: [...args, URL], err: lines.map((line) => `unhealthy: GET ${URL}: ${line}`) };
}

/** A response that is not HTTP or malformed. The text after the colon says why. */
function malformed(name: string, bytes: string, err: string): Row {
  return unhealthy(name, sends(bytes), err);
}

const LATE_OK = "HTTP/1.1 200 OK\r\n\r\n";

const statuses: Row[] = [
  ...[200, 201, 204, 206, 299, 301, 302, 304, 307, 399].map((status) =>
    healthy(`status ${status} is healthy by default`, web({ status }), status),
  ),
  ...[400, 401, 403, 404, 429, 500, 503, 599, 600, 999].map((status) =>
    unhealthy(`status ${status} is unhealthy by default`, web({ status }), `status ${status}, wanted 200-399`),
  ),
  healthy("a redirect is not followed", web({ status: 302, headers: { location: "http://127.0.0.1:1/" } }), 302),
  unhealthy(
    "101 is final",
    sends("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
    "status 101, wanted 200-399",
  ),
  healthy("101 if it is wanted", sends("HTTP/1.1 101 Switching Protocols\r\n\r\n"), 101, ["-s", "101"]),
];

const interim: Row[] = [
  healthy("103 and then 200", sends(`HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${OK}`)),
  healthy("100 and then 200", sends(`HTTP/1.1 100 Continue\r\n\r\n${OK}`)),
  healthy("100 and then 200 in a second write", sends(["HTTP/1.1 100 Continue\r\n\r\n", OK], { pause: 50 })),
  healthy("several interim responses", sends(`${"HTTP/1.1 102 Processing\r\n\r\n".repeat(5)}${OK}`)),
  unhealthy(
    "103 and then 503",
    sends("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 503 No\r\n\r\n"),
    "status 503, wanted 200-399",
  ),
  unhealthy(
    "103 is never final, even if it is in the set",
    sends("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 503 No\r\n\r\n"),
    "status 503, wanted 100-399",
    ["-s", "100-399"],
  ),
  unhealthy(
    "100 without a final response, the connection closed",
    sends("HTTP/1.1 100 Continue\r\n\r\n"),
    "connection closed by the peer while waiting for the final response after status 100",
  ),
  unhealthy(
    "interim responses without end",
    endless("", "HTTP/1.1 102 Processing\r\n\r\n"),
    `response headers longer than ${LIMIT} bytes`,
  ),
  unhealthy(
    "an interim response and then junk",
    sends("HTTP/1.1 100 Continue\r\n\r\n<html>\r\n"),
    'not an HTTP response: "<html>"',
  ),
];

const accepted: Row[] = [
  healthy("HTTP/1.0", sends("HTTP/1.0 200 OK\r\n\r\nbody")),
  healthy("a later HTTP/1.x", sends("HTTP/1.9 200 OK\r\n\r\n")),
  healthy("no reason phrase", sends("HTTP/1.1 200 \r\n\r\n")),
  healthy("no reason phrase and no space", sends("HTTP/1.1 200\r\n\r\n")),
  healthy("a reason phrase outside of ASCII", sends("HTTP/1.1 200 \xc3\xbc\xff\r\n\r\n")),
  healthy("no headers", sends(LATE_OK)),
  healthy("a header without a value", sends("HTTP/1.1 200 OK\r\nX:\r\nY: \r\n\r\n")),
  healthy("header values outside of ASCII", sends("HTTP/1.1 200 OK\r\nX: \xff\xfe\r\n\r\n")),
  healthy("a folded header line", sends("HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\tc\r\n\r\n")),
  healthy("a body that does not fit Content-Length", sends("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nx")),
  ...[204, 304].map((status) =>
    healthy(
      `an invalid Content-Length with ${status}`,
      sends(`HTTP/1.1 ${status} X\r\nContent-Length: x\r\n\r\n`),
      status,
    ),
  ),
  healthy(
    "the same Content-Length twice",
    sends("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 01, 1\r\n\r\nx"),
  ),
  healthy("a huge Content-Length", sends(`HTTP/1.1 200 OK\r\nContent-Length: ${"9".repeat(40)}\r\n\r\n`)),
  healthy("lines that end in LF", sends("HTTP/1.1 200 OK\nX: y\n\nbody\n")),
  healthy("a status line that ends in LF", sends("HTTP/1.1 200 OK\nX: y\r\n\r\n")),
  healthy("an empty line that ends in LF", sends("HTTP/1.1 200 OK\r\nX: y\r\n\n")),
  healthy("interim responses that end in LF", sends("HTTP/1.1 103 X\nLink: x\n\nHTTP/1.1 200 OK\n\n")),
  healthy("two spaces and a tab before the status", sends("HTTP/1.1  \t200 OK\r\n\r\n")),
  healthy("a reason without a space before it", sends("HTTP/1.1 200OK\r\n\r\n")),
  healthy("control bytes in the reason", sends("HTTP/1.1 200 \x1b[31mred\x7f\r\n\r\n")),
  healthy("HTTP in small letters", sends("http/1.1 200 OK\r\n\r\n")),
  healthy("HTTP/2 in a status line", sends("HTTP/2 200\r\n\r\n")),
  healthy("HTTP/2.0 in a status line", sends("HTTP/2.0 200 OK\r\n\r\n")),
  ...[
    ["a space before the colon", "Server : x"],
    ["no name", ": x"],
    ["a space in the name", "Ser ver: x"],
    ["a name outside of ASCII", "S\xc3\xa9: x"],
    ["a control byte in the name", "X\x7f\x01: a"],
    ["an ESC sequence in the value", "X: \x1b]0;title\x07"],
    ["output of a script", "PHP Warning:  x in /a.php on line 3"],
  ].map(([what, line]) => healthy(`header: ${what}`, sends(`HTTP/1.1 200 OK\r\n${line}\r\n\r\n`))),
  healthy("an endless body", endless("HTTP/1.1 200 OK\r\n\r\n", "body ")),
  healthy("an endless chunked body", endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "4\r\nbody\r\n")),
  healthy("Connection: close ignored", sends(OK, { after: "keep" })),
  healthy("a keep-alive that is announced", web({ headers: { Connection: "keep-alive" } })),
  healthy("a response before the request", sends(OK, { early: true })),
  healthy("a reset after the headers", sends(OK, { after: "reset" })),
  healthy("a body of junk after the headers", sends(`${OK}\0\xff\x1b[2J`)),
  healthy("header lines in pieces", sends([..."HTTP/1.1 200 OK\r\nX: y\r\n\r\n"])),
  healthy(`status line and headers of ${LIMIT} bytes`, sends(responseOf(LIMIT))),
  healthy("one header line of 60,000 bytes", sends(`HTTP/1.1 200 OK\r\nX: ${"x".repeat(60_000)}\r\n\r\n`)),
  healthy("10,000 header lines", sends(`HTTP/1.1 200 OK\r\n${"X:y\r\n".repeat(10_000)}\r\n`)),
];

const tooLong: Row[] = [
  unhealthy(
    `status line and headers of ${LIMIT + 1} bytes`,
    sends(responseOf(LIMIT + 1)),
    `response headers longer than ${LIMIT} bytes`,
  ),
  unhealthy(
    "endless headers",
    endless("HTTP/1.1 200 OK\r\n", "X: y\r\n"),
    `response headers longer than ${LIMIT} bytes`,
  ),
  unhealthy(
    "an endless header line",
    endless("HTTP/1.1 200 OK\r\nX: ", "y"),
    `response headers longer than ${LIMIT} bytes`,
  ),
  unhealthy(
    "an endless header name",
    endless("HTTP/1.1 200 OK\r\n", "y"),
    `response headers longer than ${LIMIT} bytes`,
  ),
  unhealthy("an endless reason phrase", endless("HTTP/1.1 200 ", "y"), `response headers longer than ${LIMIT} bytes`),
];

const cutOff: Row[] = [
  unhealthy(
    "the connection closed after the request",
    closesAfterRequest,
    "connection closed by the peer while waiting for the response",
  ),
  unhealthy(
    "the connection reset after the request",
    resetsAfterRequest,
    "connection reset while waiting for the response",
  ),
  // The request crosses the peer's end of stream. The peer answers it with a reset.
  unhealthy("the connection closed at once", closesAtOnce, [
    "connection closed by the peer while waiting for the response",
    "connection reset while waiting for the response",
    "connection reset while sending the request",
  ]),
  unhealthy("the connection reset at once", resetsAtOnce, [
    "connection reset while waiting for the response",
    "connection reset while sending the request",
    "connection reset",
  ]),
  unhealthy(
    "closed within the status line",
    sends("HTTP/1.1 200"),
    "connection closed by the peer while receiving the response headers",
  ),
  unhealthy(
    "closed within the headers",
    sends("HTTP/1.1 200 OK\r\nX: y\r\n"),
    "connection closed by the peer while receiving the response headers",
  ),
  unhealthy(
    "closed before the last byte",
    sends("HTTP/1.1 200 OK\r\nX: y\r\n\r"),
    "connection closed by the peer while receiving the response headers",
  ),
  unhealthy("reset within the headers", sends("HTTP/1.1 200 OK\r\nX: y\r\n", { after: "reset" }), [
    "connection reset while receiving the response headers",
    // libuv reports a reset that arrives with data as the end of the stream (uv__stream_io, POLLHUP).
    "connection closed by the peer while receiving the response headers",
  ]),
];

const notHttp: Row[] = [
  malformed("HTTP/0.9", "<html>\n<body>It works!</body>", 'not an HTTP response: "<html>"'),
  unhealthy(
    "an SSH server",
    sends("SSH-2.0-OpenSSH_9.2\r\n", { early: true, after: "keep" }),
    'not an HTTP response: "SSH-2.0-OpenSSH_9.2"',
  ),
  unhealthy("an SMTP server", sends("220 mail ESMTP\r\n", { early: true }), 'not an HTTP response: "220 mail ESMTP"'),
  malformed(
    "a TLS alert",
    "\x15\x03\x01\x00\x02\x02\x28",
    'not an HTTP response: "\\x15\\x03\\x01\\x00\\x02\\x02(", is this an https port?',
  ),
  malformed(
    "letters of HTTP and another byte than a slash",
    "HTTP\x0f1.1 200 OK\r\n\r\n",
    'not an HTTP response: "HTTP\\x0f1.1 200 OK"',
  ),
  malformed(
    "bytes that are letters of HTTP but for a bit",
    "\x48\x54\x34\x50/1.1 200 OK\r\n\r\n",
    'not an HTTP response: "HT4P/1.1 200 OK"',
  ),
  malformed("ICY", "ICY 200 OK\r\n\r\n", 'not an HTTP response: "ICY 200 OK"'),
  malformed("an empty line first", `\r\n${OK}`, 'not an HTTP response: ""'),
  malformed("a NUL byte alone", "\0", "connection closed by the peer while receiving the response headers"),
  malformed(
    "less than a frame of HTTP/2",
    "\0\0\x12\x04\0",
    "connection closed by the peer while receiving the response headers",
  ),
  malformed("bytes that are not UTF-8", "\xff\xfe\xc3\xbc\r\n", 'not an HTTP response: "\\xff\\xfeü"'),
  ...["\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x64", "\0\0\0\x04\0\0\0\0\0", "\0\0\x08\x07\0\0\0\0\0\0\0\0\n"].map(
    (frame, i) => malformed(`HTTP/2, frame ${i}`, frame, "the peer speaks HTTP/2, wanted HTTP/1.1"),
  ),
  malformed("a name that sounds alike", "HTTPS/1.1 200 OK\r\n\r\n", 'not an HTTP response: "HTTPS/1.1 200 OK"'),
];

/** A malformed status line, and how it is quoted. */
const statusLines: Row[] = [
  ["status 99", "HTTP/1.1 99 Low"],
  ["status 20", "HTTP/1.1 20 Short"],
  ["status 2000", "HTTP/1.1 2000 Long"],
  ["status 2OO", "HTTP/1.1 2OO Letters"],
  ["status 099", "HTTP/1.1 099 Low"],
  ["status 000", "HTTP/1.1 000 None"],
  ["status -200", "HTTP/1.1 -200 Minus"],
  ["no status", "HTTP/1.1"],
  ["an empty status", "HTTP/1.1 "],
  ["a tab before the status", "HTTP/1.1\t200 OK", "HTTP/1.1\\x09200 OK"],
  ["HTTP/2.1", "HTTP/2.1 200"],
  ["HTTP/3", "HTTP/3 200"],
  ["HTTP/11.1", "HTTP/11.1 200 OK"],
  ["HTTP/1.10", "HTTP/1.10 200 OK"],
  ["HTTP/1,1", "HTTP/1,1 200 OK"],
  ["a NUL byte", "HTTP/1.1 200 O\0K", "HTTP/1.1 200 O\\x00K"],
  ["a CR alone", "HTTP/1.1 200 OK\rX", "HTTP/1.1 200 OK\\x0dX"],
].map(([what, line, shown]) =>
  malformed(`status line: ${what}`, `${line}\r\n\r\n`, `malformed status line: "${shown ?? line}"`),
);

const headerLines: Row[] = [
  ["no colon", "Server"],
  ["a space before the first header", " Server: x"],
  ["a NUL byte in the name", "X\0: a", "X\\x00: a"],
  ["a NUL byte in a folded line", "X: a\r\n b\0", " b\\x00"],
  ...["", "many", "-1", "+5", "5 5", "5x", "5,", "5, 6"].map((value) => [
    `the Content-Length ${JSON.stringify(value)}`,
    `Content-Length: ${value}`,
  ]),
  ["two that differ", "Content-Length: 5\r\nContent-Length: 6", "Content-Length: 6"],
  ["a Content-Length beside chunked", "Transfer-Encoding: chunked\r\nContent-Length: x", "Content-Length: x"],
  ["a NUL byte in the value", "X: a\0b", "X: a\\x00b"],
  ["a CR in the value", "X: a\rb", "X: a\\x0db"],
].map(([what, line, shown]) =>
  malformed(`header: ${what}`, `HTTP/1.1 200 OK\r\n${line}\r\n\r\n`, `malformed response header: "${shown ?? line}"`),
);

/** Text of the peer is escaped and cut. */
const shown: Row[] = [
  malformed("a long line is cut", "x".repeat(300), `not an HTTP response: "${"x".repeat(80)}..."`),
  malformed(
    "C1 control characters and letters outside of ASCII",
    "\xc2\x9b31m\xc3\xbc\xe2\x82\xac\r\n",
    'not an HTTP response: "\\xc2\\x9b31mü€"',
  ),
  malformed("quotes and backslashes", 'a"b\\x00\r\n', 'not an HTTP response: "a"b\\x00"'),
  malformed("ESC sequences", "\x1b[2J\x1b]52;c;AAAA\x07", 'not an HTTP response: "\\x1b[2J\\x1b]52;c;AAAA\\x07"'),
  {
    name: "-v shows headers escaped and cut",
    server: sends(`HTTP/1.1 200 \xffOK\r\nX: \xc2\x9b${"y".repeat(300)}\r\n\r\n`),
    args: ["-v", URL],
    out: [
      `healthy: GET ${URL}: 200 in N ms`,
      "at N ms: connecting",
      "at N ms: sending the request",
      "at N ms: waiting for the response",
      "at N ms: receiving the response headers",
      "< HTTP/1.1 200 \\xffOK",
      `< X: \\xc2\\x9b${"y".repeat(239)}...`,
    ].join("\n"),
  },
];

const requests: Row[] = [
  {
    name: "-v shows no user and password that a server sends on",
    server: sends(`HTTP/1.1 302 X\r\nLocation: http://user:${SECRET}@127.0.0.1/x\r\nContent-Length: 0\r\n\r\n`),
    args: ["-v", URL],
    out: [
      `healthy: GET ${URL}: 302 in N ms`,
      "at N ms: connecting",
      "at N ms: sending the request",
      "at N ms: waiting for the response",
      "at N ms: receiving the response headers",
      "< HTTP/1.1 302 X",
      "< Location: http://127.0.0.1/x",
      "< Content-Length: 0",
    ].join("\n"),
  },
  {
    name: "a password that was read as a port and a path is not shown",
    server: sends(OK),
    args: [`http://127.0.0.1:{port}/${SECRET}@localhost:1/x`],
    out: "healthy: GET http://127.0.0.1:{port}/...@localhost:1/x: 200 in N ms",
  },
  {
    name: "the request, byte for byte",
    server: sends(OK),
    args: ["http://localhost:{port}/healthz?full=1"],
    out: "healthy: GET http://localhost:{port}/healthz?full=1: 200 in N ms",
    sent: request("GET /healthz?full=1 HTTP/1.1", "Host: localhost:{port}", ...USUAL),
  },
  {
    name: "a request that nobody reads",
    server: sends(OK, { early: true, after: "keep" }),
    args: ["-H", `X: ${"x".repeat(8000)}`, URL],
    out: `healthy: GET ${URL}: 200 in N ms`,
  },
  {
    name: "a request of 30,000 bytes arrives whole",
    server: sends(OK),
    args: [...["X-A", "X-B", "X-C", "X-D"].flatMap((name) => ["-H", `${name}: ${"x".repeat(7500)}`]), URL],
    out: `healthy: GET ${URL}: 200 in N ms`,
    sent: request(
      "GET / HTTP/1.1",
      "Host: 127.0.0.1:{port}",
      ...USUAL,
      ...["X-A", "X-B", "X-C", "X-D"].map((name) => `${name}: ${"x".repeat(7500)}`),
    ),
  },
];

/** Responses of HTTP servers, and their verdicts. */
export const http: Row[] = [
  ...statuses,
  ...interim,
  ...accepted,
  ...tooLong,
  ...cutOff,
  ...notHttp,
  ...statusLines,
  ...headerLines,
  ...shown,
  ...requests,
];
