/** Certificates for a host without cryptography: any number is a key, and signatures are made of constant hashes. */
import {
  authority,
  bits,
  der,
  integer,
  keyUsage,
  NULL,
  name,
  names,
  noAuthority,
  oid,
  pss,
  purposes,
  SERVER,
  sequence,
  time,
  version,
} from "../../core/certificate-der.ts";
import { HASH_BYTE } from "../harness/tls-host";

export const EC = "1.2.840.10045";
export const RSA = "1.2.840.113549.1.1";
const MODULUS = Buffer.concat([Buffer.of(0, 0xf1), Buffer.alloc(255, 0x11)]);
const POINT = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 0x22)]);

/** SubjectPublicKeyInfos. */
export const KEYS: Record<string, Buffer> = {
  p256: sequence(sequence(oid(`${EC}.2.1`), oid(`${EC}.3.1.7`)), bits(POINT)),
  p384: sequence(
    sequence(oid(`${EC}.2.1`), oid("1.3.132.0.34")),
    bits(Buffer.concat([Buffer.of(4), Buffer.alloc(96, 0x33)])),
  ),
  ed25519: sequence(sequence(oid("1.3.101.112")), bits(Buffer.alloc(32, 0x44))),
  rsa: sequence(sequence(oid(`${RSA}.1`), NULL), bits(sequence(der(0x02, MODULUS), integer(1, 0, 1)))),
  pss: sequence(sequence(oid(`${RSA}.10`), pss("sha256", 32)), bits(sequence(der(0x02, MODULUS), integer(3)))),
};

/** Algorithms, each with a signature of the constant hash. */
export const SIGNATURES: Record<string, [algorithm: Buffer, signature: Buffer]> = {
  p256: [sequence(oid(`${EC}.4.3.2`)), sequence(integer(1), integer(2))],
  p384: [sequence(oid(`${EC}.4.3.3`)), sequence(integer(1), integer(2))],
  ed25519: [sequence(oid("1.3.101.112")), Buffer.alloc(64, 1)],
  rsa: [sequence(oid(`${RSA}.11`), NULL), pkcs1()],
  pss: [sequence(oid(`${RSA}.10`), pss("sha256", 32)), encodedPss()],
};

/** EMSA-PKCS1-v1_5 (RFC 8017 §9.2) of the constant hash. */
function pkcs1(): Buffer {
  const id = sequence(oid("2.16.840.1.101.3.4.2.1"), NULL);
  const info = sequence(id, der(0x04, Buffer.alloc(32, HASH_BYTE)));
  return Buffer.concat([Buffer.of(0, 1), Buffer.alloc(256 - 3 - info.length, 0xff), Buffer.of(0), info]);
}

/** EMSA-PSS (RFC 8017 §9.1) of the constant hash, which is also the mask. */
export function encodedPss(): Buffer {
  const db = Buffer.alloc(223);
  db[190] = 1;
  const masked = db.map((byte) => byte ^ HASH_BYTE);
  masked[0] = (masked[0] ?? 0) & 0x7f;
  return Buffer.concat([masked, Buffer.alloc(32, HASH_BYTE), Buffer.of(0xbc)]);
}

interface Wanted {
  subject?: string;
  issuer?: string;
  key?: string;
  /** The kind of key that the issuer has. */
  signer?: string;
  extensions?: Uint8Array[];
  number?: number;
}

export function fakeCertificate(wanted: Wanted = {}): Buffer {
  const key = wanted.key ?? "p256";
  const [algorithm, signature] = SIGNATURES[wanted.signer ?? "p256"] ?? [NULL, NULL];
  const extensions = wanted.extensions ?? [names("DNS:web", "IP:10.0.0.1"), noAuthority(), purposes(SERVER)];
  const signed = sequence(
    ...version(3),
    integer(wanted.number ?? 1),
    algorithm,
    name(wanted.issuer ?? "CN=CA"),
    sequence(time("2026-01-01T00:00:00Z"), time("2050-01-01T00:00:00Z")),
    name(wanted.subject ?? "CN=web"),
    KEYS[key] ?? NULL,
    der(0xa3, sequence(...extensions)),
  );
  return sequence(signed, algorithm, bits(signature));
}

export function fakeRoot(wanted: Wanted = {}): Buffer {
  return fakeCertificate({ subject: "CN=CA", extensions: [authority(), keyUsage(0x06)], ...wanted });
}
