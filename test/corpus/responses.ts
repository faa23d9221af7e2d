import { responseOf } from "../servers/raw";

/** One response of the corpus. Its server sends these bytes and closes the connection. */
export interface Response {
  /** Unique; its start says which part of a response is varied. Exceptions are given by it. */
  name: string;
  /** ISO 8859-1. */
  bytes: string;
  /** GET, unless the length of a response to HEAD matters. */
  method: "GET" | "HEAD";
}

function response(name: string, bytes: string, method: Response["method"] = "GET"): Response {
  return { name, bytes, method };
}

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

function* lineEnds(): Generator<Response> {
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

function* singleBytes(): Generator<Response> {
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

function* headerLines(): Generator<Response> {
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

function* statusLines(): Generator<Response> {
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

const SOME_LENGTHS = ["", "5", "abc", "-1", "+5", "5, 5", "5, 6", "5abc", "9".repeat(40)];
const MORE_LENGTHS = [
  ...[
    " ",
    "0",
    "005",
    " 5 ",
    "5\t",
    "-",
    "5,5",
    "5 , 5",
    "5, abc",
    "5,",
    ",5",
    "5, 05",
    "5 5",
    "5;x",
    "0x5",
    "5.0",
    "1e3",
  ],
  ...['"5"', "\xd9\xa5", "\x0b5", "\xa05", "4294967296", "9223372036854775807", "9223372036854775808"],
  ...["18446744073709551616", "9".repeat(5000)],
];

/** Where a Content-Length stands. The body is 5 bytes, where there is one. */
const LENGTH_PLACES: Record<string, (lines: string) => [bytes: string, method?: "HEAD"]> = {
  "a response": (lines) => [`HTTP/1.1 200 OK\r\n${lines}\r\n\r\nhello`],
  "HTTP/1.0 and LF": (lines) => [`HTTP/1.0 200 OK\n${lines.replaceAll("\r\n", "\n")}\n\nhello`],
  "chunked before it": (lines) => [
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n${lines}\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
  ],
  "chunked behind it": (lines) => [
    `HTTP/1.1 200 OK\r\n${lines}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
  ],
  HEAD: (lines) => [`HTTP/1.1 200 OK\r\n${lines}\r\n\r\n`, "HEAD"],
  "status 204": (lines) => [`HTTP/1.1 204 No Content\r\n${lines}\r\n\r\n`],
  "status 304": (lines) => [`HTTP/1.1 304 Not Modified\r\n${lines}\r\n\r\n`],
  "status 302": (lines) => [`HTTP/1.1 302 Found\r\nLocation: /\r\n${lines}\r\n\r\nhello`],
  "status 404": (lines) => [`HTTP/1.1 404 No\r\n${lines}\r\n\r\nhello`],
  "status 103": (lines) => [`HTTP/1.1 103 Hints\r\n${lines}\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello`],
  "status 100": (lines) => [`HTTP/1.1 100 Continue\r\n${lines}\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhello`],
};

const LENGTH_LINES: Record<string, string> = {
  "two equal": "Content-Length: 5\r\nContent-Length: 5",
  "two equal, apart": "Content-Length: 5\r\nX: y\r\ncontent-length:5",
  "two equal, a leading zero": "Content-Length: 5\r\nContent-Length: 05",
  "two different, the last right": "Content-Length: 6\r\nContent-Length: 5",
  "two different, the first right": "Content-Length: 5\r\nContent-Length: 6",
  "two different, huge": `Content-Length: ${"9".repeat(40)}\r\nContent-Length: ${"9".repeat(39)}8`,
  "three, the last different": "Content-Length: 5\r\nContent-Length: 5\r\nContent-Length: 6",
  "a list and a number": "Content-Length: 5, 5\r\nContent-Length: 5",
  "a list and another number": "Content-Length: 5, 5\r\nContent-Length: 6",
  "a number and letters": "Content-Length: 5\r\nContent-Length: abc",
  "letters and a number": "Content-Length: abc\r\nContent-Length: 5",
  "a number and nothing": "Content-Length: 5\r\nContent-Length:",
  "small letters": "content-length: abc",
  "capital letters": "CONTENT-LENGTH: abc",
  "a space before the colon": "Content-Length : abc",
  "folded, the number below": "Content-Length:\r\n 5",
  "folded, digits below": "Content-Length: 5\r\n 6",
  "folded, nothing below": "Content-Length: 5\r\n ",
  "folded, letters below": "Content-Length: 5\r\n abc",
  "folded, not its own": "X: y\r\n Content-Length: abc",
  "a longer name": "Content-Length-X: abc",
  "a prefixed name": "X-Content-Length: abc",
};

/** Where every value stands, and not some alone. */
const MAIN_PLACES = ["a response", "chunked before it", "HEAD"];

function* lengths(): Generator<Response> {
  for (const [place, put] of Object.entries(LENGTH_PLACES)) {
    const isMain = MAIN_PLACES.includes(place);
    const values = [...SOME_LENGTHS, ...(isMain ? MORE_LENGTHS : [])].map((value) => {
      const shown = value.length > 30 ? `${value.length} digits` : JSON.stringify(value);
      return [shown, `Content-Length: ${value}`] as const;
    });
    const lines = Object.entries(LENGTH_LINES).filter(([what]) => isMain || what.startsWith("two"));
    for (const [what, text] of [...values, ...lines]) yield response(`length ${what}, ${place}`, ...put(text));
  }
}

const FINAL = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

function* interims(): Generator<Response> {
  for (const status of [100, 102, 103, 104, 199]) {
    const line = `HTTP/1.1 ${status} Interim\r\n`;
    yield response(`interim ${status}, then 200`, `${line}\r\n${FINAL}`);
    yield response(`interim ${status} with headers, then 404`, `${line}X: y\r\n\r\nHTTP/1.1 404 No\r\n\r\n`);
    yield response(`interim ${status} twice, then 200`, `${line}\r\n${line}\r\n${FINAL}`);
    yield response(`interim ${status} of HTTP/1.0, then 204`, `HTTP/1.0 ${status} I\r\n\r\nHTTP/1.0 204 No\r\n\r\n`);
    yield response(`interim ${status} and no more`, `${line}\r\n`);
    yield response(`interim ${status} with Transfer-Encoding`, `${line}Transfer-Encoding: chunked\r\n\r\n${FINAL}`);
  }
  yield response("interim 50 times, then 200", `${"HTTP/1.1 102 Processing\r\n\r\n".repeat(50)}${FINAL}`);
  yield response("interim 100 and an empty line too many", `HTTP/1.1 100 Continue\r\n\r\n\r\n${FINAL}`);
  yield response("interim 100, then 101", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 101 Switching\r\n\r\n");
  yield response("101 alone", "HTTP/1.1 101 Switching Protocols\r\n\r\n");
  yield response("101 with Upgrade", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n");
  yield response("101, then 200", `HTTP/1.1 101 Switching Protocols\r\n\r\n${FINAL}`);
}

const HEADS: Record<string, string> = {
  "200": "HTTP/1.1 200 OK\r\nX: y\r\n\r\n",
  "200 with LF": "HTTP/1.1 200 OK\nX: y\n\n",
  "200 behind 103": "HTTP/1.1 103 H\r\nX: y\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
  "503": "HTTP/1.1 503 No\r\n\r\n",
};

const BODIES: Record<string, [head: string, body: string]> = {
  "Content-Length": ["HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", "0123456789"],
  "Content-Length of 404": ["HTTP/1.1 404 No\r\nContent-Length: 10\r\n\r\n", "0123456789"],
  chunked: [
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    "5;x=y\r\nhello\r\n0A\r\n0123456789\r\n0\r\nT: x\r\n\r\n",
  ],
  "chunked with LF": ["HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n", "5\nhello\n0\n\n"],
  "no length": ["HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 503 No\r\n\r\n"],
};

function* cuts(): Generator<Response> {
  for (const [what, head] of Object.entries(HEADS)) {
    for (let end = 0; end < head.length; end++) yield response(`head cut at ${end}, ${what}`, head.slice(0, end));
  }
  for (const [what, [head, body]] of Object.entries(BODIES)) {
    for (let end = 0; end <= body.length; end++) {
      yield response(`body cut at ${end}, ${what}`, head + body.slice(0, end));
    }
  }
  for (const chunks of [
    "zz\r\n",
    "-5\r\nhello\r\n0\r\n\r\n",
    "\r\n",
    "5\r\nhelloX",
    "ffffffffffffffffff\r\n",
    "5 \r\nhello\r\n0\r\n\r\n",
  ]) {
    const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    yield response(`body of chunks ${JSON.stringify(chunks)}`, head + chunks);
  }
}

const LIMIT = 65536;

function* sizes(): Generator<Response> {
  for (const size of [1000, 20_000, LIMIT - 1, LIMIT]) yield response(`head of ${size} bytes`, responseOf(size));
  for (const size of [LIMIT + 1, 100_000, 290_000]) yield response(`head too long, ${size} bytes`, responseOf(size));
  yield response("head of 400000 bytes, more than curl takes", responseOf(400_000));
  yield response("head of one line, 60000 bytes", `HTTP/1.1 200 OK\r\nX: ${"x".repeat(60_000)}\r\n\r\n`);
  yield response("head of one name, 60000 bytes", `HTTP/1.1 200 OK\r\n${"x".repeat(60_000)}: y\r\n\r\n`);
  yield response("head of 10000 lines", `HTTP/1.1 200 OK\r\n${"X:y\r\n".repeat(10_000)}\r\n`);
  yield response("head too long, interim ones", `${"HTTP/1.1 102 Processing\r\n\r\n".repeat(2600)}${FINAL}`);
}

/** All of them. */
export const responses: Response[] = [
  ...lineEnds(),
  ...singleBytes(),
  ...headerLines(),
  ...statusLines(),
  ...lengths(),
  ...interims(),
  ...cuts(),
  ...sizes(),
];
