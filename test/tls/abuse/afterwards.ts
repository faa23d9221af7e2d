import { type Speaker, speaks } from "../speaker";
import { CONTENT, MESSAGE, plainRecord, vector } from "../wire";
import { type AbuseRow, healthy, IDLE, ILLEGAL, MALFORMED, refused, TAMPERED, UNEXPECTED } from "./row";
import { bytewise, established, forever, MAX, responds, started } from "./steps";

/** NewSessionTicket (RFC 8446 §4.6.1) with a ticket of this many bytes. */
function ticket(bytes = 100): Buffer {
  const body = Buffer.concat([Buffer.alloc(8, 1), vector(1, Buffer.of(1)), vector(2, Buffer.alloc(bytes)), vector(2)]);
  return Buffer.concat([Buffer.of(MESSAGE.newSessionTicket), vector(3, body)]);
}

function keyUpdate(peer: Speaker, request: number): void {
  peer.send(CONTENT.handshake, Buffer.of(MESSAGE.keyUpdate, 0, 0, 1, request));
  peer.updateKeys();
}

export const afterwards: AbuseRow[] = [
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
    ILLEGAL,
  ),
  refused(
    "an update of the keys of two bytes",
    established((peer) => {
      peer.send(CONTENT.handshake, Buffer.of(MESSAGE.keyUpdate, 0, 0, 2, 0, 0));
    }),
    MALFORMED,
  ),
  refused(
    "a session ticket of three bytes",
    established((peer) => {
      peer.send(CONTENT.handshake, Buffer.of(MESSAGE.newSessionTicket, 0, 0, 3, 1, 2, 3));
      peer.socket.end();
    }),
    MALFORMED,
  ),
  refused(
    "a session ticket cut off",
    established((peer) => {
      peer.send(CONTENT.handshake, ticket().subarray(0, -1));
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
    UNEXPECTED,
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
