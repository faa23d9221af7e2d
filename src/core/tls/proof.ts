import { SignatureKind } from "../certificate/algorithm";
import { KeyKind, PublicKey } from "../certificate/key";
import { verifySignature } from "../certificate/signature";
import { Crypto, Hash } from "../crypto";

/** Schemes of signatures (RFC 8446 §4.2.3); those of RSA that are not told apart by it are below 0x0400 and from 0x0800 on. */
const enum Scheme {
  RSA_PKCS1_SHA256 = 0x0401,
  ECDSA_P256_SHA256 = 0x0403,
  RSA_PKCS1_SHA384 = 0x0501,
  ECDSA_P384_SHA384 = 0x0503,
  RSA_PKCS1_SHA512 = 0x0601,
  RSA_PSS_SHA256 = 0x0804,
  RSA_PSS_SHA384 = 0x0805,
  RSA_PSS_SHA512 = 0x0806,
  ED25519 = 0x0807,
  RSA_PSS_KEY_SHA256 = 0x0809,
  RSA_PSS_KEY_SHA384 = 0x080a,
  RSA_PSS_KEY_SHA512 = 0x080b,
}

/** Whether a server's signature of a handshake is that of this key, and of a scheme that was offered for it (RFC 8446 §4.4.3, RFC 5246 §7.4.3). */
export function verifyProof(
  crypto: Crypto,
  key: PublicKey,
  scheme: i32,
  isTls13: bool,
  message: Uint8Array,
  signature: Uint8Array,
): bool {
  const kind = kindOf(scheme);
  return isFit(key, scheme, kind, isTls13) && verifySignature(crypto, key, kind, hashOf(scheme), message, signature);
}

function isFit(key: PublicKey, scheme: i32, kind: SignatureKind, isTls13: bool): bool {
  switch (kind) {
    case SignatureKind.RSA_PKCS1:
      return !isTls13 && key.kind == KeyKind.RSA && !key.onlyPss;
    case SignatureKind.RSA_PSS:
      return key.kind == KeyKind.RSA && key.onlyPss == scheme >= Scheme.RSA_PSS_KEY_SHA256;
    case SignatureKind.ED25519:
      return key.kind == KeyKind.ED25519;
    case SignatureKind.ECDSA:
      // TLS 1.2 names the hash function alone.
      if (!isTls13) return key.kind == KeyKind.P256 || key.kind == KeyKind.P384;
      return key.kind == (scheme == Scheme.ECDSA_P256_SHA256 ? KeyKind.P256 : KeyKind.P384);
    default:
      return false;
  }
}

function kindOf(scheme: i32): SignatureKind {
  switch (scheme) {
    case Scheme.RSA_PKCS1_SHA256:
    case Scheme.RSA_PKCS1_SHA384:
    case Scheme.RSA_PKCS1_SHA512:
      return SignatureKind.RSA_PKCS1;
    case Scheme.ECDSA_P256_SHA256:
    case Scheme.ECDSA_P384_SHA384:
      return SignatureKind.ECDSA;
    case Scheme.ED25519:
      return SignatureKind.ED25519;
    case Scheme.RSA_PSS_SHA256:
    case Scheme.RSA_PSS_SHA384:
    case Scheme.RSA_PSS_SHA512:
    case Scheme.RSA_PSS_KEY_SHA256:
    case Scheme.RSA_PSS_KEY_SHA384:
    case Scheme.RSA_PSS_KEY_SHA512:
      return SignatureKind.RSA_PSS;
    default:
      return SignatureKind.UNSUPPORTED;
  }
}

function hashOf(scheme: i32): Hash {
  switch (scheme) {
    case Scheme.RSA_PKCS1_SHA384:
    case Scheme.ECDSA_P384_SHA384:
    case Scheme.RSA_PSS_SHA384:
    case Scheme.RSA_PSS_KEY_SHA384:
      return Hash.SHA384;
    case Scheme.RSA_PKCS1_SHA512:
    case Scheme.RSA_PSS_SHA512:
    case Scheme.RSA_PSS_KEY_SHA512:
      return Hash.SHA512;
    default:
      return Hash.SHA256;
  }
}
