import {
  ACK,
  END_HEADERS,
  END_STREAM,
  field,
  frame,
  GRPC_HEADERS,
  headers,
  health,
  message,
  PADDED,
  PRIORITY,
  RESPONSE_HEADERS,
  request,
  SERVING,
  START,
  settings,
  split,
  string,
  TRAILERS,
  Type,
  trailers,
  u16,
  u32,
} from "../servers/h2";
import { IPV6, named, OWN_NAMES } from "../servers/names";
import { refusing, samePort, swallowing } from "../servers/ports";
import { closesAfterRequest, endless, resetsAfterRequest, sends, silent, trickles } from "../servers/raw";
import { onUnixSocket, staleSocket } from "../servers/unix";
import { IS_SERVING, IS_SERVING_VERBOSE, serving, TARGET } from "./grpc-serving";
import { type Row, SECRET, VERSION } from "./row";

const AGENT = `healthcheck/${VERSION}`;

function healthy(name: string, bytes: string | string[], row: Partial<Row> = {}): Row {
  const server = sends(bytes, { after: "keep", pause: 60 });
  return { name, server, args: ["grpc://127.0.0.1:{port}"], out: IS_SERVING, ...row };
}

function unhealthy(name: string, bytes: string | string[], err: string, row: Partial<Row> = {}): Row {
  const server = sends(bytes, { after: "keep", pause: 60 });
  return { name, server, args: ["grpc://127.0.0.1:{port}"], err: `unhealthy: ${TARGET}: ${err}`, ...row };
}

/** What is sent, over a Unix socket: with a port of its own, its length would not be known. */
function asked(name: string, args: string[], shown: string, sent: Partial<Parameters<typeof request>[0]>): Row {
  return {
    name,
    server: onUnixSocket(serving),
    args: ["--unix-socket", "{socket}", ...args],
    out: `healthy: grpc ${shown} over {socket}: SERVING in N ms`,
    sent: request({ authority: "app:1", agent: AGENT, ...sent }),
  };
}

/** With `-v`: the verdict, and the lines of the frames. */
function verboseLines(verdict: string, frames: string[]): string {
  return [
    verdict,
    "at N ms: connecting",
    "at N ms: sending the request",
    "at N ms: waiting for the response",
    ...frames.map((line) => `< ${line}`),
  ].join("\n");
}

function shown(name: string, bytes: string | string[], err: string, frames: string[]): Row {
  return unhealthy(`verbose, ${name}`, bytes, "", {
    args: ["-v", "grpc://127.0.0.1:{port}"],
    err: verboseLines(`unhealthy: ${TARGET}: ${err}`, frames),
  });
}

const SHOWN_START = ["SETTINGS, 0 bytes", "SETTINGS ACK, 0 bytes"];

const verbose: Row[] = [
  healthy("verbose", [START, RESPONSE_HEADERS + health(1) + TRAILERS], {
    args: ["-v", "grpc://127.0.0.1:{port}"],
    out: IS_SERVING_VERBOSE,
  }),
  shown("not serving", START + frame(42, 0, 9, "x") + RESPONSE_HEADERS + health(2) + TRAILERS, "NOT_SERVING", [
    ...SHOWN_START,
    "type 42, 1 bytes",
    "HEADERS, 44 bytes: HTTP status 200",
    "DATA, 7 bytes",
    "HEADERS, 15 bytes: HTTP status 200, gRPC status 0 OK, NOT_SERVING",
  ]),
  shown(
    "a status that nobody knows",
    START + RESPONSE_HEADERS + health(9) + trailers({ "grpc-status": "0" }),
    "unknown status 9",
    [
      ...SHOWN_START,
      "HEADERS, 44 bytes: HTTP status 200",
      "DATA, 7 bytes",
      "HEADERS, 15 bytes: HTTP status 200, gRPC status 0 OK, unknown status 9",
    ],
  ),
  shown(
    "an error in the only headers",
    START + trailers({ ...GRPC_HEADERS, "grpc-status": "12", "grpc-message": "a%0Ab" }),
    'gRPC status 12 UNIMPLEMENTED: "a\\x0ab"',
    [...SHOWN_START, "HEADERS, 80 bytes: HTTP status 200, gRPC status 12 UNIMPLEMENTED"],
  ),
  shown("another HTTP status", START + headers({ ":status": "503" }), "HTTP status 503, wanted 200", [
    ...SHOWN_START,
    "HEADERS, 13 bytes: HTTP status 503",
  ]),
  shown(
    "headers without a status",
    START + headers({ "content-type": "application/grpc" }),
    "HTTP status 0, wanted 200",
    [...SHOWN_START, "HEADERS, 31 bytes"],
  ),
  shown(
    "an interim response, and headers in two frames",
    START +
      headers("\x08\x03100") +
      frame(Type.HEADERS, 0, 1, "\x88") +
      frame(Type.CONTINUATION, END_HEADERS, 1, "\x80"),
    "malformed HPACK",
    [
      ...SHOWN_START,
      "HEADERS, 5 bytes: HTTP status 100",
      "HEADERS, 1 bytes: HTTP status 100",
      "CONTINUATION, 1 bytes: HTTP status 200",
    ],
  ),
  shown("no gRPC status", START + RESPONSE_HEADERS + trailers({ x: "y" }), "the response has no valid grpc-status", [
    ...SHOWN_START,
    "HEADERS, 44 bytes: HTTP status 200",
    "HEADERS, 5 bytes: HTTP status 200",
  ]),
];

/** An error in the first header block. */
function badHeaders(name: string, content: string | Record<string, string>, err: string): Row {
  return unhealthy(name, START + headers(content), err);
}

/** A usage error: nothing is connected to. */
function wrong(name: string, args: Row["args"] & {}, err: string, row: Partial<Row> = {}): Row {
  return { name, args, err: `healthcheck: ${err}`, ...row };
}

const NOT_ONE_SERVICE = "is not the name of one service, wanted grpc://host:port/service";

const targets: Row[] = [
  healthy("a port alone", SERVING, {
    args: ["grpc://:{port}"],
    out: "healthy: grpc localhost:{port}: SERVING in N ms",
  }),
  healthy("a service", SERVING, {
    args: ["grpc://127.0.0.1:{port}/shop.Orders"],
    out: `healthy: ${TARGET}/shop.Orders: SERVING in N ms`,
  }),
  healthy("a slash without a service", SERVING, { args: ["grpc://127.0.0.1:{port}/"] }),
  healthy("a scheme in capitals", SERVING, { args: ["GRPC://127.0.0.1:{port}"] }),
  healthy("an IPv6 address", SERVING, {
    server: samePort({ "::1": serving }),
    needs: [IPV6],
    args: ["grpc://[::1]:{port}"],
    out: "healthy: grpc [::1]:{port}: SERVING in N ms",
  }),
  healthy("a name that is looked up", SERVING, {
    server: named({ dns: { "orders.test": ["127.0.0.1"] } }, serving),
    needs: [OWN_NAMES],
    args: ["grpc://orders.test:{port}/x"],
    out: "healthy: grpc orders.test:{port}/x: SERVING in N ms",
  }),
  healthy("the target of the variable", SERVING, { args: [], env: { HEALTHCHECK_URL: "grpc://127.0.0.1:{port}" } }),
  healthy("variables that are for HTTP alone", SERVING, {
    env: { HEALTHCHECK_STATUS: "500", HEALTHCHECK_METHOD: "PUT" },
  }),
  asked("a Unix socket without a port", ["grpc://"], "localhost", { authority: "localhost" }),
  asked("a Unix socket with a port", ["grpc://:7"], "localhost:7", { authority: "localhost:7" }),
  asked("a Unix socket with a service alone", ["grpc:///x.Y"], "localhost/x.Y", {
    authority: "localhost",
    service: "x.Y",
  }),
  asked("a Unix socket with an IPv6 address", ["grpc://[::1]:1"], "[::1]:1", { authority: "[::1]:1" }),
  asked("a service that is percent-encoded", ["grpc://app:1/a%2Fb%20%40%c3%a9"], "app:1/a/b @é", {
    service: "a/b @\xc3\xa9",
  }),
  asked("a service of 100 bytes", [`grpc://app:1/${"x".repeat(100)}`], `app:1/${"x".repeat(100)}`, {
    service: "x".repeat(100),
  }),
  {
    ...asked("a service of 300 bytes", [`grpc://app:1/${"x".repeat(300)}`], "", { service: "x".repeat(300) }),
    out: `healthy: grpc app:1/${"x".repeat(209)}...: SERVING in N ms`,
  },
  healthy("a Unix socket of the variable", SERVING, {
    server: onUnixSocket(serving),
    args: ["grpc://app:1/x.Y"],
    env: { HEALTHCHECK_UNIX_SOCKET: "{socket}" },
    out: "healthy: grpc app:1/x.Y over {socket}: SERVING in N ms",
  }),
  unhealthy("a stale Unix socket", SERVING, "", {
    server: staleSocket,
    args: ["--unix-socket", "{socket}", "grpc:///x"],
    err: "unhealthy: grpc localhost/x over {socket}: connection refused",
  }),
  unhealthy("a port that refuses", SERVING, "connection refused", { server: refusing }),
  ...["grpc://", "grpc:///x", "grpc://localhost", "grpc://localhost/x"].map((target) => {
    const authority = target.includes("localhost") ? "localhost" : "";
    return wrong(`no port in ${target}`, [target], `no port in "${authority}", wanted host:port`);
  }),
  wrong("port 0", ["grpc://localhost:0"], 'port "0" is not a number from 1 to 65535'),
  wrong(
    "port 0 over a Unix socket",
    ["--unix-socket", "/s", "grpc://localhost:0"],
    'port "0" is not a number from 1 to 65535',
  ),
  wrong("an empty port", ["grpc://localhost:"], 'port "" is not a number from 1 to 65535'),
  wrong("a host that is none", ["grpc://a b:1"], '"a b" is not a host name or address'),
  ...[
    ["a query", "/x?y=1", "/x?y=1"],
    ["a query without a service", "?y", "?y"],
    ["an empty query", "/x?", "/x?"],
    ["a fragment", "/x#y", "/x#y"],
    ["a path of two parts", "/a/b", "/a/b"],
    ["a path that ends in a slash", "/a/", "/a/"],
    ["two slashes", "//a", "//a"],
    ["a control byte", "/a%0ab", "/a%0ab"],
    ["a NUL", "/%00", "/%00"],
    ["a delete", "/%7f", "/%7f"],
    ["bytes that are not UTF-8", "/%ff", "/%ff"],
    ["a cut character of UTF-8", "/%c3", "/%c3"],
  ].map(([name = "", path, shown]) =>
    wrong(`a service with ${name}`, [`grpc://localhost:1${path}`], `"${shown}" ${NOT_ONE_SERVICE}`),
  ),
  wrong("a control byte as it is", ["grpc://localhost:1/a\tb\x01"], `"/a\\x09b\\x01" ${NOT_ONE_SERVICE}`),
  ...[
    `grpc://user:${SECRET}@localhost:1`,
    `grpc://user:1/${SECRET}@localhost:1/x`,
    `grpc://localhost:1/${SECRET}@x`,
  ].map((target) =>
    wrong(
      `credentials in ${target.replace(SECRET, "…")}`,
      [target],
      "user and password need a whole URL (http://user:password@host) or --user",
    ),
  ),
  wrong("grpcs without TLS", ["grpcs://localhost:1"], "grpcs:// needs healthcheck-tls", { tls: false }),
  wrong(
    "a scheme that goes on",
    ["grpcx://localhost:1"],
    'unknown scheme "grpcx", wanted http, https, grpc, grpcs, tcp or unix',
  ),
];

const options: Row[] = [
  asked(
    "metadata, an agent and credentials",
    ["-H", "X-Tenant: A b", "-A", "probe/1", "-u", "user:pass", "grpc://app:1"],
    "app:1",
    {
      agent: "probe/1",
      more: { authorization: "Basic dXNlcjpwYXNz", "x-tenant": "A b" },
    },
  ),
  asked(
    "no agent, metadata without a value, metadata twice",
    ["-A", "", "-H", "X-Empty:", "-H", "a: 1", "-H", "b: 2", "grpc://app:1"],
    "app:1",
    {
      agent: "",
      more: { a: "1", b: "2" },
    },
  ),
  asked("metadata in place of our own", ["-H", "Host: orders", "-H", "User-Agent: x", "grpc://app:1"], "app:1", {
    authority: "orders",
    agent: "x",
  }),
  asked(
    "metadata longer than a frame",
    [...[1, 2, 3].flatMap((n) => ["-H", `m${n}: ${`${n}`.repeat(8000)}`]), "grpc://app:1"],
    "app:1",
    {
      more: Object.fromEntries([1, 2, 3].map((n) => [`m${n}`, `${n}`.repeat(8000)])),
    },
  ),
  healthy("quiet", SERVING, { args: ["-q", "grpc://127.0.0.1:{port}"], out: "" }),
  healthy("IPv4 alone", SERVING, { args: ["-4", "grpc://127.0.0.1:{port}"] }),
  ...verbose,
  ...[["-s", "200"], ["-X", "POST"], ["-d", "x"], ["-L"]].map((option) => {
    const name = { "-s": "--status", "-X": "--method", "-d": "--data", "-L": "--location" }[option[0] ?? ""];
    return wrong(
      `${option[0]} is HTTP's alone`,
      [...option, "grpc://localhost:1"],
      `${name} has no effect on a gRPC target`,
    );
  }),
  wrong("-4 over a Unix socket", ["-4", "--unix-socket", "/s", "grpc://"], "--ipv4 has no effect over a Unix socket"),
  wrong("-4 and an IPv6 address", ["-4", "grpc://[::1]:1"], "-4 excludes the IPv6 address ::1"),
];

const answers: Row[] = [
  healthy("a server that closes at once behind its answer", SERVING, { server: sends(SERVING) }),
  healthy("byte by byte", [...SERVING], { server: sends([...SERVING], { after: "keep", pause: 1 }) }),
  unhealthy("NOT_SERVING", START + RESPONSE_HEADERS + health(2) + TRAILERS, "NOT_SERVING"),
  unhealthy("UNKNOWN", START + RESPONSE_HEADERS + health(0) + TRAILERS, "UNKNOWN"),
  unhealthy("UNKNOWN as an empty message", START + RESPONSE_HEADERS + message("") + TRAILERS, "UNKNOWN"),
  unhealthy("SERVICE_UNKNOWN", START + RESPONSE_HEADERS + health(3) + TRAILERS, "SERVICE_UNKNOWN"),
  unhealthy("a status that is not known", START + RESPONSE_HEADERS + health(77) + TRAILERS, "unknown status 77"),
  unhealthy(
    "an unknown service",
    START + trailers({ ...GRPC_HEADERS, "grpc-status": "5", "grpc-message": "unknown service" }),
    'gRPC status 5 NOT_FOUND: "unknown service"',
  ),
  unhealthy(
    "a status without a message",
    START + trailers({ ...GRPC_HEADERS, "grpc-status": "12" }),
    "gRPC status 12 UNIMPLEMENTED",
  ),
  unhealthy(
    "a status of many digits",
    START + trailers({ ...GRPC_HEADERS, "grpc-status": "0999" }),
    "gRPC status 999 unknown",
  ),
  unhealthy(
    "a message that is encoded, and has control bytes",
    START + trailers({ ...GRPC_HEADERS, "grpc-status": "14", "grpc-message": "a%20%1b[2J%0a%C3%A9%zz%4" }),
    'gRPC status 14 UNAVAILABLE: "a \\x1b[2J\\x0aé%zz%4"',
  ),
  unhealthy(
    "a message that is long",
    START + trailers({ ...GRPC_HEADERS, "grpc-status": "13", "grpc-message": "x".repeat(9000) }),
    `gRPC status 13 INTERNAL: "${"x".repeat(80)}..."`,
  ),
  unhealthy(
    "a status behind a message that says SERVING",
    START + RESPONSE_HEADERS + health(1) + trailers({ "grpc-status": "2" }),
    "gRPC status 2 UNKNOWN",
  ),
  healthy(
    "fields that are not known",
    START + RESPONSE_HEADERS + message("\x10\x05\x1a\x02ab\x25abcd\x29abcdefgh\x08\x01\x10\xff\xff\x03") + TRAILERS,
  ),
  unhealthy(
    "the last of two statuses counts",
    START + RESPONSE_HEADERS + message("\x08\x01\x08\x02") + TRAILERS,
    "NOT_SERVING",
  ),
  healthy("the last of two statuses counts, too", START + RESPONSE_HEADERS + message("\x08\x02\x08\x01") + TRAILERS),
  healthy(
    "content types that are gRPC's",
    START + headers({ ":status": "200", "content-type": "application/grpc+proto" }) + health(1) + TRAILERS,
  ),
  healthy(
    "content type with a parameter",
    START + headers({ ":status": "200", "content-type": "application/grpc;charset=utf-8" }) + health(1) + TRAILERS,
  ),
  healthy("indexed fields", `${START}${headers(`\x88\x0f\x10${string("application/grpc")}`)}${health(1)}${TRAILERS}`),
  healthy(
    "interim headers",
    START +
      headers({ ":status": "100" }) +
      headers({ ":status": "103", link: "x" }) +
      RESPONSE_HEADERS +
      health(1) +
      TRAILERS,
  ),
  healthy(
    "padding",
    START +
      frame(
        Type.HEADERS,
        END_HEADERS | PADDED,
        1,
        `\x03${field(":status", "200")}${field("content-type", "application/grpc")}\0\0\0`,
      ) +
      frame(Type.DATA, PADDED, 1, "\x02\0\0\0\0\x02\x08\x01xx") +
      TRAILERS,
  ),
  healthy(
    "priority",
    START +
      frame(
        Type.HEADERS,
        END_HEADERS | PRIORITY,
        1,
        `\0\0\0\0\x10${field(":status", "200")}${field("content-type", "application/grpc")}`,
      ) +
      health(1) +
      TRAILERS,
  ),
  healthy(
    "CONTINUATION, in pieces of one byte",
    START +
      frame(Type.HEADERS, 0, 1, "") +
      [...(field(":status", "200") + field("content-type", "application/grpc"))]
        .map((byte) => frame(Type.CONTINUATION, 0, 1, byte))
        .join("") +
      frame(Type.CONTINUATION, END_HEADERS, 1, "") +
      health(1) +
      frame(Type.HEADERS, END_STREAM, 1, field("grpc-status", "0")) +
      frame(Type.CONTINUATION, END_HEADERS, 1, ""),
  ),
  healthy(
    "a message in pieces",
    START +
      RESPONSE_HEADERS +
      [..."\0\0\0\0\x02\x08\x01"].map((byte) => frame(Type.DATA, 0, 1, byte)).join("") +
      frame(Type.DATA, 0, 1) +
      TRAILERS,
  ),
  healthy(
    "frames to be skipped",
    START +
      frame(Type.PRIORITY, 0, 3, "\0\0\0\0\x10") +
      frame(0x42, 0xff, 7, "abc") +
      frame(10, 0, 0, "") +
      RESPONSE_HEADERS +
      health(1) +
      TRAILERS,
  ),
  healthy(
    "bits that are reserved",
    START + frame(Type.WINDOW_UPDATE, 0, 0, u32(0x80000001)) + RESPONSE_HEADERS + health(1) + TRAILERS,
  ),
  healthy(
    "SETTINGS and PING are answered",
    [
      settings([3, 100], [4, 0], [5, 16384], [99, 7]),
      frame(Type.PING, 0, 0, "12345678") + frame(Type.PING, ACK, 0, "abcdefgh"),
      SERVING.slice(START.length),
    ],
    {
      args: ["-H", "Host: app:1", "grpc://127.0.0.1:{port}"],
      sent:
        request({ authority: "app:1", agent: AGENT }) +
        frame(Type.SETTINGS, ACK, 0) +
        frame(Type.PING, ACK, 0, "12345678"),
    },
  ),
  healthy(
    "windows that are as large as can be",
    START +
      frame(Type.WINDOW_UPDATE, 0, 0, u32(0x7fffffff - 65535)) +
      frame(Type.WINDOW_UPDATE, 0, 1, u32(0x7fffffff - 65535 + 5)) +
      settings([4, 65535]) +
      settings([4, 0]) +
      RESPONSE_HEADERS +
      health(1) +
      TRAILERS,
  ),
  healthy(
    "a connection that will be closed",
    START +
      frame(Type.GOAWAY, 0, 0, u32(0x7fffffff) + u32(0)) +
      frame(Type.GOAWAY, 0, 0, `${u32(1)}${u32(0)}bye`) +
      RESPONSE_HEADERS +
      health(1) +
      TRAILERS,
  ),
  healthy(
    "a message of 4096 bytes",
    START + RESPONSE_HEADERS + message(`\x08\x01\x1a\xfb\x1f${"x".repeat(4091)}`) + TRAILERS,
  ),
  healthy(
    "header blocks of 65536 bytes",
    (() => {
      const first = RESPONSE_HEADERS.length - 9;
      const last = TRAILERS.length - 9;
      const filler = "x".repeat(65536 - first - last - "\0\x01x\x7f\x00\x00\x00".length);
      const whole = block65536(filler);
      return START + split(whole) + health(1) + TRAILERS;
    })(),
  ),
];

/** The headers of a response with one more of this value. */
function block65536(filler: string): string {
  return field(":status", "200") + field("content-type", "application/grpc") + field("x", filler);
}

const broken: Row[] = [
  unhealthy(
    "HTTP/1.1",
    "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n",
    "the peer speaks HTTP/1.1, wanted HTTP/2",
  ),
  unhealthy("HTTP/1.1 in pieces", [..."HTTP/1.1 400 Bad"], "the peer speaks HTTP/1.1, wanted HTTP/2"),
  unhealthy("another protocol", "SSH-2.0-OpenSSH_9.2\r\nxyz", 'not HTTP/2: "SSH-2.0-OpenSSH_9.2"'),
  unhealthy("another protocol that hangs up", "nope\r\n", 'not HTTP/2: "nope"', { server: sends("nope\r\n") }),
  unhealthy(
    "control bytes of another protocol",
    "\x1b[2J\x07\x00\x01\x02\x03\x04",
    'not HTTP/2: "\\x1b[2J\\x07\\x00\\x01\\x02\\x03\\x04"',
  ),
  unhealthy("a long line of another protocol", "x".repeat(300), `not HTTP/2: "${"x".repeat(80)}"`),
  unhealthy(
    "an alert of TLS",
    "\x15\x03\x01\0\x02\x02F",
    'not HTTP/2: "\\x15\\x03\\x01\\x00\\x02\\x02F", is this a grpcs port?',
    { server: sends("\x15\x03\x01\0\x02\x02F") },
  ),
  unhealthy(
    "no SETTINGS first",
    RESPONSE_HEADERS,
    'not HTTP/2: "\\x00\\x00,\\x01\\x04\\x00\\x00\\x00\\x01\\x00\\x07:status\\x03200\\x00\\x0ccontent-type\\x10a..."',
  ),
  unhealthy("no word", "", "connection closed by the peer while waiting for the response", {
    server: closesAfterRequest,
  }),
  unhealthy("a reset", "", "connection reset while waiting for the response", { server: resetsAfterRequest }),
  ...[3, 9, 12, START.length, START.length + 20, SERVING.length - 1].map((length) =>
    unhealthy(
      `cut off after ${length} bytes`,
      "",
      length === 3 ? 'not HTTP/2: "\\x00\\x00\\x00"' : "connection closed by the peer while waiting for the response",
      {
        server: sends(SERVING.slice(0, length)),
      },
    ),
  ),
  badHeaders("another HTTP status", { ":status": "503", "content-type": "text/html" }, "HTTP status 503, wanted 200"),
  badHeaders("an HTTP status of the static table", "\x8d", "HTTP status 404, wanted 200"),
  badHeaders(
    "another HTTP status, with a gRPC status of 0",
    { ":status": "204", "content-type": "application/grpc", "grpc-status": "0" },
    "HTTP status 204, wanted 200",
  ),
  badHeaders("no HTTP status", { "content-type": "application/grpc" }, "HTTP status 0, wanted 200"),
  badHeaders(
    "an HTTP status that is none",
    { ":status": "2x0", "content-type": "application/grpc" },
    "HTTP status 0, wanted 200",
  ),
  unhealthy("an interim response alone", START + trailers({ ":status": "100" }), "HTTP status 100, wanted 200"),
  badHeaders(
    "another content type",
    { ":status": "200", "content-type": "text/html" },
    'content-type "text/html", wanted application/grpc',
  ),
  badHeaders(
    "a content type that begins alike",
    { ":status": "200", "content-type": "application/grpc-web" },
    'content-type "application/grpc-web", wanted application/grpc',
  ),
  badHeaders("no content type", { ":status": "200" }, 'content-type "", wanted application/grpc'),
  unhealthy(
    "a grpc-status of 0 in front of the message alone",
    START + headers({ ...GRPC_HEADERS, "grpc-status": "0" }) + frame(Type.DATA, END_STREAM, 1, `\0${u32(2)}\x08\x01`),
    "the response has no valid grpc-status",
  ),
  unhealthy(
    "no grpc-status",
    START + RESPONSE_HEADERS + health(1) + trailers({ other: "0" }),
    "the response has no valid grpc-status",
  ),
  unhealthy(
    "no trailers",
    START + RESPONSE_HEADERS + health(1).replace("\0\x07\0\0", "\0\x07\0\x01"),
    "the response has no valid grpc-status",
  ),
  unhealthy(
    "a grpc-status that is not a number",
    START + RESPONSE_HEADERS + health(1) + trailers({ "grpc-status": "-0" }),
    "the response has no valid grpc-status",
  ),
  unhealthy(
    "an empty grpc-status",
    START + RESPONSE_HEADERS + health(1) + trailers({ "grpc-status": "" }),
    "the response has no valid grpc-status",
  ),
  unhealthy(
    "a grpc-status in front of the message",
    START + headers({ ...GRPC_HEADERS, "grpc-status": "7" }) + health(1) + TRAILERS,
    "gRPC status 7 PERMISSION_DENIED",
  ),
  unhealthy(
    "two grpc-statuses",
    START +
      RESPONSE_HEADERS +
      health(1) +
      headers(field("grpc-status", "0") + field("grpc-status", "8"), END_HEADERS | END_STREAM),
    "gRPC status 8 RESOURCE_EXHAUSTED",
  ),
  unhealthy(
    "two grpc-statuses the other way",
    START +
      RESPONSE_HEADERS +
      health(1) +
      headers(field("grpc-status", "8") + field("grpc-status", "0"), END_HEADERS | END_STREAM),
    "gRPC status 8 RESOURCE_EXHAUSTED",
  ),
  unhealthy(
    "status 0 without a message",
    START + trailers({ ...GRPC_HEADERS, "grpc-status": "0" }),
    "gRPC status 0 OK, but no message",
  ),
  unhealthy(
    "a compressed message",
    START + RESPONSE_HEADERS + frame(Type.DATA, 0, 1, "\x01\0\0\0\x02\x08\x01"),
    "the message is compressed, which was not asked for",
  ),
  unhealthy(
    "a message with an unknown flag",
    START + RESPONSE_HEADERS + frame(Type.DATA, 0, 1, "\x02\0\0\0\x02\x08\x01"),
    "malformed message",
  ),
  unhealthy(
    "a message of 2 GiB and 2 bytes, of which 2 come",
    START + RESPONSE_HEADERS + frame(Type.DATA, 0, 1, "\0\x80\0\0\x02\x08\x01") + TRAILERS,
    "the message is longer than 4096 bytes",
  ),
  unhealthy(
    "a message of 4097 bytes",
    START + RESPONSE_HEADERS + frame(Type.DATA, 0, 1, `\0${u32(4097)}`),
    "the message is longer than 4096 bytes",
  ),
  unhealthy(
    "a message of 4 GiB",
    START + RESPONSE_HEADERS + frame(Type.DATA, 0, 1, "\0\xff\xff\xff\xff"),
    "the message is longer than 4096 bytes",
  ),
  unhealthy("two messages", START + RESPONSE_HEADERS + health(1) + health(1) + TRAILERS, "malformed message"),
  unhealthy(
    "more data than the message",
    START + RESPONSE_HEADERS + frame(Type.DATA, 0, 1, "\0\0\0\0\x02\x08\x01x"),
    "malformed message",
  ),
  unhealthy(
    "a message that is cut off",
    START + RESPONSE_HEADERS + frame(Type.DATA, 0, 1, "\0\0\0\0\x03\x08\x01") + TRAILERS,
    "malformed message",
  ),
  unhealthy(
    "a prefix that is cut off",
    START + RESPONSE_HEADERS + frame(Type.DATA, 0, 1, "\0\0") + TRAILERS,
    "malformed message",
  ),
  ...[
    ["a number that does not end", "\x08\x81"],
    ["a number that is too long", "\x08\x81\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01"],
    ["a negative number", "\x08\x81\x80\x80\x80\xf8\xff\xff\xff\xff\x01"],
    ["a field that is cut off", "\x08\x01\x1a\x05ab"],
    ["a field of a negative length", "\x08\x01\x1a\xff\xff\xff\xff\x0f"],
    ["a wire type that is none", "\x08\x01\x0b"],
  ].map(([name = "", content = ""]) =>
    unhealthy(`a message with ${name}`, START + RESPONSE_HEADERS + message(content) + TRAILERS, "malformed message"),
  ),
  unhealthy(
    "a status that is 1 in its lower 31 bits",
    START + RESPONSE_HEADERS + message("\x08\x81\x80\x80\x80\x08") + TRAILERS,
    "malformed message",
  ),
  badHeaders(
    "an index of the dynamic table",
    "\x88\xbe",
    "malformed HPACK: index or size 62 refers to a dynamic table, which we said we do not have",
  ),
  badHeaders(
    "a table that is made larger",
    "\x3f\xe1\x1f\x88",
    "malformed HPACK: index or size 4096 refers to a dynamic table, which we said we do not have",
  ),
  badHeaders("index 0", "\x80", "malformed HPACK"),
  badHeaders("a block that is cut off", "\0\x07:sta", "malformed HPACK"),
  badHeaders("Huffman's padding that is wrong", "\x08\x82\x10\x00", "malformed HPACK: a broken Huffman code"),
  badHeaders("Huffman's EOS", "\x08\x84\xff\xff\xff\xff", "malformed HPACK: a broken Huffman code"),
  unhealthy(
    "trailers that are malformed",
    START + RESPONSE_HEADERS + health(1) + headers("\xbe", END_HEADERS | END_STREAM),
    "malformed HPACK: index or size 62 refers to a dynamic table, which we said we do not have",
  ),
  unhealthy(
    "a call that is reset",
    START + frame(Type.RST_STREAM, 0, 1, u32(7)),
    "the peer reset the call: HTTP/2 error 7 REFUSED_STREAM",
  ),
  unhealthy(
    "a reset behind the message",
    START + RESPONSE_HEADERS + health(1) + frame(Type.RST_STREAM, 0, 1, u32(0)),
    "the peer reset the call: HTTP/2 error 0 NO_ERROR",
  ),
  unhealthy(
    "a reset with an unknown error",
    START + frame(Type.RST_STREAM, 0, 1, u32(0xffffffff)),
    "the peer reset the call: HTTP/2 error 2147483647 unknown",
  ),
  unhealthy(
    "GOAWAY with an error",
    START + frame(Type.GOAWAY, 0, 0, `${u32(1)}${u32(11)}too_many_pings`),
    "the peer closes the connection: HTTP/2 error 11 ENHANCE_YOUR_CALM",
  ),
  unhealthy(
    "GOAWAY in front of our call",
    START + frame(Type.GOAWAY, 0, 0, u32(0) + u32(0)),
    "the peer closes the connection: HTTP/2 error 0 NO_ERROR",
  ),
];

const frames: Row[] = [
  ...[
    ["a frame that is too long", frame(Type.DATA, 0, 1, "", 16385), "a DATA frame of 16385 bytes"],
    ["a frame of 16 MiB", frame(99, 0, 1, "", 16777215), "a type 99 frame of 16777215 bytes"],
    ["a PING of 7 bytes", frame(Type.PING, 0, 0, "1234567"), "a PING frame of 7 bytes"],
    ["a PING of 9 bytes", frame(Type.PING, ACK, 0, "123456789"), "a PING frame of 9 bytes"],
    ["SETTINGS of 5 bytes", frame(Type.SETTINGS, 0, 0, "12345"), "a SETTINGS frame of 5 bytes"],
    ["an acknowledgement with settings", frame(Type.SETTINGS, ACK, 0, u16(1) + u32(0)), "a SETTINGS frame of 6 bytes"],
    ["RST_STREAM of 3 bytes", frame(Type.RST_STREAM, 0, 1, "123"), "a RST_STREAM frame of 3 bytes"],
    ["GOAWAY of 7 bytes", frame(Type.GOAWAY, 0, 0, "1234567"), "a GOAWAY frame of 7 bytes"],
    ["WINDOW_UPDATE of 5 bytes", frame(Type.WINDOW_UPDATE, 0, 0, "12345"), "a WINDOW_UPDATE frame of 5 bytes"],
    ["HEADERS on another stream", headers(GRPC_HEADERS, END_HEADERS, 3), "a HEADERS frame on stream 3"],
    ["HEADERS on the connection", headers(GRPC_HEADERS, END_HEADERS, 0), "a HEADERS frame on stream 0"],
    ["DATA on another stream", RESPONSE_HEADERS + frame(Type.DATA, 0, 2, "x"), "a DATA frame on stream 2"],
    ["RST_STREAM on another stream", frame(Type.RST_STREAM, 0, 5, u32(0)), "a RST_STREAM frame on stream 5"],
    ["WINDOW_UPDATE on another stream", frame(Type.WINDOW_UPDATE, 0, 3, u32(1)), "a WINDOW_UPDATE frame on stream 3"],
    ["SETTINGS on our stream", frame(Type.SETTINGS, 0, 1), "a SETTINGS frame on stream 1"],
    ["PING on our stream", frame(Type.PING, 0, 1, "12345678"), "a PING frame on stream 1"],
    ["GOAWAY on our stream", frame(Type.GOAWAY, 0, 1, "12345678"), "a GOAWAY frame on stream 1"],
    [
      "padding as long as the frame",
      frame(Type.HEADERS, END_HEADERS | PADDED, 1, "\x05abcd"),
      "a HEADERS frame with too much padding",
    ],
    [
      "a frame of padding without its length",
      frame(Type.HEADERS, END_HEADERS | PADDED, 1, ""),
      "a HEADERS frame with too much padding",
    ],
    [
      "priority that is cut off",
      frame(Type.HEADERS, END_HEADERS | PRIORITY, 1, "\0\0\0\0"),
      "a HEADERS frame with too much padding",
    ],
    ["padding of data", RESPONSE_HEADERS + frame(Type.DATA, PADDED, 1, "\x02a"), "a DATA frame with too much padding"],
    ["DATA in front of HEADERS", health(1), "an unexpected DATA frame"],
    ["DATA behind interim headers", headers({ ":status": "100" }) + health(1), "an unexpected DATA frame"],
    [
      "HEADERS behind the message without the end",
      RESPONSE_HEADERS + health(1) + headers({ "grpc-status": "0" }),
      "an unexpected HEADERS frame",
    ],
    ["CONTINUATION alone", frame(Type.CONTINUATION, END_HEADERS, 1, ""), "an unexpected CONTINUATION frame"],
    [
      "CONTINUATION behind whole headers",
      RESPONSE_HEADERS + frame(Type.CONTINUATION, END_HEADERS, 1, ""),
      "an unexpected CONTINUATION frame",
    ],
    [
      "PING inside a header block",
      headers(GRPC_HEADERS, 0) + frame(Type.PING, 0, 0, "12345678"),
      "an unexpected PING frame",
    ],
    ["HEADERS inside a header block", headers(GRPC_HEADERS, 0) + RESPONSE_HEADERS, "an unexpected HEADERS frame"],
    [
      "an unknown frame inside a header block",
      headers(GRPC_HEADERS, 0) + frame(77, 0, 1, ""),
      "an unexpected type 77 frame",
    ],
    [
      "CONTINUATION on another stream",
      headers(GRPC_HEADERS, 0) + frame(Type.CONTINUATION, END_HEADERS, 3, ""),
      "a CONTINUATION frame on stream 3",
    ],
    ["PUSH_PROMISE", frame(Type.PUSH_PROMISE, END_HEADERS, 1, u32(2)), "an unexpected PUSH_PROMISE frame"],
  ].map(([name = "", bytes = "", err]) => unhealthy(name, START + bytes, `malformed HTTP/2: ${err}`)),
  ...[
    ["WINDOW_UPDATE of 0", frame(Type.WINDOW_UPDATE, 0, 0, u32(0))],
    ["WINDOW_UPDATE of 0 on our stream", frame(Type.WINDOW_UPDATE, 0, 1, u32(0x80000000))],
    ["a window of the connection that overflows", frame(Type.WINDOW_UPDATE, 0, 0, u32(0x7fffffff))],
    [
      "a window that overflows in two steps",
      frame(Type.WINDOW_UPDATE, 0, 1, u32(0x7fff0000)) + frame(Type.WINDOW_UPDATE, 0, 1, u32(0x7fff0000)),
    ],
    ["a window that overflows by its setting", frame(Type.WINDOW_UPDATE, 0, 1, u32(1000)) + settings([4, 0x7fffffff])],
    ["a setting larger than a window can be", settings([4, 0x80000000])],
  ].map(([name = "", bytes = ""]) =>
    unhealthy(name, START + bytes, "malformed HTTP/2: a window of 0 or of more than 2147483647 bytes"),
  ),
  unhealthy(
    "more data than our window",
    START + RESPONSE_HEADERS + frame(Type.DATA, PADDED, 1, `\xff${"\0".repeat(255)}`).repeat(256),
    "malformed HTTP/2: more data than the window of 65535 bytes",
  ),
  unhealthy(
    "a header block of 65537 bytes",
    START + split(block65536("x".repeat(65500))),
    "response headers longer than 65536 bytes",
  ),
  unhealthy(
    "header blocks of more than 65536 bytes together",
    START + split(field(":status", "100") + field("x", "x".repeat(32800))).repeat(2),
    "response headers longer than 65536 bytes",
  ),
];

const floods: Row[] = [
  ["PING", frame(Type.PING, 0, 0, "12345678")],
  ["SETTINGS", settings([4, 1])],
  ["empty SETTINGS", settings()],
  ["acknowledgements", frame(Type.SETTINGS, ACK, 0)],
  ["unknown frames", frame(200, 0, 0)],
  ["WINDOW_UPDATE", frame(Type.WINDOW_UPDATE, 0, 0, u32(1))],
  ["PRIORITY", frame(Type.PRIORITY, 0, 1, "\0\0\0\0\0")],
  ["interim headers", headers("\x08\x03100")],
].map(([name, piece = ""]) =>
  unhealthy(`a flood of ${name}`, "", "more than 1000 HTTP/2 frames", { server: endless(START, piece) }),
);

const contentFloods: Row[] = [
  unhealthy("a flood of empty DATA", "", "more than 1000 HTTP/2 frames", {
    server: endless(START + RESPONSE_HEADERS, frame(Type.DATA, 0, 1)),
  }),
  unhealthy("a flood of empty CONTINUATION", "", "more than 1000 HTTP/2 frames", {
    server: endless(START + frame(Type.HEADERS, 0, 1, ""), frame(Type.CONTINUATION, 0, 1)),
  }),
  unhealthy("a flood of CONTINUATION", "", "response headers longer than 65536 bytes", {
    server: endless(START + frame(Type.HEADERS, 0, 1, ""), frame(Type.CONTINUATION, 0, 1, "\x82".repeat(1000))),
  }),
  unhealthy("a flood of data", "", "the message is longer than 4096 bytes", {
    server: endless(
      START + RESPONSE_HEADERS + frame(Type.DATA, 0, 1, `\0${u32(4096)}`),
      frame(Type.DATA, 0, 1, "x".repeat(1000)),
    ),
  }),
];

const deadlines: Row[] = [
  unhealthy("a server that says nothing", "", "timed out after 300ms waiting for the response", {
    server: silent,
    args: ["-t", "300ms", "grpc://127.0.0.1:{port}"],
    takes: [300, 350],
  }),
  unhealthy("a server that does not accept", "", "timed out after 300ms connecting", {
    server: swallowing,
    args: ["-t", "300ms", "grpc://127.0.0.1:{port}"],
    takes: [300, 350],
  }),
  unhealthy("a trickle that outlasts the deadline", "", "timed out after 600ms waiting for the response", {
    server: trickles(START, SERVING.slice(START.length)),
    args: ["-t", "600ms", "grpc://127.0.0.1:{port}"],
    takes: [600, 650],
  }),
  healthy("a trickle that ends before the deadline", "", {
    server: trickles(SERVING.slice(0, -9), SERVING.slice(-9)),
    args: ["-t", "5s", "grpc://127.0.0.1:{port}"],
  }),
  unhealthy("PING until the deadline", "", "timed out after 500ms waiting for the response", {
    server: sends([START, ...Array(20).fill(frame(Type.PING, 0, 0, "12345678"))], { after: "keep", pause: 50 }),
    args: ["-t", "500ms", "grpc://127.0.0.1:{port}"],
    takes: [500, 550],
  }),
  unhealthy("an answer without its end", "", "timed out after 300ms waiting for the response", {
    server: sends(SERVING.slice(0, -TRAILERS.length), { after: "keep" }),
    args: ["-t", "300ms", "grpc://127.0.0.1:{port}"],
    takes: [300, 350],
  }),
];

const inShell: Row[] = [
  {
    name: "a call and a request in one command",
    as: "sh",
    server: serving,
    args: [
      "-c",
      "healthcheck grpc://127.0.0.1:{port} && healthcheck grpc://127.0.0.1:{port}/x && healthcheck 127.0.0.1:{port}",
    ],
    out: `healthy: ${TARGET}: SERVING in N ms\nhealthy: ${TARGET}/x: SERVING in N ms\nhealthy: tcp 127.0.0.1:{port}: connected in N ms`,
  },
  {
    name: "floods of frames, verbose, for as many commands as there may be",
    as: "sh",
    server: endless(START, headers("\x08\x03100")),
    args: ["-c", Array(8).fill("healthcheck -v grpc://127.0.0.1:{port} 2>/dev/null").join(" || ")],
    err: "",
  },
  {
    name: "all that a server may send, verbose, for as many commands as there may be",
    as: "sh",
    server: sends(
      [
        START + split(field(":status", "200") + field("content-type", "application/grpc") + "\x82".repeat(65000)),
        frame(Type.PING, 0, 0, "12345678").repeat(900),
        frame(Type.DATA, 0, 1, `\0${u32(4096)}${"x".repeat(4000)}`),
      ].join(""),
      { after: "end" },
    ),
    args: ["-c", Array(8).fill("healthcheck -v grpc://127.0.0.1:{port} 2>/dev/null").join(" || ")],
    err: "",
  },
  wrong("curl has no gRPC", ["grpc://localhost:1"], "", {
    as: "curl",
    err: 'healthcheck as curl: unknown scheme "grpc", wanted http or https',
  }),
];

/** grpc:// over TCP and Unix sockets, with servers that are made of bytes. */
export const grpc: Row[] = [
  ...targets,
  ...options,
  ...answers,
  ...broken,
  ...frames,
  ...floods,
  ...contentFloods,
  ...deadlines,
  ...inShell,
];
