import { expect, test } from "vitest";
import { both } from "./both.ts";
import {
  bits,
  certificate,
  der,
  integer,
  key,
  leaf,
  NULL,
  oid,
  pss,
  root,
  scheme,
  sequence,
  signWith,
} from "./certificate-der.ts";
import { below, between, MALFORMED, my, TRUSTED, verify } from "./certificate-trial.ts";

// Keys and signatures of certificates.

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
        expect(verify([bad], { trusted: [anchor] }), `${type} ${padding}${hash}`).toMatch(
          "another authority of the same name",
        );
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
  expect(judge([pss("sha256", 32)], 20)).toMatch("another authority of the same name");
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
  expect(verify([leaf({ signer })], { trusted: bound() })).toMatch("another authority of the same name");
  expect(verify([leaf({ signer, scheme: "pss-sha256" })], { trusted: bound(pss("sha256", 32, "sha512")) })).toMatch(
    "kind of key",
  );
});

/** Signatures of ECDSA whose DER is malformed or whose numbers are out of range. */
function malformed(signature: Uint8Array, r: Uint8Array, s: Uint8Array): Uint8Array[] {
  return [
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
  ];
}

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
  // A number that is not below the modulus, and zero, which is its own power.
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
  // The DER of ECDSA.
  const signature = sign("P-256", "sha256");
  const r = signature.subarray(2, 4 + signature[3]!);
  const s = signature.subarray(4 + signature[3]!);
  const ecdsa = (content: Uint8Array) => check("P-256", KIND.ecdsa, 0, content);
  expect(ecdsa(sequence(r, s))).toBe("good");
  for (const bad of malformed(signature, r, s)) {
    expect(ecdsa(bad)).toBe("wrong");
  }
});
