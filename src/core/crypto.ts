/** Hash functions, with the numbers that hosts know them by. */
export const enum Hash {
  SHA256,
  SHA384,
  SHA512,
}

/** Ciphers with associated data (RFC 5116), with the numbers that hosts know them by. Nonces have 12 bytes, tags 16. */
export const enum Cipher {
  AES_128_GCM,
  AES_256_GCM,
  CHACHA20_POLY1305,
}

/** Groups and curves, by TLS's numbers (RFC 8446 §4.2.7). */
export const enum Group {
  NONE = 0,
  P256 = 23,
  P384 = 24,
  X25519 = 29,
}

/** The bytes that a hash function gives. */
export function hashLength(hash: Hash): i32 {
  return hash == Hash.SHA256 ? 32 : hash == Hash.SHA384 ? 48 : 64;
}

/** The bytes of a coordinate of a curve's points, and of each half of a signature made on it. */
export function coordinateLength(group: Group): i32 {
  return group == Group.P384 ? 48 : 32;
}

/** The bytes of a public key: 32 for X25519, else those of an uncompressed point. */
export function publicKeyLength(group: Group): i32 {
  return group == Group.X25519 ? 32 : 1 + 2 * coordinateLength(group);
}

/**
 * What certificates and TLS need of the host: cryptography, random numbers and the date. All of it is computed at once, nothing waits for a
 * peer. Every array has the length that is stated here; a host refuses any other.
 */
export interface Crypto {
  /** Fills it with numbers fit for keys. @returns false where the system gives none */
  random(to: Uint8Array): bool;

  /** The date by the system's clock: days since 1970-01-01 in the first 4 bytes, seconds since midnight (UTC) in the next 4, big-endian. */
  date(to: Uint8Array): void;

  hash(hash: Hash, data: Uint8Array, to: Uint8Array): void;

  /** HMAC (RFC 2104); a key of any length. */
  hmac(hash: Hash, key: Uint8Array, data: Uint8Array, to: Uint8Array): void;

  /** Encrypts; `to` has 16 bytes more than `plain`. It may not be the same memory. */
  seal(
    cipher: Cipher,
    key: Uint8Array,
    nonce: Uint8Array,
    additional: Uint8Array,
    plain: Uint8Array,
    to: Uint8Array,
  ): void;

  /**
   * Decrypts `length` bytes of text from this index on, and behind them the tag.
   * @param to has at least so many bytes
   * @returns false where it is not genuine
   */
  open(
    cipher: Cipher,
    key: Uint8Array,
    nonce: Uint8Array,
    additional: Uint8Array,
    sealed: Uint8Array,
    start: i32,
    length: i32,
    to: Uint8Array,
  ): bool;

  /** Makes a key pair, in place of an earlier one, and keeps the secret; `to` gets the public key: 32 bytes for X25519, else an uncompressed point. @returns false where the system has no random numbers */
  makeKey(group: Group, to: Uint8Array): bool;

  /** The secret shared with the owner of this public key, of the group that makeKey() was last called for: 32 or 48 bytes. @returns false where the key is none */
  agree(group: Group, peer: Uint8Array, to: Uint8Array): bool;

  /** ECDSA (FIPS 186-5) over P-256 or P-384: an uncompressed point, and a signature of two numbers as long as a coordinate each. */
  verifyEcdsa(curve: Group, hash: Hash, point: Uint8Array, message: Uint8Array, signature: Uint8Array): bool;

  /** Ed25519 (RFC 8032): a key of 32 bytes, a signature of 64. */
  verifyEd25519(key: Uint8Array, message: Uint8Array, signature: Uint8Array): bool;

  /**
   * signature ^ exponent mod modulus: RSA without any padding (RFC 8017 §5.2.2), for an odd modulus of 256 to 512 bytes whose first is not 0, and an
   * odd exponent of 1 to 4 bytes. Signature and result are as long as the modulus. @returns false where the signature is not below the modulus
   */
  rsa(modulus: Uint8Array, exponent: Uint8Array, signature: Uint8Array, to: Uint8Array): bool;
}
