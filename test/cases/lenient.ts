import { sends } from "../servers/raw";
import type { Row } from "./row";

const URL = "http://127.0.0.1:{port}/";

function healthy(name: string, bytes: string, status = 200, args: string[] = []): Row {
  const method = args.includes("HEAD") ? "HEAD" : "GET";
  return { name, server: sends(bytes), args: [...args, URL], out: `healthy: ${method} ${URL}: ${status} in N ms` };
}

function unhealthy(name: string, bytes: string, reason: string): Row {
  return { name, server: sends(bytes), args: [URL], err: `unhealthy: GET ${URL}: ${reason}` };
}

/** The malformed line, as it is shown. */
function badHeader(name: string, bytes: string, line: string): Row {
  return unhealthy(name, bytes, `malformed response header: "${line}"`);
}

const PLACES = ["status line", "first header", "folded line", "last header", "empty line"];

/** A response. The lines at these places end in `end`, all others in CR LF. */
function withEnd(end: string, places: string[], first = "HTTP/1.1 200 OK"): string {
  const lines = [first, "A: 1", " folded", "B: 2", ""];
  return lines.map((line, index) => line + (places.includes(PLACES[index] ?? "") ? end : "\r\n")).join("");
}

const lineFeeds: Row[] = [
  ...PLACES.map((place) => healthy(`LF ends the ${place}`, withEnd("\n", [place]))),
  ...PLACES.map((place) =>
    healthy(
      `LF ends every line but the ${place}`,
      withEnd(
        "\n",
        PLACES.filter((it) => it !== place),
      ),
    ),
  ),
  healthy("LF ends every line", withEnd("\n", PLACES)),
  healthy("LF ends every line of HTTP/1.0", withEnd("\n", PLACES, "HTTP/1.0 200 OK")),
  healthy("LF ends every line of a 204", withEnd("\n", PLACES, "HTTP/1.1 204 No Content"), 204),
  healthy("LF ends every line of a 302", withEnd("\n", PLACES, "HTTP/1.1 302 Found"), 302),
  unhealthy("LF ends every line of a 503", withEnd("\n", PLACES, "HTTP/1.1 503 No"), "status 503, wanted 200-399"),
  healthy(
    "LF ends the lines of interim responses",
    `${withEnd("\n", PLACES, "HTTP/1.1 103 H").repeat(3)}${withEnd("\r\n", [])}`,
  ),
  healthy("CR LF and one more LF, as echo -e makes it", "HTTP/1.1 200 OK\r\n\n"),
  healthy("LF ends a status line without a reason", "HTTP/1.1 200\n\n"),
  unhealthy("LF within a status line", "HTTP/1.1 200 O\nK\r\n\r\n", 'malformed response header: "K"'),
  unhealthy(
    "LF ends the headers, and the empty line is missing",
    "HTTP/1.1 200 OK\nA: 1\n",
    "connection closed by the peer while receiving the response headers",
  ),
];

const names: Row[] = [
  ["a space before the colon", "Server : x"],
  ["a tab before the colon", "Server\t: x"],
  ["many spaces before the colon", "Server      : x"],
  ["spaces in it", "My Own Header: x"],
  ["brackets and quotes in it", 'a[0]{"b"}: x'],
  ["an at sign, a slash, a question mark", "@/?: x"],
  ["UTF-8 in it", "Gr\xc3\xb6\xc3\x9fe: 1"],
  ["bytes that are no UTF-8", "\xff\xfe: 1"],
  ["control bytes in it", "\x01\x1b\x7f: 1"],
  ["nothing", ": x"],
  ["nothing, nor a value", ":"],
  ["60,000 bytes", `${"n".repeat(60_000)}: x`],
  ["a PHP warning", "PHP Warning:  Undefined variable $x in /srv/index.php on line 3"],
].map(([what, line]) => healthy(`a header's name: ${what}`, `HTTP/1.1 200 OK\r\n${line}\r\nB: 2\r\n\r\n`));

/** The bytes that no line may contain, and LF, which ends it. */
const FORBIDDEN = [0x00, 0x0a, 0x0d];

const values: Row[] = [
  healthy(
    "every byte but NUL, CR and LF in a value",
    `HTTP/1.1 200 OK\r\nX: ${Array.from({ length: 256 }, (_, byte) => (FORBIDDEN.includes(byte) ? "" : String.fromCharCode(byte))).join("")}\r\n\r\n`,
  ),
  healthy("ESC sequences in a value", "HTTP/1.1 200 OK\r\nX: \x1b]0;title\x07\x1b[2J\r\n\r\n"),
  healthy("control bytes in a folded line", "HTTP/1.1 200 OK\r\nX: y\r\n \x01\x1b\x7f\r\n\r\n"),
  healthy("control bytes in an interim response", "HTTP/1.1 103 \x1b\r\nX: \x1b\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"),
  healthy("a value of nothing but white space", "HTTP/1.1 200 OK\r\nX: \t \r\n\r\n"),
];

const noColon: Row[] = [
  ["a word", "Server"],
  ["a sentence", "this is no header"],
  ["a page", "<html>"],
  ["another status line", "HTTP/1.1 200 OK"],
  ["bytes outside of ASCII", "\xc3\xbc\xff", "ü\\xff"],
  ["control bytes", "\x1b[31m", "\\x1b[31m"],
  ["a word of 3000 bytes", "x".repeat(3000), `${"x".repeat(80)}...`],
].flatMap(([what, line = "", shown = line]) => [
  badHeader(`no colon: ${what}`, `HTTP/1.1 200 OK\r\nA: 1\r\n${line}\r\n\r\n`, shown),
  badHeader(`no colon, LF: ${what}`, `HTTP/1.1 200 OK\n${line}\n\n`, shown),
  badHeader(
    `no colon, in an interim response: ${what}`,
    `HTTP/1.1 103 H\r\n${line}\r\n\r\nHTTP/1.1 200 OK\r\n\r\n`,
    shown,
  ),
]);

const nulAndCr: Row[] = [
  ["\0", "\\x00"],
  ["\r", "\\x0d"],
].flatMap(([byte = "", shown = ""]) => [
  unhealthy(
    `${shown} in the reason`,
    `HTTP/1.1 200 O${byte}K\r\n\r\n`,
    `malformed status line: "HTTP/1.1 200 O${shown}K"`,
  ),
  unhealthy(
    `${shown} in the reason of an interim response`,
    `HTTP/1.1 103 O${byte}K\r\n\r\nHTTP/1.1 200 OK\r\n\r\n`,
    `malformed status line: "HTTP/1.1 103 O${shown}K"`,
  ),
  badHeader(`${shown} before a name`, `HTTP/1.1 200 OK\r\nA: 1\r\n${byte}X: y\r\n\r\n`, `${shown}X: y`),
  badHeader(`${shown} in a name`, `HTTP/1.1 200 OK\r\nX${byte}Y: z\r\n\r\n`, `X${shown}Y: z`),
  badHeader(`${shown} before a colon`, `HTTP/1.1 200 OK\r\nX${byte}: z\r\n\r\n`, `X${shown}: z`),
  badHeader(`${shown} in a value`, `HTTP/1.1 200 OK\r\nX: a${byte}b\r\n\r\n`, `X: a${shown}b`),
  badHeader(`${shown} at the end of a value`, `HTTP/1.1 200 OK\r\nX: a${byte}\r\n\r\n`, `X: a${shown}`),
  badHeader(`${shown} at the end of a value, and LF`, `HTTP/1.1 200 OK\nX: a${byte}z\n\n`, `X: a${shown}z`),
  badHeader(`${shown} in a folded line`, `HTTP/1.1 200 OK\r\nX: a\r\n b${byte}c\r\n\r\n`, ` b${shown}c`),
  badHeader(`${shown} alone in a line`, `HTTP/1.1 200 OK\r\nX: a\r\n${byte}\r\n\r\n`, shown),
  badHeader(
    `${shown} after 3000 bytes`,
    `HTTP/1.1 200 OK\r\nX: ${"a".repeat(3000)}${byte}b\r\n\r\n`,
    `X: ${"a".repeat(77)}...`,
  ),
]);

/** A value of Content-Length, and how it is shown. */
const WRONG_LENGTHS: [string, string?][] = [
  ...[[""], ["abc"], ["-1"], ["+5"], ["5abc"], ["0x5"], ["5.0"], ["1e3"], ["5 5"], ["5;"], ['"5"']],
  ...[["5,"], [",5"], ["5,,5"], ["5, 6"], ["5, abc"], ["\xd9\xa5", "٥"], ["\x0b5", "\\x0b5"], ["5\x1b", "5\\x1b"]],
] as [string, string?][];

const lengths: Row[] = [
  ...WRONG_LENGTHS.flatMap(([value, shown = value]) => [
    badHeader(
      `Content-Length: ${value}`,
      `HTTP/1.1 200 OK\r\nContent-Length: ${value}\r\n\r\nhello`,
      `Content-Length: ${shown}`,
    ),
    badHeader(
      `Content-Length: ${value}, beside chunked`,
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: ${value}\r\n\r\n0\r\n\r\n`,
      `Content-Length: ${shown}`,
    ),
    ...[204, 304].map((status) =>
      healthy(
        `Content-Length: ${value}, of ${status}`,
        `HTTP/1.1 ${status} X\r\nContent-Length: ${value}\r\n\r\n`,
        status,
      ),
    ),
  ]),
  ...WRONG_LENGTHS.slice(0, 4).flatMap(([value, shown = value]) => [
    healthy(`Content-Length: ${value}, HEAD`, `HTTP/1.1 200 OK\r\nContent-Length: ${value}\r\n\r\n`, 200, [
      "-X",
      "HEAD",
    ]),
    healthy(
      `Content-Length: ${value}, in an interim response`,
      `HTTP/1.1 103 H\r\nContent-Length: ${value}\r\n\r\nHTTP/1.1 200 OK\r\n\r\n`,
    ),
    badHeader(
      `Content-Length: ${value}, of 503`,
      `HTTP/1.1 503 No\r\nContent-Length: ${value}\r\n\r\n`,
      `Content-Length: ${shown}`,
    ),
    badHeader(`content-LENGTH:${value}`, `HTTP/1.1 200 OK\ncontent-LENGTH:${value}\n\n`, `content-LENGTH:${shown}`),
  ]),
  ...["5", "05", " 5 ", "5\t", "5, 5", "5,5", "5 , 05", "0", "9".repeat(20), "9".repeat(3000)].map((value) =>
    healthy(
      `Content-Length: ${value.slice(0, 20)} (${value.length})`,
      `HTTP/1.1 200 OK\r\nContent-Length:${value}\r\n\r\nhello`,
    ),
  ),
  healthy("Content-Length twice, the same", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\ncontent-length:005\r\n\r\nhello"),
  badHeader(
    "Content-Length twice, the second smaller",
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: y\r\nContent-Length: 4\r\n\r\nhello",
    "Content-Length: 4",
  ),
  badHeader(
    "Content-Length twice, beyond 64 bits",
    `HTTP/1.1 200 OK\r\nContent-Length: ${"9".repeat(30)}\r\nContent-Length: ${"9".repeat(29)}8\r\n\r\nhello`,
    `Content-Length: ${"9".repeat(29)}8`,
  ),
  badHeader(
    "Content-Length twice, as long",
    "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551621\r\nContent-Length: 5\r\n\r\nhello",
    "Content-Length: 5",
  ),
  healthy(
    "Content-Length of an interim response and another one",
    "HTTP/1.1 103 H\r\nContent-Length: 9\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
  ),
  healthy(
    "a header with a similar name",
    "HTTP/1.1 200 OK\r\nX-Content-Length: x\r\nContent-Length-X: x\r\nContent-Length : x\r\n\r\n",
  ),
];

/** Responses that break the rules of HTTP but that curl -f accepts, and those that it does not. */
export const lenient: Row[] = [...lineFeeds, ...names, ...values, ...noColon, ...nulAndCr, ...lengths];
