import { setTimeout as pause, setImmediate } from "node:timers/promises";
import { nodeTls } from "../servers";
import { OK, speaks } from "../speaker";
import { CONTENT, plainRecord } from "../wire";
import { type AbuseRow, expires, healthy } from "./row";
import { bytewise, CREDENTIALS, completes, established, flight, LEAF, limited, ROOT, responds, started } from "./steps";

export const pieces: AbuseRow[] = [
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
      // A client may ignore it (RFC 5246 §7.4.1.1).
      socket.renegotiate({}, () => {});
      socket.end(OK);
    }),
  ),
];
