import { ascii } from "../bytes/text";
import { coordinateLength, Group, Hash, hashLength, TlsHost } from "../tls/host";
import { SignatureKind } from "./algorithm";
import { Der, equal, Tag } from "./der";
import { KeyKind, PublicKey } from "./key";

/** The DigestInfo that precedes a SHA-256 hash in PKCS #1 v1.5 (RFC 8017 §9.2); three of its bytes differ for other hashes. */
const DIGEST_INFO = "\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";

/**
 * Verifies a signature of the message. An ECDSA signature is in DER, as in X.509 and TLS, with any hash on any curve. PSS uses MGF1 with the
 * same hash and a salt as long as the hash.
 * @returns false also if the key is of another kind, weak or not supported
 */
export function verifySignature(
  host: TlsHost,
  key: PublicKey,
  kind: SignatureKind,
  hash: Hash,
  message: Uint8Array,
  signature: Uint8Array,
): bool {
  switch (key.kind) {
    case KeyKind.RSA:
      if (kind != SignatureKind.RSA_PSS && (kind != SignatureKind.RSA_PKCS1 || key.onlyPss)) return false;
      return verifyRsa(host, key, kind, hash, message, signature);
    case KeyKind.P256:
      return kind == SignatureKind.ECDSA && verifyEcdsa(host, Group.P256, hash, key.point, message, signature);
    case KeyKind.P384:
      return kind == SignatureKind.ECDSA && verifyEcdsa(host, Group.P384, hash, key.point, message, signature);
    case KeyKind.ED25519:
      if (kind != SignatureKind.ED25519 || signature.length != 64) return false;
      return host.verifyEd25519(key.point, message, signature);
    default:
      return false;
  }
}

/** Decodes a sequence of two positive integers (RFC 3279 §2.2.3) and pads them to the curve's length for the host. */
function verifyEcdsa(
  host: TlsHost,
  curve: Group,
  hash: Hash,
  point: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): bool {
  const length = coordinateLength(curve);
  const halves = new Uint8Array(2 * length);
  const der = new Der(signature, signature.length);
  const end = der.enter(Tag.SEQUENCE);
  for (let i = 1; i <= 2; i++) {
    der.positive();
    if (der.to - der.from > length) der.fail();
    halves.set(der.contents(), i * length - (der.to - der.from));
  }
  der.leave(end);
  if (der.bad || der.at != signature.length) return false;
  return host.verifyEcdsa(curve, hash, point, message, halves);
}

function verifyRsa(
  host: TlsHost,
  key: PublicKey,
  kind: SignatureKind,
  hash: Hash,
  message: Uint8Array,
  signature: Uint8Array,
): bool {
  // RFC 8017 §8.1.2 and §8.2.2, step 1.
  if (signature.length != key.modulus.length) return false;
  const encoded = new Uint8Array(signature.length);
  if (!host.rsa(key.modulus, key.exponent, signature, encoded)) return false;
  const digest = new Uint8Array(hashLength(hash));
  host.hash(hash, message, digest);
  if (kind == SignatureKind.RSA_PSS) return isPss(host, key.modulus[0], hash, digest, encoded);
  return equal(encoded, pkcs1(encoded.length, hash, digest));
}

/** Returns the EMSA-PKCS1-v1_5 encoding of a hash (RFC 8017 §9.2). The signature must match it exactly, so nothing from the peer is parsed. */
function pkcs1(length: i32, hash: Hash, digest: Uint8Array): Uint8Array {
  const encoded = new Uint8Array(length);
  const info = length - digest.length - DIGEST_INFO.length;
  encoded[1] = 1;
  for (let i = 2; i < info - 1; i++) encoded[i] = 0xff;
  encoded.set(ascii(DIGEST_INFO), info);
  encoded[info + 1] = 0x11 + digest.length;
  encoded[info + 14] = hash + 1;
  encoded[info + 18] = digest.length;
  encoded.set(digest, length - digest.length);
  return encoded;
}

/** EMSA-PSS-VERIFY (RFC 8017 §9.1.2); `top` is the modulus's first byte. */
function isPss(host: TlsHost, top: i32, hash: Hash, digest: Uint8Array, encoded: Uint8Array): bool {
  const length = digest.length;
  // The encoded message is one bit shorter than the modulus; if that makes it one byte shorter, the first byte is zero.
  let mask = 0;
  while (mask * 2 + 1 < top) mask = mask * 2 + 1;
  const start = mask == 0 ? 1 : 0;
  if (start == 1) mask = 0xff;
  const split = encoded.length - length - 1;
  if (encoded[encoded.length - 1] != 0xbc || (encoded[0] & ~mask) != 0 || (start == 1 && encoded[0] != 0)) return false;
  // Removes the mask of MGF1 (appendix B.2.1) in place.
  const seed = new Uint8Array(length + 4);
  seed.set(encoded.subarray(split, split + length));
  const block = new Uint8Array(length);
  for (let i = start; i < split; i++) {
    const k = (i - start) % length;
    if (k == 0) {
      host.hash(hash, seed, block);
      seed[length + 3]++;
    }
    encoded[i] ^= block[k];
  }
  encoded[start] = encoded[start] & mask;
  const salt = split - length;
  for (let i = start; i < salt; i++) if (encoded[i] != (i == salt - 1 ? 1 : 0)) return false;
  const inner = new Uint8Array(8 + 2 * length);
  inner.set(digest, 8);
  inner.set(encoded.subarray(salt, split), 8 + length);
  host.hash(hash, inner, block);
  return equal(block, encoded.subarray(split, split + length));
}
