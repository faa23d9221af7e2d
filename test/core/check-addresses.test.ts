/** In which order addresses are tried, and for how long. */
import { expect, test } from "vitest";
import { both } from "./both.ts";
import { verdict } from "./check-trial.ts";

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

/** What a check of api:80 wants after the lookup. @param events with spaces between them */
function wants(events: string): string[] {
  return both("check", "aapi:80", ...events.split(" "))
    .split("\n")
    .map((line) => line.replace(/ until 5000$/, ""))
    .slice(1);
}

test("addresses of one family, while those of the other may still come", () => {
  // After a failure the lookup continues.
  expect(wants("t500 m::1 f101 t900 r10.0.0.1 f111").slice(0, 3)).toEqual([
    "connect ::1 80 200",
    "go on looking up api 0",
    "connect 10.0.0.1 80 0",
  ]);
  expect(wants("t500 m::1 f101 r").join()).toContain("tcp api:80: network unreachable (::1),");
  expect(wants("t500 m::1 f101 u1").join()).toContain("tcp api:80: network unreachable (::1),");
  expect(wants("t500 m::1 f101 t5000 x").join()).toContain(
    "timed out after 5s looking up api, network unreachable (::1),",
  );
  // An address that does not answer is tried in parts that grow, and the lookup continues between them.
  expect(wants("t500 m::1 t700 f110 t720 m t1620 f110 t1640 m t1925 f110 t1940 u0")).toEqual([
    "connect ::1 80 200",
    "look up again api 0",
    "go on connecting ::1 80 200",
    "look up again api 0",
    "go on connecting ::1 80 285",
    "look up again api 0",
    "go on connecting ::1 80 0",
    "",
  ]);
  // With more addresses, it has its share of the time since it began. Then the next one is tried.
  expect(wants("t500 m::1 t700 f110 t720 r10.0.0.1 t2750 f110")).toEqual([
    "connect ::1 80 200",
    "look up again api 0",
    "go on connecting ::1 80 2030",
    "connect 10.0.0.1 80 0",
    "",
  ]);
  // New addresses are tried before older ones.
  expect(wants("t500 m::1,::2 f111 t501 f101 r10.0.0.1").slice(1, 4)).toEqual([
    "connect ::2 80 200",
    "go on looking up api 0",
    "connect 10.0.0.1 80 0",
  ]);
  expect(wants("t500 m::1,::2 t700 f110 t720 r10.0.0.1,10.0.0.2 t1625 f110 t1626 f111").slice(-4)).toEqual([
    "go on connecting ::1 80 905",
    "connect 10.0.0.1 80 1125",
    "connect 10.0.0.2 80 1687",
    "",
  ]);
});
