import { expect, test } from "vitest";
import { memoryUsed } from "./both.ts";
import { authority, der, leaf, nameConstraints, names, oid, root, sequence } from "./certificate-der.ts";
import { attribute, CN, EMAIL_ADDRESS, O, part, TYPE, utf16, utf32 } from "./certificate-strings.ts";
import { TRUSTED, verify } from "./certificate-trial.ts";

// Name constraints over every kind of name.

const REFUSED =
  "certificate of the authority CN=My CA does not permit names in the certificates below it (name constraints)";

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
