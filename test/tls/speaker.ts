import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from "node:crypto";
import type { Socket } from "node:net";
import { behaving, type StartServer } from "../servers";
import type { Certificate, Key, KeyType } from "./authority";
import {
  CONTENT,
  EXTENSION,
  type Hello,
  HungUp,
  MESSAGE,
  Peer,
  parseHello,
  type RecordProtection,
  u16,
  vector,
} from "./wire";

// A TLS 1.3 server (RFC 8446) that sends exactly what a test wants: certificates that no library would load, messages in any number of
// records, records that no library would send. It only has TLS_AES_128_GCM_SHA256, X25519 and P-256.

export const CLOSE_NOTIFY = Buffer.of(1, 0);
export const OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

const MESSAGE_HASH = 254;
export const X25519 = 29;
export const P256 = 23;

/** The certificates of a server, in this order, and its key. */
export interface Credentials {
  chain: Pick<Certificate, "der">[];
  key: Key;
}

/** A server that runs this script with every connection. The client may hang up at any time. */
export function speaks(script: (peer: Speaker) => Promise<void>): StartServer {
  return talks((socket) => script(new Speaker(socket)));
}

export function talks(script: (socket: Socket) => Promise<void>): StartServer {
  return behaving((socket) => {
    script(socket).catch((error: unknown) => {
      if (!(error instanceof HungUp)) throw error;
    });
  });
}

/** A correct server of one response, except perhaps for its certificates. */
export function serves(credentials: Credentials): StartServer {
  return speaks(async (peer) => {
    await peer.establish(credentials);
    await peer.request();
    peer.send(CONTENT.data, OK);
    peer.send(CONTENT.alert, CLOSE_NOTIFY);
    peer.socket.end();
  });
}

/** The server's side of one connection. */
export class Speaker extends Peer {
  client: Hello = { random: ZERO, sessionId: ZERO, shares: new Map(), extensions: new Map() };
  private group = X25519;
  private pair: { publicKey: KeyObject; privateKey: KeyObject } = generateKeyPairSync("x25519");
  private secrets: { handshake: Buffer; client: Buffer; server: Buffer } = {
    handshake: ZERO,
    client: ZERO,
    server: ZERO,
  };

  /** The whole handshake. */
  async establish(credentials: Credentials): Promise<void> {
    await this.hello();
    this.write(this.record(CONTENT.handshake, this.serverHello()));
    this.protect();
    this.write(this.record(CONTENT.handshake, Buffer.concat(this.flight(credentials))));
    await this.finished();
  }

  /** Reads the first ClientHello or the one after a HelloRetryRequest. @returns the message */
  async hello(): Promise<Buffer> {
    const message = await this.readHello();
    this.said(message);
    this.client = parseHello(message);
    return message;
  }

  /** Replaces the first ClientHello by its hash (RFC 8446 §4.4.1). Call it before making the HelloRetryRequest. */
  retries(): void {
    const hash = sha256(this.transcript);
    this.transcript = Buffer.alloc(0);
    this.message(MESSAGE_HASH, hash);
  }

  /** Changes the group of the server's key. */
  use(group: number): void {
    this.group = group;
    this.pair = group === P256 ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("x25519");
  }

  /** The server's public key, in the form of a key share. */
  share(): Buffer {
    const spki = this.pair.publicKey.export({ type: "spki", format: "der" });
    return spki.subarray(this.group === P256 ? -65 : -32);
  }

  /** Makes the ServerHello. */
  serverHello(): Buffer {
    const versions = Buffer.concat([u16(EXTENSION.supportedVersions), vector(2, Buffer.of(3, 4))]);
    const share = Buffer.concat([u16(EXTENSION.keyShare), vector(2, u16(this.group), vector(2, this.share()))]);
    return this.message(
      MESSAGE.serverHello,
      Buffer.of(3, 3),
      randomBytes(32),
      vector(1, this.client.sessionId),
      Buffer.of(0x13, 0x01, 0),
      vector(2, versions, share),
    );
  }

  /** From here on both sides encrypt with the keys of the handshake. */
  protect(): void {
    const early = hmac(ZERO, ZERO);
    const share = this.client.shares.get(this.group) ?? Buffer.alloc(0);
    const publicKey = this.group === P256 ? p256(share) : x25519(share);
    const shared = diffieHellman({ privateKey: this.pair.privateKey, publicKey });
    const handshake = hmac(derive(early, "derived", Buffer.alloc(0)), shared);
    const client = derive(handshake, "c hs traffic", this.transcript);
    const server = derive(handshake, "s hs traffic", this.transcript);
    this.secrets = { handshake, client, server };
    this.sending = new Protection(server);
    this.receiving = new Protection(client);
  }

  /** Makes the rest of the server's handshake messages. */
  flight(credentials: Credentials, ...requests: Buffer[]): Buffer[] {
    const entries = credentials.chain.map(({ der }) => Buffer.concat([vector(3, der), Buffer.of(0, 0)]));
    return [
      this.message(MESSAGE.encryptedExtensions, vector(2)),
      ...requests.map((body) => this.message(MESSAGE.certificateRequest, body)),
      this.message(MESSAGE.certificate, vector(1), vector(3, ...entries)),
      this.message(MESSAGE.certificateVerify, this.proof(credentials.key)),
      this.message(MESSAGE.finished, this.verifyData()),
    ];
  }

  /** Reads the client's Finished, and switches to the keys for application data. */
  async finished(): Promise<void> {
    const master = hmac(derive(this.secrets.handshake, "derived", Buffer.alloc(0)), ZERO);
    const client = derive(master, "c ap traffic", this.transcript);
    const server = derive(master, "s ap traffic", this.transcript);
    this.sending = new Protection(server);
    let { content } = await this.read();
    if (content.at(0) === MESSAGE.certificate) {
      // The client has none (RFC 8446 §4.4.2), and may send its Finished in the same record.
      const end = 4 + content.readUIntBE(1, 3);
      this.said(content.subarray(0, end));
      content = content.length > end ? content.subarray(end) : (await this.read()).content;
    }
    const mac = finishedMac(this.secrets.client, this.transcript);
    const expected = Buffer.concat([Buffer.of(MESSAGE.finished, 0, 0, 32), mac]);
    if (!content.equals(expected)) throw new Error("the client's Finished is wrong");
    this.receiving = new Protection(client);
  }

  /** Updates the keys of the server (RFC 8446 §7.2). The script sends the message. */
  updateKeys(): void {
    this.sending = (this.sending as Protection | undefined)?.next();
  }

  /** The body of a CertificateVerify. */
  proof(key: Key): Buffer {
    const text = Buffer.from("TLS 1.3, server CertificateVerify\0");
    const signed = Buffer.concat([Buffer.alloc(64, " "), text, sha256(this.transcript)]);
    return signature(key, signed);
  }

  /** The body of the server's Finished. */
  verifyData(): Buffer {
    return finishedMac(this.secrets.server, this.transcript);
  }
}

/** SignatureScheme (RFC 8446 §4.2.3) and hash of a key. */
const SCHEMES: Record<KeyType, [number, string | null]> = {
  rsa1024: [0x0804, "sha256"],
  rsa2048: [0x0804, "sha256"],
  rsa3072: [0x0804, "sha256"],
  rsa4096: [0x0804, "sha256"],
  p256: [0x0403, "sha256"],
  p384: [0x0503, "sha384"],
  p521: [0x0603, "sha512"],
  ed25519: [0x0807, null],
};

/** A scheme and a signature, in the form of both versions. */
export function signature(key: Key, signed: Buffer): Buffer {
  const [scheme, hash] = SCHEMES[key.type];
  const padding = key.type.startsWith("rsa") ? { padding: 6, saltLength: 32 } : {};
  return Buffer.concat([u16(scheme), vector(2, sign(hash, signed, { key: key.privateKey, ...padding }))]);
}

// The key schedule (RFC 8446 §7.1) and the protection of records (§5.2).

const ZERO = Buffer.alloc(32);

function sha256(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes).digest();
}

function hmac(key: Buffer, bytes: Buffer): Buffer {
  return createHmac("sha256", key).update(bytes).digest();
}

/** HKDF-Expand-Label, for up to 32 bytes. */
function expand(secret: Buffer, label: string, context: Buffer, length: number): Buffer {
  const info = Buffer.concat([u16(length), vector(1, Buffer.from(`tls13 ${label}`)), vector(1, context)]);
  return hmac(secret, Buffer.concat([info, Buffer.of(1)])).subarray(0, length);
}

function derive(secret: Buffer, label: string, transcript: Buffer): Buffer {
  return expand(secret, label, sha256(transcript), 32);
}

function finishedMac(secret: Buffer, transcript: Buffer): Buffer {
  return hmac(expand(secret, "finished", Buffer.alloc(0), 32), sha256(transcript));
}

export function x25519(share: Buffer): KeyObject {
  const key = { kty: "OKP", crv: "X25519", x: share.toString("base64url") };
  return createPublicKey({ key, format: "jwk" });
}

function p256(share: Buffer): KeyObject {
  const [x, y] = [share.subarray(1, 33).toString("base64url"), share.subarray(33).toString("base64url")];
  return createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
}

class Protection implements RecordProtection {
  private readonly key: Buffer;
  private readonly iv: Buffer;
  private readonly secret: Buffer;
  private count = 0;

  constructor(secret: Buffer) {
    this.secret = secret;
    this.key = expand(secret, "key", Buffer.alloc(0), 16);
    this.iv = expand(secret, "iv", Buffer.alloc(0), 12);
  }

  next(): Protection {
    return new Protection(expand(this.secret, "traffic upd", Buffer.alloc(0), 32));
  }

  seal(type: number, content: Buffer, padding: number): Buffer {
    const plain = Buffer.concat([content, Buffer.of(type), Buffer.alloc(padding)]);
    const head = Buffer.concat([Buffer.of(CONTENT.data, 3, 3), u16(plain.length + 16)]);
    const cipher = createCipheriv("aes-128-gcm", this.key, this.nonce()).setAAD(head);
    return Buffer.concat([head, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  open(head: Buffer, sealed: Buffer): { type: number; content: Buffer } {
    const decipher = createDecipheriv("aes-128-gcm", this.key, this.nonce()).setAAD(head);
    decipher.setAuthTag(sealed.subarray(-16));
    const plain = decipher.update(sealed.subarray(0, -16));
    try {
      decipher.final();
    } catch {
      // A client that gives up sends its alert with the keys that it has, which may be older.
      throw new HungUp();
    }
    let end = plain.length - 1;
    while (plain[end] === 0) end--;
    return { type: plain[end] ?? 0, content: plain.subarray(0, end) };
  }

  private nonce(): Buffer {
    const nonce = Buffer.from(this.iv);
    nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ this.count++) >>> 0, 8);
    return nonce;
  }
}
