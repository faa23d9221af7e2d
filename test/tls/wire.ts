import type { Socket } from "node:net";

// What servers of both versions need: records, vectors, and the bytes of a connection.

export const CONTENT = { changeCipherSpec: 20, alert: 21, handshake: 22, data: 23 };
export const MESSAGE = {
  helloRequest: 0,
  serverHello: 2,
  newSessionTicket: 4,
  encryptedExtensions: 8,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateVerify: 15,
  finished: 20,
  keyUpdate: 24,
};

/** The extensions that these servers know (RFC 8446 §4.2). */
export const EXTENSION = { supportedVersions: 43, keyShare: 51 };

/** The client has ended the connection. The test expects it, or notices it by the exit status. */
export class HungUp extends Error {}

/** An alert that the client has sent. */
export interface SentAlert {
  level: number;
  description: number;
  isProtected: boolean;
}

/** The protection of one direction. */
export interface RecordProtection {
  /** @param padding zeros after the content, in TLS 1.3 */
  seal(type: number, content: Buffer, padding: number): Buffer;
  /** @throws HungUp if the record is not genuine */
  open(head: Buffer, sealed: Buffer): { type: number; content: Buffer };
}

/** The server of a connection: what both versions share. */
export class Peer {
  readonly socket: Socket;
  readonly alerts: SentAlert[] = [];
  protected transcript: Buffer = Buffer.alloc(0);
  protected sending: RecordProtection | undefined;
  protected receiving: RecordProtection | undefined;
  private readonly source: Source;

  constructor(socket: Socket) {
    this.socket = socket;
    this.source = new Source(socket);
  }

  /** Makes a handshake message, and adds it to the transcript. */
  message(type: number, ...body: Buffer[]): Buffer {
    return this.said(Buffer.concat([Buffer.of(type), vector(3, ...body)]));
  }

  /** Adds bytes to the transcript in place of a message. */
  said(bytes: Buffer): Buffer {
    this.transcript = Buffer.concat([this.transcript, bytes]);
    return bytes;
  }

  /** A record. If there are keys, it is encrypted, with this much padding. */
  record(type: number, content: Buffer | string, padding = 0): Buffer {
    const bytes = Buffer.from(content as string);
    return this.sending === undefined ? plainRecord(type, bytes) : this.sending.seal(type, bytes, padding);
  }

  /** Sends any bytes. */
  write(...bytes: Buffer[]): void {
    if (!this.socket.destroyed) this.socket.write(Buffer.concat(bytes));
  }

  send(type: number, content: Buffer | string): void {
    this.write(this.record(type, content));
  }

  /** Reads the ClientHello, with its message header. */
  protected async readHello(): Promise<Buffer> {
    let message = (await this.read()).content;
    while (message.length < 4 + message.readUIntBE(1, 3))
      message = Buffer.concat([message, (await this.read()).content]);
    return message;
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

  /** The client's next record that is not an alert. A change of cipher specs is passed on to `changed`. */
  async read(): Promise<{ type: number; content: Buffer }> {
    while (true) {
      const head = await this.source.take(5);
      const body = await this.source.take(head.readUInt16BE(3));
      const type = head.at(0) as number;
      if (type === CONTENT.changeCipherSpec) {
        this.changed();
        continue;
      }
      const isProtected = this.receiving !== undefined && this.isProtected(type);
      const read = isProtected && this.receiving ? this.receiving.open(head, body) : { type, content: body };
      if (read.type !== CONTENT.alert) return read;
      this.alerts.push({ level: read.content.at(0) ?? -1, description: read.content.at(1) ?? -1, isProtected });
    }
  }

  /** Whether a record of this outer type is protected once there are keys. */
  protected isProtected(type: number): boolean {
    return type === CONTENT.data;
  }

  /** The client has changed its cipher specs. */
  protected changed(): void {}
}

/** A record that is not encrypted. */
export function plainRecord(type: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(type, 3, 3), vector(2, content)]);
}

/** A vector: its length in `lengthBytes` bytes, then its content. */
export function vector(lengthBytes: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length = Buffer.alloc(lengthBytes);
  length.writeUIntBE(content.length, 0, lengthBytes);
  return Buffer.concat([length, content]);
}

export function u16(value: number): Buffer {
  return Buffer.of(value >> 8, value & 0xff);
}

/** The parts of a ClientHello that a server needs. */
export interface Hello {
  random: Buffer;
  sessionId: Buffer;
  /** The key shares, by group. */
  shares: Map<number, Buffer>;
  /** The contents of extensions, by type, in order. */
  extensions: Map<number, Buffer>;
}

export function parseHello(message: Buffer): Hello {
  const random = message.subarray(6, 38);
  const sessionLength = message.readUInt8(38);
  const sessionId = message.subarray(39, 39 + sessionLength);
  let at = 39 + sessionLength;
  at += 2 + message.readUInt16BE(at);
  at += 1 + message.readUInt8(at) + 2;
  const extensions = new Map<number, Buffer>();
  for (; at < message.length; at += 4 + message.readUInt16BE(at + 2))
    extensions.set(message.readUInt16BE(at), message.subarray(at + 4, at + 4 + message.readUInt16BE(at + 2)));
  const shares = new Map<number, Buffer>();
  const list = extensions.get(EXTENSION.keyShare)?.subarray(2) ?? Buffer.alloc(0);
  for (let entry = 0; entry < list.length; entry += 4 + list.readUInt16BE(entry + 2))
    shares.set(list.readUInt16BE(entry), list.subarray(entry + 4, entry + 4 + list.readUInt16BE(entry + 2)));
  return { random, sessionId, shares, extensions };
}

/** Reads pieces of known lengths from a socket. */
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
