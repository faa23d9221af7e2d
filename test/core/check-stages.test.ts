/** The stages of a check, and what the verdict says of them. */
import { expect, test } from "vitest";
import packageJson from "../../package.json";
import { both } from "./both.ts";
import { verdict } from "./check-trial.ts";

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

test("nc ends its side of the connection with -N and -q, unless it reads no input", () => {
  const sent = (text: string) => /^send [^\n]*/m.exec(both("check", "nsh", "a-c", `a${text}`, "c", "s"))?.[0];
  for (const way of ["-N", "-q 1", "-Nq1", "-vN"]) {
    expect(sent(`echo PING | nc ${way} 127.0.0.1 1 | grep PONG`)).toBe("send last PING");
    expect(sent(`nc ${way} -w 1 127.0.0.1 1 </dev/null | grep PONG`)).toBe("send last  until 1000");
    expect(sent(`echo PING | nc -z ${way} 127.0.0.1 1`)).toBeUndefined();
  }
  expect(sent("echo PING | nc 127.0.0.1 1 | grep PONG")).toBe("send PING");
  expect(sent("nc 127.0.0.1 1 </dev/null | grep PONG")).toBeUndefined();
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

test("an interim response says so when time runs out", () => {
  expect(verdict("ahttp://127.0.0.1/", "c", "s", "dHTTP/1.1 103 Early\r\n\r\n", "x")).toBe(
    "1 unhealthy: GET http://127.0.0.1/: timed out after 5s waiting for the final response after status 103\n",
  );
  expect(verdict("a-t", "a1.5s", "ahttp://127.0.0.1/", "c", "s", "dHTTP", "x")).toBe(
    "1 unhealthy: GET http://127.0.0.1/: timed out after 1.5s receiving the response headers\n",
  );
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
