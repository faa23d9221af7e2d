import { Cipher, Crypto, coordinateLength, Group, Hash, publicKeyLength } from "../core/crypto";
import { Files } from "../core/files";
import * as crypto from "./crypto";

/** What TLS needs from the native host. It traps if an array has another length than Crypto states. */
export class NativeTlsHost implements Crypto, Files {
  random(to: Uint8Array): bool {
    return crypto.random(to.dataStart, to.length) != 0;
  }

  date(to: Uint8Array): void {
    demand(to, 8);
    crypto.date(to.dataStart);
  }

  openFile(path: Uint8Array): i32 {
    return crypto.openFile(path.dataStart, path.length);
  }

  readFile(to: Uint8Array): i32 {
    return crypto.readFile(to.dataStart, to.length);
  }

  openFolder(path: Uint8Array): i32 {
    return crypto.openFolder(path.dataStart, path.length);
  }

  nextName(to: Uint8Array): i32 {
    return crypto.nextName(to.dataStart, to.length);
  }

  hash(hash: Hash, data: Uint8Array, to: Uint8Array): void {
    crypto.hash(hash, data.dataStart, data.length, to.dataStart);
  }

  hmac(hash: Hash, key: Uint8Array, data: Uint8Array, to: Uint8Array): void {
    crypto.hmac(hash, key.dataStart, key.length, data.dataStart, data.length, to.dataStart);
  }

  seal(
    cipher: Cipher,
    key: Uint8Array,
    nonce: Uint8Array,
    additional: Uint8Array,
    plain: Uint8Array,
    to: Uint8Array,
  ): void {
    demand(nonce, 12);
    demand(to, plain.length + 16);
    crypto.seal(
      cipher,
      key.dataStart,
      nonce.dataStart,
      additional.dataStart,
      additional.length,
      plain.dataStart,
      plain.length,
      to.dataStart,
    );
  }

  open(
    cipher: Cipher,
    key: Uint8Array,
    nonce: Uint8Array,
    additional: Uint8Array,
    sealed: Uint8Array,
    start: i32,
    length: i32,
    to: Uint8Array,
  ): bool {
    demand(nonce, 12);
    if (start < 0 || length < 0 || start + length + 16 > sealed.length || length > to.length) unreachable();
    const opened = crypto.open(
      cipher,
      key.dataStart,
      nonce.dataStart,
      additional.dataStart,
      additional.length,
      sealed.dataStart + start,
      length,
      to.dataStart,
    );
    return opened != 0;
  }

  makeKey(group: Group, to: Uint8Array): bool {
    demand(to, publicKeyLength(group));
    return crypto.makeKey(group, to.dataStart) != 0;
  }

  agree(group: Group, peer: Uint8Array, to: Uint8Array): bool {
    demand(peer, publicKeyLength(group));
    demand(to, coordinateLength(group));
    return crypto.agree(group, peer.dataStart, to.dataStart) != 0;
  }

  verifyEcdsa(curve: Group, hash: Hash, point: Uint8Array, message: Uint8Array, signature: Uint8Array): bool {
    demand(point, publicKeyLength(curve));
    demand(signature, 2 * coordinateLength(curve));
    return (
      crypto.verifyEcdsa(curve, hash, point.dataStart, message.dataStart, message.length, signature.dataStart) != 0
    );
  }

  verifyEd25519(key: Uint8Array, message: Uint8Array, signature: Uint8Array): bool {
    demand(key, 32);
    demand(signature, 64);
    return crypto.verifyEd25519(key.dataStart, message.dataStart, message.length, signature.dataStart) != 0;
  }

  rsa(modulus: Uint8Array, exponent: Uint8Array, signature: Uint8Array, to: Uint8Array): bool {
    demand(signature, modulus.length);
    demand(to, modulus.length);
    return (
      crypto.rsa(
        modulus.dataStart,
        modulus.length,
        exponent.dataStart,
        exponent.length,
        signature.dataStart,
        to.dataStart,
      ) != 0
    );
  }
}

/** Traps if the length is another one. */
function demand(bytes: Uint8Array, length: i32): void {
  if (bytes.length != length) unreachable();
}
