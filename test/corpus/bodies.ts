import { type Response, response } from "./response";

// Responses by what their body looks like on the wire. The text UP is looked for in them.

const HEAD = "HTTP/1.1 200 OK\r\n";
const CHUNKED = `${HEAD}Transfer-Encoding: chunked\r\n\r\n`;

/** Sizes of a chunk with the data `UP`. */
const SIZES = [
  ...["2", "02", "002", "0000000000000002", "00000000000000002", "0".repeat(100), "2 ", "2\t", "2 \t ", " 2", "\t2"],
  ...["2;", "2;a=b", "2 ;a", '2;a="b;c"', "2;\x00", "2x", "2 x", "2 2", "0x2", "2.0", "2,2", "2\x0b", "2:"],
  ...["", "g", "-2", "+2", "\x00", "\xb2", "two", "1", "3", "a", "A", "1f", "1F", "7fffffff", "80000000", "ffffffff"],
  ...["100000000", "7fffffffffffffff", "8000000000000000", "ffffffffffffffff", "10000000000000002", "0", "00"],
];

const LINE_ENDS: Record<string, string> = {
  "CR LF": "\r\n",
  LF: "\n",
  "CR CR LF": "\r\r\n",
  "CR alone": "\r",
  nothing: "",
  "space CR LF": " \r\n",
  "CR LF CR LF": "\r\n\r\n",
  "CR space LF": "\r \n",
  "LF CR": "\n\r",
};

/** What may follow the last chunk's line. */
const TRAILERS = [
  "\r\n",
  "\n",
  "",
  "\r",
  "X: y\r\n\r\n",
  "X: y\n\n",
  "UP\r\n\r\n",
  "X: y\r\n",
  "X\r\rY\r\n\r\n",
  "\rX\r\n",
];

export function* bodies(): Generator<Response> {
  for (const size of SIZES) {
    const name = size.length > 30 ? `${size.length} digits` : JSON.stringify(size);
    yield response(`first size ${name}`, `${CHUNKED}${size}\r\nUP\r\n0\r\n\r\n`);
    yield response(`second size ${name}`, `${CHUNKED}3\r\nabc\r\n${size}\r\nUP\r\n0\r\n\r\n`);
    yield response(`size ${name} behind a match`, `${CHUNKED}2\r\nUP\r\n${size}\r\nab\r\n0\r\n\r\n`);
    yield response(`size ${name}, LF`, `${CHUNKED}${size}\nUP\n0\n\n`);
  }
  for (const [name, end] of Object.entries(LINE_ENDS)) {
    yield response(`${name} behind a size`, `${CHUNKED}2${end}UP\r\n0\r\n\r\n`);
    yield response(`${name} behind data`, `${CHUNKED}1\r\nx${end}2\r\nUP\r\n0\r\n\r\n`);
    yield response(`${name} within a match`, `${CHUNKED}1\r\nU${end}1\r\nP\r\n0\r\n\r\n`);
    yield response(`${name} behind the last size`, `${CHUNKED}1\r\nx\r\n0${end}\r\n`);
  }
  for (const trailer of TRAILERS) {
    yield response(`trailer ${JSON.stringify(trailer)}`, `${CHUNKED}3\r\nabc\r\n0\r\n${trailer}`);
    yield response(`trailer ${JSON.stringify(trailer)} behind a match`, `${CHUNKED}2\r\nUP\r\n0\r\n${trailer}`);
  }
  const long = `${CHUNKED}3;x\r\nabU\r\n4\r\nPxyz\r\n0\r\nX: y\r\n\r\n`;
  for (let end = CHUNKED.length; end < long.length; end++) yield response(`cut at ${end}`, long.slice(0, end));
  for (const length of [0, 1, 2, 3, 4, 5, 100]) {
    yield response(`length ${length} of four bytes`, `${HEAD}Content-Length: ${length}\r\n\r\nxxUP`);
    yield response(
      `length ${length} and chunks`,
      `${HEAD}Content-Length: ${length}\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nxxUP\r\n0\r\n\r\n`,
    );
    yield response(`length ${length}, and nothing`, `${HEAD}Content-Length: ${length}\r\n\r\n`);
  }
  for (const coding of ["chunked", "Chunked", "identity", " chunked ", ""])
    yield response(
      `coding ${JSON.stringify(coding)}`,
      `${HEAD}Transfer-Encoding: ${coding}\r\n\r\n2\r\nUP\r\n0\r\n\r\n`,
    );
  for (const body of ["", "U", "UP", "xUPx", "UUP", "up"])
    yield response(`no length, ${JSON.stringify(body)}`, `${HEAD}\r\n${body}`);
  for (const size of [1, 2, 3, 7, 100, 4096]) {
    const text = `${"x".repeat(9000)}UP`;
    const pieces = text.match(new RegExp(`.{1,${size}}`, "g")) ?? [];
    const chunks = pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`).join("");
    yield response(`chunks of ${size} bytes`, `${CHUNKED}${chunks}0\r\n\r\n`);
  }
}
