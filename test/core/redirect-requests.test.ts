/** What is sent after a redirect, and for how long redirects are followed. */
import { expect, test } from "vitest";
import { both, memoryUsed } from "./both.ts";
import { binary, led, redirect } from "./redirect-trial.ts";

/** The request line and Host of each request. */
function requests(run: string): string[] {
  return [...run.matchAll(/^send ([^\r]*)\r\nHost: ([^\r]*)\r\n/gm)].map(([, line, host]) => `${line} ${host}`);
}

test("whatever byte a Location holds, what is sent is a request", () => {
  for (let byte = 0; byte < 0xa4; byte++) {
    const c = String.fromCharCode(byte);
    // One more letter or digit in a name makes no difference.
    const locations = /\w/.test(c) ? [`${c}x?${c}`] : [`${c}x?${c}`, `http://b${c}c/`];
    for (const sent of locations.flatMap((it) => requests(led(it)))) {
      expect(sent, JSON.stringify(c)).toMatch(/^GET \/[!-~]* HTTP\/1\.1 [\w.:[\]-]+$/);
    }
  }
});

test("whatever a Location is made of, what is sent is a request", () => {
  const pieces = [
    "http:",
    "https:",
    "//",
    "/",
    "..",
    ".",
    "?",
    "#",
    "@",
    ":",
    "a",
    "b.c",
    "[::1]",
    "[",
    "]",
    "80",
    "%",
  ];
  pieces.push("\\", "\xc3\xbc", "\xff", " ", "\t", ";", "&", "=", "10.0.0.1", "0", "~", "HTTP://", "x".repeat(300));
  // The generator of Numerical Recipes: every run tries the same Locations.
  let seed = 1;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  let followed = 0;
  for (let i = 0; i < 300; i++) {
    const location = Array.from({ length: 1 + random(9) }, () => pieces[random(pieces.length)]).join("");
    const run = led(location);
    expect(run, JSON.stringify(location)).toMatch(/^print [12] (un)?healthy: GET .*\nfinish [01]$/m);
    const sent = requests(run);
    followed += sent.length - 1;
    for (const it of sent) expect(it, JSON.stringify(location)).toMatch(/^GET \/[!-~]* HTTP\/1\.1 [\w.:[\]-]+$/);
  }
  // Both kinds must be frequent enough to show something.
  expect(followed).toBeGreaterThan(75);
  expect(followed).toBeLessThan(275);
});

test("what is secret goes to no other origin than the first", () => {
  const secrets = ["a-u", "au:p", "a-H", "aCookie: c=d", "a-H", "aAuthorization: e", "a-H", "aHost: f"];
  const isSecret = /Authorization|Cookie|Host: f/;
  const to = (location: string, base = "http://a/") => led(location, base, ...secrets).split("send ")[2] ?? "";
  for (const same of ["/x", "x", "//a/x", "http://a/", "http://A:80/", "http://u:p@a/", "#x", "?x"]) {
    expect(to(same), same).toMatch(/Host: f\r\n(.*\r\n)*Authorization: e\r\n(.*\r\n)*Cookie: c=d\r\n/);
  }
  for (const other of [
    "//b/",
    "http://b/",
    "http://a.b/",
    "http://a:81/",
    "http://a./",
    "http://a@b/",
    "//10.0.0.1/",
  ]) {
    expect(to(other), other).toMatch(/^GET /);
    expect(to(other), other).not.toMatch(isSecret);
  }
});

test("one deadline for all hops, and --connect-timeout for each connection", () => {
  const run = (...more: string[]) =>
    both("check", "ncurl", "a-L", ...more, "ahttp://10.0.0.1/", ...["t100", "c", "t200", "s", "t400"], redirect("/b"))
      .match(/until \d+/g)
      ?.join(" ");
  expect(run("a-m", "a2")).toBe("until 2000 until 2000 until 2000 until 2000");
  expect(run()).toBe("until 300000 until 300000 until 300000 until 300000");
  expect(run("a--connect-timeout", "a1")).toBe("until 1000 until 300000 until 300000 until 1400");
  expect(run("a--connect-timeout", "a1", "a-m", "a1.2")).toBe("until 1000 until 1200 until 1200 until 1200");
  expect(run("eHEALTHCHECK_TIMEOUT=3s")).toBe("until 3000 until 3000 until 3000 until 3000");
});

test("an interim response's Location is forgotten, and a Location is no other response's", () => {
  const run = (...responses: string[]) =>
    both("verdict", "ncurl", "a-L", "ahttp://10.0.0.1/", ...responses.flatMap((it) => ["c", "s", binary(`d${it}`)]));
  expect(run("HTTP/1.1 103 X\r\nLocation: /b\r\n\r\nHTTP/1.1 302 X\r\n\r\n")).toMatch(/^print 1 healthy: .*\/: 302 in/);
  expect(run("HTTP/1.1 302 X\r\nLocation: /b\r\n\r\n", "HTTP/1.1 302 X\r\n\r\n")).toMatch(
    /redirected to .*\/b: 302 in/,
  );
  expect(run("HTTP/1.1 302 X\r\nLocation: /b\r\n\r\nHTTP/1.1 200 X\r\n\r\n", "HTTP/1.1 204 X\r\n\r\n")).toMatch(
    /\/b: 204/,
  );
});

/** `count` redirects with this Location. */
function hops(count: number, location: string): (string | Uint8Array)[] {
  return Array.from({ length: count }, () => ["c", "s", redirect(location)]).flat();
}

test("redirects do not make the memory grow past 1 MiB", () => {
  const long = `/${"x".repeat(1999)}`;
  expect(both("verdict", "ncurl", "a-L", "a-v", "ahttp://10.0.0.1/", ...hops(11, long))).toMatch(
    /^print 2 unhealthy: [^\n]*: more than 10 redirects\n.*finish 1$/s,
  );
  expect(memoryUsed).toBeLessThan(1 << 20);
  // The largest number of commands, each with the largest number of redirects.
  const commands = Array(8).fill("curl -L http://10.0.0.1/").join(" || ");
  const run = both(
    "verdict",
    "nsh",
    "a-c",
    `a${commands}`,
    ...Array.from({ length: 8 }, () => hops(11, "/login?next=/healthz")).flat(),
  );
  expect(run.match(/more than 10 redirects/g)).toHaveLength(8);
  expect(run).toMatch(/\nfinish 1$/);
  expect(memoryUsed).toBeLessThan(1 << 20);
});

test("paths that grow do not make the memory grow past 1 MiB", () => {
  expect(both("verdict", "ncurl", "a-L", "ahttp://10.0.0.1/", ...hops(11, "\xe9/".repeat(1000)))).toMatch(/finish 1$/);
  expect(memoryUsed).toBeLessThan(1 << 20);
});
