/** What the fuzzer starts from: command lines of the table, and some inputs for everything else that harness.ts uses. */
import { table } from "../cases";
import type { Row } from "../cases/row";
import * as h2 from "../servers/h2";
import { escaped as escapedBytes, inputOf } from "./tls/input.ts";
import { TLS_TOKENS, tlsSeeds } from "./tls-seeds.ts";

/** Separates the fields of an input. */
const SEPARATOR = 0xff;
/** Longer seeds only slow down the fuzzer, which makes long inputs itself. */
const MAX_SEED = 1024;

type Field = string | Uint8Array;

const OK = "dHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

const RESPONSES = [
  "HTTP/1.1 200 OK\r\n\r\n",
  "HTTP/1.0 204\r\nServer: x\r\n\r\n",
  "HTTP/1.1 200 \r\nA: b\r\n folded\r\n\t again\r\nC:\r\n\r\nbody",
  "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 \r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
  "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n\r\n",
  "HTTP/1.1 200 OK\nA: b\n\n",
  "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
  "HTTP/1.1 200 O\rK\r\n\r\n",
  "HTTP/1.1 099 \r\n\r\n",
  "HTTP/2 200\r\n\r\n",
  "SSH-2.0-OpenSSH_9.2\r\n",
  "\x15\x03\x01\0\x02\x02F",
];

/** What a server of gRPC sends. */
const CALLS = [
  h2.SERVING,
  h2.START + h2.RESPONSE_HEADERS + h2.health(2) + h2.TRAILERS,
  h2.START + h2.trailers({ ...h2.GRPC_HEADERS, "grpc-status": "5", "grpc-message": "unknown%20service" }),
  h2.settings([3, 100], [4, 70000]) + h2.frame(h2.Type.PING, 0, 0, "12345678") + h2.SERVING,
  h2.START +
    h2.frame(h2.Type.HEADERS, 0, 1, "\x88") +
    h2.frame(h2.Type.CONTINUATION, h2.END_HEADERS, 1, "\x0f\x10\x10application/grpc"),
  h2.START +
    h2.frame(h2.Type.HEADERS, h2.END_HEADERS | h2.PADDED | h2.PRIORITY, 1, "\x02\0\0\0\0\x10\x88xx") +
    h2.health(1),
  h2.START +
    h2.frame(h2.Type.WINDOW_UPDATE, 0, 0, h2.u32(0x7fff0000)) +
    h2.frame(h2.Type.WINDOW_UPDATE, 0, 1, h2.u32(1)),
  h2.START + h2.frame(h2.Type.GOAWAY, 0, 0, h2.u32(1) + h2.u32(0)) + h2.frame(h2.Type.RST_STREAM, 0, 1, h2.u32(8)),
  h2.START +
    h2.frame(h2.Type.PRIORITY, 0, 3, "\0\0\0\0\0") +
    h2.frame(h2.Type.PUSH_PROMISE, 4, 1, "\0\0\0\x02") +
    h2.frame(99, 255, 5, "x"),
  "HTTP/1.1 400 Bad Request\r\n\r\n",
  "\x15\x03\x01\0\x02\x02F",
];

/** Header blocks: some of RFC 7541, appendix C. */
const BLOCKS = [
  "\x82\x86\x84\x41\x0fwww.example.com",
  "\x82\x86\x84\x41\x8c\xf1\xe3\xc2\xe5\xf2\x3a\x6b\xa0\xab\x90\xf4\xff",
  "\x10\x08password\x06secret\x3f\x9a\x0a",
  "\x20\x88\xbe",
  h2.field(":status", "200") + h2.field("grpc-status", "0"),
];

const LOCATIONS = [
  ["http://web/a/b/c?d=e#f", "../x"],
  ["http://web/a/b/c?d=e#f", "./y z"],
  ["http://web/a", "?q"],
  ["http://web/a?b", "#f"],
  ["http://web/a", ""],
  ["http://web/a", "//other:81/p"],
  ["http://web/a", "http://user:pass@other/"],
  ["http://web/a", "HTTPS://web/"],
  ["https://[::1]:8443/a", "/b"],
  ["http://web:8080/a", "//web:08080"],
  ["http://web/a", "ftp://web/"],
  ["http://web/a", "http:/b"],
];

/** Behind the status line. */
const BODIES = [
  "\r\nis it UP?",
  "Content-Length: 4\r\n\r\nDOWN",
  "Content-Length: 2\r\nContent-Encoding: gzip\r\n\r\nUP",
  "Transfer-Encoding: chunked\r\n\r\n3;x\r\nU-U\r\n1\r\nP\r\n0\r\nX: y\r\n\r\n",
  "Transfer-Encoding: chunked\r\n\r\n0001 \nU\n7fffffffffffffff\nPx",
  "Transfer-Encoding: chunked\r\n\r\n1\r\nUP\r\n",
  "Transfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\ng\r\n",
];

/** Options, body and patterns of a pipe into grep (harness/grep.ts). */
const PIPES = [
  ["", '{"status":"UP"}', "UP"],
  ["q", "DOWN\n", "UP"],
  ["ip", "is it up?\r\n", "UP?"],
  ["iw", "backup, Up2, UP", "up"],
  ["wE", "ab abc", "abc|ab", "^b|c$"],
  ["x", "ok\n", "ok", "^ok$"],
  ["F", "a.c\n[x]*", "a.c", "[x]*"],
  ["", "xbx", "a\\|b"],
  ["", "a.c\\", "a\\.c\\\\", "\\[\\]\\*\\^\\$\\/"],
  ["E", "(a+)?{}|", "\\(a\\+\\)\\?\\{\\}\\|"],
  ["e", "not ok\nok", "^ok|ko$"],
  ["f", "it's a|b", "it's a|b"],
  ["co", "a\nb\n", "c\nb"],
  ["hi", "x", "^http/1.1 200"],
  ["h", "x", "^Content-Length: 1.$"],
  ["EF", "x", "x"],
  ["", "aab", "a*b", "[ab]", "^^", "a$b"],
  ["E", "aab", "(a|b)+", "a{2}"],
  ["s", "aaaaaaaaaaaaab", "aaaab"],
];

/** Parts of inputs that are worth trying anywhere. */
const TOKENS = [
  ...["http://", "https://", "tcp://", "unix:///", "localhost", "127.0.0.1", "[::1]", ":8080", "/dev/null", ".."],
  ...["||", "&&", ";", "2>&1", ">/dev/null", "&>/dev/null", "${A}", "${A:-", "$A", '"', "'", "\\", "exit 1", "exec "],
  ...["HTTP/1.1 200 OK\r\n", "HTTP/1.1 100 \r\n\r\n", "HTTP/1.1 302 \r\nLocation: ", "\r\n\r\n", "\r\n ", "\r\n"],
  ...[
    "Transfer-Encoding: chunked\r\n",
    "Content-Encoding: ",
    "a-eUP",
    "a--send=",
    "a--resolve",
    "\r\n0\r\n\r\n",
    "7fffffffffffffff",
  ],
  ...["\\|", "\\.", "\\$", "^", "$", "| grep -q ", "| grep -E '"],
  ...["nameserver ", "search ", "options ndots:", "domain "],
  ...[
    "a",
    "eA=",
    "nsh",
    "ncurl",
    "nwget",
    "nnc",
    "d",
    "mX: y\r\n",
    "t4999",
    "x",
    "f111",
    "r10.0.0.1,fd00::1",
    "u1",
  ].map((field) => `\xff${field}`),
];

/** Each begins with the letter of what it uses. */
export function seeds(): Uint8Array[] {
  const rows = Object.values(table).flat();
  const all: Field[][] = [
    ...rows.map((row) => ["c", ...fieldsOf(row)]),
    ...rows.filter(({ as }) => as === "sh").map((row) => ["s", ...fieldsOf(row).slice(3)]),
    ...RESPONSES.map((response) => ["r", "ahttp://127.0.0.1/", `d${response}`]),
    ["r", "a-v", "ahttp://web/", "r10.0.0.1,fd00::1", "f111", `d${RESPONSES[2]}`, "d"],
    [
      "c",
      "a-v",
      "ahttp://web/",
      "t9",
      "r10.0.0.1",
      "dHTTP/1.1 200 OK\r\n",
      ...Array<string>(15).fill("mX: y\r\n"),
      "d\r\n\r\n",
    ],
    ["c", "ahttp://web/", "r10.0.0.1", "dHTTP/1.1 200 OK\r\n", ...Array<string>(17).fill("mX: y\r\n"), "d\r\n\r\n"],
    ...BODIES.map((body) => ["r", "a-eUP", "a-vL", "ahttp://web/", "r10.0.0.1", `dHTTP/1.1 200 OK\r\n${body}`, "d"]),
    ...["+PONG\r\n", "-ERR x\r\n", "22", "\x1b\0"].map((answer) => [
      "r",
      "a--send=a\\r\\n\\x00",
      "a-e220 ",
      "a-e+PONG",
      "adb:1",
      "r10.0.0.1",
      `d${answer}`,
      "d",
    ]),
    ["c", "a-eUP", "ahttp://web/", "r10.0.0.1", "dHTTP/1.1 200 OK\r\n\r\n", ...Array<string>(8).fill("mU "), "dUP"],
    ["c", "a--send=${A}\\n", "a-e${A}", "eA=x\\", "a10.0.0.1:1", "dx"],
    ["c", "a--resolve", "aweb:80:10.0.0.1,[::1]", "a-4", "aweb:80"],
    ["c", "ncurl", "a--resolve", "aweb:80:::1", "ahttp://web/", OK],
    ...LOCATIONS.map(([target = "", location = ""]) => ["o", target, location]),
    ...LOCATIONS.map(([target, location]) => [
      ...["c", "a-L", "a-u", "aa:b", "a-d", "ax", `a${target}`, "r10.0.0.1"],
      ...[`dHTTP/1.1 302 \r\nLocation: ${location}\r\n\r\n`, OK],
    ]),
    ...PIPES.map((pipe) => ["g", ...pipe]),
    ["c", "nwget", "a--spider", "ahttp://web/", "r10.0.0.1", "dHTTP/1.1 405 \r\n\r\n", OK],
    ["h", "fd00::1 db web # x", "web", "6"],
    ["h", "10.0.0.1\tdb Web", "web", "4"],
    ["v", "web", "nameserver 10.0.0.1", "search a.example b.example", "options ndots:2 timeout:1", "domain c.example"],
    ["l", "web", "0", "10.0.0.1 db\nfd00::1 web\n", ""],
    ["l", "web", "4", "", "nameserver 10.0.0.1\nsearch a.example\n", answer(0, 0), "s", answer(0, 0, A)],
    ["l", "web.example", "0", "", "nameserver 10.0.0.1\n", answer(0, 0, A), "t600", "s", answer(6, 0, AAAA)],
    ["l", "web.example", "0", "", "search a b\n", answer(0, 2), answer(6, 0), answer(0, 0, A)],
    ["l", "web.", "6", "", "nameserver ::1\nnameserver 10.0.0.1\n", "s", "r\0x", "s", answer(7, 0, AAAA)],
    ["l", "web", "0", "", "nameserver 10.0.0.1\noptions use-vc\n", answer(3, 0, A), answer(9, 0, AAAA)],
    ["l", "web", "4", "", "nameserver fe80::1%2\nnameserver 10.0.0.1\n", "e\0", answer(1, 0, A)],
    ["a", "web.example", Uint8Array.of(0, 0x81, 0x80, 0, 1, 0, 0, 0, 0, ...A)],
    ["a", "web", Uint8Array.of(1, 0x81, 0x80, 0, 2, 0, 0, 0, 0, ...CNAME, ...AAAA)],
    ["a", "web", Uint8Array.of(0, 0x83, 0x80, 0, 0, 0, 0, 0, 0)],
    ["a", "web", Uint8Array.of(0, 0x81, 0x82, 0, 0, 0, 0, 0, 0)],
    ["e", "${A:-${B:-x}y}${C}$D ${E", "eA=", "eC=c"],
    ...["3", "1.5s", "500ms", "1m", "0.001h", "10ms", "1h", "3601s"].map((text) => ["d", text]),
    ...["200", "200-299,401", "2xx,3XX", "100-599"].map((text) => ["n", text]),
    ...["10.0.0.1", "::", "::1", "fd00::1:0:0:1", "::ffff:10.0.0.1", "1:2:3:4:5:6:7:8"].map((text) => ["i", text]),
    ["w", "\u00e9\u202e\u20ac\u{1f600}\x1b[31m\x7f\u0085"],
  ];
  const ofGrpc = [...CALLS.map((call) => ["G", call]), ...BLOCKS.map((block) => ["H", block])];
  const ofBytes = [...tlsSeeds(), ...ofGrpc.map(([kind, bytes]) => [`${kind}${bytes}`])].map(inputOf);
  return [...all.map(joined).filter(({ length }) => length <= MAX_SEED), ...ofBytes];
}

/** In the form of libFuzzer. */
export function dictionary(): string {
  const rows = Object.values(table).flat();
  const texts = rows.flatMap(({ args = [] }) => args).filter((value) => typeof value === "string");
  const options = texts.filter((text) => /^--?[a-zA-Z#-]{1,30}$/.test(text));
  const ofTls = TLS_TOKENS.map((token) => escapedBytes(token).toString("latin1"));
  return [...new Set([...TOKENS, ...ofTls, ...options])]
    .map((token) => `"${token.replace(/[^ !#-[\]-~]/g, escaped)}"\n`)
    .join("");
}

function escaped(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
}

function fieldsOf({ as, args = [], env = {}, out }: Row): Field[] {
  return [
    ...(as === undefined ? [] : [`n${as}`]),
    ...args.map((value) => concat("a", value)),
    ...Object.entries(env).map(([name, value]) => concat(`e${name}=`, value)),
    ...(out === undefined ? [] : ["r10.0.0.1,fd00::1", OK]),
  ];
}

/** Replaces values of the row's server by some value. */
function concat(start: string, value: Field): Field {
  if (typeof value !== "string") return Buffer.concat([Buffer.from(start), value]);
  return start + value.replace(/(?<!\$)\{([a-z]+)\}/g, (_, name) => (name === "socket" ? "/run/app.sock" : "8080"));
}

/** Resource records for the name in the question. */
const A = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, 1];
const AAAA = [0xc0, 12, 0, 28, 0, 1, 0, 0, 0, 60, 0, 16, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
const CNAME = [0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, 5, 2, 0x64, 0x62, 0xc0, 12];

/** The event of an answer to query 0 or 1 with this code and at most one record. */
function answer(query: number, code: number, record?: number[]): Uint8Array {
  const count = record === undefined ? 0 : 1;
  return Uint8Array.of(0x61, query, 0x81, 0x80 + code, 0, count, 0, 0, 0, 0, ...(record ?? []));
}

function joined([kind = "", ...fields]: Field[]): Uint8Array {
  const parts = fields.flatMap((field) => [Uint8Array.of(SEPARATOR), Buffer.from(field)]);
  return Buffer.concat([Buffer.from(kind), ...parts.slice(1)]);
}
