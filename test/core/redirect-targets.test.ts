/** Which URL a Location leads to (RFC 3986). */
import { expect, test } from "vitest";
import { target } from "./redirect-trial.ts";

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
