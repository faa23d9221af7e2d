import { createSocket, type Socket } from "node:dgram";
import * as net from "node:net";
import { closed, listening } from "../servers";

/** What the name server says about a name: its addresses in this order, an error, or nothing at all. */
export type Entry = string[] | keyof typeof RCODES | "silence" | Odd;

/** Addresses, told in an unusual way. */
export interface Odd {
  addresses: string[];
  /**
   * alias: as those of another name; foreign: behind an answer to another query; cut: only the first of them and the mark that
   * there is more over TCP; empty: only that mark; silence: of IPv6 nothing is told.
   */
  manner: "alias" | "foreign" | "cut" | "empty" | "silence";
}

const RCODES = { SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 };
const HEADER_LENGTH = 12;
const TYPES = { A: 1, CNAME: 5, AAAA: 28 };
/** A response, recursion desired and available (RFC 1035 §4.1.1). */
const RESPONSE = 0x8180;
/** The flag of a response that was cut. */
const CUT = 0x0200;
/** The name of an alias: `alias.` */
const ALIAS = Buffer.from("\x05alias\0", "latin1");

export interface NameServer {
  address: string;
  close(): Promise<void>;
}

/** A name server on port 53, UDP and TCP, of a loopback address that nobody else uses. Names without an entry do not exist. */
export async function startNameServer(entries: Record<string, Entry>): Promise<NameServer> {
  for (let last = 1; ; last++) {
    const address = `127.0.53.${last}`;
    try {
      const udp = await bind(address);
      udp.on("message", (query, from) => {
        for (const reply of answers(query, entries, true)) udp.send(reply, from.port, from.address);
      });
      const tcp = net.createServer((socket) => answerOverTcp(socket, entries));
      await listening(tcp, { host: address, port: 53 });
      return {
        address,
        async close() {
          await Promise.all([closed(tcp), new Promise<void>((resolve) => udp.close(resolve))]);
        },
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || last === 254) throw error;
    }
  }
}

function bind(address: string): Promise<Socket> {
  const socket = createSocket("udp4");
  return new Promise((resolve, reject) => {
    socket.once("error", (error) => socket.close(() => reject(error)));
    socket.bind({ address, port: 53, exclusive: true }, () => resolve(socket));
  });
}

/** Over TCP a message has its length before it, and several may come at once (RFC 1035 §4.2.2). */
function answerOverTcp(socket: net.Socket, entries: Record<string, Entry>): void {
  let bytes = Buffer.alloc(0);
  socket.on("error", () => {});
  socket.on("data", (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    while (bytes.length >= 2 && bytes.length >= 2 + bytes.readUInt16BE(0)) {
      const end = 2 + bytes.readUInt16BE(0);
      for (const reply of answers(bytes.subarray(2, end), entries, false)) {
        socket.write(Buffer.concat([Buffer.from([reply.length >> 8, reply.length & 0xff]), reply]));
      }
      bytes = bytes.subarray(end);
    }
  });
}

/** The replies to a query of one question (RFC 1035 §4). */
function answers(query: Buffer, entries: Record<string, Entry>, udp: boolean): Buffer[] {
  const labels: string[] = [];
  let i = HEADER_LENGTH;
  for (let length = query.readUInt8(i); length > 0; length = query.readUInt8(i)) {
    labels.push(query.toString("latin1", i + 1, i + 1 + length));
    i += 1 + length;
  }
  const type = query.readUInt16BE(i + 1);
  const question = query.subarray(HEADER_LENGTH, i + 5);
  const id = query.readUInt16BE(0);
  const entry = entries[labels.join(".").toLowerCase()] ?? "NXDOMAIN";
  if (entry === "silence") return [];
  if (typeof entry === "string") return [message(id, RESPONSE | RCODES[entry], question, [])];
  const { addresses, manner } = Array.isArray(entry) ? { addresses: entry, manner: "plain" } : entry;
  const found = addresses.filter((it) => type === (it.includes(":") ? TYPES.AAAA : TYPES.A)).map(addressBytes);
  const records = found.map((data) => record(manner === "alias" ? ALIAS : POINTER, type, data));
  if (manner === "silence" && type === TYPES.AAAA) return [];
  if (manner === "alias") records.unshift(record(POINTER, TYPES.CNAME, ALIAS));
  const whole = message(id, RESPONSE, question, records);
  if (manner === "foreign") return [message(id ^ 0x5555, RESPONSE, question, []), whole];
  if (udp && manner === "cut") return [message(id, RESPONSE | CUT, question, records.slice(0, 1))];
  if (udp && manner === "empty") return [message(id, RESPONSE | CUT, question, [])];
  return [whole];
}

function message(id: number, flags: number, question: Buffer, records: Buffer[]): Buffer {
  const header = Buffer.alloc(HEADER_LENGTH);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(flags, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, question, ...records]);
}

/** A pointer to the name in question. */
const POINTER = Buffer.from([0xc0, HEADER_LENGTH]);

/** A resource record: its name, type, class IN, a minute to live, the data. */
function record(name: Buffer, type: number, data: Buffer): Buffer {
  return Buffer.concat([name, Buffer.from([0, type, 0, 1, 0, 0, 0, 60, 0, data.length]), data]);
}

/** The bytes of an address; of IPv6 only what the tables use, one group behind `::`. */
function addressBytes(address: string): Buffer {
  if (!address.includes(":")) return Buffer.from(address.split(".").map(Number));
  const bytes = Buffer.alloc(16);
  bytes.writeUInt16BE(Number.parseInt(address.slice(2), 16), 14);
  return bytes;
}
