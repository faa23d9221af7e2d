import {
  type Crypto,
  coordinateLength,
  type Group,
  type Hash,
  hashLength,
  publicKeyLength,
} from "../../src/core/crypto.ts";
import type { Files } from "../../src/core/files.ts";
import { keyLength } from "../../src/core/tls/suite.ts";

/** The functions of src/native/crypto.ts over another host, for a module with this memory. */
export function cryptoImports(host: Crypto & Files, memory: () => WebAssembly.Memory): WebAssembly.ModuleImports {
  const at = (offset: number, length: number) => new Uint8Array(memory().buffer, offset, length);
  return {
    random: (to: number, length: number) => Number(host.random(at(to, length))),
    date: (to: number) => host.date(at(to, 8)),
    openFile: (path: number, length: number) => host.openFile(at(path, length)),
    readFile: (to: number, capacity: number) => host.readFile(at(to, capacity)),
    openFolder: (path: number, length: number) => host.openFolder(at(path, length)),
    nextName: (to: number, capacity: number) => host.nextName(at(to, capacity)),
    hash: (hash: Hash, data: number, length: number, to: number) =>
      host.hash(hash, at(data, length), at(to, hashLength(hash))),
    hmac: (hash: Hash, key: number, keyLength: number, data: number, length: number, to: number) =>
      host.hmac(hash, at(key, keyLength), at(data, length), at(to, hashLength(hash))),
    seal: (
      cipher: number,
      key: number,
      nonce: number,
      additional: number,
      additionalLength: number,
      plain: number,
      length: number,
      to: number,
    ) =>
      host.seal(
        cipher,
        at(key, keyLength(cipher)),
        at(nonce, 12),
        at(additional, additionalLength),
        at(plain, length),
        at(to, length + 16),
      ),
    open: (
      cipher: number,
      key: number,
      nonce: number,
      additional: number,
      additionalLength: number,
      sealed: number,
      length: number,
      to: number,
    ) =>
      Number(
        host.open(
          cipher,
          at(key, keyLength(cipher)),
          at(nonce, 12),
          at(additional, additionalLength),
          at(sealed, length + 16),
          0,
          length,
          at(to, length),
        ),
      ),
    makeKey: (group: Group, to: number) => Number(host.makeKey(group, at(to, publicKeyLength(group)))),
    agree: (group: Group, peer: number, to: number) =>
      Number(host.agree(group, at(peer, publicKeyLength(group)), at(to, coordinateLength(group)))),
    verifyEcdsa: (curve: Group, hash: Hash, point: number, message: number, length: number, signature: number) =>
      Number(
        host.verifyEcdsa(
          curve,
          hash,
          at(point, publicKeyLength(curve)),
          at(message, length),
          at(signature, 2 * coordinateLength(curve)),
        ),
      ),
    verifyEd25519: (key: number, message: number, length: number, signature: number) =>
      Number(host.verifyEd25519(at(key, 32), at(message, length), at(signature, 64))),
    rsa: (modulus: number, length: number, exponent: number, exponentLength: number, signature: number, to: number) =>
      Number(host.rsa(at(modulus, length), at(exponent, exponentLength), at(signature, length), at(to, length))),
  };
}
