import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  diffieHellman,
  generateKeyPairSync,
} from "node:crypto";
import type { Key } from "./authority";
import { signature, X25519, x25519 } from "./speaker";
import { CONTENT, type Hello, HungUp, MESSAGE, Peer, parseHello, type RecordProtection, u16, vector } from "./wire";

// A TLS 1.2 server (RFC 5246) that sends exactly what a test wants. It only has ECDHE with X25519, and AES-128-GCM with SHA-256.

const CLIENT_RANDOM_LENGTH = 32;

/** The server's side of one connection. */
export class Speaker12 extends Peer {
  client: Hello = { random: NOTHING, sessionId: NOTHING, shares: new Map(), extensions: new Map() };
  readonly random = Buffer.alloc(CLIENT_RANDOM_LENGTH, 0x53);
  /** Whether the master secret depends on the messages (RFC 7627). */
  isExtended = true;
  private readonly pair = generateKeyPairSync("x25519");
  private master: Buffer = NOTHING;
  private next: { sending: Protection; receiving: Protection } | undefined;

  async hello(): Promise<void> {
    const message = await this.readHello();
    this.said(message);
    this.client = parseHello(message);
  }

  /** The server's public key, in the form of a ServerKeyExchange. */
  share(): Buffer {
    return this.pair.publicKey.export({ type: "spki", format: "der" }).subarray(-32);
  }

  /** The scheme and the signature of these parameters. */
  proof(key: Key, parameters: Buffer): Buffer {
    return signature(key, Buffer.concat([this.client.random, this.random, parameters]));
  }

  /** Reads up to the Finished of the client. */
  async exchange(): Promise<void> {
    let bytes = (await this.read()).content;
    // A certificate, if asked for, and the key; each may have its own record.
    while (bytes.at(-1) !== undefined && !endsWithKey(bytes))
      bytes = Buffer.concat([bytes, (await this.read()).content]);
    this.said(bytes);
    const peer = bytes.subarray(-32);
    const premaster = diffieHellman({ privateKey: this.pair.privateKey, publicKey: x25519(peer) });
    const randoms = Buffer.concat([this.client.random, this.random]);
    this.master = this.isExtended
      ? prf(premaster, "extended master secret", this.hash(), 48)
      : prf(premaster, "master secret", randoms, 48);
    const block = prf(this.master, "key expansion", Buffer.concat([this.random, this.client.random]), 40);
    this.next = {
      receiving: new Protection(block.subarray(0, 16), block.subarray(32, 36)),
      sending: new Protection(block.subarray(16, 32), block.subarray(36)),
    };
    const { content } = await this.read();
    const expected = this.finishedOf("client finished");
    if (!content.equals(expected)) throw new Error("the client's Finished is wrong");
    this.said(content);
  }

  /** The body of the server's Finished. */
  verifyData(): Buffer {
    return prf(this.master, "server finished", this.hash(), 12);
  }

  /** From here on the server encrypts. The script sends its ChangeCipherSpec. */
  protect(): void {
    this.sending = this.next?.sending;
  }

  protected override changed(): void {
    this.receiving = this.next?.receiving;
  }

  protected override isProtected(): boolean {
    return true;
  }

  private finishedOf(label: string): Buffer {
    return Buffer.concat([Buffer.of(MESSAGE.finished), vector(3, prf(this.master, label, this.hash(), 12))]);
  }

  private hash(): Buffer {
    return createHash("sha256").update(this.transcript).digest();
  }
}

const NOTHING: Buffer = Buffer.alloc(0);
const CLIENT_KEY_EXCHANGE = Buffer.of(16, 0, 0, 33, 32);

function endsWithKey(bytes: Buffer): boolean {
  return bytes.subarray(-37, -32).equals(CLIENT_KEY_EXCHANGE);
}

/** ServerECDHParams (RFC 8422 §5.4): curve type, group and point apart. */
export function parameters(share: Buffer): { curveType: Buffer; group: Buffer; point: Buffer } {
  return { curveType: Buffer.of(3), group: u16(X25519), point: share };
}

/** The pseudorandom function with SHA-256 (RFC 5246 §5). */
function prf(secret: Buffer, label: string, seed: Buffer, length: number): Buffer {
  const mac = (bytes: Buffer) => createHmac("sha256", secret).update(bytes).digest();
  const start = Buffer.concat([Buffer.from(label), seed]);
  let a: Buffer = mac(start);
  let out: Buffer = NOTHING;
  for (; out.length < length; a = mac(a)) out = Buffer.concat([out, mac(Buffer.concat([a, start]))]);
  return out.subarray(0, length);
}

/** AES-128-GCM (RFC 5288). Each record contains eight bytes of the nonce. */
class Protection implements RecordProtection {
  private readonly key: Buffer;
  private readonly salt: Buffer;
  private count = 0;

  constructor(key: Buffer, salt: Buffer) {
    this.key = key;
    this.salt = salt;
  }

  seal(type: number, content: Buffer): Buffer {
    const explicit = this.sequence();
    const nonce = Buffer.concat([this.salt, explicit]);
    const cipher = createCipheriv("aes-128-gcm", this.key, nonce).setAAD(additional(explicit, type, content.length));
    const sealed = Buffer.concat([explicit, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
    return Buffer.concat([Buffer.of(type, 3, 3), vector(2, sealed)]);
  }

  open(head: Buffer, sealed: Buffer): { type: number; content: Buffer } {
    const type = head.at(0) ?? 0;
    const nonce = Buffer.concat([this.salt, sealed.subarray(0, 8)]);
    const text = sealed.subarray(8, -16);
    const decipher = createDecipheriv("aes-128-gcm", this.key, nonce);
    decipher.setAAD(additional(this.sequence(), type, text.length));
    decipher.setAuthTag(sealed.subarray(-16));
    const content = decipher.update(text);
    try {
      decipher.final();
    } catch {
      throw new HungUp();
    }
    return { type, content };
  }

  private sequence(): Buffer {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32BE(this.count++, 4);
    return bytes;
  }
}

function additional(sequence: Buffer, type: number, length: number): Buffer {
  return Buffer.concat([sequence, Buffer.of(type, 3, 3), u16(length)]);
}

/** The record before the first encrypted one. */
export const CHANGE = Buffer.of(CONTENT.changeCipherSpec, 3, 3, 0, 1, 1);
