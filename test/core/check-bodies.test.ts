import { expect, test } from "vitest";
import { both, memoryUsed } from "./both.ts";
import { verdict } from "./check-trial.ts";

test("a body that an earlier command has left unread does not hold up a connection that has none", () => {
  const text = "healthcheck http://10.0.0.1/; healthcheck 10.0.0.2:80";
  const events = ["c", "s", "dHTTP/1.1 200 OK\r\n\r\nx", "t100", "x", "c"];
  const wants = both("check", "nsh", "a-c", `a${text}`, ...events).split("\n");
  expect(wants.slice(-3)).toEqual([
    "connect 10.0.0.2 80 0 until 5100",
    "print 1 healthy: tcp 10.0.0.2:80: connected in 0 ms",
    "finish 0",
  ]);
});

test("waiting for an answer takes no memory, however it comes", () => {
  const used = (...events: (string | Uint8Array)[]) => {
    const line = verdict("a--send=x", "a-eOK", "a10.0.0.1:80", "c", "s", ...events);
    return [line, memoryUsed] as const;
  };
  const [, little] = used(`b${"x".repeat(200)}`);
  const [line, much] = used(`b${"x".repeat(60_000)}`, `b${"x".repeat(5535)}`, "bOK");
  expect(line).toBe(`1 unhealthy: tcp 10.0.0.1:80: got "${"x".repeat(80)}...", wanted "OK", 65536 bytes read\n`);
  // The events are in memory as well.
  expect(much - little).toBeLessThan(2 * 65_536 + 4096);
});
