import { OK, speaks } from "../speaker";
import { CONTENT, plainRecord } from "../wire";
import { answered } from "./not-tls";
import { type AbuseRow, LONG_HANDSHAKE, MALFORMED, refused, TAMPERED, TOO_LONG, UNEXPECTED } from "./row";
import { established, flight, MAX, speaksAfterHello, started } from "./steps";

export const records: AbuseRow[] = [
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
    [TOO_LONG, TAMPERED],
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
    UNEXPECTED,
  ),
  refused(
    "a change of cipher specs of two bytes",
    speaksAfterHello(plainRecord(CONTENT.changeCipherSpec, Buffer.of(1, 1))),
    UNEXPECTED,
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
