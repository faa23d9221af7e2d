import { type Response, response } from "./response";

// Responses by their lines: how these end, which bytes they hold, what header lines and status lines say.

const LINE_ENDS: Record<string, string> = {
  LF: "\n",
  CR: "\r",
  "CR CR LF": "\r\r\n",
  "LF CR": "\n\r",
  "LF LF": "\n\n",
};

const PLACES = [
  "everywhere",
  "the status line",
  "the first header",
  "the last header",
  "the empty line",
  "a folded line",
  "an interim status line",
  "an interim header",
  "an interim empty line",
];

/** A response of which one line ends in `end`, or all of them do. */
function withLineEnd(status: number, place: string, end: string): string {
  const at = (here: string) => (place === here || place === "everywhere" ? end : "\r\n");
  const interim = [
    `HTTP/1.1 103 Early Hints${at("an interim status line")}`,
    `Link: </x>${at("an interim header")}`,
    at("an interim empty line"),
  ];
  const final = [
    `HTTP/1.1 ${status} Reason${at("the status line")}`,
    `Content-Type: text/plain${at("the first header")}`,
    place === "a folded line" ? `X: folded${end} further\r\n` : "",
    `Y: last${at("the last header")}`,
    at("the empty line"),
  ];
  return [...(place.startsWith("an interim") ? interim : []), ...final].join("");
}

export function* lineEnds(): Generator<Response> {
  for (const [name, end] of Object.entries({ "CR LF": "\r\n", ...LINE_ENDS })) {
    for (const place of end === "\r\n" ? ["everywhere"] : PLACES) {
      for (const status of end === "\n" ? [200, 204, 302, 404, 503] : [200, 503]) {
        yield response(`line end: ${name} at ${place}, ${status}`, withLineEnd(status, place, end));
      }
    }
  }
  const all = withLineEnd(200, "an interim header", "\n");
  yield response("line end: LF everywhere, interim response included", all.replaceAll("\r", ""));
  yield response("line end: echo -e of HAProxy's idiom", "HTTP/1.1 200 OK\r\n\n");
  yield response("line end: LF, no headers", "HTTP/1.1 200 OK\n\n");
  yield response("line end: LF, no reason", "HTTP/1.1 200\n\n");
  yield response("line end: CR LF and LF in turn", "HTTP/1.1 200 OK\r\nA: 1\nB: 2\r\nC: 3\n\r\n");
}

const CONTROL_BYTES = [...Array.from({ length: 33 }, (_, byte) => byte), 0x7f, 0x80, 0x9b, 0xff];
const PUNCTUATION = Array.from("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", (mark) => mark.charCodeAt(0));
const LETTERS = Array.from("aZ09", (letter) => letter.charCodeAt(0));

/** Where one byte is put into a response; and whether punctuation and letters might matter there. */
const BYTE_PLACES: Record<string, [put: (byte: string) => string, all: boolean]> = {
  "in the reason": [(byte) => `HTTP/1.1 200 O${byte}K\r\nX: y\r\n\r\n`, false],
  "behind the status": [(byte) => `HTTP/1.1 200${byte}OK\r\nX: y\r\n\r\n`, true],
  "before a first name": [(byte) => `HTTP/1.1 200 OK\r\n${byte}X: y\r\n\r\n`, true],
  "before a later name": [(byte) => `HTTP/1.1 200 OK\r\nX: y\r\n${byte}Y: z\r\n\r\n`, false],
  "in a name": [(byte) => `HTTP/1.1 200 OK\r\nX${byte}Y: z\r\n\r\n`, true],
  "before a colon": [(byte) => `HTTP/1.1 200 OK\r\nX${byte}: y\r\n\r\n`, false],
  "in a value": [(byte) => `HTTP/1.1 200 OK\r\nX: a${byte}b\r\n\r\n`, true],
  "at the end of a value": [(byte) => `HTTP/1.1 200 OK\r\nX: a${byte}\r\n\r\n`, false],
  "in a folded line": [(byte) => `HTTP/1.1 200 OK\r\nX: a\r\n b${byte}c\r\n\r\n`, false],
};

export function* singleBytes(): Generator<Response> {
  for (const [place, [put, all]] of Object.entries(BYTE_PLACES)) {
    for (const byte of all ? [...CONTROL_BYTES, ...PUNCTUATION, ...LETTERS] : CONTROL_BYTES) {
      const shown = byte.toString(16).padStart(2, "0");
      yield response(`byte ${shown} ${place}`, put(String.fromCharCode(byte)));
    }
  }
}

const HEADER_LINES: Record<string, string> = {
  "a PHP warning": "PHP Warning:  Undefined variable $x in /srv/index.php on line 3",
  "spaces in the name": "My Header: x",
  "brackets in the name": "a[0]: 1",
  "UTF-8 in the name": "Gr\xc3\xb6\xc3\x9fe: 1",
  "UTF-8 in the value": "X: \xe2\x82\xac",
  "spaces before the colon": "Server   : x",
  "a tab before the colon": "Server\t: x",
  "no name": ": x",
  "a colon alone": ":",
  "two colons": "::",
  "no value": "X:",
  "a value of spaces": "X:   ",
  "no space behind the colon": "X:y",
  "no colon": "Server",
  "no colon, spaces": "this is no header",
  "no colon, a status line": "HTTP/1.1 200 OK",
  "a URL": "http://example.org/",
  "a line of a body": "<html>",
  "a quote": '"X": y',
  "ESC sequences": "X: \x1b]0;title\x07",
  "nothing but spaces": "   ",
  "nothing but a tab": "\t",
};

export function* headerLines(): Generator<Response> {
  for (const [what, line] of Object.entries(HEADER_LINES)) {
    yield response(`header first: ${what}`, `HTTP/1.1 200 OK\r\n${line}\r\nX: y\r\n\r\n`);
    yield response(`header last: ${what}`, `HTTP/1.1 200 OK\r\nX: y\r\n${line}\r\n\r\n`);
    yield response(`header with LF: ${what}`, `HTTP/1.1 200 OK\nX: y\n${line}\n\n`);
    yield response(`header of 404: ${what}`, `HTTP/1.1 404 No\r\n${line}\r\n\r\n`);
    yield response(`header of 103: ${what}`, `HTTP/1.1 103 Hints\r\n${line}\r\n\r\nHTTP/1.1 200 OK\r\n\r\n`);
  }
  // What some clients read of a header section.
  for (const line of [
    "Transfer-Encoding: gzip",
    "Transfer-Encoding: identity",
    "Transfer-Encoding: nonsense",
    "Transfer-Encoding:",
    "Transfer-Encoding: chunked, chunked",
    "Content-Encoding: nonsense",
    "Location:",
    "Location: http://127.0.0.1:1/",
    "Connection: nonsense",
    "Date: yesterday",
    "Set-Cookie: =",
    "WWW-Authenticate: ???",
    "Retry-After: soon",
    "Content-Range: bytes 5-1/0",
    "Alt-Svc: h3=",
    "Strict-Transport-Security: max-age=x",
  ]) {
    yield response(`header read: ${line}`, `HTTP/1.1 200 OK\r\n${line}\r\n\r\n`);
  }
}

const STATUSES = [
  ...[200, 201, 202, 203, 204, 205, 206, 207, 226, 299, 300, 301, 302, 303, 304, 305, 307, 308, 399],
  ...[400, 401, 403, 404, 407, 408, 416, 417, 418, 426, 429, 451, 499, 500, 501, 503, 505, 599, 600, 700, 999],
];

const STATUS_LINES: Record<string, string> = {
  "two digits": "HTTP/1.1 20 OK",
  "two digits, 99": "HTTP/1.1 99 Low",
  "two digits, 50": "HTTP/1.1 50 Low",
  "one digit": "HTTP/1.1 2 OK",
  "four digits, 1000": "HTTP/1.1 1000 Long",
  "four digits, 2000": "HTTP/1.1 2000 Long",
  "four digits, 5000": "HTTP/1.1 5000 Long",
  "a leading zero, 099": "HTTP/1.1 099 Low",
  "a leading zero, 000": "HTTP/1.1 000 None",
  "letters behind digits, 2abc": "HTTP/1.1 2abc OK",
  "letters behind digits, 20x": "HTTP/1.1 20x OK",
  "letters behind digits, 200OK": "HTTP/1.1 200OK",
  "letters behind digits, 5xx": "HTTP/1.1 5xx",
  "letters alone": "HTTP/1.1 OK",
  "a sign": "HTTP/1.1 -200 OK",
  "a plus sign": "HTTP/1.1 +200 OK",
  "a decimal point": "HTTP/1.1 200.1 OK",
  "no status": "HTTP/1.1",
  "no status but a space": "HTTP/1.1 ",
  "no reason": "HTTP/1.1 200",
  "no reason but a space": "HTTP/1.1 200 ",
  "no reason, 404": "HTTP/1.1 404",
  "a reason in UTF-8": "HTTP/1.1 200 Gr\xc3\xbc\xc3\x9fe",
  "a reason of 10,000 bytes": `HTTP/1.1 200 ${"x".repeat(10_000)}`,
  "two spaces before the status": "HTTP/1.1  200 OK",
  "a space and a tab before the status": "HTTP/1.1 \t200 OK",
  "a tab before the status": "HTTP/1.1\t200 OK",
  "no space before the status": "HTTP/1.1200 OK",
  "a tab behind the status": "HTTP/1.1 200\tOK",
  "two spaces before the status, 503": "HTTP/1.1  503 No",
  "a leading space": " HTTP/1.1 200 OK",
  "a leading empty line": "\r\nHTTP/1.1 200 OK",
  "two leading empty lines": "\r\n\r\nHTTP/1.1 200 OK",
  "a leading LF": "\nHTTP/1.1 200 OK",
  "a byte order mark": "\xef\xbb\xbfHTTP/1.1 200 OK",
  "small letters": "http/1.1 200 OK",
  "another case": "Http/1.1 200 OK",
  ICY: "ICY 200 OK",
  HTTPS: "HTTPS/1.1 200 OK",
  RTSP: "RTSP/1.0 200 OK",
  "no slash": "HTTP 200 OK",
  "Status of CGI": "Status: 200 OK",
  "no version": "HTTP/ 200 OK",
  "version 1": "HTTP/1 200 OK",
  "version 1.": "HTTP/1. 200 OK",
  "version 1.a": "HTTP/1.a 200 OK",
  "version 1.10": "HTTP/1.10 200 OK",
  "version 1.1.1": "HTTP/1.1.1 200 OK",
  "version 11.1": "HTTP/11.1 200 OK",
  "version 01.1": "HTTP/01.1 200 OK",
  "version 1,1": "HTTP/1,1 200 OK",
  "version 2": "HTTP/2 200",
  "version 2, 503": "HTTP/2 503",
  "version 2.0": "HTTP/2.0 200 OK",
  "version 3": "HTTP/3 200",
  "version 4": "HTTP/4 200",
};

export function* statusLines(): Generator<Response> {
  for (const status of STATUSES) {
    yield response(`status ${status}`, `HTTP/1.1 ${status} Reason\r\nX: y\r\n\r\n`);
    yield response(`status ${status}, HTTP/1.0 and LF`, `HTTP/1.0 ${status} Reason\nX: y\n\n`);
  }
  for (const minor of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) {
    yield response(`version 1.${minor}`, `HTTP/1.${minor} 200 OK\r\n\r\n`);
    yield response(`version 0.${minor}`, `HTTP/0.${minor} 200 OK\r\n\r\n`);
  }
  for (const [what, line] of Object.entries(STATUS_LINES)) {
    yield response(`status line: ${what}`, `${line}\r\nX: y\r\n\r\n`);
    yield response(`status line with LF: ${what}`, `${line}\n\n`);
  }
  for (const [what, bytes] of Object.entries({
    "a page": "<html>\n<body>It works!</body>\n",
    "an empty page": "\n",
    JSON: '{"status":"UP"}',
    "one byte": "H",
    SSH: "SSH-2.0-OpenSSH_9.2\r\n",
    SMTP: "220 mail ESMTP\r\n",
    Redis: "-ERR unknown command\r\n",
    "a TLS alert": "\x15\x03\x01\x00\x02\x02\x28",
    "frames of HTTP/2": "\0\0\x12\x04\0\0\0\0\0",
    "a NUL byte": "\0",
    nothing: "",
  })) {
    yield response(`not HTTP/1: ${what}`, bytes);
    yield response(`not HTTP/1 behind 100: ${what}`, `HTTP/1.1 100 Continue\r\n\r\n${bytes}`);
  }
}
