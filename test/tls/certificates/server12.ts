import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  randomBytes,
  sign,
} from "node:crypto";
import type { Socket } from "node:net";
import { behaving, type StartServer } from "../../servers";
import type { Key } from "../authority";
import { type Credentials, OK } from "../speaker";
import { CONTENT, HungUp, plainRecord, Source, vector } from "../wire";

// A server of TLS 1.2 (RFC 5246) that shows any certificate: OpenSSL's own declines to use one whose key usage its peers would reject.
// It speaks ECDHE with X25519 and AES-128-GCM alone.

const MESSAGE = { serverHello: 2, certificate: 11, serverKeyExchange: 12, serverHelloDone: 14, finished: 20 };
/** TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, for Ed25519 too (RFC 8422 §5.1), and TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256. */
const SUITE = { ecdsa: Buffer.of(0xc0, 0x2b), rsa: Buffer.of(0xc0, 0x2f) };
/** An empty renegotiation_info, without which OpenSSL gives up (RFC 5746 §3.6). */
const EXTENSIONS = Buffer.of(0xff, 0x01, 0, 1, 0);
/** A named curve in a ServerKeyExchange (RFC 8422 §5.4). */
const X25519 = Buffer.of(3, 0, 29);
const SCHEMES = {
  rsa: [0x0401, "sha256"],
  p256: [0x0403, "sha256"],
  p384: [0x0503, "sha384"],
  ed25519: [0x0807, null],
};

interface Keys {
  key: Buffer;
  salt: Buffer;
}

/** Serves one response with these credentials. */
export function serves12(credentials: Credentials): StartServer {
  return behaving((socket) => {
    new Connection(socket, credentials).serve().catch((error: unknown) => {
      if (!(error instanceof HungUp)) throw error;
    });
  });
}

/** The server's side of one connection. */
class Connection {
  private readonly socket: Socket;
  private readonly source: Source;
  private readonly credentials: Credentials;
  private readonly pair = generateKeyPairSync("x25519");
  private readonly random = randomBytes(32);
  private clientRandom: Buffer = Buffer.alloc(0);
  private transcript: Buffer = Buffer.alloc(0);

  constructor(socket: Socket, credentials: Credentials) {
    this.socket = socket;
    this.source = new Source(socket);
    this.credentials = credentials;
  }

  async serve(): Promise<void> {
    this.transcript = await this.take();
    this.clientRandom = this.transcript.subarray(6, 38);
    this.socket.write(Buffer.concat(this.flight().map((it) => plainRecord(CONTENT.handshake, it))));

    const exchange = await this.take();
    this.transcript = Buffer.concat([this.transcript, exchange]);
    const master = prf(this.agree(exchange.subarray(5)), "master secret", [this.clientRandom, this.random], 48);
    const keys = prf(master, "key expansion", [this.random, this.clientRandom], 40);
    const receiving: Keys = { key: keys.subarray(0, 16), salt: keys.subarray(32, 36) };
    const sending: Keys = { key: keys.subarray(16, 32), salt: keys.subarray(36) };

    await this.take();
    const finished = open(receiving, 0, CONTENT.handshake, await this.take());
    this.transcript = Buffer.concat([this.transcript, finished]);
    const hash = createHash("sha256").update(this.transcript).digest();
    const last = this.message(MESSAGE.finished, prf(master, "server finished", [hash], 12));
    this.socket.write(plainRecord(CONTENT.changeCipherSpec, Buffer.of(1)));
    this.socket.write(seal(sending, 0, CONTENT.handshake, last));
    // The request.
    await this.take();
    this.socket.end(seal(sending, 1, CONTENT.data, Buffer.from(OK)));
  }

  /** From ServerHello to ServerHelloDone. */
  private flight(): Buffer[] {
    const { chain, key } = this.credentials;
    const suite = key.type.startsWith("rsa") ? SUITE.rsa : SUITE.ecdsa;
    const version = Buffer.of(3, 3);
    const noSession = Buffer.of(0);
    const noCompression = Buffer.of(0);
    const share = this.pair.publicKey.export({ type: "spki", format: "der" }).subarray(-32);
    const parameters = Buffer.concat([X25519, vector(1, share)]);
    const signed = Buffer.concat([this.clientRandom, this.random, parameters]);
    return [
      this.message(MESSAGE.serverHello, version, this.random, noSession, suite, noCompression, vector(2, EXTENSIONS)),
      this.message(MESSAGE.certificate, vector(3, ...chain.map(({ der }) => vector(3, der)))),
      this.message(MESSAGE.serverKeyExchange, parameters, proof(key, signed)),
      this.message(MESSAGE.serverHelloDone),
    ];
  }

  /** The content of the client's next record. */
  private async take(): Promise<Buffer> {
    const head = await this.source.take(5);
    const content = await this.source.take(head.readUInt16BE(3));
    if (head[0] === CONTENT.alert) throw new HungUp();
    return content;
  }

  private message(type: number, ...body: Buffer[]): Buffer {
    const bytes = Buffer.concat([Buffer.of(type), vector(3, ...body)]);
    this.transcript = Buffer.concat([this.transcript, bytes]);
    return bytes;
  }

  private agree(share: Buffer): Buffer {
    const key = { kty: "OKP", crv: "X25519", x: share.toString("base64url") };
    return diffieHellman({ privateKey: this.pair.privateKey, publicKey: createPublicKey({ key, format: "jwk" }) });
  }
}

/** The scheme and signature of a ServerKeyExchange. */
function proof(key: Key, signed: Buffer): Buffer {
  const kind = key.type.startsWith("rsa") ? "rsa" : (key.type as keyof typeof SCHEMES);
  const [scheme, hash] = SCHEMES[kind] as [number, string | null];
  return Buffer.concat([Buffer.of(scheme >> 8, scheme & 0xff), vector(2, sign(hash, signed, key.privateKey))]);
}

/** The PRF of TLS 1.2 with SHA-256 (RFC 5246 §5). */
function prf(secret: Buffer, label: string, seeds: Buffer[], length: number): Buffer {
  const labelled = Buffer.concat([Buffer.from(label), ...seeds]);
  const hmac = (bytes: Buffer) => createHmac("sha256", secret).update(bytes).digest();
  let out: Buffer = Buffer.alloc(0);
  for (let a = hmac(labelled); out.length < length; a = hmac(a))
    out = Buffer.concat([out, hmac(Buffer.concat([a, labelled]))]);
  return out.subarray(0, length);
}

/** The sequence number is also the explicit part of the nonce (RFC 5288 §3). */
function numberOf(count: number): Buffer {
  const number = Buffer.alloc(8);
  number.writeUInt32BE(count, 4);
  return number;
}

function additional(count: number, type: number, length: number): Buffer {
  return Buffer.concat([numberOf(count), Buffer.of(type, 3, 3, length >> 8, length & 0xff)]);
}

function seal({ key, salt }: Keys, count: number, type: number, plain: Buffer): Buffer {
  const cipher = createCipheriv("aes-128-gcm", key, Buffer.concat([salt, numberOf(count)]));
  cipher.setAAD(additional(count, type, plain.length));
  return plainRecord(type, Buffer.concat([numberOf(count), cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
}

function open({ key, salt }: Keys, count: number, type: number, sealed: Buffer): Buffer {
  const decipher = createDecipheriv("aes-128-gcm", key, Buffer.concat([salt, sealed.subarray(0, 8)]));
  decipher.setAAD(additional(count, type, sealed.length - 24));
  decipher.setAuthTag(sealed.subarray(-16));
  const plain = decipher.update(sealed.subarray(8, -16));
  try {
    decipher.final();
  } catch {
    throw new HungUp();
  }
  return plain;
}
