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
import { behaving, type StartServer } from "../../servers";
import { type Credentials, OK } from "../speaker";
import { CONTENT, HungUp, plainRecord, Source, vector } from "../wire";

// A server of TLS 1.2 (RFC 5246) that shows any certificate: OpenSSL's own declines to use one whose key usage its peers would reject.
// It speaks ECDHE with X25519 and AES-128-GCM alone.

const MESSAGE = { serverHello: 2, certificate: 11, serverKeyExchange: 12, serverHelloDone: 14, finished: 20 };
/** TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, for Ed25519 too (RFC 8422 §5.1), and TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256. */
const SUITE = { ecdsa: Buffer.of(0xc0, 0x2b), rsa: Buffer.of(0xc0, 0x2f) };
/** An empty renegotiation_info, without which OpenSSL gives up (RFC 5746 §3.6). */
const EXTENSIONS = Buffer.of(0xff, 0x01, 0, 1, 0);
const SCHEMES = {
  rsa: [0x0401, "sha256"],
  p256: [0x0403, "sha256"],
  p384: [0x0503, "sha384"],
  ed25519: [0x0807, null],
};

/** Serves one response with these credentials; the suite is the one for the key. */
export function serves12({ chain, key }: Credentials): StartServer {
  return behaving((socket) => {
    const serve = async () => {
      const source = new Source(socket);
      const random = randomBytes(32);
      const pair = generateKeyPairSync("x25519");
      let transcript: Buffer = Buffer.alloc(0);
      const take = async () => {
        const head = await source.take(5);
        const content = await source.take(head.readUInt16BE(3));
        if (head[0] === CONTENT.alert) throw new HungUp();
        return { type: head.readUInt8(0), content };
      };
      const message = (type: number, ...body: Buffer[]) => {
        const bytes = Buffer.concat([Buffer.of(type), vector(3, ...body)]);
        transcript = Buffer.concat([transcript, bytes]);
        return bytes;
      };

      const hello = (await take()).content;
      transcript = hello;
      const clientRandom = hello.subarray(6, 38);
      const share = pair.publicKey.export({ type: "spki", format: "der" }).subarray(-32);
      const parameters = Buffer.concat([Buffer.of(3, 0, 29), vector(1, share)]);
      const suite = key.type.startsWith("rsa") ? SUITE.rsa : SUITE.ecdsa;
      const flight = [
        message(MESSAGE.serverHello, Buffer.of(3, 3), random, Buffer.of(0), suite, Buffer.of(0), vector(2, EXTENSIONS)),
        message(MESSAGE.certificate, vector(3, ...chain.map(({ der }) => vector(3, der)))),
        message(
          MESSAGE.serverKeyExchange,
          parameters,
          proof({ chain, key }, Buffer.concat([clientRandom, random, parameters])),
        ),
        message(MESSAGE.serverHelloDone),
      ];
      socket.write(Buffer.concat(flight.map((it) => plainRecord(CONTENT.handshake, it))));

      const exchange = (await take()).content;
      transcript = Buffer.concat([transcript, exchange]);
      const theirs = { kty: "OKP", crv: "X25519", x: exchange.subarray(5, 37).toString("base64url") };
      const shared = diffieHellman({
        privateKey: pair.privateKey,
        publicKey: createPublicKey({ key: theirs, format: "jwk" }),
      });
      const master = prf(shared, "master secret", Buffer.concat([clientRandom, random]), 48);
      const keys = prf(master, "key expansion", Buffer.concat([random, clientRandom]), 40);
      const [receiving, sending] = [keys.subarray(0, 16), keys.subarray(16, 32)];
      const [receivingSalt, sendingSalt] = [keys.subarray(32, 36), keys.subarray(36)];
      await take();
      const finished = open(receiving, receivingSalt, 0, CONTENT.handshake, (await take()).content);
      transcript = Buffer.concat([transcript, finished]);
      const verifyData = prf(master, "server finished", createHash("sha256").update(transcript).digest(), 12);
      const last = Buffer.concat([Buffer.of(MESSAGE.finished), vector(3, verifyData)]);
      socket.write(plainRecord(CONTENT.changeCipherSpec, Buffer.of(1)));
      socket.write(seal(sending, sendingSalt, 0, CONTENT.handshake, last));
      await take();
      socket.end(seal(sending, sendingSalt, 1, CONTENT.data, Buffer.from(OK)));
    };
    serve().catch((error: unknown) => {
      if (!(error instanceof HungUp)) throw error;
    });
  });
}

/** The scheme and signature of a ServerKeyExchange. */
function proof({ key }: Credentials, signed: Buffer): Buffer {
  const kind = key.type.startsWith("rsa") ? "rsa" : (key.type as keyof typeof SCHEMES);
  const [scheme, hash] = SCHEMES[kind] as [number, string | null];
  return Buffer.concat([Buffer.of(scheme >> 8, scheme & 0xff), vector(2, sign(hash, signed, key.privateKey))]);
}

/** The PRF of TLS 1.2 with SHA-256 (RFC 5246 §5). */
function prf(secret: Buffer, label: string, seed: Buffer, length: number): Buffer {
  const labelled = Buffer.concat([Buffer.from(label), seed]);
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

function seal(key: Buffer, salt: Buffer, count: number, type: number, plain: Buffer): Buffer {
  const cipher = createCipheriv("aes-128-gcm", key, Buffer.concat([salt, numberOf(count)]));
  cipher.setAAD(additional(count, type, plain.length));
  return plainRecord(type, Buffer.concat([numberOf(count), cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
}

function open(key: Buffer, salt: Buffer, count: number, type: number, sealed: Buffer): Buffer {
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
