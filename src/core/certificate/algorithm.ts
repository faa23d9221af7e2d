import { Hash, hashLength } from "../tls/host";
import { Der, Tag } from "./der";

/** Arcs in their encoding, for Der.below(). 1.2.840.113549.1.1: PKCS #1 (RFC 8017 appendix C). */
export const PKCS1 = "\x2a\x86\x48\x86\xf7\x0d\x01\x01";
/** 1.3.101: the curves of RFC 8410, of which 112 is Ed25519. */
export const EDWARDS = "\x2b\x65";
/** 1.2.840.10045.4: ECDSA with SHA-1 is 1 (RFC 3279 §2.2.3); branch 3 has ECDSA with SHA-2 (RFC 5758 §3.2). */
const ECDSA = "\x2a\x86\x48\xce\x3d\x04";
const ECDSA_SHA2 = "\x2a\x86\x48\xce\x3d\x04\x03";
/** 2.16.840.1.101.3.4.2: SHA-2 (RFC 8017 appendix C). */
const SHA2 = "\x60\x86\x48\x01\x65\x03\x04\x02";

/** The numbers of PKCS #1's algorithms. */
export const enum Pkcs1 {
  RSA = 1,
  SHA1 = 5,
  MGF1 = 8,
  PSS = 10,
  SHA256 = 11,
  SHA512 = 13,
}

/** How a signature is made, whatever the hash function. */
export const enum SignatureKind {
  UNSUPPORTED,
  /** With a hash function that no longer resists collisions. */
  WEAK,
  RSA_PKCS1,
  RSA_PSS,
  ECDSA,
  ED25519,
}

/** The algorithm of a signature, an AlgorithmIdentifier (RFC 5280 §4.1.1.2). */
export class SignatureAlgorithm {
  kind: SignatureKind = SignatureKind.UNSUPPORTED;
  hash: Hash = Hash.SHA256;

  read(der: Der): void {
    const end = der.enter(Tag.SEQUENCE);
    der.read(Tag.OBJECT_IDENTIFIER);
    const pkcs1 = der.below(PKCS1);
    const ecdsa = der.below(ECDSA_SHA2);
    if (pkcs1 == Pkcs1.PSS) {
      this.readPss(der);
    } else {
      if (pkcs1 >= Pkcs1.SHA256 && pkcs1 <= Pkcs1.SHA512) this.set(SignatureKind.RSA_PKCS1, pkcs1 - Pkcs1.SHA256);
      else if (ecdsa >= 2 && ecdsa <= 4) this.set(SignatureKind.ECDSA, ecdsa - 2);
      else if (der.below(EDWARDS) == 112) this.kind = SignatureKind.ED25519;
      // MD2 (2), MD5 (4) and SHA-1.
      else if ((pkcs1 > Pkcs1.RSA && pkcs1 <= Pkcs1.SHA1) || der.below(ECDSA) == 1) this.kind = SignatureKind.WEAK;
      skipParameters(der);
    }
    der.leave(end);
  }

  private set(kind: SignatureKind, hash: Hash): void {
    this.kind = kind;
    this.hash = hash;
  }

  /** Reads RSASSA-PSS-params (RFC 4055 §3.1), whose defaults are SHA-1. Supported: the same hash function for message and mask, a salt as long as the hash. */
  readPss(der: Der): void {
    this.kind = SignatureKind.WEAK;
    if (der.done()) return;
    const end = der.enter(Tag.SEQUENCE);
    if (der.peek() == Tag.CONTEXT_CONSTRUCTED) {
      const inner = der.enter(Tag.CONTEXT_CONSTRUCTED);
      const hash = readHash(der);
      der.leave(inner);
      this.set(hash < 0 ? SignatureKind.UNSUPPORTED : SignatureKind.RSA_PSS, hash < 0 ? 0 : hash);
      if (!hasMgf1(der, hash) || !hasNumber(der, 2, hashLength(this.hash))) this.kind = SignatureKind.UNSUPPORTED;
    }
    // Only the default trailer may follow.
    if (!der.done() && !hasNumber(der, 3, 1)) this.kind = SignatureKind.UNSUPPORTED;
    while (!der.done()) der.any();
    der.leave(end);
  }
}

/** Whether the next parameter is the mask generation function MGF1 with this hash function. */
function hasMgf1(der: Der, hash: i32): bool {
  if (der.peek() != Tag.CONTEXT_CONSTRUCTED + 1) return false;
  const end = der.enter(Tag.CONTEXT_CONSTRUCTED + 1);
  const inner = der.enter(Tag.SEQUENCE);
  der.read(Tag.OBJECT_IDENTIFIER);
  const isMgf1 = der.below(PKCS1) == Pkcs1.MGF1;
  const isSame = isMgf1 && readHash(der) == hash;
  while (!der.done()) der.any();
  der.leave(inner);
  der.leave(end);
  return isSame;
}

/** Whether the next parameter is this number with this tag. */
function hasNumber(der: Der, tag: i32, number: i32): bool {
  if (der.peek() != Tag.CONTEXT_CONSTRUCTED + tag) return false;
  const end = der.enter(Tag.CONTEXT_CONSTRUCTED + tag);
  const isSame = der.small() == number;
  der.leave(end);
  return isSame;
}

/** Reads the identifier of a hash function. @returns the Hash, or -1 if it is not supported */
function readHash(der: Der): i32 {
  const end = der.enter(Tag.SEQUENCE);
  der.read(Tag.OBJECT_IDENTIFIER);
  const sha2 = der.below(SHA2);
  skipParameters(der);
  der.leave(end);
  return sha2 >= 1 && sha2 <= 3 ? sha2 - 1 : -1;
}

/** Skips parameters that carry nothing: absent or NULL (RFC 4055 §2.1 accepts both), or those of an unsupported algorithm. */
function skipParameters(der: Der): void {
  if (!der.done()) der.any();
}
