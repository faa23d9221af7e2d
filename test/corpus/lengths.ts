import { type Response, response } from "./response";

// Responses by their Content-Length.

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

export function* lengths(): Generator<Response> {
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
