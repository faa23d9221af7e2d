import { setTimeout as pause, setImmediate } from "node:timers/promises";
import { type StartServer, web } from "../servers";
import { closesAtOnce, resetsAtOnce, sends, silent } from "../servers/raw";
import { type Certificate, certificate, keyOf } from "./authority";
import { relayed } from "./relay";
import { nodeTls } from "./servers";
import {
  CLOSE_NOTIFY,
  CONTENT,
  type Credentials,
  MESSAGE,
  OK,
  plainRecord,
  type Speaker,
  speaks,
  vector,
} from "./speaker";

/** A peer that does not keep to the rules, or keeps to them in an unusual way. */
export interface AbuseRow {
  name: string;
  server: StartServer;
  /** Null for healthy. Several where the kernel decides which it is; none where any words will do. */
  words: string | string[] | null;
  /** Whether it is the deadline that ends it, and nothing before. */
  expires: boolean | "perhaps";
}

/** The deadline of the rows that wait for it, in milliseconds. */
export const DEADLINE = 1000;

function refused(name: string, server: StartServer, words: string | string[] = []): AbuseRow {
  return { name, server, words, expires: false };
}

function healthy(name: string, server: StartServer): AbuseRow {
  return { name, server, words: null, expires: false };
}

function expires(name: string, server: StartServer, stage = "making the TLS handshake"): AbuseRow {
  return { name, server, words: `timed out after ${DEADLINE / 1000}s ${stage}`, expires: true };
}

/** The authority that the client is given, and what a server shows. */
export const ROOT: Certificate = certificate({ ca: true, key: keyOf("p256", 1) });
const LEAF = certificate({ issuer: ROOT, names: ["localhost"] });
const CREDENTIALS: Credentials = { chain: [LEAF], key: LEAF.key };

const CUT = [
  "connection closed by the peer while making the TLS handshake",
  "connection reset while making the TLS handshake",
];

const MALFORMED = "malformed TLS: a malformed message";
const UNEXPECTED = "malformed TLS: an unexpected message";
const TAMPERED = "malformed TLS: a record that was tampered with";
const IDLE = "malformed TLS: records that say nothing";
const BAD_KEY = "malformed TLS: a bad public key";
const NOT_ITS_KEY = "the peer has not the key of its certificate";
const TOO_LONG = "malformed TLS: a record that is too long";
const LONG_HANDSHAKE = "malformed TLS: a handshake longer than 65536 bytes";
const BAD_FINISHED = "malformed TLS: the handshake was tampered with";

/** Bytes that are sent as soon as the client has connected. */
function early(bytes: string, after: "keep" | "end" = "keep"): StartServer {
  return sends(bytes, { early: true, after });
}

function answered(shown: string): string {
  return `the peer does not speak TLS (it answered "${shown}")`;
}

const notTls: AbuseRow[] = [
  refused("an HTTP server", web(), answered("HTTP/1.1 400 Bad Request")),
  refused("an SSH server", early("SSH-2.0-OpenSSH_9.2\r\n"), answered("SSH-2.0-OpenSSH_9.2")),
  refused("an SMTP server", early("220 mail ESMTP\r\n"), answered("220 mail ESMTP")),
  refused("a MySQL server", early("\x4a\0\0\0\x0a8.0.36\0"), answered("J\\x00\\x00\\x00\\x0a8.0.36\\x00")),
  refused("PostgreSQL's answer", early("N", "end"), answered("N")),
  refused(
    "bytes that are none of anything",
    early("\xff\xfe\xfd\xfc\xfb\xfa\xf9"),
    answered("\\xff\\xfe\\xfd\\xfc\\xfb\\xfa\\xf9"),
  ),
  refused(
    "NUL bytes",
    early("\0".repeat(100)),
    answered("\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00..."),
  ),
  refused("escape sequences", early("\x1b[2J\x1b]0;title\x07\r\n"), answered("\\x1b[2J\\x1b]0;title\\x07")),
  refused(
    "a long line",
    early("x".repeat(5000)),
    answered("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
  ),
  refused("half a line, and the end", early("HTTP", "end"), answered("HTTP")),
  refused("one byte, and the end", early("\x16", "end"), CUT),
  refused("closed at once", closesAtOnce, CUT),
  refused("reset at once", resetsAtOnce, [...CUT, "connection reset"]),
  refused(
    "closed after the ClientHello",
    speaks(async (peer) => {
      await peer.hello();
      peer.socket.end();
    }),
    CUT,
  ),
  expires("nothing at all", silent),
  expires("a record's header and no more", early("\x16\x03\x03\x00\x7a")),
  expires("two bytes and no more", early("\x16\x03")),
];

/** An alert in plain at the start, of this level and number. */
function alert(level: number, number: number): StartServer {
  return speaks(async (peer) => {
    await peer.hello();
    peer.send(CONTENT.alert, Buffer.of(level, number));
    peer.socket.end();
  });
}

const alerts: AbuseRow[] = [
  refused("alert: handshake failure", alert(2, 40), "TLS alert: handshake failure"),
  refused("alert: protocol version", alert(2, 70), "TLS alert: protocol version"),
  refused("alert: unrecognized name", alert(2, 112), "TLS alert: unrecognized name"),
  refused("alert: internal error", alert(2, 80), "TLS alert: internal error"),
  refused("alert: close notify", alert(1, 0), [...CUT, "TLS alert: close notify"]),
  refused("alert with a number that nobody knows", alert(2, 255), "TLS alert: 255"),
  refused("alert with a level that nobody knows", alert(9, 40), "TLS alert: handshake failure"),
  refused("alert of one byte", speaksAfterHello(plainRecord(CONTENT.alert, Buffer.of(2))), MALFORMED),
  refused("alert of three bytes", speaksAfterHello(plainRecord(CONTENT.alert, Buffer.of(2, 40, 0))), MALFORMED),
  refused("alert of no bytes", speaksAfterHello(plainRecord(CONTENT.alert, Buffer.of())), MALFORMED),
  refused(
    "alert in plain after the ServerHello",
    started(async (peer) => {
      peer.write(plainRecord(CONTENT.alert, Buffer.of(2, 40)));
    }),
    "TLS alert: handshake failure",
  ),
  refused(
    "alert, encrypted, in place of the certificate",
    started(async (peer) => {
      peer.send(CONTENT.alert, Buffer.of(2, 80));
    }),
    "TLS alert: internal error",
  ),
];

/** Sends this in place of a ServerHello, and waits. */
function speaksAfterHello(...bytes: Buffer[]): StartServer {
  return speaks(async (peer) => {
    await peer.hello();
    peer.write(...bytes);
  });
}

/** Goes on from the ServerHello, which is sent; from there on records are encrypted. */
function started(then: (peer: Speaker) => Promise<void>): StartServer {
  return speaks(async (peer) => {
    await peer.hello();
    peer.send(CONTENT.handshake, peer.serverHello());
    peer.protect();
    await then(peer);
  });
}

/** Goes on from the end of a right handshake and the request. */
function established(then: (peer: Speaker) => Promise<void> | void): StartServer {
  return speaks(async (peer) => {
    await peer.establish(CREDENTIALS);
    await peer.request();
    await then(peer);
  });
}

/** The rest of a right handshake behind the server's flight, and a response. */
async function completes(peer: Speaker): Promise<void> {
  await peer.finished();
  await peer.request();
  responds(peer);
}

function responds(peer: Speaker): void {
  peer.send(CONTENT.data, OK);
  peer.send(CONTENT.alert, CLOSE_NOTIFY);
  peer.socket.end();
}

/** Bytes, each in a record of its own. */
function bytewise(peer: Speaker, type: number, bytes: Buffer): Buffer[] {
  return Array.from(bytes, (byte) => peer.record(type, Buffer.of(byte)));
}

function flight(peer: Speaker): Buffer {
  return Buffer.concat(peer.flight(CREDENTIALS));
}

const pieces: AbuseRow[] = [
  healthy(
    "the server's handshake a byte at a time, fast",
    speaks(async (peer) => {
      await peer.hello();
      const hello = peer.record(CONTENT.handshake, peer.serverHello());
      peer.protect();
      for (const byte of Buffer.concat([hello, peer.record(CONTENT.handshake, flight(peer))])) {
        peer.write(Buffer.of(byte));
        await setImmediate();
      }
      await completes(peer);
    }),
  ),
  expires(
    "the server's handshake a byte at a time, slowly",
    speaks(async (peer) => {
      await peer.hello();
      for (const byte of peer.record(CONTENT.handshake, peer.serverHello())) {
        peer.write(Buffer.of(byte));
        await pause(50);
      }
    }),
  ),
  healthy(
    "the ServerHello in records of one byte",
    speaks(async (peer) => {
      await peer.hello();
      peer.write(...bytewise(peer, CONTENT.handshake, peer.serverHello()));
      peer.protect();
      peer.send(CONTENT.handshake, flight(peer));
      await completes(peer);
    }),
  ),
  healthy(
    "the certificate in records of one byte",
    started(async (peer) => {
      peer.write(...bytewise(peer, CONTENT.handshake, flight(peer)));
      await completes(peer);
    }),
  ),
  healthy(
    "every message in a record of its own",
    started(async (peer) => {
      for (const message of peer.flight(CREDENTIALS)) peer.send(CONTENT.handshake, message);
      await completes(peer);
    }),
  ),
  healthy(
    "records that are padded",
    started(async (peer) => {
      peer.write(peer.record(CONTENT.handshake, flight(peer), 5000));
      await peer.finished();
      await peer.request();
      peer.write(peer.record(CONTENT.data, OK, 16_000));
      peer.socket.end();
    }),
  ),
  healthy(
    "changes of cipher specs, for old middle boxes",
    speaks(async (peer) => {
      await peer.hello();
      const change = plainRecord(CONTENT.changeCipherSpec, Buffer.of(1));
      peer.write(peer.record(CONTENT.handshake, peer.serverHello()), change);
      peer.protect();
      peer.send(CONTENT.handshake, flight(peer));
      await completes(peer);
    }),
  ),
  healthy(
    "30 certificates that nobody needs",
    started(async (peer) => {
      const chain = [LEAF, ...Array.from({ length: 30 }, () => ROOT)];
      peer.send(CONTENT.handshake, Buffer.concat(peer.flight({ ...CREDENTIALS, chain })));
      await completes(peer);
    }),
  ),
  healthy(
    "the response before the client's Finished",
    started(async (peer) => {
      peer.send(CONTENT.handshake, flight(peer));
      const finished = peer.finished();
      responds(peer);
      await finished;
    }),
  ),
  healthy(
    "the response in records of one byte",
    established((peer) => {
      peer.write(...bytewise(peer, CONTENT.data, Buffer.from(OK)));
    }),
  ),
  healthy(
    "empty records before the response",
    established((peer) => {
      for (let count = 0; count < 5; count++) peer.send(CONTENT.data, "");
      responds(peer);
    }),
  ),
  healthy(
    "a record as large as may be",
    established((peer) => {
      peer.send(CONTENT.data, OK + "x".repeat(16_384 - OK.length));
    }),
  ),
  healthy(
    "headers of 60,000 bytes",
    established((peer) => {
      const headers = `HTTP/1.1 200 OK\r\n${`X: ${"x".repeat(95)}\r\n`.repeat(600)}\r\n`;
      for (let at = 0; at < headers.length; at += 16_384) peer.send(CONTENT.data, headers.slice(at, at + 16_384));
    }),
  ),
  healthy(
    "a body without end",
    established(async (peer) => {
      peer.send(CONTENT.data, OK);
      while (!peer.socket.destroyed) {
        peer.send(CONTENT.data, "x".repeat(10_000));
        await setImmediate();
      }
    }),
  ),
  ...(["TLSv1.2", "TLSv1.3"] as const).flatMap((version) => [
    healthy(
      `Node, ${version}: the response in pieces`,
      nodeTls(CREDENTIALS, limited(version), async (socket) => {
        socket.setNoDelay(true);
        for (const byte of OK) {
          socket.write(byte);
          await setImmediate();
        }
      }),
    ),
    healthy(
      `Node, ${version}: asks for a certificate, and does not need it`,
      nodeTls(CREDENTIALS, {
        ...limited(version),
        requestCert: true,
        rejectUnauthorized: false,
      }),
    ),
    healthy(
      `Node, ${version}: offers h2 as well`,
      nodeTls(CREDENTIALS, { ...limited(version), ALPNProtocols: ["h2", "http/1.1"] }),
    ),
  ]),
  healthy(
    "Node, TLSv1.2: asks for a renegotiation",
    nodeTls(CREDENTIALS, limited("TLSv1.2"), (socket) => {
      // Which a client may pass over (RFC 5246 §7.4.1.1).
      socket.renegotiate({}, () => {});
      socket.end(OK);
    }),
  ),
];

function limited(version: "TLSv1.2" | "TLSv1.3") {
  return { minVersion: version, maxVersion: version };
}

const stops: AbuseRow[] = [
  expires(
    "stops within the ServerHello",
    speaks(async (peer) => {
      await peer.hello();
      peer.write(peer.record(CONTENT.handshake, peer.serverHello()).subarray(0, 50));
    }),
  ),
  expires(
    "stops after the ServerHello",
    started(async () => {}),
  ),
  expires(
    "stops before the Finished",
    started(async (peer) => {
      peer.send(CONTENT.handshake, Buffer.concat(peer.flight(CREDENTIALS).slice(0, -1)));
    }),
  ),
  expires(
    "stops after the handshake",
    established(() => {}),
    "waiting for the response",
  ),
  expires(
    "stops within a record of the response",
    established((peer) => {
      peer.write(peer.record(CONTENT.data, OK).subarray(0, -1));
    }),
    "waiting for the response",
  ),
  expires(
    "stops within the headers",
    established((peer) => {
      peer.send(CONTENT.data, "HTTP/1.1 200 OK\r\n");
    }),
    "receiving the response headers",
  ),
  expires(
    "Node, TLSv1.2: stops after the handshake",
    nodeTls(CREDENTIALS, limited("TLSv1.2"), () => {}),
    "waiting for the response",
  ),
  refused(
    "closed after the ServerHello",
    started(async (peer) => {
      peer.socket.end();
    }),
    CUT,
  ),
  refused(
    "closed within a record",
    started(async (peer) => {
      peer.socket.end(peer.record(CONTENT.handshake, flight(peer)).subarray(0, 100));
    }),
    CUT,
  ),
  refused(
    "closed within the ServerHello",
    speaks(async (peer) => {
      await peer.hello();
      peer.socket.end(peer.record(CONTENT.handshake, peer.serverHello()).subarray(0, 50));
    }),
    CUT,
  ),
  refused(
    "closed before the Finished",
    started(async (peer) => {
      peer.send(CONTENT.handshake, Buffer.concat(peer.flight(CREDENTIALS).slice(0, -1)));
      peer.socket.end();
    }),
    CUT,
  ),
  refused(
    "closed before the headers, without close_notify",
    established((peer) => {
      peer.socket.end();
    }),
    "connection closed by the peer while waiting for the response",
  ),
  refused(
    "closed before the headers, with close_notify",
    established((peer) => {
      peer.send(CONTENT.alert, CLOSE_NOTIFY);
      peer.socket.end();
    }),
    "connection closed by the peer while waiting for the response",
  ),
  refused(
    "closed within the headers, without close_notify",
    established((peer) => {
      peer.send(CONTENT.data, OK.slice(0, -1));
      peer.socket.end();
    }),
    "connection closed by the peer while receiving the response headers",
  ),
  refused(
    "closed within the headers, with close_notify",
    established((peer) => {
      peer.send(CONTENT.data, OK.slice(0, -1));
      peer.send(CONTENT.alert, CLOSE_NOTIFY);
    }),
    "connection closed by the peer while receiving the response headers",
  ),
  refused(
    "headers behind the close_notify",
    established((peer) => {
      peer.send(CONTENT.alert, CLOSE_NOTIFY);
      peer.send(CONTENT.data, OK);
    }),
    "connection closed by the peer while waiting for the response",
  ),
  refused(
    "closed within the record of the response",
    established((peer) => {
      peer.socket.end(peer.record(CONTENT.data, OK).subarray(0, -1));
    }),
    "connection closed by the peer while waiting for the response",
  ),
  healthy(
    "closed behind the headers, without close_notify",
    established((peer) => {
      peer.send(CONTENT.data, OK);
      peer.socket.end();
    }),
  ),
  healthy("closed behind the headers, with close_notify", established(responds)),
  refused(
    "an alert in place of data",
    established((peer) => {
      peer.send(CONTENT.alert, Buffer.of(2, 80));
    }),
    "TLS alert: internal error",
  ),
  refused(
    "an alert within the headers",
    established((peer) => {
      peer.send(CONTENT.data, "HTTP/1.1 200 OK\r\n");
      peer.send(CONTENT.alert, Buffer.of(2, 80));
    }),
    "TLS alert: internal error",
  ),
  refused(
    "a certificate of the client is required",
    started(async (peer) => {
      // signature_algorithms is the one extension that a CertificateRequest must have (RFC 8446 §4.3.2).
      const request = Buffer.concat([vector(1), vector(2, Buffer.of(0, 13), vector(2, vector(2, Buffer.of(4, 3))))]);
      peer.send(CONTENT.handshake, Buffer.concat(peer.flight(CREDENTIALS, request)));
      await peer.finished();
      peer.send(CONTENT.alert, Buffer.of(2, 116));
      peer.socket.end();
    }),
    "TLS alert: certificate required (the peer wants a client certificate, which is not supported)",
  ),
];

/** A right handshake, but for one of its messages behind the ServerHello. */
function messages(change: (all: Buffer[], peer: Speaker) => Buffer[]): StartServer {
  return started(async (peer) => {
    peer.send(CONTENT.handshake, Buffer.concat(change(peer.flight(CREDENTIALS), peer)));
    await completes(peer);
  });
}

/** A right handshake, but for its ServerHello. */
function serverHello(change: (message: Buffer) => Buffer): StartServer {
  return speaks(async (peer) => {
    await peer.hello();
    peer.send(CONTENT.handshake, change(Buffer.from(peer.serverHello())));
    peer.protect();
    peer.send(CONTENT.handshake, flight(peer));
    await completes(peer);
  });
}

/** With these bytes at this place; from the end where it is negative. */
function patched(message: Buffer, at: number, ...bytes: number[]): Buffer {
  const copy = Buffer.from(message);
  copy.set(bytes, at < 0 ? copy.length + at : at);
  return copy;
}

/** Random of a ServerHello that is a HelloRetryRequest (RFC 8446 §4.1.3). */
const RETRY = Buffer.from("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c", "hex");

const MAX = 16_384;

const records: AbuseRow[] = [
  refused(
    "a record of 2^14 + 257 bytes",
    speaksAfterHello(Buffer.of(22, 3, 3, 0x41, 0x01), Buffer.alloc(MAX + 257)),
    TOO_LONG,
  ),
  refused(
    "a record of 65,535 bytes",
    speaksAfterHello(Buffer.of(22, 3, 3, 0xff, 0xff), Buffer.alloc(65_535)),
    TOO_LONG,
  ),
  refused(
    "a record that says it has 65,535 bytes, and stops",
    speaksAfterHello(Buffer.of(22, 3, 3, 0xff, 0xff)),
    TOO_LONG,
  ),
  refused(
    "an encrypted record with 2^14 + 1 bytes in it",
    established((peer) => peer.send(CONTENT.data, OK + "x".repeat(MAX + 1 - OK.length))),
    TOO_LONG,
  ),
  refused("a record of no bytes", speaksAfterHello(plainRecord(CONTENT.handshake, Buffer.of())), UNEXPECTED),
  refused(
    "an encrypted record of no bytes",
    started(async (peer) => peer.write(plainRecord(CONTENT.data, Buffer.of()))),
    TAMPERED,
  ),
  refused(
    "an encrypted record of 16 bytes",
    started(async (peer) => peer.write(plainRecord(CONTENT.data, Buffer.alloc(16)))),
    TAMPERED,
  ),
  refused(
    "an encrypted record of zeros alone",
    established((peer) => peer.send(0, Buffer.alloc(20))),
    UNEXPECTED,
  ),
  refused(
    "an encrypted handshake record with nothing in it",
    established((peer) => peer.send(CONTENT.handshake, "")),
    UNEXPECTED,
  ),
  refused(
    "an encrypted alert with nothing in it",
    established((peer) => peer.send(CONTENT.alert, "")),
    MALFORMED,
  ),
  refused(
    "an encrypted change of cipher specs",
    established((peer) => peer.send(CONTENT.changeCipherSpec, Buffer.of(1))),
    UNEXPECTED,
  ),
  refused(
    "an encrypted record of a kind that nobody knows",
    established((peer) => peer.send(99, OK)),
    UNEXPECTED,
  ),
  refused(
    "garbage in place of a ServerHello",
    speaksAfterHello(plainRecord(CONTENT.handshake, Buffer.alloc(200, 0xa5))),
    LONG_HANDSHAKE,
  ),
  refused(
    "garbage after the ServerHello",
    started(async (peer) => peer.write(Buffer.alloc(2000, 0xa5))),
    UNEXPECTED,
  ),
  refused(
    "a record of garbage after the ServerHello",
    started(async (peer) => peer.write(plainRecord(CONTENT.data, Buffer.alloc(2000, 0xa5)))),
    TAMPERED,
  ),
  refused(
    "a record of a kind that nobody knows",
    speaksAfterHello(plainRecord(24, Buffer.alloc(20))),
    answered("\\x18\\x03\\x03\\x00\\x14\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00..."),
  ),
  refused("data in place of a ServerHello", speaksAfterHello(plainRecord(CONTENT.data, Buffer.from(OK))), UNEXPECTED),
  refused(
    "data in plain after the handshake",
    established((peer) => peer.write(plainRecord(CONTENT.data, Buffer.from(OK)))),
    TAMPERED,
  ),
  refused(
    "data before the Finished",
    started(async (peer) => {
      peer.send(CONTENT.data, OK);
    }),
    UNEXPECTED,
  ),
  refused(
    "handshake messages in plain after the ServerHello",
    started(async (peer) => peer.write(plainRecord(CONTENT.handshake, flight(peer)))),
    UNEXPECTED,
  ),
  refused(
    "a change of cipher specs of another value",
    speaksAfterHello(plainRecord(CONTENT.changeCipherSpec, Buffer.of(2))),
    MALFORMED,
  ),
  refused(
    "a change of cipher specs of two bytes",
    speaksAfterHello(plainRecord(CONTENT.changeCipherSpec, Buffer.of(1, 1))),
    MALFORMED,
  ),
  refused(
    "another message within one that is in pieces",
    speaks(async (peer) => {
      await peer.hello();
      const hello = peer.serverHello();
      peer.send(CONTENT.handshake, hello.subarray(0, 20));
      peer.send(CONTENT.data, "x");
      peer.send(CONTENT.handshake, hello.subarray(20));
    }),
    UNEXPECTED,
  ),
];

const handshakes: AbuseRow[] = [
  refused(
    "ServerHello: a suite that was not offered",
    serverHello((it) => patched(it, 38 + 1 + sessionOf(it), 0x13, 0x05)),
    MALFORMED,
  ),
  refused(
    "ServerHello: another session",
    serverHello((it) => (sessionOf(it) === 0 ? grown(it) : patched(it, 39, 0xff, 0xff, 0xff))),
    MALFORMED,
  ),
  refused(
    "ServerHello: compression",
    serverHello((it) => patched(it, 41 + sessionOf(it), 1)),
    MALFORMED,
  ),
  refused(
    "ServerHello: TLS 1.4",
    serverHello((it) => patched(it, 44 + sessionOf(it) + 4, 3, 5)),
    MALFORMED,
  ),
  refused(
    "ServerHello: a group that was not offered",
    serverHello((it) => patched(it, -36, 0, 25)),
    BAD_KEY,
  ),
  refused(
    "ServerHello: a public key of zeros",
    serverHello((it) => patched(it, -32, ...new Uint8Array(32))),
    BAD_KEY,
  ),
  refused(
    "ServerHello: an extension that was not offered",
    serverHello((it) => patched(it, -40, 0x7f, 0x7f)),
    BAD_KEY,
  ),
  refused(
    "ServerHello: extensions longer than it is",
    serverHello((it) => patched(it, 42 + sessionOf(it), 0xff, 0xff)),
    MALFORMED,
  ),
  refused(
    "ServerHello: a length of 16 MiB",
    serverHello((it) => patched(it, 1, 0xff, 0xff, 0xff)),
    UNEXPECTED,
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
    MALFORMED,
  ),
  refused(
    "HelloRetryRequest for the group that was there",
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
    MALFORMED,
  ),
  refused(
    "TLS 1.2 of a server that signs it could do 1.3",
    speaks(async (peer) => {
      await peer.hello();
      // The end of its random (RFC 8446 §4.1.3), and no extension that says it is TLS 1.3.
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
    MALFORMED,
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

/** A HelloRetryRequest for P-256, made of a ServerHello. */
function retryRequest(message: Buffer): Buffer {
  const session = sessionOf(message);
  const extensions = vector(2, Buffer.of(0, 43, 0, 2, 3, 4, 0, 51, 0, 2, 0, 23));
  const body = Buffer.concat([Buffer.of(3, 3), RETRY, message.subarray(38, 39 + session + 3), extensions]);
  return Buffer.concat([Buffer.of(MESSAGE.serverHello), vector(3, body)]);
}

/** NewSessionTicket (RFC 8446 §4.6.1) with a ticket of so many bytes. */
function ticket(bytes = 100): Buffer {
  const body = Buffer.concat([Buffer.alloc(8, 1), vector(1, Buffer.of(1)), vector(2, Buffer.alloc(bytes)), vector(2)]);
  return Buffer.concat([Buffer.of(MESSAGE.newSessionTicket), vector(3, body)]);
}

function keyUpdate(peer: Speaker, request: number): void {
  peer.send(CONTENT.handshake, Buffer.of(MESSAGE.keyUpdate, 0, 0, 1, request));
  peer.updateKeys();
}

/** The same again and again, for as long as the client reads. */
async function forever(peer: Speaker, next: () => void): Promise<void> {
  while (!peer.socket.destroyed && !peer.socket.readableEnded) {
    if (peer.socket.writableNeedDrain) await pause(1);
    else next();
    await setImmediate();
  }
}

const afterwards: AbuseRow[] = [
  healthy(
    "two session tickets",
    established((peer) => {
      peer.send(CONTENT.handshake, Buffer.concat([ticket(), ticket()]));
      responds(peer);
    }),
  ),
  healthy(
    "a session ticket in records of one byte",
    established((peer) => {
      peer.write(...bytewise(peer, CONTENT.handshake, ticket(10)));
      responds(peer);
    }),
  ),
  healthy(
    "a session ticket of 20,000 bytes",
    established((peer) => {
      const message = ticket(20_000);
      peer.send(CONTENT.handshake, message.subarray(0, MAX));
      peer.send(CONTENT.handshake, message.subarray(MAX));
      responds(peer);
    }),
  ),
  healthy(
    "a session ticket within the headers",
    established((peer) => {
      peer.send(CONTENT.data, "HTTP/1.1 200 OK\r\n");
      peer.send(CONTENT.handshake, ticket());
      peer.send(CONTENT.data, "\r\n");
    }),
  ),
  healthy(
    "an update of the keys",
    established((peer) => {
      keyUpdate(peer, 0);
      responds(peer);
    }),
  ),
  healthy(
    "three updates of the keys, and one asked of the client",
    established((peer) => {
      for (const request of [0, 0, 1]) keyUpdate(peer, request);
      responds(peer);
    }),
  ),
  refused(
    "an update of the keys that does not happen",
    established((peer) => {
      peer.send(CONTENT.handshake, Buffer.of(MESSAGE.keyUpdate, 0, 0, 1, 0));
      responds(peer);
    }),
    TAMPERED,
  ),
  refused(
    "an update of the keys of another value",
    established((peer) => {
      keyUpdate(peer, 2);
      responds(peer);
    }),
    UNEXPECTED,
  ),
  refused(
    "an update of the keys of two bytes",
    established((peer) => {
      peer.send(CONTENT.handshake, Buffer.of(MESSAGE.keyUpdate, 0, 0, 2, 0, 0));
    }),
    UNEXPECTED,
  ),
  refused(
    "a session ticket cut off",
    established((peer) => {
      peer.send(CONTENT.handshake, Buffer.of(MESSAGE.newSessionTicket, 0, 0, 3, 1, 2, 3));
      peer.socket.end();
    }),
    "connection closed by the peer while waiting for the response",
  ),
  refused(
    "a request for a certificate after the handshake",
    established((peer) => {
      peer.send(CONTENT.handshake, Buffer.of(MESSAGE.certificateRequest, 0, 0, 3, 0, 0, 0));
    }),
    UNEXPECTED,
  ),
  refused(
    "a second Finished",
    established((peer) => {
      peer.send(CONTENT.handshake, Buffer.concat([Buffer.of(MESSAGE.finished, 0, 0, 32), Buffer.alloc(32)]));
    }),
    UNEXPECTED,
  ),
  refused(
    "a HelloRequest, which TLS 1.3 has not",
    established((peer) => {
      peer.send(CONTENT.handshake, Buffer.of(0, 0, 0, 0));
    }),
    UNEXPECTED,
  ),
  refused(
    "data within a message",
    established((peer) => {
      peer.send(CONTENT.handshake, ticket().subarray(0, 20));
      responds(peer);
    }),
    "",
  ),
  refused(
    "empty records without end",
    established((peer) => forever(peer, () => peer.send(CONTENT.data, ""))),
    IDLE,
  ),
  refused(
    "session tickets without end",
    established((peer) => forever(peer, () => peer.send(CONTENT.handshake, ticket()))),
    IDLE,
  ),
  refused(
    "updates of the keys without end",
    established((peer) => forever(peer, () => keyUpdate(peer, 0))),
    IDLE,
  ),
  refused(
    "changes of cipher specs without end",
    speaks(async (peer) => {
      await peer.hello();
      await forever(peer, () => peer.write(plainRecord(CONTENT.changeCipherSpec, Buffer.of(1))));
    }),
    IDLE,
  ),
  refused(
    "changes of cipher specs without end, after the ServerHello",
    started((peer) => forever(peer, () => peer.write(plainRecord(CONTENT.changeCipherSpec, Buffer.of(1))))),
    IDLE,
  ),
  refused(
    "a record of no bytes without end",
    speaks(async (peer) => {
      await peer.hello();
      await forever(peer, () => peer.write(plainRecord(CONTENT.handshake, Buffer.of())));
    }),
    UNEXPECTED,
  ),
];

/** One bit of one record is changed on its way: nothing of that may be healthy. What was a length may make the client wait for more. */
const onTheWay: AbuseRow[] = (["TLSv1.2", "TLSv1.3"] as const).flatMap((version) =>
  ([0, 0.25, 0.5, 0.75, 1] as const).flatMap((where) =>
    Array.from({ length: version === "TLSv1.2" ? 6 : 4 }, (_, index) => ({
      ...refused(
        `${version}: a bit of record ${index + 1} changed at ${where * 100} %`,
        relayed(nodeTls(CREDENTIALS, limited(version)), (record, number) => {
          if (number !== index) return record;
          const at = 5 + Math.floor((record.length - 6) * where);
          return patched(record, at, record.readUInt8(at) ^ 1);
        }),
      ),
      expires: "perhaps" as const,
    })),
  ),
);

/** The table, by subject. */
export const abuse: Record<string, AbuseRow[]> = {
  "not TLS": notTls,
  alerts,
  "in pieces": pieces,
  "stops and ends": stops,
  records,
  handshakes,
  "after the handshake": afterwards,
  "on the way": onTheWay,
};
