import type { StartServer } from "../../servers";
import { type Speaker, speaks } from "../speaker";
import { CONTENT, MESSAGE, vector } from "../wire";
import {
  type AbuseRow,
  BAD_FINISHED,
  BAD_KEY,
  ILLEGAL,
  LONG_HANDSHAKE,
  MALFORMED,
  MISSING,
  NOT_ITS_KEY,
  refused,
  UNEXPECTED,
  UNOFFERED,
} from "./row";
import { CREDENTIALS, completes, flight, LEAF, MAX, patched, ROOT, started } from "./steps";

/** A handshake with one wrong message after the ServerHello. */
function messages(change: (all: Buffer[], peer: Speaker) => Buffer[]): StartServer {
  return started(async (peer) => {
    peer.send(CONTENT.handshake, Buffer.concat(change(peer.flight(CREDENTIALS), peer)));
    await completes(peer);
  });
}

/** A handshake with a wrong ServerHello. */
function serverHello(change: (message: Buffer) => Buffer): StartServer {
  return speaks(async (peer) => {
    await peer.hello();
    peer.send(CONTENT.handshake, change(Buffer.from(peer.serverHello())));
    peer.protect();
    peer.send(CONTENT.handshake, flight(peer));
    await completes(peer);
  });
}

/** Random of a ServerHello that is a HelloRetryRequest (RFC 8446 §4.1.3). */
const RETRY = Buffer.from("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c", "hex");

export const handshakes: AbuseRow[] = [
  refused(
    "ServerHello: a suite that was not offered",
    serverHello((it) => patched(it, 38 + 1 + sessionOf(it), 0x13, 0x05)),
    ILLEGAL,
  ),
  refused(
    "ServerHello: another session",
    serverHello((it) => (sessionOf(it) === 0 ? grown(it) : patched(it, 39, 0xff, 0xff, 0xff))),
    ILLEGAL,
  ),
  refused(
    "ServerHello: compression",
    serverHello((it) => patched(it, 41 + sessionOf(it), 1)),
    ILLEGAL,
  ),
  refused(
    "ServerHello: TLS 1.4",
    serverHello((it) => patched(it, 44 + sessionOf(it) + 4, 3, 5)),
    ILLEGAL,
  ),
  refused(
    "ServerHello: a group that was not offered",
    serverHello((it) => patched(it, -36, 0, 25)),
    ILLEGAL,
  ),
  refused(
    "ServerHello: a public key of zeros",
    serverHello((it) => patched(it, -32, ...new Uint8Array(32))),
    BAD_KEY,
  ),
  refused(
    "ServerHello: an extension of a type that was not offered in place of the key share",
    serverHello((it) => patched(it, -40, 0x7f, 0x7f)),
    UNOFFERED,
  ),
  refused(
    "ServerHello: no key share",
    serverHello((it) => {
      // The last extension: a key of 32 bytes.
      const bytes = it.subarray(0, -40);
      const at = 42 + sessionOf(it);
      return patched(patched(bytes, 3, (it[3] ?? 0) - 40), at, 0, bytes.readUInt16BE(at) - 40);
    }),
    MISSING,
  ),
  refused(
    "ServerHello: extensions longer than it is",
    serverHello((it) => patched(it, 42 + sessionOf(it), 0xff, 0xff)),
    MALFORMED,
  ),
  refused(
    "ServerHello: a length of 16 MiB",
    serverHello((it) => patched(it, 1, 0xff, 0xff, 0xff)),
    LONG_HANDSHAKE,
  ),
  refused(
    "ServerHello: a byte behind its end",
    serverHello((it) => Buffer.concat([patched(it, 3, (it[3] ?? 0) + 1), Buffer.of(0)])),
    MALFORMED,
  ),
  refused(
    "ServerHello: twice",
    speaks(async (peer) => {
      await peer.hello();
      const hello = peer.serverHello();
      peer.send(CONTENT.handshake, Buffer.concat([hello, hello]));
    }),
    UNEXPECTED,
  ),
  refused(
    "HelloRetryRequest with a key, where only a group stands",
    serverHello((it) => patched(it, 6, ...RETRY)),
    MALFORMED,
  ),
  refused(
    "HelloRetryRequest twice",
    speaks(async (peer) => {
      for (let count = 0; count < 2; count++) {
        await peer.hello();
        peer.send(CONTENT.handshake, retryRequest(peer.serverHello()));
      }
    }),
    UNEXPECTED,
  ),
  refused(
    "TLS 1.2 of a server that signs it could do 1.3",
    speaks(async (peer) => {
      await peer.hello();
      // The end of its random number (RFC 8446 §4.1.3), without supported_versions.
      const it = peer.serverHello();
      const session = sessionOf(it);
      const body = Buffer.concat([
        it.subarray(4, 30),
        Buffer.from("DOWNGRD\x01"),
        it.subarray(38, 39 + session),
        Buffer.of(0xc0, 0x2b, 0, 0, 0),
      ]);
      peer.send(CONTENT.handshake, Buffer.concat([Buffer.of(MESSAGE.serverHello), vector(3, body)]));
    }),
    ILLEGAL,
  ),
  refused(
    "the certificate before the EncryptedExtensions",
    messages(([extensions, shown, ...rest]) => [shown, extensions, ...rest] as Buffer[]),
    UNEXPECTED,
  ),
  refused(
    "no EncryptedExtensions",
    messages((all) => all.slice(1)),
    UNEXPECTED,
  ),
  refused(
    "EncryptedExtensions twice",
    messages(([first, ...rest]) => [first, first, ...rest] as Buffer[]),
    UNEXPECTED,
  ),
  refused(
    "no certificate message",
    messages(([first, , ...rest]) => [first, ...rest] as Buffer[]),
    UNEXPECTED,
  ),
  refused(
    "the certificate message twice",
    messages(([first, shown, ...rest]) => [first, shown, shown, ...rest] as Buffer[]),
    UNEXPECTED,
  ),
  refused(
    "no CertificateVerify",
    messages(([first, shown, , last]) => [first, shown, last] as Buffer[]),
    UNEXPECTED,
  ),
  refused(
    "Finished and no more",
    messages((all) => all.slice(-1)),
    UNEXPECTED,
  ),
  refused(
    "a wrong CertificateVerify",
    messages(([first, shown, proof, last]) => [first, shown, patched(proof as Buffer, -1, 0xff), last] as Buffer[]),
    NOT_ITS_KEY,
  ),
  refused(
    "a CertificateVerify with an algorithm of another key",
    messages(([first, shown, proof, last]) => [first, shown, patched(proof as Buffer, 4, 8, 4), last] as Buffer[]),
    NOT_ITS_KEY,
  ),
  refused(
    "a CertificateVerify with SHA-1",
    messages(([first, shown, proof, last]) => [first, shown, patched(proof as Buffer, 4, 2, 3), last] as Buffer[]),
    NOT_ITS_KEY,
  ),
  refused(
    "a wrong Finished",
    messages((all) => [...all.slice(0, -1), patched(all.at(-1) as Buffer, -2, 0, 0)]),
    BAD_FINISHED,
  ),
  refused(
    "a Finished of 31 bytes",
    messages((all) => [...all.slice(0, -1), patched(all.at(-1) as Buffer, 3, 31).subarray(0, -1)]),
    BAD_FINISHED,
  ),
  refused(
    "a message behind the Finished in its record",
    messages((all) => [...all, Buffer.of(MESSAGE.encryptedExtensions, 0, 0, 2, 0, 0)]),
    UNEXPECTED,
  ),
  refused(
    "a certificate message whose list is longer than it is",
    messages(([first, shown, ...rest]) => [first, patched(shown as Buffer, 5, 0xff, 0xff, 0xff), ...rest] as Buffer[]),
    MALFORMED,
  ),
  refused(
    "a certificate message of 70,000 bytes",
    started(async (peer) => {
      const chain = [LEAF, ...Array.from({ length: 200 }, () => ROOT)];
      const all = Buffer.concat(peer.flight({ ...CREDENTIALS, chain }));
      for (let at = 0; at < all.length; at += MAX) peer.send(CONTENT.handshake, all.subarray(at, at + MAX));
    }),
    LONG_HANDSHAKE,
  ),
  refused(
    "a message that says it has 16 MiB",
    messages(([first, ...rest]) => [patched(first as Buffer, 1, 0xff, 0xff, 0xff), ...rest] as Buffer[]),
    LONG_HANDSHAKE,
  ),
  refused(
    "a message that nobody knows",
    messages((all) => [Buffer.of(77, 0, 0, 0), ...all]),
    UNEXPECTED,
  ),
];

function sessionOf(serverHello: Buffer): number {
  return serverHello.readUInt8(38);
}

/** A ServerHello without a session, with one. */
function grown(message: Buffer): Buffer {
  const body = Buffer.concat([message.subarray(4, 38), vector(1, Buffer.alloc(32, 7)), message.subarray(39)]);
  return Buffer.concat([message.subarray(0, 1), vector(3, body)]);
}

/** Makes a ServerHello a HelloRetryRequest for P-256. */
function retryRequest(message: Buffer): Buffer {
  const session = sessionOf(message);
  const extensions = vector(2, Buffer.of(0, 43, 0, 2, 3, 4, 0, 51, 0, 2, 0, 23));
  const body = Buffer.concat([Buffer.of(3, 3), RETRY, message.subarray(38, 39 + session + 3), extensions]);
  return Buffer.concat([Buffer.of(MESSAGE.serverHello), vector(3, body)]);
}
