import { expect, test } from "vitest";
import { both, memoryUsed } from "./both.ts";
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
  oid,
  pem,
  pss,
  purposes,
  root,
  SERVER,
  scheme,
  sequence,
  signWith,
  time,
  version,
  type Wanted,
} from "./certificate-der.ts";
import { below, between, MALFORMED, my, TRUSTED, UNKNOWN, verify } from "./certificate-trial.ts";

test("paths to what is trusted", () => {
  const chain = [below(), between()];
  expect(verify([leaf()], { trusted: my })).toBe(TRUSTED);
  expect(verify(chain, { trusted: my })).toBe(TRUSTED);
  // In another order, with others among them, one of them trusted, none of them needed.
  expect(verify([below(), certificate(), between()], { trusted: my })).toBe(TRUSTED);
  expect(verify([below(), ...my, between()], { trusted: my })).toBe(TRUSTED);
  expect(verify([below(), Buffer.from("garbage"), between()], { trusted: my })).toBe(TRUSTED);
  expect(verify([below()], { trusted: [between()] })).toBe(TRUSTED);
  expect(verify([below()], { trusted: [between(), ...my] })).toBe(TRUSTED);
  expect(verify(chain, { trusted: [between()] })).toBe(TRUSTED);
  // A leaf that is trusted itself, self-signed or not.
  const self = certificate();
  expect(verify([self], { trusted: [self] })).toBe(TRUSTED);
  const own = leaf();
  expect(verify([own], { trusted: [own] })).toBe(TRUSTED);
  expect(verify([own], { trusted: [certificate({ subject: "CN=Other" }), own] })).toBe(TRUSTED);
});

test("paths to nothing that is trusted", () => {
  const other = root({ subject: "CN=Other" });
  expect(verify([leaf()], { trusted: [other] })).toBe(UNKNOWN);
  expect(verify([leaf(), ...my], { trusted: [other] })).toBe(UNKNOWN);
  expect(verify([below(), between()], { trusted: [other] })).toBe(UNKNOWN);
  expect(verify([below()], { trusted: my })).toBe(UNKNOWN.replace("My CA", "Between"));
  expect(verify([certificate()], { trusted: my })).toBe(
    "certificate is self-signed (CN=localhost), trust it with --cacert FILE",
  );
  // Self-signed with the key of one that is trusted: another certificate.
  expect(verify([certificate({ serial: integer(2) })], { trusted: [certificate()] })).toMatch("self-signed");
  expect(verify([], { trusted: my })).toBe(MALFORMED);
});

test("a name is not enough", () => {
  const impostor = root({ key: key("P-256", 3) });
  const OTHER =
    "certificate is not signed by the authority that is trusted here (CN=My CA), but by another of that name";
  expect(verify([leaf()], { trusted: [impostor] })).toBe(OTHER);
  expect(verify([leaf(), ...my], { trusted: [impostor] })).toBe(OTHER);
  expect(verify([leaf()], { trusted: [impostor, ...my] })).toBe(TRUSTED);
  expect(verify([leaf({ signer: key("rsa2048") })], { trusted: my })).toBe(OTHER);
  expect(verify([below(), between({ key: key("P-256", 4) })], { trusted: my })).toBe(
    "certificate has a signature that is not its authority's",
  );
  // Of two by the same name, one expired, the other is found.
  const expired = root({ to: time("2026-06-01T00:00:00Z"), serial: integer(2) });
  expect(verify([leaf()], { trusted: [expired, ...my] })).toBe(TRUSTED);
  expect(verify([leaf()], { trusted: [expired] })).toBe("certificate of the authority CN=My CA expired 2026-06-01");
  // Two that signed each other lead nowhere.
  const a = certificate({
    subject: "CN=A",
    issuer: "CN=B",
    key: key("P-256", 5),
    signer: key("P-256", 6),
    extensions: [authority()],
  });
  const b = certificate({
    subject: "CN=B",
    issuer: "CN=A",
    key: key("P-256", 6),
    signer: key("P-256", 5),
    extensions: [authority()],
  });
  expect(verify([certificate({ issuer: "CN=A", signer: key("P-256", 5) }), a, b], { trusted: my })).toMatch(
    "unknown authority",
  );
});

test("long paths, and many candidates", () => {
  const step = (i: number, extensions: Uint8Array[] = [authority()]) =>
    certificate({
      subject: `CN=${i}`,
      issuer: `CN=${i + 1}`,
      key: key("P-256", 10 + i),
      signer: key("P-256", 11 + i),
      extensions,
    });
  const chain = (length: number) => [
    step(0, [names("DNS:localhost")]),
    ...Array.from({ length: length - 1 }, (_, i) => step(i + 1)),
  ];
  const anchor = (i: number) => [root({ subject: `CN=${i}`, key: key("P-256", 10 + i) })];
  expect(verify(chain(7), { trusted: anchor(7) })).toBe(TRUSTED);
  expect(verify(chain(8), { trusted: anchor(8) })).toBe("too many certificates to find the authority of CN=8");
  const same = Array.from({ length: 9 }, (_, i) => root({ key: key("P-256", 20 + i), serial: integer(i + 1) }));
  expect(verify([leaf(), ...same], { trusted: [root({ subject: "CN=Other" })] })).toMatch("its authority's");
  expect(verify([leaf()], { trusted: [...same, ...my] })).toBe(TRUSTED);
  const many = Array.from({ length: 17 }, (_, i) => root({ key: key("P-256", 20), serial: integer(i + 1) }));
  expect(verify([leaf()], { trusted: [...many, ...my] })).toMatch("another of that name");
});

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

test("forms of dates", () => {
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

test("days", () => {
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

test("keys and signatures", () => {
  const types = ["P-256", "P-384", "ed25519", "rsa2048", "rsa3072", "rsa4096"];
  for (const type of types) {
    for (const hash of ["sha256", "sha384", "sha512"]) {
      const anchor = root({ key: key(type, 7), scheme: hash });
      for (const padding of type.startsWith("rsa") ? ["", "pss-"] : [""]) {
        const good = leaf({ signer: key(type, 7), scheme: padding + hash });
        expect(verify([good], { trusted: [anchor] }), `${type} ${padding}${hash}`).toBe(TRUSTED);
        const bad = Buffer.from(good);
        bad[bad.length - 1]! ^= 1;
        expect(verify([bad], { trusted: [anchor] }), `${type} ${padding}${hash}`).toMatch("another of that name");
      }
    }
    expect(verify([leaf({ key: key(type, 7) })], { trusted: my }), type).toBe(TRUSTED);
  }
  // Moduli of other lengths: the encoded message of PSS is a byte shorter than 2049 and 2056 + 1 bits.
  for (const type of ["rsa2049", "rsa2050", "rsa2057"]) {
    const anchor = root({ key: key(type) });
    for (const way of ["sha256", "pss-sha256", "pss-sha512"]) {
      expect(verify([leaf({ signer: key(type), scheme: way })], { trusted: [anchor] }), `${type} ${way}`).toBe(TRUSTED);
    }
  }
});

test("weak and unknown keys and signatures", () => {
  const weakKey = (of = "") => `certificate${of} has an RSA key of less than 2048 bits`;
  const otherKey = (of = "") =>
    `certificate${of} has a kind of key that is not supported (wanted RSA up to 4096 bits, P-256, P-384 or Ed25519)`;
  const weak = "certificate is signed with SHA-1 or MD5, which can be forged";
  const other = "certificate has a kind of signature that is not supported (wanted RSA, ECDSA or Ed25519 with SHA-2)";
  const of = " of the authority CN=My CA";
  for (const type of ["rsa1024", "rsa2047"]) {
    expect(verify([leaf({ key: key(type) })], { trusted: my })).toBe(weakKey());
    expect(verify([leaf({ signer: key(type) })], { trusted: [root({ key: key(type) })] })).toBe(weakKey(of));
  }
  for (const type of ["P-521", "ed448", "secp256k1", "P-224"]) {
    const anchor = [root({ key: key(type), scheme: scheme(key("P-256"), "sha256"), signer: key("P-256") })];
    expect(verify([leaf({ key: key(type) })], { trusted: my }), type).toBe(otherKey());
    expect(verify([leaf()], { trusted: anchor }), type).toBe(otherKey(of));
  }
  const rsa = (modulus: Uint8Array, exponent: Uint8Array) =>
    sequence(sequence(oid("1.2.840.113549.1.1.1"), NULL), bits(sequence(der(2, modulus), der(2, exponent))));
  const big = (length: number) => Buffer.concat([Buffer.of(0), Buffer.alloc(length, 0xab)]);
  const usual = Buffer.of(1, 0, 1);
  const judge = (spki: Uint8Array) => verify([leaf({ spki })], { trusted: my });
  expect(judge(rsa(big(512), usual))).toBe(TRUSTED);
  expect(judge(rsa(big(513), usual))).toBe(otherKey());
  expect(judge(rsa(big(256), Buffer.of(1)))).toBe(otherKey());
  expect(judge(rsa(big(256), Buffer.of(2)))).toBe(otherKey());
  expect(judge(rsa(big(256), Buffer.of(1, 0, 0, 0, 1)))).toBe(otherKey());
  expect(judge(rsa(Buffer.concat([big(255), Buffer.of(2)]), usual))).toBe(otherKey());
  expect(judge(rsa(Buffer.of(1), usual))).toBe(weakKey());
  for (const bad of [Buffer.alloc(0), Buffer.of(0), Buffer.of(0, 1), Buffer.alloc(256, 0xab)]) {
    expect(judge(rsa(bad, usual))).toBe(MALFORMED);
    expect(judge(rsa(big(256), bad))).toBe(MALFORMED);
  }
  // Compressed points, and parameters that are no name of a curve.
  const point = key("P-256").spki.subarray(-64, -32);
  const ec = (curve: Uint8Array, content: Uint8Array) =>
    sequence(sequence(oid("1.2.840.10045.2.1"), curve), bits(content));
  expect(judge(ec(oid("1.2.840.10045.3.1.7"), Buffer.concat([Buffer.of(2), point])))).toBe(otherKey());
  expect(judge(ec(sequence(integer(1)), Buffer.alloc(65, 4)))).toBe(otherKey());
  expect(judge(ec(oid("1.2.840.10045.3.1.7"), Buffer.alloc(0)))).toBe(otherKey());
  expect(judge(sequence(sequence(oid("1.2.840.10045.2.1")), bits(Buffer.alloc(65))))).toBe(MALFORMED);
  // Signatures. That of one that is trusted itself is not looked at.
  const signer = key("rsa2048");
  const anchor = { trusted: [root({ key: signer, scheme: "sha1" })] };
  expect(verify([leaf({ signer })], anchor)).toBe(TRUSTED);
  expect(verify([leaf({ signer, scheme: "sha1" })], anchor)).toBe(weak);
  expect(verify([leaf({ signer, scheme: "md5" })], anchor)).toBe(weak);
  expect(verify([leaf({ signer, scheme: "sha224" })], anchor)).toBe(other);
  expect(verify([leaf({ scheme: "sha1" })], { trusted: my })).toBe(weak);
  expect(verify([leaf({ scheme: "sha224" })], { trusted: my })).toBe(other);
  const old = certificate({ scheme: "sha1" });
  expect(verify([old], { trusted: [old] })).toBe(TRUSTED);
  expect(verify([below(), between({ signer, scheme: "sha1" })], anchor)).toBe(
    weak.replace(" is", " of the authority CN=Between is"),
  );
});

test("RSASSA-PSS and its parameters", () => {
  const signer = key("rsa2048");
  const trusted = [root({ key: signer })];
  const PSS = oid("1.2.840.113549.1.1.10");
  const judge = (parameters: Uint8Array[], salt: number) =>
    verify([leaf({ signer, scheme: { identifier: sequence(PSS, ...parameters), hash: "sha256", pss: { salt } } })], {
      trusted,
    });
  const other = /kind of signature that is not supported/;
  expect(judge([pss("sha256", 32)], 32)).toBe(TRUSTED);
  expect(judge([pss("sha256", 32)], 20)).toMatch("another of that name");
  expect(judge([pss("sha256", 20)], 20)).toMatch(other);
  expect(judge([pss("sha256", 32, "sha384")], 32)).toMatch(other);
  expect(judge([], 20)).toMatch("SHA-1");
  expect(judge([sequence()], 20)).toMatch("SHA-1");
  const [hash, mask, length] = [
    pss("sha256", 32).subarray(2, 19),
    pss("sha256", 32).subarray(19, 49),
    pss("sha256", 32).subarray(49),
  ];
  expect(judge([sequence(hash, mask, length, der(0xa3, integer(1)))], 32)).toBe(TRUSTED);
  expect(judge([sequence(hash, mask, length, der(0xa3, integer(2)))], 32)).toMatch(other);
  expect(judge([sequence(hash, mask)], 32)).toMatch(other);
  expect(judge([sequence(hash, length)], 32)).toMatch(other);
  expect(judge([sequence(mask, length)], 32)).toMatch(other);
  expect(judge([NULL], 32)).toBe(MALFORMED);
  // Keys that are for PSS alone.
  const spki = (...parameters: Uint8Array[]) =>
    sequence(sequence(PSS, ...parameters), signer.spki.subarray(signer.spki.indexOf(Buffer.of(0x03, 0x82))));
  const bound = (...parameters: Uint8Array[]) => [root({ key: signer, spki: spki(...parameters) })];
  expect(verify([leaf({ signer, scheme: "pss-sha256" })], { trusted: bound() })).toBe(TRUSTED);
  expect(verify([leaf({ signer, scheme: "pss-sha256" })], { trusted: bound(pss("sha256", 32)) })).toBe(TRUSTED);
  expect(verify([leaf({ signer })], { trusted: bound() })).toMatch("another of that name");
  expect(verify([leaf({ signer, scheme: "pss-sha256" })], { trusted: bound(pss("sha256", 32, "sha512")) })).toMatch(
    "kind of key",
  );
});

test("signatures by themselves", () => {
  const message = Buffer.from("message");
  const KIND = { rsa: 2, pss: 3, ecdsa: 4, ed: 5 };
  const check = (type: string, kind: number, hash: number, signature: Uint8Array) =>
    both("certificate signature", key(type).spki, Buffer.of(kind), Buffer.of(hash), message, signature).slice(2);
  const sign = (type: string, how: string) => signWith(key(type), scheme(key(type), how), message);
  expect(check("rsa2048", KIND.rsa, 0, sign("rsa2048", "sha256"))).toBe("good");
  expect(check("rsa2048", KIND.rsa, 1, sign("rsa2048", "sha256"))).toBe("wrong");
  expect(check("rsa2048", KIND.pss, 0, sign("rsa2048", "sha256"))).toBe("wrong");
  expect(check("rsa2048", KIND.rsa, 0, sign("rsa2048", "pss-sha256"))).toBe("wrong");
  expect(check("rsa2048", KIND.pss, 0, sign("rsa2048", "pss-sha256"))).toBe("good");
  expect(check("rsa2048", KIND.ecdsa, 0, sign("rsa2048", "sha256"))).toBe("wrong");
  expect(check("P-256", KIND.rsa, 0, sign("P-256", "sha256"))).toBe("wrong");
  expect(check("P-256", KIND.ecdsa, 1, sign("P-256", "sha384"))).toBe("good");
  expect(check("ed25519", KIND.ed, 0, sign("ed25519", "sha256"))).toBe("good");
  expect(check("ed25519", KIND.ecdsa, 0, sign("ed25519", "sha256"))).toBe("wrong");
  expect(check("ed25519", KIND.ed, 0, Buffer.alloc(63))).toBe("wrong");
  for (const length of [0, 255, 257]) expect(check("rsa2048", KIND.rsa, 0, Buffer.alloc(length))).toBe("wrong");
  // Not below the modulus; zero, and one, which are their own power.
  expect(check("rsa2048", KIND.rsa, 0, Buffer.alloc(256, 0xff))).toBe("wrong");
  expect(check("rsa2048", KIND.rsa, 0, Buffer.alloc(256))).toBe("wrong");
  expect(check("rsa2048", KIND.pss, 0, Buffer.alloc(256))).toBe("wrong");
  // Every bit of a signature counts.
  for (const [type, kind, how] of [
    ["rsa2048", KIND.rsa, "sha256"],
    ["rsa2048", KIND.pss, "pss-sha256"],
    ["P-256", KIND.ecdsa, "sha256"],
  ] as const) {
    const signature = sign(type, how);
    for (let i = 0; i < signature.length; i++) {
      const bad = Buffer.from(signature);
      bad[i]! ^= 1 << (i & 7);
      expect(check(type, kind, 0, bad), `${type} ${how} ${i}`).toBe("wrong");
    }
  }
  // ECDSA's DER.
  const signature = sign("P-256", "sha256");
  const r = signature.subarray(2, 4 + signature[3]!);
  const s = signature.subarray(4 + signature[3]!);
  const ecdsa = (content: Uint8Array) => check("P-256", KIND.ecdsa, 0, content);
  expect(ecdsa(sequence(r, s))).toBe("good");
  for (const bad of [
    Buffer.concat([signature, Buffer.of(0)]),
    sequence(r, s, NULL),
    sequence(r),
    sequence(),
    Buffer.alloc(0),
    sequence(s, r),
    sequence(r, integer(0)),
    sequence(integer(0), s),
    sequence(integer(0), integer(0)),
    sequence(r, der(2)),
    sequence(r, der(2, Buffer.alloc(1), s.subarray(2))),
    sequence(r, integer(0x80)),
    sequence(der(2, Buffer.alloc(33, 1)), s),
    Buffer.concat([Buffer.of(0x30, 0x81, signature.length - 2), r, s]),
    Buffer.concat([Buffer.of(0x30, 0x80), r, s, Buffer.alloc(2)]),
  ]) {
    expect(ecdsa(bad)).toBe("wrong");
  }
});

test("what a certificate is for", () => {
  const judge = (...extensions: Uint8Array[]) =>
    verify([leaf({ extensions: [names("DNS:localhost"), ...extensions] })], { trusted: my });
  const servers = "certificate is not for servers (its key usage forbids it)";
  const signatures =
    "certificate is not for signatures, which TLS 1.2 needs here (its key usage lacks digitalSignature)";
  const each = [0x80, 0x40, 0x20, 0x10, 0x08, 0x04, 0x02, 0x01];
  const pairs = each.flatMap((one) => each.map((other) => one | other));
  for (const type of ["P-256", "P-384", "ed25519", "rsa2048"]) {
    for (const usage of new Set([-1, 0, 0x57, 0xff, ...pairs])) {
      const extensions = [names("DNS:localhost"), ...(usage < 0 ? [] : [keyUsage(usage)])];
      const it = leaf({ key: key(type), extensions });
      const wanted = usage >= 0 && (usage & 0xa8) === 0 ? servers : TRUSTED;
      const cannotSign = wanted === TRUSTED && type !== "rsa2048" && usage >= 0 && usage < 0x80;
      expect(verify([it], { trusted: my }), `${type} ${usage}`).toBe(wanted);
      expect(verify([it], { trusted: my, extra: [Buffer.from("2")] }), `${type} ${usage}, TLS 1.2`).toBe(
        cannotSign ? signatures : wanted,
      );
    }
  }
  expect(judge(purposes(SERVER))).toBe(TRUSTED);
  expect(judge(purposes(CLIENT, SERVER))).toBe(TRUSTED);
  expect(judge(purposes(CLIENT))).toBe(servers);
  // As OpenSSL has it, any purpose is not this one.
  expect(judge(purposes("2.5.29.37.0"))).toBe(servers);
  expect(judge(noAuthority())).toBe(TRUSTED);
  expect(judge(authority())).toBe(TRUSTED);
  const unknown = "certificate has a critical extension that is not supported";
  expect(judge(extension("1.2.3", Buffer.from("no DER")))).toBe(TRUSTED);
  expect(judge(extension("1.2.3", NULL, true))).toBe(unknown);
  expect(judge(extension("2.5.29.99", NULL, true))).toBe(unknown);
  for (const policy of [31, 32, 33, 36, 54])
    expect(judge(extension(`2.5.29.${policy}`, sequence(), true))).toBe(TRUSTED);
});

test("who may sign", () => {
  const judge = (wanted: Wanted) => verify([leaf()], { trusted: [root(wanted)] });
  const no = "certificate of the authority CN=My CA is not one of an authority, which may sign others";
  const judgeWith = (...extensions: Uint8Array[]) => judge({ extensions });
  expect(judgeWith(authority())).toBe(TRUSTED);
  expect(judgeWith(authority(), keyUsage(0x04))).toBe(TRUSTED);
  expect(judgeWith(authority(), keyUsage(0x80))).toBe(no);
  expect(judgeWith(noAuthority())).toBe(no);
  expect(judgeWith(noAuthority(), keyUsage(0x04))).toBe(no);
  expect(judgeWith(keyUsage(0x04))).toBe(TRUSTED);
  expect(judgeWith(names("DNS:localhost"))).toBe(no);
  expect(judge({ version: [], extensions: [] })).toBe(TRUSTED);
  expect(judge({ version: version(2), extensions: [] })).toBe(no);
  expect(judge({ version: [], extensions: [], issuer: "CN=Older", signer: key("P-256", 9) })).toBe(no);
  expect(judgeWith(authority(), purposes(SERVER))).toBe(TRUSTED);
  expect(judgeWith(authority(), purposes(CLIENT))).toBe(
    "certificate of the authority CN=My CA is not for servers (its key usage forbids it)",
  );
  expect(judgeWith(authority(), extension("1.2.3", NULL, true))).toMatch(
    "of the authority CN=My CA has a critical extension",
  );
  // A leaf signs nothing.
  expect(verify([below(), between({ extensions: [names("DNS:localhost")] })], { trusted: my })).toBe(
    no.replace("My CA", "Between"),
  );
  expect(verify([below()], { trusted: [between({ extensions: [] })] })).toBe(no.replace("My CA", "Between"));
});

test("path lengths", () => {
  const limited = (length: number) => [root({ extensions: [authority(length)] })];
  const chain = [below(), between()];
  expect(verify([leaf()], { trusted: limited(0) })).toBe(TRUSTED);
  expect(verify(chain, { trusted: limited(0) })).toBe(
    "certificate of the authority CN=My CA allows fewer authorities below it",
  );
  expect(verify(chain, { trusted: limited(1) })).toBe(TRUSTED);
  expect(verify([below(), between({ extensions: [authority(0)] })], { trusted: limited(1) })).toBe(TRUSTED);
  // An authority's certificate for its own next key is no step.
  const next = root({ key: key("P-256", 8), signer: key("P-256", 1) });
  const rolled = leaf({ signer: key("P-256", 8) });
  expect(verify([rolled, next], { trusted: limited(0) })).toBe(TRUSTED);
});

test("name constraints", () => {
  const refused = "certificate of the authority CN=My CA does not permit the names in those below it";
  const judge = (
    permitted: string[],
    excluded: string[],
    own: string[] = ["DNS:localhost"],
    host = "localhost",
    subject = "CN=localhost",
  ) =>
    verify([leaf({ subject, extensions: [names(...own)] })], {
      host,
      trusted: [root({ extensions: [authority(), nameConstraints(permitted, excluded)] })],
    });
  expect(judge(["DNS:localhost"], [])).toBe(TRUSTED);
  expect(judge(["DNS:example.org"], [])).toBe(refused);
  expect(judge(["DNS:example.org", "DNS:LOCALHOST"], [])).toBe(TRUSTED);
  expect(judge([], ["DNS:localhost"])).toBe(refused);
  expect(judge([], ["DNS:host"])).toBe(TRUSTED);
  expect(judge([], ["DNS:"])).toBe(refused);
  expect(judge(["DNS:"], [])).toBe(TRUSTED);
  const web = ["DNS:www.example.org"];
  expect(judge(["DNS:example.org"], [], web, "www.example.org")).toBe(TRUSTED);
  expect(judge(["DNS:.example.org"], [], web, "www.example.org")).toBe(TRUSTED);
  expect(judge(["DNS:ample.org"], [], web, "www.example.org")).toBe(refused);
  expect(judge(["DNS:.example.org"], [], ["DNS:example.org"], "example.org")).toBe(refused);
  expect(judge(["DNS:example.org"], ["DNS:www.example.org"], web, "www.example.org")).toBe(refused);
  // Every name counts, not only the one that is wanted; and what a wildcard stands for.
  expect(judge(["DNS:example.org"], [], [...web, "DNS:example.com"], "www.example.org")).toBe(refused);
  expect(judge([], ["DNS:www.example.org"], ["DNS:*.example.org"], "www.example.org")).toBe(refused);
  expect(judge([], ["DNS:www.example.org"], ["DNS:*.example.org"], "api.example.org")).toBe(TRUSTED);
  const ip = ["IP:10.1.2.3"];
  expect(judge(["IP:10.0.0.0/255.0.0.0"], [], ip, "10.1.2.3")).toBe(TRUSTED);
  expect(judge(["IP:10.2.0.0/255.255.0.0"], [], ip, "10.1.2.3")).toBe(refused);
  expect(judge([], ["IP:0.0.0.0/0.0.0.0"], ip, "10.1.2.3")).toBe(refused);
  expect(judge([], [`IP:${"00".repeat(32)}`], ip, "10.1.2.3")).toBe(TRUSTED);
  expect(judge([`IP:${"00".repeat(32)}`], [], ip, "10.1.2.3")).toBe(refused);
  expect(judge([], ["IP:0a0102"], ip, "10.1.2.3")).toBe(refused);
  expect(judge(["DNS:example.org"], [], ip, "10.1.2.3")).toBe(TRUSTED);
  // Directories.
  const german = "C=DE,CN=localhost";
  expect(judge(["dir:C=DE"], [], undefined, undefined, german)).toBe(TRUSTED);
  expect(judge(["dir:C=FR"], [], undefined, undefined, german)).toBe(refused);
  expect(judge([], ["dir:C=DE"], undefined, undefined, german)).toBe(refused);
  expect(judge(["dir:C=DE,CN=localhost,O=More"], [], undefined, undefined, german)).toBe(refused);
  expect(judge(["dir:C=FR"], [], undefined, undefined, "")).toBe(TRUSTED);
  // Malformed ones permit nothing.
  for (const value of [
    sequence(NULL),
    sequence(der(0xa0, NULL)),
    sequence(der(0xa2)),
    sequence(der(0xa0, sequence(der(0x82), NULL))),
  ]) {
    const trusted = [root({ extensions: [authority(), extension("2.5.29.30", value, true)] })];
    expect(verify([leaf()], { trusted })).toBe(refused);
  }
  // Those of one in the middle, and of a trusted leaf, which has none below it.
  const chain = [below(), between({ extensions: [authority(), nameConstraints(["DNS:example.org"], [])] })];
  expect(verify(chain, { trusted: my })).toBe(refused.replace("My CA", "Between"));
  const alone = certificate({ extensions: [names("DNS:localhost"), nameConstraints(["DNS:example.org"], [])] });
  expect(verify([alone], { trusted: [alone] })).toBe(TRUSTED);
});

test("names of hosts", () => {
  const is = (host: string, ...own: string[]) => {
    const it = certificate({ extensions: own.length === 0 ? [] : [names(...own)] });
    return verify([it], { host, trusted: [it] });
  };
  for (const [host, ...own] of [
    ["example.org", "DNS:example.org"],
    ["example.org.", "DNS:example.org"],
    ["EXAMPLE.org", "DNS:example.ORG"],
    ["example.org", "DNS:example.com", "IP:127.0.0.1", "email:a@b", "DNS:example.org"],
    ["www.example.org", "DNS:*.example.org"],
    ["xn--bcher-kva.example.org", "DNS:*.example.org"],
    ["a_b.local", "DNS:a_b.local"],
    ["127.0.0.1", "IP:127.0.0.1"],
    ["::1", `IP:${"00".repeat(15)}01`],
    ["localhost", "DNS:localhost"],
  ] as const) {
    expect(is(host, ...own), `${host} ${own}`).toBe(TRUSTED);
  }
  for (const [host, ...own] of [
    ["example.org", "DNS:www.example.org"],
    ["www.example.org", "DNS:example.org"],
    ["example.org", "DNS:*.example.org"],
    ["a.b.example.org", "DNS:*.example.org"],
    ["example.org", "DNS:*.org"],
    ["org", "DNS:*"],
    ["www.example.org", "DNS:*"],
    ["www.example.org", "DNS:*.*.org"],
    ["www.example.org", "DNS:w*.example.org"],
    ["www.example.org", "DNS:www.*.org"],
    ["www.example.org", "DNS:*www.example.org"],
    ["example.org", "DNS:example.org\0"],
    ["example.org", "DNS:example.org\0.com"],
    ["example.org", "DNS:example.org."],
    ["example.org", "DNS:"],
    ["example.org", "DNS: example.org"],
    ["example.org", "URI:example.org"],
    ["example.org", "email:example.org"],
    ["127.0.0.1", "DNS:127.0.0.1"],
    ["127.0.0.1", "DNS:*.0.0.1"],
    ["127.0.0.1", "IP:127.0.0.2"],
    ["127.0.0.1", `IP:${"00".repeat(10)}ffff7f000001`],
    ["127.0.0.1", "IP:7f0000"],
    [".example.org", "DNS:*.example.org"],
  ] as const) {
    expect(is(host, ...own), `${host} ${own}`).toMatch("certificate is for ");
  }
  const wrong = (host: string, ...own: string[]) =>
    /certificate is for (.*) \(-k accepts any\)/s.exec(is(host, ...own))?.[1];
  expect(wrong("localhost", "DNS:example.org")).toBe("example.org, not localhost");
  expect(wrong("localhost.", "DNS:a", "DNS:b")).toBe("a and b, not localhost");
  expect(wrong("10.0.0.1", "DNS:a", "email:e", "DNS:b", "IP:10.0.0.2", "DNS:c", "DNS:d")).toBe(
    "a, b and 3 more, not 10.0.0.1",
  );
  expect(wrong("::1", "IP:10.0.0.2", `IP:${"00".repeat(15)}02`)).toBe("10.0.0.2 and ::2, not ::1");
  expect(wrong("a", "URI:https://a")).toBe("no host, not a");
  const long = "x".repeat(99);
  expect(wrong(long, `DNS:${long}`, `DNS:${long}y`, "DNS:z")).toBe(undefined);
  expect(wrong(`${long}z`, `DNS:${long}`, `DNS:${long}y`, "DNS:z")).toBe(
    `${"x".repeat(40)}..., ${"x".repeat(40)}... and 1 more, not ${"x".repeat(50)}...`,
  );
  expect(is("localhost")).toBe(
    "certificate has no subjectAltName (CN=localhost does not count), so that it names no host",
  );
});

test("names of authorities", () => {
  const issuer = (text: string) => /by (.*) from/s.exec(both("certificate parse", certificate({ issuer: text })))?.[1];
  expect(issuer("C=DE,O=Example,CN=My CA")).toBe("CN=My CA");
  expect(issuer("CN=My CA,O=Example")).toBe("CN=My CA");
  expect(issuer("C=DE,OU=Unit,O=Example")).toBe("O=Example");
  expect(issuer("C=DE,OU=Unit")).toBe("OU=Unit");
  expect(issuer("C=DE,2.5.4.7=Berlin")).toBe("DE");
  expect(issuer("")).toBe("no name");
  expect(issuer("CN=,O=Example")).toBe("O=Example");
  expect(issuer(`CN=${"x".repeat(64)}`)).toBe(`CN=${"x".repeat(64)}`);
  expect(issuer(`CN=${"x".repeat(65)}`)).toBe(`CN=${"x".repeat(64)}...`);
  expect(issuer(`CN=${"x".repeat(63)}äy`)).toBe(`CN=${"x".repeat(63)}...`);
});

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

test("no byte of a certificate can be another", () => {
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

test("a trusted certificate with any byte another neither traps nor hangs", () => {
  const [good = root()] = my;
  for (let i = 0; i < good.length; i++) {
    const bad = Buffer.from(good);
    bad[i]! ^= 0xff;
    verify([leaf()], { trusted: [bad] });
  }
});

test("PEM", () => {
  const read = (text: string, size = 4096) =>
    both("certificate pem", `f/f\0${text}`, Buffer.of(0x73, size >> 8, size & 255))
      .replace("open 0", "")
      .trim();
  const sum = (content: Uint8Array) =>
    `${content.length}/${content.reduce((total, byte) => (total * 31 + byte) & 0xffff, 0)}`;
  const contents = [0, 1, 2, 3, 47, 48, 49, 200].map((length) =>
    Buffer.from(Array.from({ length }, (_, i) => (i * 7 + length) & 255)),
  );
  const sums = contents.map(sum).join(" ");
  const text = contents.map((it) => pem(it)).join("");
  for (const size of [1, 2, 3, 5, 7, 63, 64, 65, 4096]) expect(read(text, size), `${size}`).toBe(sums);
  const [, , , , , , , last = Buffer.alloc(0)] = contents;
  const one = sum(last);
  expect(read("")).toBe("");
  expect(read("nothing\nof the kind")).toBe("");
  expect(read(pem(last).trimEnd())).toBe(one);
  expect(read(pem(last, undefined, 64, "\r\n"))).toBe(one);
  expect(read(pem(last, undefined, 64, "  \t\r\n"))).toBe(one);
  expect(read(pem(last, undefined, 1000))).toBe(one);
  expect(read(pem(last, undefined, 1))).toBe(one);
  expect(read(pem(last, "TRUSTED CERTIFICATE") + pem(last, "X509 CERTIFICATE"))).toBe(`${one} ${one}`);
  expect(
    read(
      `# My CA\n\n${pem(last, "PRIVATE KEY")}=====\nx${pem(last)}${pem(last)} text\n${pem(last, "CERTIFICATE REQUEST")}`,
    ),
  ).toBe(one);
  expect(read(`${"-".repeat(9000)}\n${pem(last)}`)).toBe(one);
  // Broken ones, behind which it goes on.
  const broken = [
    pem(last).replace("-----END CERTIFICATE-----", ""),
    pem(last).replace("END", "BEGIN"),
    pem(last).replace("END CERT", "END KEY CERT"),
    pem(last).replace("E-----\n", "E----\n").replace("E-----\n", "E----\n"),
    pem(last).replace("\ny", "\n?"),
    pem(last).replace(/\n/, "\nKey: value\n"),
    pem(last).replace("=", ""),
    pem(last).replace("=", "=="),
    pem(last).replace("=", "AA"),
    pem(last).replace(/\n/, "\n="),
    pem(last).replace(/\n/, "\n\0"),
    pem(last).slice(0, 150),
  ];
  for (const [i, it] of broken.entries()) expect(read(it), `${i}`).toBe(i === 3 ? "" : "broken");
  expect(read(`${broken[4]}${pem(last)}`)).toMatch(one);
  // Longer than any is kept.
  const huge = Buffer.alloc(20_000, 1);
  expect(read(pem(huge) + pem(last))).toBe(`${sum(huge.subarray(0, 16_384))} ${one}`);
  for (let length = 16_378; length < 16_390; length++) {
    for (const width of [64, 63, 1])
      expect(read(pem(huge.subarray(0, length), undefined, width))).toBe(
        sum(huge.subarray(0, Math.min(length, 16_384))),
      );
  }
  expect(both("certificate pem", Buffer.from([0x72, 5, ...Buffer.from("/f")]))).toBe("open 0 failed 5");
});

test("files of trusted certificates", () => {
  const judge = (trusted: string, extra: Uint8Array[] = []) => verify([leaf()], { trusted, extra });
  const mine = pem(my[0]!);
  const broken = "a broken certificate in /ca.pem";
  expect(judge(mine)).toBe(TRUSTED);
  expect(judge("")).toBe("no certificate in /ca.pem, wanted PEM: -----BEGIN CERTIFICATE-----");
  expect(judge("\n\n")).toMatch("no certificate in");
  expect(judge(pem(my[0]!, "PRIVATE KEY"))).toMatch("no certificate in");
  expect(judge(my[0]!.toString("latin1"))).toMatch("no certificate in");
  expect(judge(`${mine}${mine.slice(0, 300)}`)).toBe(broken);
  expect(judge(mine.replace("M", "*"))).toBe(broken);
  expect(judge(pem(Buffer.from("no certificate")))).toBe(broken);
  expect(judge(mine + pem(my[0]!.subarray(0, 200)))).toBe(broken);
  // OpenSSL's own kind, with more behind the certificate; one that is too long to be used.
  expect(judge(pem(Buffer.concat([my[0]!, sequence(sequence(oid(SERVER)))]), "TRUSTED CERTIFICATE"))).toBe(TRUSTED);
  expect(judge(pem(root({ extensions: [extension("1.2.3", Buffer.alloc(20_000))] })) + mine)).toBe(TRUSTED);
  // Certificates of about 16 KiB, and the longest that is taken.
  const sized = (length: number) => {
    const of = (more: number) => root({ extensions: [authority(), extension("1.2.3", Buffer.alloc(more))] });
    // The signature's length differs from one to the next.
    for (let more = length - 400; ; more++) {
      for (let i = 0; i < 20; i++) {
        const made = of(more);
        if (made.length === length) return made;
      }
    }
  };
  const tooLarge = "a certificate in /ca.pem is too large (more than 16384 bytes)";
  for (const length of [16_382, 16_383, 16_384]) expect(judge(pem(sized(length))), `${length}`).toBe(TRUSTED);
  for (const length of [16_385, 16_386, 16_387, 16_400]) {
    expect(judge(pem(sized(length))), `${length}`).toBe(tooLarge);
    expect(judge(pem(sized(length)) + mine), `${length}`).toBe(TRUSTED);
    expect(judge(mine + pem(sized(length))), `${length}`).toBe(TRUSTED);
  }
  expect(judge(pem(Buffer.alloc(60_000)))).toBe(tooLarge);
  expect(judge(pem(Buffer.alloc(60_000)).repeat(3))).toBe(tooLarge);
  expect(judge(pem(Buffer.alloc(60_000)).slice(0, 50_000))).toBe(broken);
  const path = Buffer.from("/other.pem");
  const failing = (kind: string, errno: number) => Buffer.concat([Buffer.from(kind), Buffer.of(errno), path]);
  expect(verify([leaf()], { file: "/other.pem" })).toBe("cannot read /other.pem: 2");
  expect(verify([leaf()], { file: "/other.pem", extra: [failing("e", 13)] })).toBe("cannot read /other.pem: 13");
  expect(verify([leaf()], { file: "/other.pem", extra: [failing("r", 21)] })).toBe("cannot read /other.pem: 21");
});

test("the system's trusted certificates", () => {
  const mine = pem(my[0]!);
  const other = pem(root({ subject: "CN=Other" }));
  const judge = (files: Record<string, string>, folders = "", file = "") => verify([leaf()], { file, files, folders });
  const none =
    "no trusted certificates in this image: COPY /etc/ssl/certs/ca-certificates.crt into it, or use --cacert";
  const debian = "/etc/ssl/certs/ca-certificates.crt";
  for (const path of [
    debian,
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
  ]) {
    expect(judge({ [path]: mine }), path).toBe(TRUSTED);
  }
  // The first file alone; single ones only where there is none.
  expect(judge({ "/etc/ssl/cert.pem": mine, [debian]: other })).toBe(UNKNOWN);
  expect(judge({ "/etc/ssl/certs/a.pem": other, "/etc/ssl/certs/b.pem": mine })).toBe(TRUSTED);
  expect(judge({ "/etc/ssl/certs/b.pem": mine, [debian]: other })).toBe(UNKNOWN);
  expect(judge({})).toBe(none);
  expect(judge({ [debian]: "" })).toBe(none);
  expect(judge({ "/etc/ssl/certs/README": "text" })).toBe(none);
  expect(judge({ [debian]: "-----BEGIN CERTIFICATE-----\n?\n" + mine })).toBe(TRUSTED);
  // SSL_CERT_DIR adds to the file, and takes the place of the default folder.
  const folder = { "/my/a.pem": other, "/my/b.crt": mine, "/my/key": pem(my[0]!, "PRIVATE KEY") };
  expect(judge(folder, "/my")).toBe(TRUSTED);
  expect(judge(folder, "/none:/my:")).toBe(TRUSTED);
  expect(judge({ ...folder, [debian]: other }, "/my")).toBe(TRUSTED);
  expect(judge({ "/my/a.pem": other, [debian]: mine }, "/my")).toBe(TRUSTED);
  expect(judge({ "/my/a.pem": other, "/etc/ssl/certs/b.pem": mine }, "/my")).toBe(UNKNOWN);
  expect(judge({ ...folder, "/ca": other }, "/my", "/ca")).toBe(TRUSTED);
  // Why there is none: the folders that were given, and what is in them.
  const empty = (path: string) => `no certificate in ${path}, wanted PEM: -----BEGIN CERTIFICATE-----`;
  const large = pem(Buffer.alloc(20_000));
  const tooLarge = (path: string) => `a certificate in ${path} is too large (more than 16384 bytes)`;
  expect(judge({ ...folder }, "/none")).toBe("cannot read /none: 2");
  expect(judge({ ...folder }, "/none:/nor")).toBe("cannot read /none: 2");
  expect(judge({ "/my/a": "text" }, "/my")).toBe(empty("/my"));
  expect(judge({ "/my/a": "text", "/our/b": "" }, "/my:/our")).toBe(empty("/my:/our"));
  expect(judge({ "/my/a": "text" }, "/my:/none")).toBe("cannot read /none: 2");
  expect(judge({ "/my/a": "text", "/my/b": large, "/my/c": large }, "/my")).toBe(tooLarge("/my/b"));
  expect(judge({ "/my/a": large, "/my/b": mine }, "/my")).toBe(TRUSTED);
  expect(judge({ "/my/a": "text", [debian]: "" }, "/my")).toBe(empty("/my"));
  expect(judge({ [debian]: large })).toBe(tooLarge(debian));
  expect(judge({ "/etc/ssl/certs/a": large })).toBe(tooLarge("/etc/ssl/certs/a"));
  expect(judge({ "/ca": large, "/my/a": mine }, "/my", "/ca")).toBe(TRUSTED);
  expect(judge({ "/ca": large, "/my/a": "text" }, "/my", "/ca")).toBe(tooLarge("/ca"));
  expect(judge({ "/ca": large }, "/none", "/ca")).toBe(tooLarge("/ca"));
  expect(judge({ "/ca": "text", "/my/a": mine }, "/my", "/ca")).toBe(empty("/ca"));
  expect(verify([leaf()], { file: "", extra: [Buffer.from(`e\x0d${debian}`)] })).toBe(`cannot read ${debian}: 13`);
});

test("a bundle of 150 costs no more memory than one", () => {
  const others = Array.from({ length: 150 }, (_, i) =>
    pem(root({ subject: `C=DE,O=Example,CN=Authority ${i}`, key: key("rsa2048", i % 2) })),
  );
  const mine = pem(my[0]!);
  const debian = "/etc/ssl/certs/ca-certificates.crt";
  const used = (content: string) => {
    expect(verify([leaf()], { file: "", files: { [debian]: content } })).toBe(TRUSTED);
    return memoryUsed;
  };
  const [one, all] = [used(mine), used(others.join("") + mine)];
  const input = others.join("").length;
  // What else grows is the vector's own view of each of its fields.
  expect(all - one - input).toBeLessThan(1024);
  const start = performance.now();
  used(others.join("") + mine);
  console.log(
    `150 certificates, ${input} bytes: ${Math.round(performance.now() - start)} ms in both; ${one - mine.length} bytes for one`,
  );
});
