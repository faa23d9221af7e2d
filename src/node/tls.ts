import type * as NodeCrypto from "node:crypto";
import * as fs from "node:fs";
import { Errno } from "../core/bytes/errno";
import { type Cipher, type Crypto, coordinateLength, Group, type Hash } from "../core/crypto";
import { type Files, MAX_FILE } from "../core/files";
import { toText } from "./bytes";
import { errnoOf } from "./errno";

const HASHES = ["sha256", "sha384", "sha512"];
const CIPHERS = ["aes-128-gcm", "aes-256-gcm", "chacha20-poly1305"] as const;
const TAG_LENGTH = 16;
const SECONDS_PER_DAY = 86_400;

/** The bytes before a raw key of 32 bytes in a SubjectPublicKeyInfo (RFC 8410 §4). */
const X25519_PREFIX = Buffer.from("302a300506032b656e032100", "hex");

let loaded: typeof NodeCrypto | undefined;

/** Loaded only when needed, because loading delays checks without TLS. */
function crypto(): typeof NodeCrypto {
  loaded ??=
    typeof require === "function"
      ? (require("node:crypto") as typeof NodeCrypto)
      : process.getBuiltinModule("node:crypto");
  return loaded;
}

/** What TLS needs from Node: the cryptography is that of OpenSSL, which is part of Node. */
export class NodeTlsHost implements Crypto, Files {
  private file = -1;
  private names: string[] = [];
  private group: Group = Group.NONE;
  private exchange: NodeCrypto.ECDH | undefined;
  private privateKey: NodeCrypto.KeyObject | undefined;

  random(to: Uint8Array): boolean {
    crypto().randomFillSync(to);
    return true;
  }

  date(to: Uint8Array): void {
    const seconds = Math.floor(Date.now() / 1000);
    const view = new DataView(to.buffer, to.byteOffset, to.byteLength);
    view.setInt32(0, Math.floor(seconds / SECONDS_PER_DAY));
    view.setInt32(4, seconds - Math.floor(seconds / SECONDS_PER_DAY) * SECONDS_PER_DAY);
  }

  openFile(path: Uint8Array): number {
    if (this.file >= 0) fs.closeSync(this.file);
    this.file = -1;
    try {
      // NONBLOCK, because opening a pipe would wait for a writer.
      const file = fs.openSync(toText(path), fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
      this.file = file;
      const status = fs.fstatSync(file);
      if (status.isDirectory()) return Errno.EISDIR;
      if (!status.isFile()) return Errno.EINVAL;
      return status.size > MAX_FILE ? Errno.EFBIG : 0;
    } catch (error) {
      return errnoOf(error as NodeJS.ErrnoException);
    }
  }

  readFile(to: Uint8Array): number {
    try {
      return fs.readSync(this.file, to);
    } catch (error) {
      return -errnoOf(error as NodeJS.ErrnoException);
    }
  }

  openFolder(path: Uint8Array): number {
    try {
      this.names = fs.readdirSync(toText(path));
      return 0;
    } catch (error) {
      this.names = [];
      return errnoOf(error as NodeJS.ErrnoException);
    }
  }

  nextName(to: Uint8Array): number {
    let name = Buffer.from(this.names.shift() ?? "");
    // A name that is not UTF-8 may be longer here than on the disk.
    while (name.length > to.length) name = Buffer.from(this.names.shift() ?? "");
    to.set(name);
    return name.length;
  }

  hash(hash: Hash, data: Uint8Array, to: Uint8Array): void {
    to.set(
      crypto()
        .createHash(HASHES[hash] as string)
        .update(data)
        .digest(),
    );
  }

  hmac(hash: Hash, key: Uint8Array, data: Uint8Array, to: Uint8Array): void {
    to.set(
      crypto()
        .createHmac(HASHES[hash] as string, key)
        .update(data)
        .digest(),
    );
  }

  seal(
    cipher: Cipher,
    key: Uint8Array,
    nonce: Uint8Array,
    additional: Uint8Array,
    plain: Uint8Array,
    to: Uint8Array,
  ): void {
    // The type of one cipher is used for all three, which have the same calls.
    const context = crypto().createCipheriv(CIPHERS[cipher] as NodeCrypto.CipherGCMTypes, key, nonce, {
      authTagLength: TAG_LENGTH,
    });
    context.setAAD(additional);
    to.set(context.update(plain));
    context.final();
    to.set(context.getAuthTag(), plain.length);
  }

  open(
    cipher: Cipher,
    key: Uint8Array,
    nonce: Uint8Array,
    additional: Uint8Array,
    sealed: Uint8Array,
    start: number,
    length: number,
    to: Uint8Array,
  ): boolean {
    const context = crypto().createDecipheriv(CIPHERS[cipher] as NodeCrypto.CipherGCMTypes, key, nonce, {
      authTagLength: TAG_LENGTH,
    });
    context.setAAD(additional);
    context.setAuthTag(sealed.subarray(start + length, start + length + TAG_LENGTH));
    const plain = context.update(sealed.subarray(start, start + length));
    try {
      context.final();
    } catch {
      return false;
    }
    to.set(plain);
    return true;
  }

  makeKey(group: Group, to: Uint8Array): boolean {
    this.group = group;
    if (group === Group.X25519) {
      const pair = crypto().generateKeyPairSync("x25519");
      this.privateKey = pair.privateKey;
      to.set(pair.publicKey.export({ format: "der", type: "spki" }).subarray(X25519_PREFIX.length));
    } else {
      this.exchange = crypto().createECDH(group === Group.P384 ? "secp384r1" : "prime256v1");
      to.set(this.exchange.generateKeys());
    }
    return true;
  }

  agree(group: Group, peer: Uint8Array, to: Uint8Array): boolean {
    if (group !== this.group) return false;
    try {
      if (group === Group.X25519 && this.privateKey) {
        const publicKey = crypto().createPublicKey({
          key: Buffer.concat([X25519_PREFIX, peer]),
          format: "der",
          type: "spki",
        });
        to.set(crypto().diffieHellman({ privateKey: this.privateKey, publicKey }));
      } else if (this.exchange) {
        to.set(this.exchange.computeSecret(peer));
      }
      return true;
    } catch {
      return false;
    }
  }

  verifyEcdsa(curve: Group, hash: Hash, point: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    const length = coordinateLength(curve);
    const x = base64url(point.subarray(1, 1 + length));
    const y = base64url(point.subarray(1 + length));
    const jwk = { kty: "EC", crv: curve === Group.P384 ? "P-384" : "P-256", x, y };
    return verify(HASHES[hash] as string, message, jwk, signature);
  }

  verifyEd25519(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    return verify(null, message, { kty: "OKP", crv: "Ed25519", x: base64url(key) }, signature);
  }

  rsa(modulus: Uint8Array, exponent: Uint8Array, signature: Uint8Array, to: Uint8Array): boolean {
    try {
      const key = crypto().createPublicKey({
        key: { kty: "RSA", n: base64url(modulus), e: base64url(exponent) },
        format: "jwk",
      });
      to.set(crypto().publicEncrypt({ key, padding: crypto().constants.RSA_NO_PADDING }, signature));
      return true;
    } catch {
      return false;
    }
  }
}

function verify(hash: string | null, message: Uint8Array, jwk: NodeCrypto.JsonWebKey, signature: Uint8Array): boolean {
  try {
    const key = crypto().createPublicKey({ key: jwk, format: "jwk" });
    return crypto().verify(hash, message, { key, dsaEncoding: "ieee-p1363" }, signature);
  } catch {
    // The key is invalid: not a point of the curve, for example.
    return false;
  }
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}
