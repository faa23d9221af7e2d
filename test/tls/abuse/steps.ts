import { setTimeout as pause, setImmediate } from "node:timers/promises";
import type { StartServer } from "../../servers";
import { type Certificate, certificate, keyOf } from "../authority";
import { CLOSE_NOTIFY, type Credentials, OK, type Speaker, speaks } from "../speaker";
import { CONTENT } from "../wire";

/** The authority that the client trusts, and the certificates of a server. */
export const ROOT: Certificate = certificate({ ca: true, key: keyOf("p256", 1) });

export const LEAF = certificate({ issuer: ROOT, names: ["localhost"] });

export const CREDENTIALS: Credentials = { chain: [LEAF], key: LEAF.key };

/** Sends this in place of a ServerHello, and waits. */
export function speaksAfterHello(...bytes: Buffer[]): StartServer {
  return speaks(async (peer) => {
    await peer.hello();
    peer.write(...bytes);
  });
}

/** Continues after the ServerHello. From here on records are encrypted. */
export function started(then: (peer: Speaker) => Promise<void>): StartServer {
  return speaks(async (peer) => {
    await peer.hello();
    peer.send(CONTENT.handshake, peer.serverHello());
    peer.protect();
    await then(peer);
  });
}

/** Continues after a correct handshake and the request. */
export function established(then: (peer: Speaker) => Promise<void> | void): StartServer {
  return speaks(async (peer) => {
    await peer.establish(CREDENTIALS);
    await peer.request();
    await then(peer);
  });
}

/** The rest of a correct handshake after the server's flight, and a response. */
export async function completes(peer: Speaker): Promise<void> {
  await peer.finished();
  await peer.request();
  responds(peer);
}

export function responds(peer: Speaker): void {
  peer.send(CONTENT.data, OK);
  peer.send(CONTENT.alert, CLOSE_NOTIFY);
  peer.socket.end();
}

/** Bytes, each in its own record. */
export function bytewise(peer: Speaker, type: number, bytes: Buffer): Buffer[] {
  return Array.from(bytes, (byte) => peer.record(type, Buffer.of(byte)));
}

export function flight(peer: Speaker): Buffer {
  return Buffer.concat(peer.flight(CREDENTIALS));
}

export function limited(version: "TLSv1.2" | "TLSv1.3") {
  return { minVersion: version, maxVersion: version };
}

/** Puts bytes at a place; a negative place counts from the end. */
export function patched(message: Buffer, at: number, ...bytes: number[]): Buffer {
  const copy = Buffer.from(message);
  copy.set(bytes, at < 0 ? copy.length + at : at);
  return copy;
}

export const MAX = 16_384;

/** Sends the same again and again, as long as the client reads. */
export async function forever(peer: Speaker, next: () => void): Promise<void> {
  while (!peer.socket.destroyed && !peer.socket.readableEnded) {
    if (peer.socket.writableNeedDrain) await pause(1);
    else next();
    await setImmediate();
  }
}
