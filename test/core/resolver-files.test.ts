/** How /etc/hosts and /etc/resolv.conf are read. */
import { expect, test } from "vitest";
import { both } from "./both.ts";

test("lines of /etc/hosts", () => {
  const cases: [line: string, name: string, family: string, wanted: string][] = [
    ["127.0.0.1 localhost api", "api", "4", "127.0.0.1"],
    ["127.0.0.1\tlocalhost\tAPI.example ", "api.EXAMPLE", "4", "127.0.0.1"],
    ["  10.0.0.1   api", "api", "4", "10.0.0.1"],
    ["::1 api", "api", "6", "::1"],
    ["::1 api", "api", "4", ""],
    ["10.0.0.1 api", "api", "6", ""],
    ["10.0.0.1 apis", "api", "4", ""],
    ["10.0.0.1 ap", "api", "4", ""],
    ["10.0.0.1 #api", "api", "4", ""],
    ["10.0.0.1 x#api", "api", "4", ""],
    ["#10.0.0.1 api", "api", "4", ""],
    ["10.0.0.1 api#x", "api", "4", "10.0.0.1"],
    ["10.0.0.1 api\r", "api", "4", "10.0.0.1"],
    ["10.0.0.256 api", "api", "4", ""],
    ["api api", "api", "4", ""],
    ["api", "api", "4", ""],
    ["", "api", "4", ""],
    ["   ", "api", "4", ""],
  ];
  for (const [line, name, family, wanted] of cases) expect(both("hosts", line, name, family), line).toBe(wanted);
});

test("/etc/resolv.conf, and the names that are asked for", () => {
  expect(both("resolv.conf", "api")).toBe("[127.0.0.1] api");
  expect(both("resolv.conf", "api", "nameserver 10.0.0.53", "search a.example b.example")).toBe(
    "[10.0.0.53] api.a.example api.b.example api",
  );
  expect(both("resolv.conf", "api.x", "nameserver ::1 # comment", "domain a.example b.example")).toBe(
    "[::1] api.x api.x.a.example",
  );
  expect(both("resolv.conf", "api.x.", "search a.example")).toBe("[127.0.0.1] api.x.");
  expect(both("resolv.conf", "api.x", "search a.example .", "options timeout:1 ndots:5 rotate")).toBe(
    "[127.0.0.1] api.x.a.example api.x",
  );
  // Docker's own: ndots:0 asks for the name itself first.
  expect(both("resolv.conf", "db", "search lan", "options ndots:0")).toBe("[127.0.0.1] db db.lan");
  expect(both("resolv.conf", "a.b", "search x", "search y", "options ndots:99", "options ndots:x")).toBe(
    "[127.0.0.1] a.b.y a.b",
  );
  expect(
    both(
      "resolv.conf",
      "a.b",
      ...["1", "2", "3", "4"].map((n) => `nameserver 10.0.0.${n}`),
      "nameserver",
      "nameserver x",
      "; x",
      "nonsense",
    ),
  ).toBe("[10.0.0.1,10.0.0.2,10.0.0.3] a.b");
  expect(both("resolv.conf", "a", "options use-vc rotate")).toBe("[127.0.0.1] a use-vc");
});

test("the zone of a name server in /etc/resolv.conf", () => {
  expect(both("resolv.conf", "a", "nameserver fe80::1%eth0", "nameserver fe80::2%3")).toBe(
    "[fe80::1%eth0,fe80::2%3] a",
  );
  expect(both("resolv.conf", "a", "nameserver fe80::1%")).toBe("[fe80::1] a");
  for (const none of ["10.0.0.1%eth0", "%eth0", "fe80::x%eth0"]) {
    expect(both("resolv.conf", "a", `nameserver ${none}`), none).toBe("[127.0.0.1] a");
  }
});

test("as many search domains as memory has room for", () => {
  const domains = Array.from({ length: 1000 }, (_, i) => `d${i}.example`);
  const names = domains.map((domain) => `a.${domain}`);
  expect(both("resolv.conf", "a", `search ${domains.join(" ")}`)).toBe(`[127.0.0.1] ${names.join(" ")} a`);
  // Each domain takes one byte more than its length; together they take 32,768.
  const long = [...Array.from({ length: 128 }, () => "x".repeat(254)), "y".repeat(125), "z"];
  expect(both("resolv.conf", "a", `search ${long.join(" ")}`)).toMatch(/ a\.y{125} a\.z a$/);
  expect(both("resolv.conf", "a", `search ${long.join(" ")} v`)).toMatch(/ a\.z a cut$/);
  expect(both("resolv.conf", "a", `search ${long.join(" ")} v`, "search b")).toBe("[127.0.0.1] a.b a");
  // With a domain of 255 bytes every name is too long.
  expect(both("resolv.conf", "a", `search ${"x".repeat(255)} b`)).toBe("[127.0.0.1] a.b a");
});
