/** Which responses are healthy. */
import { expect, test } from "vitest";
import { response } from "./check-trial.ts";

test("a well-formed response in the set is healthy, however it is split", () => {
  for (const text of [
    "HTTP/1.1 200 OK\r\n\r\n",
    "HTTP/1.0 200 OK\r\n\r\n",
    "HTTP/1.9 200 OK\r\n\r\n",
    "HTTP/1.1 200\r\n\r\n",
    "HTTP/1.1 200 \r\n\r\n",
    "HTTP/1.1 200 caf\xe9\t\r\nA:\r\nB: \t x\xff \r\n\r\nbody\0",
    "HTTP/1.1 200 OK\n\n",
    "HTTP/1.1 200 OK\r\nA: b\n\r\n",
    "HTTP/1.1 200 OK\r\n\n",
    "HTTP/1.1 100 \n\nHTTP/1.1 200 OK\n\r\n",
    "HTTP/1.1 \t 200OK\r\n\r\n",
    "http/2 200\r\n\r\n",
    "HTTP/2.0 200 OK\r\n\r\n",
    "HTTP/1.1 200 \x1b\x7f\r\nA : b\r\n: c\r\nPHP Warning:  x\r\n\xff\x01: \x1b\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\ncontent-length: 05, 5\r\n\r\n12345",
    "HTTP/1.1 204 OK\r\nContent-Length: x\r\n\r\n",
    "HTTP/1.1 304 OK\r\nContent-Length: x\r\n\r\n",
    "HTTP/1.1 103 OK\r\nContent-Length: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length : x\r\n\r\n",
    "HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\tagain\r\n\r\n",
    "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
    "HTTP/1.1 100 \r\n\r\nHTTP/1.1 102 \r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
  ]) {
    expect(response(text), JSON.stringify(text)).toMatch(/^0 healthy: GET http:\/\/127.0.0.1\/: (200|204|304) in /);
  }
  expect(response("HTTP/1.1 101 Switching\r\n\r\n", "a-s", "a101")).toMatch(/^0 healthy: .*: 101 in /);
});

test("the frame with which a server of HTTP/2 begins is told, however it is split", () => {
  const told = "1 unhealthy: GET http://127.0.0.1/: the peer speaks HTTP/2, wanted HTTP/1.1\n";
  expect(response("\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x80")).toBe(told);
  expect(response("\0\0\0\x04\0\0\0\0\0")).toBe(told);
  expect(response("\0\0\0\x04\0\0\0\0\r\n")).toBe(told);
  expect(response("\0\0\x08\x07\0\0\0\0\0\0\0\0\0\0\0\0\n")).toBe(told);
  expect(response("\0\0\x12\x05\0\0\0\0\0")).toMatch(/: not an HTTP response: "/);
  expect(response("\0\0\0\x04\0\n")).toMatch(/: not an HTTP response: "/);
  expect(response("\0\0\x12\x04")).toMatch(/: connection closed by the peer while receiving the response headers\n/);
});

test("anything else is not", () => {
  const cases: [string, string][] = [
    ["", "connection closed by the peer while waiting for the response"],
    ["HTTP/1.1 200 OK\r\n", "connection closed by the peer while receiving the response headers"],
    ["HTTP/1.1 200 OK\r\nA: b\r\n", "connection closed by the peer while receiving the response headers"],
    ["HTTP/1.1 200 OK\r\n\r", "connection closed by the peer while receiving the response headers"],
    ["HTTP/1.1 100 \r\n\r\n", "connection closed by the peer while waiting for the final response after status 100"],
    ["HTTP/1.1 503 No\r\n\r\n", "status 503, wanted 200-399"],
    ["HTTP/1.1 101 Switching\r\n\r\n", "status 101, wanted 200-399"],
    ["HTTP/1.1 600 Odd\r\n\r\n", "status 600, wanted 200-399"],
    ["HTTP/1.1 099 Odd\r\n\r\n", 'malformed status line: "HTTP/1.1 099 Odd"'],
    ["HTTP/1.1 99 Odd\r\n\r\n", 'malformed status line: "HTTP/1.1 99 Odd"'],
    ["HTTP/1.1 2000 OK\r\n\r\n", 'malformed status line: "HTTP/1.1 2000 OK"'],
    ["HTTP/1.1 20 OK\r\n\r\n", 'malformed status line: "HTTP/1.1 20 OK"'],
    ["HTTP/1.1 2OO OK\r\n\r\n", 'malformed status line: "HTTP/1.1 2OO OK"'],
    ["HTTP/2.1 200\r\n\r\n", 'malformed status line: "HTTP/2.1 200"'],
    ["HTTP/1.10 200\r\n\r\n", 'malformed status line: "HTTP/1.10 200"'],
    ["\r\nHTTP/1.1 200 OK\r\n\r\n", 'not an HTTP response: ""'],
    ["SSH-2.0-OpenSSH_9.2\r\n", 'not an HTTP response: "SSH-2.0-OpenSSH_9.2"'],
    ["\x15\x03\x01\0\x02\x02F", 'not an HTTP response: "\\x15\\x03\\x01\\x00\\x02\\x02F", is this an https port?'],
    ["HTTP/1.1 200 O\rK\r\n\r\n", 'malformed status line: "HTTP/1.1 200 O\\x0dK"'],
    ["HTTP/1.1 200 O\0K\r\n\r\n", 'malformed status line: "HTTP/1.1 200 O\\x00K"'],
    ["HTTP/1.1 200 OK\r\n A: b\r\n\r\n", 'malformed response header: " A: b"'],
    ["HTTP/1.1 200 OK\r\nA\r\n\r\n", 'malformed response header: "A"'],
    ["HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n", 'malformed response header: "A: b\\x0dc"'],
    ...["", " ", "x", "-1", "+5", "5x", "5 5", "5,6", "5,", ",5", "5, 5, 6"].map((value): [string, string] => [
      `HTTP/1.1 200 OK\r\nContent-Length:${value}\r\n\r\n`,
      `malformed response header: "Content-Length:${value}"`,
    ]),
    [
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
      'malformed response header: "Content-Length: 6"',
    ],
    [
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: x\r\n\r\n",
      'malformed response header: "Content-Length: x"',
    ],
    ["HTTP/1.1 200 OK\r\nA: \0\r\n\r\n", 'malformed response header: "A: \\x00"'],
    ["HTTP/1.1 200 OK\r\n\rX\n", 'malformed response header: "\\x0dX"'],
  ];
  for (const [text, wanted] of cases) {
    expect(response(text), JSON.stringify(text)).toBe(`1 unhealthy: GET http://127.0.0.1/: ${wanted}\n`);
  }
});
