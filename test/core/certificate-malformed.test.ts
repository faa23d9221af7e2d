import { expect, test } from "vitest";
import { both } from "./both.ts";
import {
  authority,
  bits,
  boolean,
  CLIENT,
  certificate,
  der,
  extension,
  integer,
  key,
  keyUsage,
  leaf,
  NULL,
  nameConstraints,
  names,
  noAuthority,
  octets,
  purposes,
  root,
  SERVER,
  scheme,
  sequence,
  version,
  type Wanted,
} from "./certificate-der.ts";
import { my, TRUSTED, verify } from "./certificate-trial.ts";

// Certificates that are malformed anywhere.

test("certificates that are malformed", () => {
  const parse = (wanted: Wanted) => both("certificate parse", certificate(wanted));
  const tail = (...extensions: Uint8Array[]) => parse({ extensions });
  const bad = "malformed";
  expect(tail(names("DNS:a"), authority(3), keyUsage(0x86), purposes(CLIENT))).toBe(
    "v3 CN=localhost by CN=localhost from 2026-01-01 00:00:00 to 2027-01-01 00:00:00 key 3 signature 4/0 CA 3 usage 134 no server for a",
  );
  for (const it of [names("DNS:a"), authority(), keyUsage(4), purposes(SERVER), nameConstraints(["DNS:a"], [])])
    expect(tail(it, it)).toBe(bad);
  expect(tail(extension("1.2.3", NULL), extension("1.2.3", NULL))).not.toBe(bad);
  // Versions.
  expect(parse({ version: [], extensions: [] })).toMatch("v1 ");
  expect(parse({ version: version(2), extensions: [] })).toMatch("v2 ");
  expect(parse({ version: version(2), tail: [der(0x81, Buffer.of(0, 1)), der(0x82, Buffer.of(0, 1))] })).toMatch("v2 ");
  expect(parse({ version: version(2) })).toBe(bad);
  expect(parse({ version: version(4) })).toBe(bad);
  expect(parse({ version: [der(0xa0, integer(0xff))] })).toBe(bad);
  expect(parse({ version: [der(0xa0, integer(2), integer(2))] })).toBe(bad);
  expect(parse({ serial: NULL })).toBe(bad);
  expect(parse({ serial: der(2, Buffer.alloc(21, 0xff)) })).toMatch("v3");
  // The algorithm stands there twice.
  expect(parse({ innerScheme: scheme(key("P-256"), "sha384").identifier })).toBe(bad);
  // Extensions.
  expect(parse({ tail: [der(0xa3)] })).toBe(bad);
  expect(parse({ tail: [der(0xa3, sequence()), NULL] })).toBe(bad);
  expect(parse({ tail: [der(0xa3, sequence(), NULL)] })).toBe(bad);
  const basic = (...content: Uint8Array[]) => tail(extension("2.5.29.19", sequence(...content)));
  expect(basic(der(1, Buffer.of(0)))).toMatch("no CA");
  for (const content of [
    [der(1, Buffer.of(1))],
    [der(1)],
    [boolean(true), integer(0xff)],
    [boolean(true), integer(0, 1)],
    [boolean(true), der(2)],
  ]) {
    expect(basic(...content)).toBe(bad);
  }
  expect(basic(boolean(true), integer(1), NULL)).toBe(bad);
  expect(basic(boolean(true), integer(0x7f, 0xff))).toMatch("CA 32767");
  expect(tail(extension("2.5.29.19", NULL))).toBe(bad);
  expect(tail(extension("2.5.29.19", Buffer.concat([sequence(), NULL])))).toBe(bad);
  for (const value of [der(3), der(3, Buffer.of(8, 0)), octets(Buffer.of(0, 0x80))])
    expect(tail(extension("2.5.29.15", value))).toBe(bad);
  expect(tail(extension("2.5.29.15", der(3, Buffer.of(0))))).toMatch("usage 0");
  expect(tail(extension("2.5.29.37", sequence(NULL)))).toBe(bad);
  expect(tail(extension("2.5.29.17", sequence(Buffer.of(0x82, 5, 1))))).toBe(bad);
  expect(tail(extension("2.5.29.17", Buffer.of(0x30, 0x80, 0, 0)))).toBe(bad);
  // Bits of the key and the signature are whole bytes.
  const spki = sequence(key("P-256").spki.subarray(2, 23), bits(Buffer.alloc(65, 4), 1));
  expect(parse({ spki })).toBe(bad);
  expect(both("certificate parse", Buffer.concat([certificate(), Buffer.of(0)]))).toBe(bad);
});

test("hostile DER ends as malformed", () => {
  const good = certificate();
  for (const header of [
    "",
    "30",
    "3080",
    "308000",
    "3081",
    "308101",
    "30817f",
    "30820001",
    "3083000100",
    "308300ffff",
    "3084",
    "308400000001",
    "30847fffffff",
    "3084ffffffff",
    "30887fffffffffffffff",
    "30ff",
    "3f",
    "3f8101",
    "1f",
    "ffff",
    "0000",
    "a0",
    "31",
  ]) {
    expect(both("certificate parse", Buffer.from(header, "hex")), header).toBe("malformed");
    if (header === "") continue;
    expect(both("certificate parse", Buffer.concat([Buffer.from(header, "hex"), good])), header).toBe("malformed");
    for (const at of [4, 8]) {
      const changed = Buffer.concat([good.subarray(0, at), Buffer.from(header, "hex"), good.subarray(at)]);
      expect(both("certificate parse", changed), header).toBe("malformed");
    }
  }
  let deep: Buffer = Buffer.alloc(0);
  while (deep.length < 50_000) deep = der(0x30, deep);
  expect(both("certificate parse", deep)).toBe("malformed");
  expect(both("certificate parse", Buffer.alloc(60_000, 0x30))).toBe("malformed");
  expect(both("certificate parse", Buffer.alloc(60_000))).toBe("malformed");
});

test("a certificate cut anywhere is malformed", () => {
  const whole = leaf({
    extensions: [names("DNS:localhost", "IP:127.0.0.1"), keyUsage(0x80), purposes(SERVER), noAuthority()],
  });
  for (let length = 0; length < whole.length; length++) {
    expect(both("certificate parse", whole.subarray(0, length)), `${length}`).toBe("malformed");
  }
});

test("a change of any byte is rejected", () => {
  const good = leaf({ extensions: [names("DNS:localhost"), keyUsage(0x80), purposes(SERVER)] });
  expect(verify([good], { trusted: my })).toBe(TRUSTED);
  for (let i = 0; i < good.length; i++) {
    for (const change of [0x01, 0x80, 0xff]) {
      const bad = Buffer.from(good);
      bad[i]! ^= change;
      expect(verify([bad], { trusted: my }), `${i} ^ ${change}`).not.toBe(TRUSTED);
    }
  }
});

test("a trusted certificate with any byte changed neither traps nor hangs", () => {
  const [good = root()] = my;
  for (let i = 0; i < good.length; i++) {
    const bad = Buffer.from(good);
    bad[i]! ^= 0xff;
    verify([leaf()], { trusted: [bad] });
  }
});
