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

// A server of TLS 1.3 (RFC 8446) that says exactly what a test wants: certificates that no library would load, messages in any
// number of records, records that no library would send. It knows TLS_AES_128_GCM_SHA256 and X25519 alone.

export const CONTENT = { changeCipherSpec: 20, alert: 21, handshake: 22, data: 23 };
export const MESSAGE = {
  serverHello: 2,
  newSessionTicket: 4,
  encryptedExtensions: 8,
  certificate: 11,
  certificateRequest: 13,
  certificateVerify: 15,
  finished: 20,
  keyUpdate: 24,
};

export const CLOSE_NOTIFY = Buffer.of(1, 0);
export const OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

/** What a server shows: its certificates in this order, and the key that it signs with. */
export interface Credentials {
  chain: Pick<Certificate, "der">[];
  key: Key;
}

/** A server that goes through this with every connection; the client may hang up at any time. */
export function speaks(script: (peer: Speaker) => Promise<void>): StartServer {
  return behaving((socket) => {
    script(new Speaker(socket)).catch((error: unknown) => {
      if (!(error instanceof HungUp)) throw error;
    });
  });
}

/** A server of one response, and of nothing wrong but perhaps its certificates. */
export function serves(credentials: Credentials): StartServer {
  return speaks(async (peer) => {
    await peer.establish(credentials);
    await peer.request();
    peer.send(CONTENT.data, OK);
    peer.send(CONTENT.alert, CLOSE_NOTIFY);
    peer.socket.end();
  });
}

/** The client has ended the connection: what the test expects, or sees by its exit status. */
export class HungUp extends Error {}

/** The server's side of one connection. */
export class Speaker {
  readonly socket: Socket;
  /** Alerts that the client has sent: their numbers. */
  readonly alerts: number[] = [];
  private readonly source: Source;
  private transcript: Buffer = Buffer.alloc(0);
  private readonly pair = generateKeyPairSync("x25519");
  private client: { sessionId: Buffer; share: Buffer } = { sessionId: Buffer.alloc(0), share: Buffer.alloc(0) };
  private secrets: { handshake: Buffer; client: Buffer; server: Buffer } = {
    handshake: ZERO,
    client: ZERO,
    server: ZERO,
  };
  private sending: Protection | undefined;
  private receiving: Protection | undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    this.source = new Source(socket);
  }

  /** The whole handshake. */
  async establish(credentials: Credentials): Promise<void> {
    await this.hello();
    this.write(this.record(CONTENT.handshake, this.serverHello()));
    this.protect();
    this.write(this.record(CONTENT.handshake, Buffer.concat(this.flight(credentials))));
    await this.finished();
  }

  /** Reads the ClientHello. */
  async hello(): Promise<void> {
    let message = (await this.read()).content;
    while (message.length < 4 + message.readUIntBE(1, 3))
      message = Buffer.concat([message, (await this.read()).content]);
    this.transcript = message;
    this.client = readHello(message);
  }

  /** The ServerHello, not sent yet. */
  serverHello(): Buffer {
    const { publicKey } = this.pair;
    const share = publicKey.export({ type: "spki", format: "der" }).subarray(-32);
    return this.message(
      MESSAGE.serverHello,
      Buffer.of(3, 3),
      randomBytes(32),
      vector(1, this.client.sessionId),
      Buffer.of(0x13, 0x01, 0),
      vector(2, Buffer.of(0, 43, 0, 2, 3, 4), Buffer.of(0, 51, 0, 36, 0, 29, 0, 32), share),
    );
  }

  /** From here on both sides encrypt, with the keys of the handshake. */
  protect(): void {
    const early = hmac(ZERO, ZERO);
    const shared = diffieHellman({ privateKey: this.pair.privateKey, publicKey: x25519(this.client.share) });
    const handshake = hmac(derive(early, "derived", Buffer.alloc(0)), shared);
    const client = derive(handshake, "c hs traffic", this.transcript);
    const server = derive(handshake, "s hs traffic", this.transcript);
    this.secrets = { handshake, client, server };
    this.sending = new Protection(server);
    this.receiving = new Protection(client);
  }

  /** The rest of the server's handshake messages, not sent yet. */
  flight(credentials: Credentials, ...requests: Buffer[]): Buffer[] {
    const entries = credentials.chain.map(({ der }) => Buffer.concat([vector(3, der), Buffer.of(0, 0)]));
    return [
      this.message(MESSAGE.encryptedExtensions, vector(2)),
      ...requests.map((body) => this.message(MESSAGE.certificateRequest, body)),
      this.message(MESSAGE.certificate, vector(1), vector(3, ...entries)),
      this.message(MESSAGE.certificateVerify, this.proof(credentials.key)),
      this.message(MESSAGE.finished, this.verifyData(this.secrets.server)),
    ];
  }

  /** Reads the client's Finished, and changes to the keys of the application. */
  async finished(): Promise<void> {
    const master = hmac(derive(this.secrets.handshake, "derived", Buffer.alloc(0)), ZERO);
    const client = derive(master, "c ap traffic", this.transcript);
    const server = derive(master, "s ap traffic", this.transcript);
    this.sending = new Protection(server);
    const { content } = await this.read();
    const expected = Buffer.concat([Buffer.of(MESSAGE.finished, 0, 0, 32), this.verifyData(this.secrets.client)]);
    if (content.at(0) === MESSAGE.finished && !content.equals(expected))
      throw new Error("the client's Finished is wrong");
    this.receiving = new Protection(client);
  }

  /** Reads the request's header section. */
  async request(): Promise<string> {
    let text = "";
    while (!text.includes("\r\n\r\n")) {
      const { type, content } = await this.read();
      if (type === CONTENT.data) text += content.toString("latin1");
    }
    return text;
  }

  /** Changes the keys that the server sends with (RFC 8446 §7.2); the message that tells of it is left to the script. */
  updateKeys(): void {
    this.sending = this.sending?.next();
  }

  /** A handshake message; it becomes part of what both sides sign. */
  message(type: number, ...body: Buffer[]): Buffer {
    const message = Buffer.concat([Buffer.of(type), vector(3, ...body)]);
    this.transcript = Buffer.concat([this.transcript, message]);
    return message;
  }

  /** A record, encrypted as soon as there are keys; with so many zeros of padding then. */
  record(type: number, content: Buffer | string, padding = 0): Buffer {
    const bytes = Buffer.from(content as string);
    if (this.sending !== undefined)
      return this.sending.seal(Buffer.concat([bytes, Buffer.of(type), Buffer.alloc(padding)]));
    return plainRecord(type, bytes);
  }

  /** Whatever bytes. */
  write(...bytes: Buffer[]): void {
    if (!this.socket.destroyed) this.socket.write(Buffer.concat(bytes));
  }

  send(type: number, content: Buffer | string): void {
    this.write(this.record(type, content));
  }

  /** The client's next record that is not an alert and not a change of cipher specs. */
  async read(): Promise<{ type: number; content: Buffer }> {
    while (true) {
      const head = await this.source.take(5);
      const body = await this.source.take(head.readUInt16BE(3));
      const outer = head.at(0) as number;
      if (outer === CONTENT.changeCipherSpec) continue;
      const opened = outer === CONTENT.data ? this.receiving?.open(head, body) : undefined;
      const content = opened ?? { type: outer, content: body };
      if (content.type !== CONTENT.alert) return content;
      this.alerts.push(content.content.at(1) ?? -1);
    }
  }

  private proof(key: Key): Buffer {
    const text = Buffer.from("TLS 1.3, server CertificateVerify\0");
    const signed = Buffer.concat([Buffer.alloc(64, " "), text, sha256(this.transcript)]);
    const [scheme, hash] = SCHEMES[key.type];
    const padding = key.type.startsWith("rsa") ? { padding: 6, saltLength: 32 } : {};
    return Buffer.concat([hexOf(scheme), vector(2, sign(hash, signed, { key: key.privateKey, ...padding }))]);
  }

  private verifyData(secret: Buffer): Buffer {
    return hmac(expand(secret, "finished", Buffer.alloc(0), 32), sha256(this.transcript));
  }
}

/** SignatureScheme (RFC 8446 §4.2.3) and hash of a key. */
const SCHEMES: Record<KeyType, [string, string | null]> = {
  rsa1024: ["0804", "sha256"],
  rsa2048: ["0804", "sha256"],
  rsa3072: ["0804", "sha256"],
  rsa4096: ["0804", "sha256"],
  p256: ["0403", "sha256"],
  p384: ["0503", "sha384"],
  p521: ["0603", "sha512"],
  ed25519: ["0807", null],
};

/** A record that is not encrypted. */
export function plainRecord(type: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(type, 3, 3), vector(2, content)]);
}

/** A vector: its length in so many bytes, then what is in it. */
export function vector(lengthBytes: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length = Buffer.alloc(lengthBytes);
  length.writeUIntBE(content.length, 0, lengthBytes);
  return Buffer.concat([length, content]);
}

/** The session to be echoed and the X25519 share of a ClientHello; empty where it has none, as after a HelloRetryRequest. */
function readHello(message: Buffer): { sessionId: Buffer; share: Buffer } {
  const sessionLength = message.readUInt8(38);
  const sessionId = message.subarray(39, 39 + sessionLength);
  let at = 39 + sessionLength;
  at += 2 + message.readUInt16BE(at);
  at += 1 + message.readUInt8(at) + 2;
  for (; at < message.length; at += 4 + message.readUInt16BE(at + 2)) {
    if (message.readUInt16BE(at) !== 51) continue;
    const end = at + 4 + message.readUInt16BE(at + 2);
    for (let entry = at + 6; entry < end; entry += 4 + message.readUInt16BE(entry + 2)) {
      if (message.readUInt16BE(entry) === 29) return { sessionId, share: message.subarray(entry + 4, entry + 36) };
    }
  }
  return { sessionId, share: Buffer.alloc(0) };
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
  const info = Buffer.concat([Buffer.of(0, length), vector(1, Buffer.from(`tls13 ${label}`)), vector(1, context)]);
  return hmac(secret, Buffer.concat([info, Buffer.of(1)])).subarray(0, length);
}

function derive(secret: Buffer, label: string, transcript: Buffer): Buffer {
  return expand(secret, label, sha256(transcript), 32);
}

function x25519(share: Buffer): KeyObject {
  const key = { kty: "OKP", crv: "X25519", x: share.toString("base64url") };
  return createPublicKey({ key, format: "jwk" });
}

class Protection {
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

  seal(plain: Buffer): Buffer {
    const head = Buffer.concat([Buffer.of(CONTENT.data, 3, 3), lengthOf(plain.length + 16)]);
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
      // A client that gives up tells so with the keys that it has, which need not be ours any more.
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

function lengthOf(length: number): Buffer {
  return Buffer.of(length >> 8, length & 0xff);
}

function hexOf(digits: string): Buffer {
  return Buffer.from(digits, "hex");
}

/** What a socket sends, to be taken in pieces of a known length. */
export class Source {
  private bytes: Buffer = Buffer.alloc(0);
  private ended = false;
  private wake = (): void => {};

  constructor(socket: Socket) {
    socket.on("data", (more) => {
      this.bytes = Buffer.concat([this.bytes, more]);
      this.wake();
    });
    const end = () => {
      this.ended = true;
      this.wake();
    };
    socket.on("end", end);
    socket.on("close", end);
  }

  async take(length: number): Promise<Buffer> {
    while (this.bytes.length < length) {
      if (this.ended) throw new HungUp();
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    const taken = this.bytes.subarray(0, length);
    this.bytes = this.bytes.subarray(length);
    return taken;
  }
}
