import type { Socket as DatagramSocket } from "node:dgram";
import { connect, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import { putAddress } from "../core/bytes/address";
import { Errno } from "../core/bytes/errno";
import { Text } from "../core/bytes/text";
import { toText } from "./bytes";
import { errnoOf } from "./errno";

/** How many datagrams are kept until they are asked for. Further ones are dropped, as a system does if its buffer is full. */
const MAX_DATAGRAMS = 256;

/** A socket that is connected to a name server, with calls that do not wait. Errors are negative Linux error numbers. */
export interface NameSocket {
  /** Whether there is something to receive, or a stream that was connecting can be sent to. */
  isReady(): boolean;
  send(message: Uint8Array): Promise<number>;
  receive(into: Uint8Array): number;
  close(): void;
}

/** Opens a connected datagram socket: it receives only from its server, and sees if the server refuses. @throws Node's error if it cannot be connected */
export async function openDatagrams(server: string, port: number, wake: () => void): Promise<NameSocket> {
  // Loaded only when needed: most checks are of localhost, and Node starts faster without it.
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
    // Without this there would be no end event.
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

/** The text of an address of 4 or 16 bytes. Node accepts an interface only by its name, so its number is replaced. */
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
