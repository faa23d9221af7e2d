import { KeyKind } from "../certificate/key";
import { Cipher, Hash } from "./host";

/** The cipher suites that are offered (RFC 8446 §B.4, RFC 5289, RFC 7905). */
const enum Suite {
  AES_128_GCM_SHA256 = 0x1301,
  AES_256_GCM_SHA384 = 0x1302,
  CHACHA20_POLY1305_SHA256 = 0x1303,
  // From here on those of TLS 1.2.
  ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 = 0xc02b,
  ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 = 0xc02c,
  ECDHE_RSA_WITH_AES_128_GCM_SHA256 = 0xc02f,
  ECDHE_RSA_WITH_AES_256_GCM_SHA384 = 0xc030,
  ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 = 0xcca8,
  ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 = 0xcca9,
}

/** All of them, the best first: ChaCha20 needs no help of a processor's. */
export const OFFERED_SUITES: i32[] = [
  Suite.CHACHA20_POLY1305_SHA256,
  Suite.AES_128_GCM_SHA256,
  Suite.AES_256_GCM_SHA384,
  Suite.ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
  Suite.ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
  Suite.ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
  Suite.ECDHE_RSA_WITH_AES_128_GCM_SHA256,
  Suite.ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
  Suite.ECDHE_RSA_WITH_AES_256_GCM_SHA384,
];

/** Whether it is one of those that are offered for this version. */
export function isOffered(suite: i32, isTls13: bool): bool {
  for (let i = 0; i < OFFERED_SUITES.length; i++) {
    if (OFFERED_SUITES[i] == suite) return isTls13 == suite <= Suite.CHACHA20_POLY1305_SHA256;
  }
  return false;
}

/** The cipher of a suite that is offered. */
export function cipherOf(suite: i32): Cipher {
  switch (suite) {
    case Suite.CHACHA20_POLY1305_SHA256:
    case Suite.ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256:
    case Suite.ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256:
      return Cipher.CHACHA20_POLY1305;
    default:
      return hashOf(suite) == Hash.SHA384 ? Cipher.AES_256_GCM : Cipher.AES_128_GCM;
  }
}

/** The hash function of a suite that is offered. */
export function hashOf(suite: i32): Hash {
  const is384 =
    suite == Suite.AES_256_GCM_SHA384 ||
    suite == Suite.ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 ||
    suite == Suite.ECDHE_RSA_WITH_AES_256_GCM_SHA384;
  return is384 ? Hash.SHA384 : Hash.SHA256;
}

/** Whether a suite of TLS 1.2 is for a certificate with a key of this kind. Ed25519 counts as ECDSA (RFC 8422 §5.10). */
export function fitsKey(suite: i32, kind: KeyKind): bool {
  const isEcdsa =
    suite == Suite.ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 ||
    suite == Suite.ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 ||
    suite == Suite.ECDHE_ECDSA_WITH_AES_256_GCM_SHA384;
  return isEcdsa != (kind == KeyKind.RSA);
}

/** The bytes of a cipher's key. */
export function keyLength(cipher: Cipher): i32 {
  return cipher == Cipher.AES_128_GCM ? 16 : 32;
}
