import { expect, test } from "vitest";
import { memoryUsed } from "./both.ts";
import { authority, der, key, leaf, nameConstraints, names, oid, root, sequence } from "./certificate-der.ts";
import { TRUSTED, UNKNOWN, verify } from "./certificate-trial.ts";

// Directory names, and name constraints over every kind of name, byte by byte: what rows with real servers cannot encode.

const REFUSED = "certificate of the authority CN=My CA does not permit the names in those below it";

const TYPE = { utf8: 0x0c, numeric: 0x12, printable: 0x13, teletex: 0x14, ia5: 0x16, universal: 0x1c, bmp: 0x1e };
const CN = "2.5.4.3";
const O = "2.5.4.10";
const EMAIL_ADDRESS = "1.2.840.113549.1.9.1";

/** An attribute of a name; bytes are written as latin1. */
const attribute = (id: string, type: number, value: string) =>
  sequence(oid(id), der(type, Buffer.from(value, "latin1")));
const part = (...attributes: Uint8Array[]) => der(0x31, ...attributes);
const cn = (type: number, value: string) => part(attribute(CN, type, value));

/** Whether an authority that is called `own` is found by the name `claimed`. */
function isFound(claimed: Uint8Array, own: Uint8Array): boolean {
  const trusted = [root({ subject: own })];
  const verdict = verify([leaf({ issuer: claimed })], { trusted });
  if (verdict !== TRUSTED) expect(verdict).toMatch("certificate signed by an unknown authority");
  return verdict === TRUSTED;
}

const isSame = (claimed: [number, string], own: [number, string]) =>
  isFound(sequence(cn(...claimed)), sequence(cn(...own)));

const utf16 = (text: string) => Buffer.from(text, "utf16le").swap16().toString("latin1");
const utf8 = (text: string) => Buffer.from(text).toString("latin1");
const utf32 = (...points: number[]) =>
  Buffer.concat(points.map((it) => Buffer.of(it >>> 24, (it >> 16) & 255, (it >> 8) & 255, it & 255))).toString(
    "latin1",
  );

test("names that are the same by their characters", () => {
  const text = "My R\u00f6\u00f6t";
  const forms: [number, string][] = [
    [TYPE.utf8, utf8(text)],
    [TYPE.teletex, text],
    [TYPE.bmp, utf16(text)],
    [TYPE.universal, utf32(...Array.from(text, (it) => it.codePointAt(0) ?? 0))],
  ];
  for (const one of forms) for (const other of forms) expect(isSame(one, other), `${one} ${other}`).toBe(true);
  expect(isSame([TYPE.utf8, utf8("\u{1f512}\u{10ffff}")], [TYPE.universal, utf32(0x1f512, 0x10ffff)])).toBe(true);
  for (const blank of [" ", "\t", "\n", "\v", "\f", "\r", " \t\r\n "]) {
    expect(isSame([TYPE.utf8, `a${blank}b`], [TYPE.printable, "A B"]), blank).toBe(true);
    expect(isSame([TYPE.utf8, `${blank}a b${blank}`], [TYPE.printable, "A B"]), blank).toBe(true);
    expect(isSame([TYPE.utf8, `${blank}`], [TYPE.printable, ""]), blank).toBe(true);
  }
});

test("names that are not", () => {
  for (const [one, other] of [
    ["a b", "ab"],
    ["a b", "a"],
    ["a", "a b"],
    ["a", ""],
    ["a\0", "a"],
    ["\0", ""],
    ["a\x1cb", "a b"],
    [utf8("\u00e9"), utf8("\u00c9")],
    [utf8("a\u00a0b"), "a b"],
  ] as const) {
    expect(isSame([TYPE.utf8, one], [TYPE.printable, other]), `${one} ${other}`).toBe(false);
    expect(isSame([TYPE.utf8, one], [TYPE.utf8, other]), `${one} ${other}`).toBe(false);
  }
  // Digits in a type whose characters are not compared.
  expect(isSame([TYPE.numeric, "12"], [TYPE.printable, "12"])).toBe(false);
  expect(isSame([TYPE.numeric, "12"], [TYPE.numeric, "12"])).toBe(true);
  expect(isSame([TYPE.numeric, "1  2"], [TYPE.numeric, "1 2"])).toBe(false);
});

test("text that its type does not allow is the same only byte by byte", () => {
  const bad: [number, string][] = [
    ...["\x80", "\xc3", "\xc3(", "\xc0\x80", "\xc1\xa1", "\xe2\x82", "\xf0\x9f\x94", "\xf5\x80\x80\x80", "\xff"].map(
      (it): [number, string] => [TYPE.utf8, `a${it}`],
    ),
    [TYPE.bmp, "\0a\0"],
    [TYPE.bmp, "a"],
    [TYPE.universal, "\0\0\0a\0\0\0"],
    [TYPE.universal, "\0\0\0a\x00\x11\x00\x00"],
    // Read as a signed number this is the mark of the end.
    [TYPE.universal, "\0\0\0a\xff\xff\xff\xff"],
    [TYPE.universal, "\xff\xff\xff\xff\0\0\0a"],
  ];
  for (const [type, value] of bad) {
    expect(isSame([type, value], [type, value]), `${type} ${value}`).toBe(true);
    for (const other of ["a", "A", "", "\ufffd"]) {
      expect(isSame([type, value], [TYPE.printable, other]), `${type} ${value}`).toBe(false);
      expect(isSame([TYPE.printable, other], [type, value]), `${type} ${value}`).toBe(false);
    }
    expect(isSame([type, value], [TYPE.universal, "\xff\xff\xff\xff\0\0\0b"]), `${type} ${value}`).toBe(false);
  }
});

test("malformed names are the same only byte by byte", () => {
  const good = sequence(cn(TYPE.utf8, "a"));
  for (const bad of [
    sequence(),
    sequence(part()),
    sequence(Buffer.of(0x31, 0x7f)),
    sequence(der(0x30, attribute(CN, TYPE.utf8, "a"))),
    sequence(part(sequence(oid(CN)))),
    sequence(part(sequence())),
    sequence(part(sequence(oid(CN), der(TYPE.utf8), der(TYPE.utf8)))),
    sequence(part(sequence(der(0x06), der(TYPE.utf8, Buffer.from("a"))))),
    sequence(cn(TYPE.utf8, "A"), Buffer.of(0x31)),
    sequence(part(der(0x31, attribute(CN, TYPE.utf8, "a")))),
  ]) {
    expect(isFound(bad, bad), bad.toString("hex")).toBe(true);
    expect(isFound(bad, good), bad.toString("hex")).toBe(false);
    expect(isFound(good, bad), bad.toString("hex")).toBe(false);
  }
});

test("long and deep names", () => {
  const long = "x".repeat(7000);
  expect(isSame([TYPE.utf8, long], [TYPE.printable, long.toUpperCase()])).toBe(true);
  expect(isSame([TYPE.utf8, long], [TYPE.printable, `${long}y`])).toBe(false);
  const many = (value: string, count = 450) => sequence(...Array.from({ length: count }, () => cn(TYPE.utf8, value)));
  expect(isFound(many("a"), many("A"))).toBe(true);
  expect(isFound(many("a"), many("A", 451))).toBe(false);
  const set = (value: string) => sequence(part(...Array.from({ length: 450 }, () => attribute(CN, TYPE.utf8, value))));
  expect(isFound(set("a"), set("A"))).toBe(true);
  let nested = attribute(CN, TYPE.utf8, "a");
  for (let i = 0; i < 1000; i++) nested = der(0x31, nested);
  expect(isFound(sequence(nested), sequence(cn(TYPE.utf8, "a")))).toBe(false);
});

/** Verifies a leaf with these names, and a subject, below an authority with these constraints. */
function judge(
  permitted: (string | Uint8Array)[],
  excluded: (string | Uint8Array)[],
  own: (string | Uint8Array)[],
  subject: string | Uint8Array = "",
): string {
  const trusted = [root({ extensions: [authority(), nameConstraints(permitted, excluded)] })];
  return verify([leaf({ subject, extensions: [names("DNS:localhost", ...own)] })], { trusted });
}

/** Of each kind a base, a name inside and one outside. */
const KINDS: [base: string | Uint8Array, inside: string | Uint8Array, outside: string | Uint8Array][] = [
  ["email:example.org", "email:a@example.org", "email:a@example.com"],
  ["email:.example.org", "email:a@b.example.org", "email:a@example.org"],
  ["email:a@example.org", "email:a@EXAMPLE.org", "email:b@example.org"],
  ["URI:example.org", "URI:spiffe://example.org/a", "URI:spiffe://example.com/a"],
  ["URI:.example.org", "URI:spiffe://a.example.org/a", "URI:spiffe://example.org/a"],
  ["dir:C=DE,O=Example", "dir:C=de,O=example,CN=a", "dir:C=DE,CN=a"],
  ["IP:10.0.0.0/255.0.0.0", "IP:10.1.1.1", "IP:11.1.1.1"],
  [`IP:fd${"00".repeat(15)}ff${"00".repeat(15)}`, `IP:fd${"01".repeat(15)}`, `IP:fe${"01".repeat(15)}`],
];

test("each kind of name, permitted and excluded, inside and outside", () => {
  for (const [base, inside, outside] of KINDS) {
    const say = `${base}`;
    expect(judge([base], [], [inside]), say).toBe(TRUSTED);
    expect(judge([base], [], [outside]), say).toBe(REFUSED);
    expect(judge([], [base], [inside]), say).toBe(REFUSED);
    expect(judge([], [base], [outside]), say).toBe(TRUSTED);
    expect(judge([base], [base], [inside]), say).toBe(REFUSED);
    expect(judge([base], [], [inside, outside]), say).toBe(REFUSED);
    expect(judge([], [base], [outside, inside]), say).toBe(REFUSED);
    expect(judge([base], [], []), say).toBe(TRUSTED);
    // A kind that is not constrained.
    for (const [other, name] of KINDS) {
      const kindOf = (it: string | Uint8Array) => `${it}`.slice(0, 3);
      if (kindOf(other) !== kindOf(base)) expect(judge([base], [base], [name]), `${say} ${name}`).toBe(TRUSTED);
    }
  }
  // Kinds of which nothing is known: otherName, x400Address, ediPartyName, registeredID, and some that there are not.
  for (const tag of [0xa0, 0xa3, 0xa5, 0x88, 0x89, 0xa9, 0x80, 0x84]) {
    const it = der(tag, sequence(oid("1.2.3")));
    expect(judge([it], [], [it]), `${tag}`).toBe(REFUSED);
    expect(judge([], [it], [it]), `${tag}`).toBe(REFUSED);
    expect(judge([it], [it], []), `${tag}`).toBe(TRUSTED);
  }
});

test("names that cannot be compared are rejected on both sides", () => {
  for (const [base, name] of [
    ["email:example.com", "email:"],
    ["email:example.com", "email:a"],
    ["email:example.com", "email:a@example.org\0"],
    ["email:example.com", "email:\0a@example.org"],
    ["email:example.com", "email:a b@example.org"],
    ["email:example.com", "email:\xe9@example.org"],
    ["email:example.com", "email:a\x7f@example.org"],
    ["URI:example.com", "URI:"],
    ["URI:example.com", "URI::"],
    ["URI:example.com", "URI:://example.org"],
    ["URI:example.com", "URI:a:/"],
    ["URI:example.com", "URI:a:///b"],
    ["URI:example.com", "URI:a://"],
    ["URI:example.com", "URI:a://@"],
    ["URI:example.com", "URI:a://:1"],
    ["URI:example.com", "URI:a://b@:1"],
    ["URI:example.com", "URI:a://?example.org"],
    ["URI:example.com", "URI:a://#example.org"],
    ["URI:example.com", "URI:a://10.0.0.1"],
    ["URI:example.com", "URI:a://u@10.0.0.1:1"],
    ["URI:example.com", "URI:a://1"],
    ["URI:example.com", "URI:a://."],
    ["URI:example.com", "URI:a://[::1]"],
    ["URI:example.com", "URI:a://[::1"],
    ["URI:example.com", "URI:mailto:a@example.org"],
    ["URI:example.com", "URI:a://example.org\0"],
    ["URI:example.com", "URI:a://exam ple.org"],
    ["URI:example.com", "URI:a://\xe9.org"],
    ["IP:10.0.0.0/255.0.0.0", "IP:0b0000"],
    ["IP:10.0.0.0/255.0.0.0", "IP:0b00000000"],
    ["IP:10.0.0.0/255.0.0.0", "IP:"],
    ["IP:0a000000ff", "IP:11.0.0.1"],
  ] as const) {
    expect(judge([base], [], [name]), name).toBe(REFUSED);
    expect(judge([], [base], [name]), name).toBe(REFUSED);
    // Unless such names are not constrained.
    expect(judge(["DNS:localhost"], ["DNS:example.org"], [name]), name).toBe(TRUSTED);
  }
});

test("the host of a URI", () => {
  for (const name of [
    "a://example.org",
    "a://EXAMPLE.ORG",
    "a+b-c.1://example.org",
    "a://u@example.org",
    "a://u:p@example.org:1",
    "a://u@v@example.org",
    "a://example.com@example.org",
    "a://example.org:",
    "a://example.org:99999/",
    "a://example.org/@example.com",
    "a://example.org?@example.com",
    "a://example.org#@example.com",
    "a://example.org/a:b",
    "a://example.org//example.com",
  ]) {
    expect(judge(["URI:example.org"], [], [`URI:${name}`]), name).toBe(TRUSTED);
    expect(judge([], ["URI:example.org"], [`URI:${name}`]), name).toBe(REFUSED);
    expect(judge([], ["URI:example.com"], [`URI:${name}`]), name).toBe(TRUSTED);
  }
});

test("emailAddress in a subject", () => {
  const subject = (...values: [type: number, value: string][]) =>
    sequence(...values.map(([type, value]) => part(attribute(EMAIL_ADDRESS, type, value))));
  const good: [number, string] = [TYPE.ia5, "a@example.org"];
  expect(judge(["email:example.org"], [], [], subject(good))).toBe(TRUSTED);
  expect(judge(["email:example.org"], [], [], subject(good, good))).toBe(TRUSTED);
  expect(judge(["email:example.org"], [], [], subject([TYPE.utf8, "a@example.org"]))).toBe(TRUSTED);
  expect(judge(["email:example.com"], [], [], subject(good))).toBe(REFUSED);
  expect(judge([], ["email:example.org"], [], subject(good))).toBe(REFUSED);
  expect(judge([], ["email:example.com"], [], subject(good))).toBe(TRUSTED);
  for (const bad of [
    [TYPE.ia5, "a@example.com"],
    [TYPE.ia5, ""],
    [TYPE.ia5, "a"],
    [TYPE.bmp, utf16("a@example.org")],
    [TYPE.universal, utf32(0x61)],
    [TYPE.teletex, "a@example.org"],
    [0x04, "a@example.org"],
  ] as [number, string][]) {
    expect(judge(["email:example.org"], [], [], subject(good, bad)), `${bad}`).toBe(REFUSED);
    expect(judge(["DNS:localhost"], [], [], subject(good, bad)), `${bad}`).toBe(TRUSTED);
    if (bad[1] !== "a@example.com")
      expect(judge([], ["email:example.com"], [], subject(good, bad)), `${bad}`).toBe(REFUSED);
  }
  // In a set with others, and behind them.
  const mixed = sequence(part(attribute(O, TYPE.utf8, "a@example.org"), attribute(EMAIL_ADDRESS, ...good)));
  expect(judge(["email:example.com"], [], [], mixed)).toBe(REFUSED);
  expect(judge(["email:example.org"], [], [], mixed)).toBe(TRUSTED);
  // Other attributes are no mailboxes.
  expect(judge(["email:example.com"], [], [], sequence(part(attribute(O, ...good))))).toBe(TRUSTED);
  expect(judge(["email:example.com"], [], [], sequence(part(attribute("1.2.840.113549.1.9.2", ...good))))).toBe(
    TRUSTED,
  );
});

test("malformed subjects and directories permit nothing where names are constrained", () => {
  for (const bad of [
    sequence(part(sequence(oid(CN)))),
    sequence(Buffer.of(0x31, 5)),
    sequence(Buffer.of(0)),
    sequence(part(sequence(oid(CN), der(TYPE.utf8), der(TYPE.utf8)))),
  ]) {
    for (const base of ["email:example.org", "dir:C=DE", "dir:"])
      expect(judge([], [base], [], bad), `${base} ${bad.toString("hex")}`).toBe(REFUSED);
    expect(judge(["dir:C=DE"], [], [der(0xa4, bad)])).toBe(REFUSED);
    expect(judge([], ["dir:C=DE"], [der(0xa4, bad)])).toBe(REFUSED);
    expect(judge([der(0xa4, bad)], [], ["dir:C=DE"])).toBe(REFUSED);
    expect(judge([], [der(0xa4, bad)], ["dir:C=DE"])).toBe(REFUSED);
  }
  expect(judge([der(0xa4)], [], ["dir:C=DE"])).toBe(REFUSED);
  expect(judge([], [der(0xa4)], ["dir:C=DE"])).toBe(REFUSED);
  expect(judge([], ["dir:C=DE"], [der(0xa4)])).toBe(REFUSED);
});

test("a million comparisons end, and cost no memory", () => {
  const few = (count: number, kind: string) => Array.from({ length: count }, (_, i) => `${kind}${i.toString(36)}`);
  const used = (count: number) => {
    expect(judge([], few(count, "URI:"), few(count, "URI:a://_"))).toBe(TRUSTED);
    return memoryUsed;
  };
  // What grows is the certificates: some 20 bytes for each of 450, a few times.
  expect(used(500) - used(50)).toBeLessThan(60_000);
  expect(judge([], few(1400, "URI:"), few(700, "URI:a://_"))).toBe(TRUSTED);
  expect(judge([], few(1400, "email:"), few(700, "email:a@_"))).toBe(TRUSTED);
  // Too many for anybody to need.
  expect(judge([], few(1400, "URI:"), few(800, "URI:a://_"))).toBe(REFUSED);
  const directories = (count: number, letter: string) =>
    Array.from({ length: count }, (_, i) => `dir:C=DE,O=${letter}${i}`);
  expect(judge([], directories(300, "a"), directories(600, "b"))).toBe(TRUSTED);
});

test("a name by which two authorities are known", () => {
  const other = root({ subject: "CN=my  ca", key: key("P-256", 3) });
  expect(verify([leaf()], { trusted: [other, root()] })).toBe(TRUSTED);
  expect(verify([leaf()], { trusted: [other] })).toMatch("is not signed by the authority that is trusted here");
  expect(verify([leaf()], { trusted: [root({ subject: "CN=My CAs" })] })).toBe(UNKNOWN);
});
