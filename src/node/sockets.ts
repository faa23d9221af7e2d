import type { Socket as DatagramSocket } from "node:dgram";
import { connect, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import { putAddress } from "../core/bytes/address";
import { Errno } from "../core/bytes/errno";
import { Text } from "../core/bytes/text";
import { toText } from "./bytes";
import { errnoOf } from "./errno";

/** How many datagrams are kept until somebody asks for them; further ones are lost, as they are when a system's own buffer is full. */
const MAX_DATAGRAMS = 256;

/** A socket that is connected to a name server, used as if it did not block. Results are as Linux has them: errors are negative. */
export interface NameSocket {
  /** Whether receive() or, of a stream that was connecting, send() has something to do. */
  isReady(): boolean;
  send(message: Uint8Array): Promise<number>;
  receive(into: Uint8Array): number;
  close(): void;
}

/** Takes answers from its server alone, and learns when nobody is there. @throws what Node says if it cannot be connected */
export async function openDatagrams(server: string, port: number, wake: () => void): Promise<NameSocket> {
  // Loaded when it is needed: most checks are of localhost, and Node starts faster without it.
  const { createSocket } = require("node:dgram") as typeof import("node:dgram");
  const socket: DatagramSocket = createSocket(server.includes(":") ? "udp6" : "udp4");
  const datagrams: Uint8Array[] = [];
  let errno = 0;
  socket.on("message", (datagram) => {
    if (datagrams.length < MAX_DATAGRAMS) datagrams.push(datagram);
    wake();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.connect(port, server, (error?: Error) => (error ? reject(error) : resolve()));
  }).catch((error) => {
    socket.close();
    throw error;
  });
  socket.removeAllListeners("error");
  socket.on("error", (error) => {
    errno = errnoOf(error);
    wake();
  });
  return {
    isReady: () => datagrams.length > 0 || errno !== 0,
    send: (message) =>
      new Promise((resolve) => {
        socket.send(message.slice(), (error) => resolve(error ? -errnoOf(error) : 0));
      }),
    receive(into) {
      const datagram = datagrams.shift();
      if (datagram === undefined) {
        const result = errno === 0 ? -Errno.EAGAIN : -errno;
        errno = 0;
        return result;
      }
      const part = datagram.subarray(0, into.length);
      into.set(part);
      return part.length;
    },
    close: () => socket.close(),
  };
}

export function openStream(server: string, port: number, wake: () => void): NameSocket {
  const socket: Socket = connect({ host: server, port, noDelay: true });
  let isConnected = false;
  let hasEnded = false;
  let errno = 0;
  socket.on("connect", () => {
    isConnected = true;
    wake();
  });
  socket.on("readable", () => {
    // Without this the end would not be told.
    if (socket.readableLength === 0) socket.read();
    wake();
  });
  socket.on("end", () => {
    hasEnded = true;
    wake();
  });
  socket.on("error", (error) => {
    errno = errnoOf(error);
    wake();
  });
  return {
    isReady() {
      const isNew = isConnected;
      isConnected = false;
      return isNew || socket.readableLength > 0 || hasEnded || errno !== 0;
    },
    async send(message) {
      if (errno === 0) socket.write(message.slice());
      return -errno;
    },
    receive(into) {
      const part: Buffer | null = socket.read(Math.min(into.length, socket.readableLength));
      if (part === null) return hasEnded || errno !== 0 ? -errno : -Errno.EAGAIN;
      into.set(part);
      return part.length;
    },
    close: () => socket.destroy(),
  };
}

/** The text of an address of 4 or 16 bytes. Of interfaces, Node takes the names alone. */
export function addressText(address: Uint8Array, zone: Uint8Array): string {
  const out = new Text();
  putAddress(out, address);
  if (zone.length === 0) return toText(out.view());
  const text = toText(zone);
  const named = Object.entries(networkInterfaces()).find(([, entries]) =>
    entries?.some((entry) => entry.family === "IPv6" && entry.scopeid === Number(text)),
  );
  return `${toText(out.view())}%${named?.[0] ?? text}`;
}
