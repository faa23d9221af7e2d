import { responseOf } from "../servers/raw";
import { lengths } from "./lengths";
import { headerLines, lineEnds, singleBytes, statusLines } from "./lines";
import { type Response, response } from "./response";

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
