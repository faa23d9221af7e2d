import { expect, test } from "vitest";
import packageJson from "../../package.json";
import { both, memoryUsed } from "./both.ts";

/** How a run ends: `STATUS OUTPUT`; nothing where it does not. */
function verdict(...fields: (string | Uint8Array)[]): string {
  const [, stream, output = "", status] =
    /^(?:print (\d) ([\s\S]*))?finish (\d)$/.exec(both("verdict", ...fields)) ?? [];
  if (stream !== undefined) expect(stream).toBe(status === "0" ? "1" : "2");
  return status === undefined ? "" : `${status} ${output}`;
}

/** The verdict over a response that comes in one piece, and then byte by byte: they must be the same. */
function response(bytes: string, ...more: string[]): string {
  const start = ["ahttp://127.0.0.1/", "c", "s"];
  const whole = verdict(...more, ...start, binary(`d${bytes}`), "d");
  const split = verdict(...more, ...start, binary(`b${bytes}`), "d");
  // What is quoted of a wrong line may be less when the rest has not come.
  expect(split.split(': "')[0]).toBe(whole.split(': "')[0]);
  return whole;
}

function binary(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

test("a check goes through its stages", () => {
  expect(
    both(
      "check",
      "ahttp://api:8080/x",
      "t2",
      "r10.0.0.1,fd00::1",
      "t5",
      "f111",
      "c",
      "t9",
      "s",
      "t12",
      "dHTTP/1.1 204 \r\n\r\n",
    ),
  ).toBe(`look up api 0 until 5000
connect 10.0.0.1 8080 2499 until 5000
connect fd00::1 8080 0 until 5000
send GET /x HTTP/1.1\r
Host: api:8080\r
User-Agent: healthcheck/${packageJson.version}\r
Accept: */*\r
Connection: close\r
\r
 until 5000
receive until 5000
print 1 healthy: GET http://api:8080/x: 204 in 12 ms
finish 0`);
});

test("when time is up, the verdict tells the stage", () => {
  const run = ["ahttp://api:8080/x", "r10.0.0.1,fd00::1", "f111", "c", "s", "dHTTP/1.1"];
  const stages = [
    "looking up api",
    "connecting (10.0.0.1)",
    "connecting (fd00::1), connection refused (10.0.0.1)",
    "sending the request",
    "waiting for the response",
    "receiving the response headers",
  ];
  for (const [i, stage] of stages.entries()) {
    expect(verdict(...run.slice(0, i + 1), "x")).toBe(
      `1 unhealthy: GET http://api:8080/x: timed out after 5s ${stage}\n`,
    );
  }
});

test("the body of a redirect is waited for up to 100 ms, and up to half of the time that is left", () => {
  const until = (timeout: string) => {
    const start = ["a-L", "a-t", `a${timeout}`, "ahttp://127.0.0.1/", "c", "s", "t10"];
    const said = both("check", ...start, "dHTTP/1.1 302 X\r\nLocation: /b\r\nContent-Length: 9\r\n\r\n");
    return said.trim().split("\n").at(-1);
  };
  expect(until("1s")).toBe("receive until 110");
  expect(until("90ms")).toBe("receive until 50");
});

test("localhost and what is below it need no lookup", () => {
  for (const host of ["localhost", "LOCALHOST", "localhost.", "api.localhost"]) {
    expect(both("check", `a${host}:80`)).toMatch(/^connect 127\.0\.0\.1 80 2500 until 5000\n/);
  }
  expect(both("check", "anotlocalhost:80")).toMatch(/^look up notlocalhost 0 until 5000\n/);
  expect(both("check", "a-6", "alocalhost:80")).toMatch(/^connect ::1 80 0 until 5000\n/);
  expect(both("check", "a-4", "aapi:80")).toMatch(/^look up api 4 until 5000\n/);
});

test("every address that failed is named with its reason", () => {
  const addresses = "r10.0.0.1,10.0.0.2,10.0.0.3,fd00::1";
  expect(verdict("aapi:80", addresses, "f111", "f113", "f111", "f101")).toBe(
    "1 unhealthy: tcp api:80: connection refused (10.0.0.1, 10.0.0.3), host unreachable (10.0.0.2), network unreachable (fd00::1)\n",
  );
  expect(verdict("aapi:80", "r10.0.0.1", "f9999")).toBe("1 unhealthy: tcp api:80: system error 9999 (10.0.0.1)\n");
  expect(verdict("aapi:80", "r")).toBe("1 unhealthy: tcp api:80: looking up api: no such name\n");
  expect(verdict("aapi:80", "u1")).toBe("1 unhealthy: tcp api:80: looking up api: no answer from a name server\n");
});

test("shares of the time that is left", () => {
  const run = both(
    "check",
    "a-t",
    "a6s",
    "aapi:80",
    "t1000",
    "r10.0.0.1,10.0.0.2,10.0.0.3",
    "t3000",
    "f110",
    "t5999",
    "f110",
  );
  expect(run.match(/connect .*/g)).toEqual([
    "connect 10.0.0.1 80 1666 until 6000",
    "connect 10.0.0.2 80 1500 until 6000",
    "connect 10.0.0.3 80 0 until 6000",
  ]);
  // None is ever less than 1 ms: no time at all would mean no bound.
  expect(both("check", "aapi:80", "t9000", "r10.0.0.1,10.0.0.2")).toContain("connect 10.0.0.1 80 1 until 5000\n");
});

test("addresses of one family, while those of the other may still come", () => {
  const wants = (...events: string[]) =>
    both("check", "aapi:80", ...events)
      .split("\n")
      .map((line) => line.replace(/ until 5000$/, ""))
      .slice(1);
  // What failed is not the end: the lookup goes on.
  expect(wants("t500", "m::1", "f101", "t900", "r10.0.0.1", "f111").slice(0, 3)).toEqual([
    "connect ::1 80 200",
    "go on looking up api 0",
    "connect 10.0.0.1 80 0",
  ]);
  expect(both("check", "aapi:80", "t500", "m::1", "f101", "r")).toContain("tcp api:80: network unreachable (::1)\n");
  expect(both("check", "aapi:80", "t500", "m::1", "f101", "u1")).toContain("tcp api:80: network unreachable (::1)\n");
  expect(both("check", "aapi:80", "t500", "m::1", "f101", "t5000", "x")).toContain(
    "timed out after 5s looking up api, network unreachable (::1)\n",
  );
  // A black hole is waited for in parts that grow, and the lookup asked between them; nothing new, and the attempt goes on.
  const parts = wants(
    "t500",
    "m::1",
    "t700",
    "f110",
    "t720",
    "m",
    "t1620",
    "f110",
    "t1640",
    "m",
    "t1925",
    "f110",
    "t1940",
    "u0",
  );
  expect(parts).toEqual([
    "connect ::1 80 200",
    "look up again api 0",
    "go on connecting ::1 80 200",
    "look up again api 0",
    "go on connecting ::1 80 285",
    "look up again api 0",
    "go on connecting ::1 80 0",
    "",
  ]);
  // With more addresses it has its share of the time since it began, and gives way to them then.
  expect(wants("t500", "m::1", "t700", "f110", "t720", "r10.0.0.1", "t2750", "f110")).toEqual([
    "connect ::1 80 200",
    "look up again api 0",
    "go on connecting ::1 80 2030",
    "connect 10.0.0.1 80 0",
    "",
  ]);
  // What is new comes before what was known.
  expect(wants("t500", "m::1,::2", "f111", "t501", "f101", "r10.0.0.1").slice(1, 4)).toEqual([
    "connect ::2 80 200",
    "go on looking up api 0",
    "connect 10.0.0.1 80 0",
  ]);
  expect(
    wants("t500", "m::1,::2", "t700", "f110", "t720", "r10.0.0.1,10.0.0.2", "t1625", "f110", "t1626", "f111").slice(-4),
  ).toEqual(["go on connecting ::1 80 905", "connect 10.0.0.1 80 1125", "connect 10.0.0.2 80 1687", ""]);
});

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

test("64 KiB of headers are read, a byte more is not", () => {
  const frame = "HTTP/1.1 200 OK\r\nA: \r\n\r\n".length;
  for (const [size, wanted] of [
    [65536, /^0 healthy/],
    [65537, /^1 unhealthy: .*: response headers longer than 65536 bytes\n$/],
  ] as const) {
    const value = "v".repeat(size - frame);
    const pieces = [`HTTP/1.1 200 OK\r\nA: ${value.slice(0, 60000)}`, `${value.slice(60000)}\r\n\r\n`];
    for (const kind of ["d", "b"]) {
      expect(verdict("ahttp://127.0.0.1/", "c", "s", ...pieces.map((piece) => kind + piece))).toMatch(wanted);
    }
  }
});

test("interim responses without end are bounded as all headers are", () => {
  const interim = "HTTP/1.1 100 \r\n\r\n".repeat(3500);
  expect(verdict("ahttp://127.0.0.1/", "c", "s", `d${interim}`, `d${interim}`)).toMatch(/longer than 65536 bytes\n$/);
});

test("nothing makes the memory grow past 1 MiB", () => {
  // WebAssembly's memory has no more and cannot grow: a call that needs more would trap, and both() would throw.
  const interim = "HTTP/1.1 100 \r\n\r\n".repeat(3800);
  expect(verdict("a-v", "ahttp://127.0.0.1/", "c", "s", `b${interim}`)).toBeDefined();
  const many = Array.from({ length: 250 }, (_, i) => [`a-H`, `aX-${i}: $`.padEnd(100, "v")])
    .flat()
    .slice(0, 254);
  expect(verdict(...many, "ahttp://127.0.0.1/", "c", "s", `d${"A".repeat(100)}`)).toMatch(/not an HTTP response/);
  const references = "${X}".repeat(2000);
  expect(
    verdict(...Array.from({ length: 2 }, () => ["a-H", `aA:${references}`]).flat(), "ahttp://127.0.0.1/", "eX=abcd"),
  ).toBe("");
  // What is no reference is not looked up, and costs nothing, however large the variable is.
  const unfinished = ["${A ".repeat(150), "${A:-".repeat(150)].map((text) => `aH:${text}`);
  expect(
    verdict("a-H", unfinished[0] ?? "", "a-H", unfinished[1] ?? "", "ahttp://127.0.0.1/", `eA=${"a".repeat(8000)}`),
  ).toBe("");
  // Everything at its limit together.
  const large = (name: string) => `e${name}=${"v".repeat(8000)}:`;
  const addresses = Array.from({ length: 64 }, (_, i) => `10.0.0.${i}`).join();
  const lines = "a:\r\n".repeat(10000);
  const all = [
    ...["a-v", "a-t", "a10s", "a-H", `ax:${"v".repeat(7900)}`, "a-H", `ay:${"v".repeat(7900)}`],
    ...[large("HEALTHCHECK_USER"), large("HEALTHCHECK_USER_AGENT"), `ahttp://api/${'"'.repeat(8000)}`],
    ...[`r${addresses}`, ...Array<string>(63).fill("f111"), "c", "s", `bHTTP/1.1 200 OK\r\n${lines}`, `b${lines}`],
  ];
  expect(verdict(...all)).toMatch(/^1 unhealthy: .*: response headers longer than 65536 bytes\n/);
  expect(memoryUsed).toBeLessThan(1 << 20);
});

test("an interim response says so when time runs out", () => {
  expect(verdict("ahttp://127.0.0.1/", "c", "s", "dHTTP/1.1 103 Early\r\n\r\n", "x")).toBe(
    "1 unhealthy: GET http://127.0.0.1/: timed out after 5s waiting for the final response after status 103\n",
  );
  expect(verdict("a-t", "a1.5s", "ahttp://127.0.0.1/", "c", "s", "dHTTP", "x")).toBe(
    "1 unhealthy: GET http://127.0.0.1/: timed out after 1.5s receiving the response headers\n",
  );
});

test("the verdict has at most 500 bytes, whatever is long", () => {
  const host = `${"a".repeat(60)}.`.repeat(4) + "example";
  const line = verdict(
    `ahttp://${host}/${"p".repeat(5000)}`,
    `r${Array.from({ length: 40 }, (_, i) => `10.0.0.${i}`).join()}`,
    ...Array<string>(40).fill("f111"),
  );
  expect(line.length - "1 ".length).toBe(500);
  expect(line).toMatch(/aaa\.\.\.: connection refused \(10\.0\.0\.0, .*\.\.\.\n$/);
});

test("--verbose adds the stages and the response's lines behind the verdict", () => {
  expect(
    verdict(
      "a-v",
      "ahttp://api/",
      "t1",
      "r10.0.0.1,10.0.0.2",
      "t2",
      "f111",
      "t3",
      "c",
      "t4",
      "s",
      "t5",
      "dHTTP/1.1 200 OK\r\nX: \xe9\t\r\n\r\n",
    ),
  ).toBe(`0 healthy: GET http://api/: 200 in 5 ms
at 0 ms: looking up api
at 1 ms: connecting (10.0.0.1)
at 2 ms: connecting (10.0.0.2), connection refused (10.0.0.1)
at 3 ms: sending the request
at 4 ms: waiting for the response
at 5 ms: receiving the response headers
< HTTP/1.1 200 OK
< X: \xc3\xa9\\x09
`);
  // Docker keeps 4096 bytes: verdict and transcript fit, and what is cut says so.
  const long = verdict(
    "a-v",
    "ahttp://api/",
    "r10.0.0.1",
    "c",
    "s",
    `dHTTP/1.1 200 OK\r\n${"X: y\r\n".repeat(2000)}\r\n`,
  );
  expect(long.length).toBeLessThan(4096);
  expect(long).toMatch(/^0 healthy.*\n(.*\n)*< X: y\n\.\.\.\n$/);
});
