/**
 * TLS without cryptography, for the fuzzer, so that it gets through whole handshakes and into certificates. Encrypted text is the plain text
 * with a tag after it, hashes are constants, and signatures are good unless they begin with 0xff. The input also gives the files and
 * says in which ways the host lies. Portable TypeScript, like the core.
 */
import { putBase64 } from "../../../src/core/bytes/base64";
import { none, Text } from "../../../src/core/bytes/text";
// biome-ignore lint/style/useImportType: AssemblyScript knows one kind of import.
import { Cipher, Crypto, coordinateLength, Group, Hash, hashLength, publicKeyLength } from "../../../src/core/crypto";
// biome-ignore lint/style/useImportType: AssemblyScript knows one kind of import.
import { Files } from "../../../src/core/files";
import { Content, TAG_LENGTH } from "../../../src/core/tls/record";

/** Every byte of a hash, and of an HMAC (which Finished messages contain). */
export const HASH_BYTE: i32 = 0x48;
export const MAC_BYTE: i32 = 0x46;
/** The ways in which the host lies, a bit for each. */
export enum Lie {
  /** No record is genuine. */
  OPEN = 1,
  /** No signature is good. */
  VERIFY = 2,
  /** HMAC gives another value each time, so that no Finished is right. */
  MAC = 4,
  NO_RANDOM = 8,
  NO_KEY = 16,
  NO_SECRET = 32,
  /** The first signature of a connection is bad: the proof that the peer has its key. CHAIN: all others are. */
  PROOF = 64,
  CHAIN = 128,
}

const ENOENT: i32 = 2;
/** Bad signatures and tags begin with this byte, bad keys end with it. */
const BAD: i32 = 0xff;

export class FuzzTlsHost implements Crypto, Files {
  /** What was wrong with a call; empty if nothing was. */
  wrong: string = "";
  lies: i32 = 0;
  /** The content of every file, and the error number of opening one outside of folders (0 if it succeeds). */
  file: Text = new Text();
  openErrno: i32 = 0;
  /** The error number at the end of a file, or 0. */
  readErrno: i32 = 0;
  /** The most bytes that are read at a time; 0 for no limit. */
  chunk: i32 = 0;
  folder: Uint8Array[] = [];
  today: Uint8Array = new Uint8Array(8);

  /** Application data that this connection has encrypted and decrypted, and whether a record was not genuine. */
  sealed: Text = new Text();
  opened: Text;
  hasRefused: bool = false;
  isUsed: bool = false;
  /** How many signatures were checked, how many were good, and whether a lie made one bad. */
  signatures: i32 = 0;
  verified: i32 = 0;
  hasRefusedSignature: bool = false;
  /** Whether trusted certificates were read. */
  hasOpenedFile: bool = false;

  private at: i32 = 0;
  private nameAt: i32 = 0;
  private isInFolder: bool = false;
  private macs: i32 = 0;
  private group: Group = Group.NONE;

  /** @param opened gets the decrypted application data */
  constructor(opened: Text) {
    this.opened = opened;
  }

  /** Takes a field: `FTEXT` and `GDER` are in the file, `EN` and `RN` error numbers of opening and reading, `CN` the most bytes read at a time, `NNAME` a file in a folder, `LBITS` lies, `D` the date. */
  set(field: Uint8Array): void {
    if (field.length < 2) return;
    const kind: i32 = field[0];
    const rest = field.subarray(1);
    const value: i32 = field[1];
    if (kind === 0x46) this.file.add(rest);
    else if (kind === 0x47) this.addPem(rest);
    else if (kind === 0x45) this.openErrno = value;
    else if (kind === 0x52) this.readErrno = value;
    else if (kind === 0x43) this.chunk = value;
    else if (kind === 0x4e) this.folder.push(rest);
    else if (kind === 0x4c) this.lies = value;
    else if (kind === 0x44 && rest.length === 8) this.today = rest;
  }

  /** A connection begins. */
  restart(): void {
    this.sealed.length = 0;
    this.hasRefused = false;
    this.isUsed = false;
    this.signatures = 0;
    this.verified = 0;
    this.hasRefusedSignature = false;
  }

  /** Adds a certificate to the file, in PEM. */
  addPem(der: Uint8Array): void {
    this.file.put("-----BEGIN CERTIFICATE-----\n");
    putBase64(this.file, der);
    this.file.put("\n-----END CERTIFICATE-----\n");
  }

  private demand(holds: bool, words: string): void {
    if (!holds) this.wrong = words;
  }

  private isLie(lie: Lie): bool {
    return (this.lies & lie) !== 0;
  }

  random(to: Uint8Array): bool {
    this.isUsed = true;
    this.demand(to.length === 32, "the length of a random number");
    for (let i = 0; i < to.length; i++) to[i] = i;
    return !this.isLie(Lie.NO_RANDOM);
  }

  date(to: Uint8Array): void {
    this.demand(to.length === 8, "the length of a date");
    to.set(this.today);
  }

  openFile(path: Uint8Array): i32 {
    this.demand(path.length > 0, "a file without a path");
    this.hasOpenedFile = true;
    this.at = 0;
    if (this.openErrno !== 0 && !this.isInFolder) return this.openErrno;
    return this.file.length > 0 ? 0 : ENOENT;
  }

  readFile(to: Uint8Array): i32 {
    this.demand(to.length > 0, "a piece of a file that is empty");
    const from = this.file.bytes;
    const most = this.chunk > 0 && this.chunk < to.length ? this.chunk : to.length;
    let length = 0;
    while (length < most && this.at < this.file.length) to[length++] = from[this.at++];
    return length === 0 && this.readErrno > 0 ? -this.readErrno : length;
  }

  openFolder(path: Uint8Array): i32 {
    this.demand(path.length > 0, "a folder without a path");
    this.nameAt = 0;
    this.isInFolder = true;
    return this.folder.length > 0 ? 0 : ENOENT;
  }

  nextName(to: Uint8Array): i32 {
    if (this.nameAt === this.folder.length) return 0;
    const name = this.folder[this.nameAt++];
    const length = name.length < to.length ? name.length : to.length;
    for (let i = 0; i < length; i++) to[i] = name[i];
    return length;
  }

  hash(hash: Hash, data: Uint8Array, to: Uint8Array): void {
    this.demand(data.length >= 0 && to.length === hashLength(hash), "the length of a hash");
    fill(to, HASH_BYTE);
  }

  hmac(hash: Hash, key: Uint8Array, data: Uint8Array, to: Uint8Array): void {
    this.demand(key.length >= 0 && data.length >= 0 && to.length === hashLength(hash), "the length of a MAC");
    fill(to, MAC_BYTE);
    if (!this.isLie(Lie.MAC)) return;
    this.macs++;
    for (let i = 0; i < to.length; i++) to[i] = ((this.macs * 40503 + i * 30103) >> 4) & 0xff;
  }

  private checkCipher(cipher: Cipher, key: Uint8Array, nonce: Uint8Array, additional: Uint8Array): void {
    this.demand(key.length === (cipher === Cipher.AES_128_GCM ? 16 : 32), "the length of a key");
    this.demand(nonce.length === 12, "the length of a nonce");
    this.demand(additional.length === 5 || additional.length === 13, "the length of what is authenticated");
  }

  /** In TLS 1.3 the content type follows the text, in TLS 1.2 it is authenticated with it. @returns how many bytes are application data */
  private dataLength(additional: Uint8Array, text: Uint8Array, start: i32, length: i32): i32 {
    if (additional.length === 13) return additional[8] === Content.APPLICATION_DATA ? length : 0;
    let end = length;
    while (end > 0 && text[start + end - 1] === 0) end--;
    return end > 0 && text[start + end - 1] === Content.APPLICATION_DATA ? end - 1 : 0;
  }

  seal(
    cipher: Cipher,
    key: Uint8Array,
    nonce: Uint8Array,
    additional: Uint8Array,
    plain: Uint8Array,
    to: Uint8Array,
  ): void {
    this.checkCipher(cipher, key, nonce, additional);
    this.demand(to.length === plain.length + TAG_LENGTH, "the length of what is encrypted");
    to.set(plain);
    const length = this.dataLength(additional, plain, 0, plain.length);
    for (let i = 0; i < length; i++) this.sealed.byte(plain[i]);
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
    this.checkCipher(cipher, key, nonce, additional);
    this.demand(start >= 0 && length >= 0 && start + length + TAG_LENGTH <= sealed.length, "what is decrypted");
    this.demand(length <= to.length, "where it is decrypted to");
    if (this.wrong.length > 0) return false;
    // Some implementations decrypt before they verify; so does this one.
    for (let i = 0; i < length; i++) to[i] = sealed[start + i];
    if (this.isLie(Lie.OPEN) || sealed[start + length] === BAD) {
      this.hasRefused = true;
      return false;
    }
    const data = this.dataLength(additional, sealed, start, length);
    for (let i = 0; i < data; i++) this.opened.byte(sealed[start + i]);
    return true;
  }

  makeKey(group: Group, to: Uint8Array): bool {
    this.demand(group === Group.X25519 || group === Group.P256 || group === Group.P384, "a group");
    this.demand(to.length === publicKeyLength(group), "the length of our key");
    this.group = group;
    fill(to, 4);
    return !this.isLie(Lie.NO_KEY);
  }

  agree(group: Group, peer: Uint8Array, to: Uint8Array): bool {
    this.demand(group === this.group, "another group's key");
    this.demand(peer.length === publicKeyLength(group), "the length of the peer's key");
    this.demand(to.length === coordinateLength(group), "the length of a shared secret");
    fill(to, 5);
    return !this.isLie(Lie.NO_SECRET) && peer[peer.length - 1] !== BAD;
  }

  private isGood(signature: Uint8Array): bool {
    if (this.isLie(this.signatures++ === 0 ? Lie.PROOF : Lie.CHAIN)) {
      this.hasRefusedSignature = true;
      return false;
    }
    if (this.isLie(Lie.VERIFY) || signature[0] === BAD) return false;
    this.verified++;
    return true;
  }

  verifyEcdsa(curve: Group, hash: Hash, point: Uint8Array, message: Uint8Array, signature: Uint8Array): bool {
    this.demand(curve === Group.P256 || curve === Group.P384, "a curve");
    this.demand(point.length === publicKeyLength(curve) && point[0] === 4, "a point");
    this.demand(hash >= Hash.SHA256 && hash <= Hash.SHA512 && message.length > 0, "what is signed");
    this.demand(signature.length === 2 * coordinateLength(curve), "the length of a signature of ECDSA");
    return this.isGood(signature);
  }

  verifyEd25519(key: Uint8Array, message: Uint8Array, signature: Uint8Array): bool {
    this.demand(key.length === 32 && signature.length === 64 && message.length > 0, "a signature of Ed25519");
    return this.isGood(signature);
  }

  rsa(modulus: Uint8Array, exponent: Uint8Array, signature: Uint8Array, to: Uint8Array): bool {
    const length = modulus.length;
    this.demand(length >= 256 && length <= 512 && modulus[0] !== 0 && (modulus[length - 1] & 1) === 1, "a modulus");
    this.demand(exponent.length > 0 && exponent.length <= 4, "the length of an exponent");
    this.demand(exponent.length > 0 && (exponent[exponent.length - 1] & 1) === 1, "an exponent");
    this.demand(signature.length === length && to.length === length, "the length of a signature of RSA");
    to.set(signature);
    return this.isGood(signature);
  }
}

/** A host with the files, the date and the lies in these fields. @param opened gets the decrypted application data */
export function tlsHostOf(fields: Uint8Array[], opened: Text): FuzzTlsHost {
  const host = new FuzzTlsHost(opened);
  for (let i = 0; i < fields.length; i++) host.set(fields[i]);
  return host;
}

/** The compiled core has no other fill() than one with zeros: build/native/wasm.ts. */
function fill(to: Uint8Array, value: i32): void {
  for (let i = 0; i < to.length; i++) to[i] = value;
}

/** @returns the bytes, with 0xfe 0x00 as 0xfe and 0xfe 0x01 as 0xff, because a field cannot contain 0xff */
export function unescaped(field: Uint8Array): Uint8Array {
  const out = new Text();
  let i = 0;
  while (i < field.length) {
    const c: i32 = field[i++];
    if (c === 0xfe && i < field.length) out.byte(0xfe + (field[i++] & 1));
    else out.byte(c);
  }
  return out.length > 0 ? out.view() : none();
}
