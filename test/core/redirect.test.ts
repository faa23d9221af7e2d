import { expect, test } from "vitest";
import { both, memoryUsed } from "./both.ts";

const BASE = "http://a/b/c/d;p?q";
const OK = "dHTTP/1.1 200 X\r\nContent-Length: 0\r\n\r\n";

function binary(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

/** A response that leads to this Location, given as ISO 8859-1. */
function redirect(location: string, status = 302): Uint8Array {
  return binary(`dHTTP/1.1 ${status} X\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`);
}

/** Runs curl -L with these arguments through a redirect, and says what it wants and how it ends. */
function led(location: string, base = BASE, ...more: string[]): string {
  return both("check", "ncurl", "a-L", ...more, `a${base}`, "r10.0.0.1", "c", "s", redirect(location), ...second());
}

/** A name is looked up, an address is not: what is reported of a lookup does no harm where none was wanted. */
function second(): string[] {
  return ["r10.0.0.2", "c", "s", OK];
}

/** The URL that a Location leads to; what is said of it where it leads nowhere. */
function target(location: string, base = BASE): string {
  const run = led(location, base);
  const [, to] = /, redirected to (.*): 200 in 0 ms\nfinish 0$/.exec(run) ?? [];
  return to ?? /^print . (.*)\nfinish .$/m.exec(run)?.[1]?.replace(`unhealthy: GET ${base}: `, "") ?? run;
}

test("the RFC's normal examples (RFC 3986 §5.4.1)", () => {
  const examples: [string, string][] = [
    ["g", "http://a/b/c/g"],
    ["./g", "http://a/b/c/g"],
    ["g/", "http://a/b/c/g/"],
    ["/g", "http://a/g"],
    ["//g", "http://g/"],
    ["?y", "http://a/b/c/d;p?y"],
    ["g?y", "http://a/b/c/g?y"],
    // A fragment is not sent.
    ["#s", "http://a/b/c/d;p?q"],
    ["g#s", "http://a/b/c/g"],
    ["g?y#s", "http://a/b/c/g?y"],
    [";x", "http://a/b/c/;x"],
    ["g;x", "http://a/b/c/g;x"],
    ["g;x?y#s", "http://a/b/c/g;x?y"],
    ["./", "http://a/b/c/"],
    ["../", "http://a/b/"],
    ["../g", "http://a/b/g"],
    ["../../", "http://a/"],
    ["../../g", "http://a/g"],
  ];
  expect(examples.map(([location]) => [location, target(location)])).toEqual(examples);
});

test("the RFC's abnormal examples (RFC 3986 §5.4.2)", () => {
  const examples: [string, string][] = [
    ["../../../g", "http://a/g"],
    ["../../../../g", "http://a/g"],
    ["g.", "http://a/b/c/g."],
    [".g", "http://a/b/c/.g"],
    ["g..", "http://a/b/c/g.."],
    ["..g", "http://a/b/c/..g"],
    ["./../g", "http://a/b/g"],
    ["g?y/./x", "http://a/b/c/g?y/./x"],
    ["g?y/../x", "http://a/b/c/g?y/../x"],
    ["g#s/./x", "http://a/b/c/g"],
    ["g#s/../x", "http://a/b/c/g"],
  ];
  expect(examples.map(([location]) => [location, target(location)])).toEqual(examples);
  const refused = 'redirected to "http:g", wanted an http:// URL of at most 2000 bytes';
  expect(target("http:g")).toBe(refused);
  expect(target("g:h")).toBe(refused.replace("http:g", "g:h"));
});

test("dots are taken off wherever they stand", () => {
  const examples: [string, string][] = [
    [".", "http://a/b/c/"],
    ["..", "http://a/b/"],
    ["../..", "http://a/"],
    ["/./g", "http://a/g"],
    ["/../g", "http://a/g"],
    ["./g/.", "http://a/b/c/g/"],
    ["g/./h", "http://a/b/c/g/h"],
    ["g/../h", "http://a/b/c/h"],
    ["g;x=1/./y", "http://a/b/c/g;x=1/y"],
    ["g;x=1/../y", "http://a/b/c/y"],
    ["http://a/b/../g", "http://a/g"],
    ["//a/b/./g?../h", "http://a/b/g?../h"],
  ];
  expect(examples.map(([location]) => [location, target(location)])).toEqual(examples);
});

test("other bases", () => {
  const examples: [string, string, string][] = [
    ["http://a/", "g", "http://a/g"],
    ["http://a", "g", "http://a/g"],
    ["http://a?q", "g", "http://a/g"],
    ["http://a?q", "?y", "http://a/?y"],
    ["http://a?q/r/", "g", "http://a/g"],
    ["http://a/b/?q=/r/s", "g", "http://a/b/g"],
    ["http://a/b/?q=/r/s", "../g", "http://a/g"],
    ["http://a/b#/c/d", "g", "http://a/g"],
    ["http://a/b#f", "#g", "http://a/b"],
    ["http://a:8080/b/", "g", "http://a:8080/b/g"],
    ["http://a:80/b/", "g", "http://a/b/g"],
    ["http://u:p@a/b/", "g", "http://a/b/g"],
    ["http://[::1]:8080/b/", "/g", "http://[::1]:8080/g"],
    ["http://10.0.0.1/b/", "../../g", "http://10.0.0.1/g"],
    ["http://a/ü/", "g", "http://a/%C3%BC/g"],
    ["http://a//b//", "../g", "http://a//b/g"],
  ];
  expect(examples.map(([base, location]) => [base, location, target(location, base)])).toEqual(examples);
});

test("references to elsewhere", () => {
  const examples: [string, string][] = [
    ["http://b", "http://b/"],
    ["http://b?x", "http://b/?x"],
    ["http://b#x", "http://b/"],
    ["HTTP://B:0080/X", "http://B/X"],
    ["http://b:8080", "http://b:8080/"],
    ["//b:8080/x", "http://b:8080/x"],
    ["http://u:p@b/x", "http://b/x"],
    ["http://u@b/x", "http://b/x"],
    ["http://a@b@c/x", "http://c/x"],
    ["http://a:80@b/", "http://b/"],
    ["http://[fd00::1]:8080/", "http://[fd00::1]:8080/"],
    ["http://10.0.0.9/", "http://10.0.0.9/"],
    ["http://b_c.d/", "http://b_c.d/"],
    ["http://xn--bcher-kva.test/", "http://xn--bcher-kva.test/"],
    ["/\\b/", "http://a/%5Cb/"],
    ["/x:y", "http://a/x:y"],
    ["./x:y", "http://a/b/c/x:y"],
    ["?x:y", "http://a/b/c/d;p?x:y"],
    ["x?http://b/", "http://a/b/c/x?http://b/"],
    ["/%41%zz%", "http://a/%41%zz%"],
    ["/[1-2]", "http://a/[1-2]"],
    ["/\xc3\xbc\xff", "http://a/%C3%BC%FF"],
    ["/a b", "http://a/a%20b"],
  ];
  expect(examples.map(([location]) => [location, target(location)])).toEqual(examples);
});

test("what leads nowhere", () => {
  const locations = [
    ...["javascript:x", "ftp://b/", "tcp://b:80", "unix:///run/s", "file:///etc/passwd", "data:,x", "mailto:a@b"],
    ...["http:", "http:/x", "http:x", "http://", "http:///x", "http://:80/", "//", "///x", "//:80", "://x", ":", ":80"],
    ...["http://b:99999/", "http://b:0/", "http://b:-1/", "http://b:80a/", "http://b:/", "http://b:80:80/"],
    ...["http://[::1/", "http://[x]/", "http://[::1]x/", "http://[fe80::1%25eth0]/", "http://::1/", "http://[]/"],
    ...[
      "http://127.0.0.256/",
      "http://1/",
      "http://0x7f.1/",
      "http://b c/",
      "http://b..c/",
      "http://.b/",
      "http://b%63/",
    ],
    ...["http://b\\c/", "http://b<c/", "http://u:p@/", "http://@/", `http://${"b".repeat(64)}/`, "/a\tb"],
    ...["http://b\xc3\xbc/", "http:\\\\b/", "h\xc3\xbc://b/", "x:y", "localhost:8080/x"],
  ];
  const followed = locations.filter((it) => !/^redirected to ".*", wanted an http:\/\/ URL/.test(target(it)));
  expect(followed).toEqual([]);
});

test("up to 2000 bytes", () => {
  const path = (length: number) => `/${"x".repeat(length - 1)}`;
  const cut = `http://a/${"x".repeat(101)}...`;
  expect(target(path(1999))).toBe(cut);
  expect(target(path(2000))).toBe(cut);
  for (const length of [2001, 2038, 2039, 2040, 2048, 2049, 60_000]) {
    expect(target(path(length)), `${length}`).toMatch(
      /^redirected to ".*\.\.\.", wanted an http:\/\/ URL of at most 2000/,
    );
  }
});

test("what is cut is not followed", () => {
  for (const blanks of [1, 39, 40, 60, 100, 1000, 2039]) {
    expect(target(" ".repeat(blanks) + "/".padEnd(2001, "x")), `${blanks}`).toMatch(/^redirected to ".*", wanted/);
  }
});

/** The request lines and Hosts of the requests that a run sends. */
function requests(run: string): string[] {
  return [...run.matchAll(/^send ([^\r]*)\r\nHost: ([^\r]*)\r\n/gm)].map(([, line, host]) => `${line} ${host}`);
}

test("whatever byte a Location holds, what is sent is a request", () => {
  for (let byte = 0; byte < 0xa4; byte++) {
    const c = String.fromCharCode(byte);
    // A letter or a digit more in a name is one like another.
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
  // Numerical Recipes' generator: the same Locations in every run.
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
  // Both must come up often enough to mean something.
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

/** Through so many redirects, each with this Location. */
function hops(count: number, location: string): (string | Uint8Array)[] {
  return Array.from({ length: count }, () => ["c", "s", redirect(location)]).flat();
}

test("redirects do not make the memory grow past 1 MiB", () => {
  const long = `/${"x".repeat(1999)}`;
  expect(both("verdict", "ncurl", "a-L", "a-v", "ahttp://10.0.0.1/", ...hops(11, long))).toMatch(
    /^print 2 unhealthy: [^\n]*: more than 10 redirects\n.*finish 1$/s,
  );
  expect(memoryUsed).toBeLessThan(1 << 20);
  // As many commands as there may be, each led about as far as it may be.
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
