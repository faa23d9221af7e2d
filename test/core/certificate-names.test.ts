import { expect, test } from "vitest";
import { der, key, leaf, oid, root, sequence } from "./certificate-der.ts";
import { attribute, CN, cn, part, TYPE, utf8, utf16, utf32 } from "./certificate-strings.ts";
import { TRUSTED, UNKNOWN, verify } from "./certificate-trial.ts";

// Whether the name of an issuer is that of an authority, byte by byte: what rows with real servers cannot encode.

/** Whether an authority that is called `own` is found by the name `claimed`. */
function isFound(claimed: Uint8Array, own: Uint8Array): boolean {
  const trusted = [root({ subject: own })];
  const verdict = verify([leaf({ issuer: claimed })], { trusted });
  if (verdict !== TRUSTED) expect(verdict).toMatch("certificate signed by an unknown authority");
  return verdict === TRUSTED;
}

const isSame = (claimed: [number, string], own: [number, string]) =>
  isFound(sequence(cn(...claimed)), sequence(cn(...own)));

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

test("a name by which two authorities are known", () => {
  const other = root({ subject: "CN=my  ca", key: key("P-256", 3) });
  expect(verify([leaf()], { trusted: [other, root()] })).toBe(TRUSTED);
  expect(verify([leaf()], { trusted: [other] })).toMatch("is signed by another authority of the same name");
  expect(verify([leaf()], { trusted: [root({ subject: "CN=My CAs" })] })).toBe(UNKNOWN);
});
