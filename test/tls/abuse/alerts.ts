import type { StartServer } from "../../servers";
import { speaks } from "../speaker";
import { CONTENT, plainRecord } from "../wire";
import { type AbuseRow, CUT, ILLEGAL, MALFORMED, refused } from "./row";
import { speaksAfterHello, started } from "./steps";

/** An alert of this level and number in plain text, at the start. */
function alert(level: number, number: number): StartServer {
  return speaks(async (peer) => {
    await peer.hello();
    peer.send(CONTENT.alert, Buffer.of(level, number));
    peer.socket.end();
  });
}

export const alerts: AbuseRow[] = [
  refused("alert: handshake failure", alert(2, 40), "TLS alert: handshake failure"),
  refused("alert: protocol version", alert(2, 70), "TLS alert: protocol version"),
  refused("alert: unrecognized name", alert(2, 112), "TLS alert: unrecognized name"),
  refused("alert: internal error", alert(2, 80), "TLS alert: internal error"),
  refused("alert: close notify", alert(1, 0), [...CUT, "TLS alert: close notify"]),
  refused("alert with a number that nobody knows", alert(2, 255), "TLS alert: 255"),
  refused("alert of level 0", alert(0, 40), ILLEGAL),
  refused("alert of level 9", alert(9, 40), ILLEGAL),
  refused("alert of level 0x42: close notify", alert(0x42, 0), ILLEGAL),
  refused(
    "alert of level 9 in TLS 1.3, where it has no meaning",
    started(async (peer) => {
      peer.send(CONTENT.alert, Buffer.of(9, 80));
    }),
    "TLS alert: internal error",
  ),
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
