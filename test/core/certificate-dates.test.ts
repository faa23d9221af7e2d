import { expect, test } from "vitest";
import { both } from "./both.ts";
import { certificate, der, integer, leaf, root, time } from "./certificate-der.ts";
import { my, TRUSTED, verify } from "./certificate-trial.ts";

// Dates of certificates.

test("dates", () => {
  const expired = "certificate expired 2026-10-01";
  const wanted = { from: time("2026-02-01T10:00:00Z"), to: time("2026-10-01T10:00:00Z") };
  const at = (date: string, it = leaf(wanted)) => verify([it], { trusted: my, date });
  expect(at("2026-02-01T10:00:00Z")).toBe(TRUSTED);
  expect(at("2026-10-01T10:00:00Z")).toBe(TRUSTED);
  expect(at("2026-10-01T10:00:01Z")).toBe(expired);
  expect(at("2026-10-02T00:00:00Z")).toBe(expired);
  expect(at("2026-01-31T23:59:59Z")).toBe(
    "certificate is not valid before 2026-02-01, and the clock here says 2026-01-31",
  );
  expect(at("2026-02-01T09:59:59Z")).toBe(
    "certificate is not valid before 2026-02-01 10:00:00, and the clock here says 2026-02-01 09:59:59",
  );
  expect(at("1970-01-01T00:00:00Z")).toMatch("the clock here says 1970-01-01");
  expect(at("1969-12-31T00:00:00Z")).toMatch("the clock here says 1969-12-31");
  // Far dates, before 1950 and from 2050 on in four digits.
  const long = root({ from: time("1900-01-01T00:00:00Z"), to: time("9999-12-31T23:59:59Z") });
  expect(verify([leaf()], { trusted: [long] })).toBe(TRUSTED);
  const leap = leaf({ to: time("2028-02-29T00:00:00Z") });
  expect(verify([leap], { trusted: [long], date: "2028-02-29T00:00:01Z" })).toBe("certificate expired 2028-02-29");
  // Who is trusted must be in time, too.
  expect(verify([leaf({ to: time("2030-01-01T00:00:00Z") })], { trusted: my, date: "2028-01-01T00:00:00Z" })).toBe(
    "certificate of the authority CN=My CA expired 2027-01-01",
  );
  expect(verify([certificate(wanted)], { trusted: [certificate()] })).toMatch("self-signed");
});

test("forms of dates that are read", () => {
  const utc = (text: string) => der(0x17, Buffer.from(text));
  const general = (text: string) => der(0x18, Buffer.from(text));
  const parse = (to: Uint8Array) =>
    / to (\S+ \S+)/.exec(both("certificate parse", certificate({ to })))?.[1] ?? "malformed";
  expect(parse(utc("491231235959Z"))).toBe("2049-12-31 23:59:59");
  expect(parse(utc("500101000000Z"))).toBe("1950-01-01 00:00:00");
  expect(parse(general("20500101000000Z"))).toBe("2050-01-01 00:00:00");
  expect(parse(general("20280229000000Z"))).toBe("2028-02-29 00:00:00");
  expect(parse(general("00010101000000Z"))).toBe("0001-01-01 00:00:00");
  expect(parse(general("99991231235959Z"))).toBe("9999-12-31 23:59:59");
  const bad = [
    "2601010000Z",
    "260101000000",
    "260101000000+0100",
    "260101000000z",
    "260229000000Z",
    "260431000000Z",
    "261301000000Z",
  ];
  bad.push(
    "260001000000Z",
    "260100000000Z",
    "260101240000Z",
    "260101006000Z",
    "260101000060Z",
    "26010100000 Z",
    "2601010000000Z",
    "Z",
    "",
  );
  for (const text of bad) expect(parse(utc(text)), text).toBe("malformed");
  for (const text of ["20270101000000.5Z", "20270101000000", "270101000000Z", "21000229000000Z"]) {
    expect(parse(general(text)), text).toBe("malformed");
  }
  expect(parse(utc("20270101000000Z"))).toBe("malformed");
  expect(parse(integer(1))).toBe("malformed");
});

test("days as they are shown", () => {
  const day = (days: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(days);
    return both("certificate day", bytes);
  };
  for (let days = -719162; days < 2932896; days += 12345) {
    expect(day(days)).toBe(
      new Date(days * 86400000)
        .toISOString()
        .slice(0, 10)
        .replace(/^[+-]00/, ""),
    );
  }
  for (const text of [
    "1999-12-31",
    "2000-01-01",
    "2000-02-29",
    "2000-03-01",
    "2100-02-28",
    "2100-03-01",
    "2026-11-22",
    "9999-12-31",
  ]) {
    expect(day(Date.parse(text) / 86400000)).toBe(text);
  }
  expect(day(-0x80000000)).toBe("0001-01-01");
  expect(day(0x7fffffff)).toBe("9999-12-31");
});
