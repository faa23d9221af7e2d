import { Cipher, Hash } from "./host";

/** The cipher suites that are offered, the best first (RFC 8446 §B.4, RFC 5289, RFC 7905). ChaCha20 needs no help of a processor's. */
export const enum Suite {
  NONE = 0,
  CHACHA20_POLY1305_SHA256 = 0x1303,
  AES_128_GCM_SHA256 = 0x1301,
  AES_256_GCM_SHA384 = 0x1302,
  // From here on those of TLS 1.2.
  ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 = 0xcca9,
  ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 = 0xcca8,
  ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 = 0xc02b,
  ECDHE_RSA_WITH_AES_128_GCM_SHA256 = 0xc02f,
  ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 = 0xc02c,
  ECDHE_RSA_WITH_AES_256_GCM_SHA384 = 0xc030,
}

/** All of these, and the signal that renegotiation is secure (RFC 5746 §3.3): nothing is ever renegotiated. */
export const OFFERED_SUITES = "130313011302cca9cca8c02bc02fc02cc03000ff";

/** Whether it is one of those that are offered for this version. */
export function isOffered(suite: i32, isTls13: bool): bool {
  switch (suite) {
    case Suite.CHACHA20_POLY1305_SHA256:
    case Suite.AES_128_GCM_SHA256:
    case Suite.AES_256_GCM_SHA384:
      return isTls13;
    case Suite.ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256:
    case Suite.ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256:
    case Suite.ECDHE_ECDSA_WITH_AES_128_GCM_SHA256:
    case Suite.ECDHE_RSA_WITH_AES_128_GCM_SHA256:
    case Suite.ECDHE_ECDSA_WITH_AES_256_GCM_SHA384:
    case Suite.ECDHE_RSA_WITH_AES_256_GCM_SHA384:
      return !isTls13;
    default:
      return false;
  }
}

/** The cipher of a suite that is offered. */
export function cipherOf(suite: i32): Cipher {
  const low = suite & 0xff;
  if (suite == Suite.CHACHA20_POLY1305_SHA256 || low == 0xa8 || low == 0xa9) return Cipher.CHACHA20_POLY1305;
  return hashOf(suite) == Hash.SHA384 ? Cipher.AES_256_GCM : Cipher.AES_128_GCM;
}

/** The hash function of a suite that is offered. */
export function hashOf(suite: i32): Hash {
  const is384 =
    suite == Suite.AES_256_GCM_SHA384 ||
    suite == Suite.ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 ||
    suite == Suite.ECDHE_RSA_WITH_AES_256_GCM_SHA384;
  return is384 ? Hash.SHA384 : Hash.SHA256;
}
/** Whether the server must show a key of ECDSA or EdDSA for it, not one of RSA; of those of TLS 1.2. */
export function isEcdsa(suite: i32): bool {
  const low = suite & 0xff;
  return low == 0xa9 || low == 0x2b || low == 0x2c;
}

/** The bytes of a cipher's key. */
export function keyLength(cipher: Cipher): i32 {
  return cipher == Cipher.AES_128_GCM ? 16 : 32;
}
