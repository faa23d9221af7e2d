import { createSocket, type Socket } from "node:dgram";
import * as net from "node:net";
import { closed, listening } from "../servers";

/** What the name server says about a name: addresses in this order, an error, or nothing. */
export type Entry = string[] | keyof typeof RCODES | "silence" | Odd;

/** An unusual answer. */
export interface Odd {
  addresses: string[];
  /** The error code, if any. */
  rcode?: keyof typeof RCODES;
  /**
   * alias: the addresses are those of another name; foreign: an answer to another query comes first; spoofed: many false answers come
   * first; cut: only the first address, truncated; empty: truncated to nothing; stream: answers only over TCP; bare: a header without
   * question.
   */
  manner?: "alias" | "foreign" | "spoofed" | "cut" | "empty" | "stream" | "bare";
  /** Milliseconds until the answer, which may differ by type; "never" for no answer. */
  delay?: Delay | { A?: Delay; AAAA?: Delay };
  /** How many queries of each type get `early` or nothing before the others get an answer. */
  lost?: number | { A?: number; AAAA?: number };
  early?: keyof typeof RCODES;
  /** How an answer over TCP arrives: on its own connection, or byte by byte. */
  stream?: "one" | "bytes";
}

type Delay = number | "never";

const RCODES = { FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 };
const HEADER_LENGTH = 12;
const TYPES = { A: 1, CNAME: 5, AAAA: 28 };
/** A response, recursion desired and available (RFC 1035 §4.1.1). */
const RESPONSE = 0x8180;
/** The flag of a truncated response. */
const CUT = 0x0200;
/** The name of an alias: `alias.` */
const ALIAS = Buffer.from("\x05alias\0", "latin1");
/** How many messages come before a spoofed answer. */
const SPOOFED = 60;

export interface NameServer {
  address: string;
  close(): Promise<void>;
}

/** A parsed query. */
interface Query {
  id: number;
  name: string;
  type: number;
  question: Buffer;
}

/** The names of a server, and how often each was asked for. */
class Zone {
  private entries: Record<string, Entry>;
  private counts = new Map<string, number>();

  constructor(entries: Record<string, Entry>) {
    this.entries = entries;
  }

  /** The replies to a query with one question (RFC 1035 §4), and their delays in milliseconds. */
  answer(bytes: Buffer, udp: boolean): { replies: Buffer[]; delay: number; stream: Odd["stream"] } {
    const query = read(bytes);
    const entry = this.entries[query.name] ?? "NXDOMAIN";
    const odd = oddOf(entry);
    const type = query.type === TYPES.A ? "A" : "AAAA";
    const key = `${query.name} ${type}`;
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    const delay = (typeof odd.delay === "object" ? odd.delay[type] : odd.delay) ?? 0;
    const lost = (typeof odd.lost === "object" ? odd.lost[type] : odd.lost) ?? 0;
    const result = { replies: [] as Buffer[], delay: delay === "never" ? 0 : delay, stream: odd.stream };
    if (entry === "silence" || delay === "never" || (udp && odd.manner === "stream")) return result;
    if (count > lost) result.replies = repliesTo(query, odd, udp);
    else if (odd.early !== undefined) result.replies = repliesTo(query, { addresses: [], rcode: odd.early }, udp);
    return result;
  }
}

function oddOf(entry: Entry): Odd {
  if (Array.isArray(entry)) return { addresses: entry };
  if (typeof entry === "object") return entry;
  return entry === "silence" ? { addresses: [] } : { addresses: [], rcode: entry };
}

/**
 * A name server on port 53 (UDP and TCP) of a loopback address of its own. Names without an entry do not exist.
 * @param late milliseconds until it listens
 */
export async function startNameServer(entries: Record<string, Entry>, late = 0): Promise<NameServer> {
  for (let last = 1; ; last++) {
    const address = `127.0.${late === 0 ? 53 : 55}.${last}`;
    try {
      return await (late === 0 ? listen(address, new Zone(entries)) : listenLater(address, new Zone(entries), late));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || last === 254) throw error;
    }
  }
}

/** Another port reserves the address until the server listens. */
async function listenLater(address: string, zone: Zone, late: number): Promise<NameServer> {
  const reserved = await bind(address, 1053);
  const later = new Promise<NameServer>((resolve, reject) => {
    setTimeout(() => listen(address, zone).then(resolve, reject), late);
  });
  return {
    address,
    async close() {
      await (await later).close();
      await new Promise<void>((resolve) => reserved.close(resolve));
    },
  };
}

async function listen(address: string, zone: Zone): Promise<NameServer> {
  const udp = await bind(address);
  let isOpen = true;
  udp.on("message", (query, from) => {
    const { replies, delay } = zone.answer(query, true);
    setTimeout(() => {
      for (const reply of isOpen ? replies : []) udp.send(reply, from.port, from.address);
    }, delay);
  });
  const tcp = net.createServer((socket) => answerOverTcp(socket, zone));
  const close = () => {
    isOpen = false;
    return Promise.all([closed(tcp), new Promise<void>((resolve) => udp.close(resolve))]).then(() => {});
  };
  await listening(tcp, { host: address, port: 53 }).catch((error) => {
    udp.close();
    throw error;
  });
  return { address, close };
}

function bind(address: string, port = 53): Promise<Socket> {
  const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
  return new Promise((resolve, reject) => {
    socket.once("error", (error) => socket.close(() => reject(error)));
    socket.bind({ address, port, exclusive: true }, () => resolve(socket));
  });
}

/** Over TCP each message follows its length, and several may arrive at once (RFC 1035 §4.2.2). */
function answerOverTcp(socket: net.Socket, zone: Zone): void {
  let bytes = Buffer.alloc(0);
  let hasAnswered = false;
  let written = Promise.resolve();
  socket.on("error", () => {});
  socket.on("data", (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    while (bytes.length >= 2 && bytes.length >= 2 + bytes.readUInt16BE(0)) {
      const end = 2 + bytes.readUInt16BE(0);
      const { replies, delay, stream } = zone.answer(bytes.subarray(2, end), false);
      bytes = bytes.subarray(end);
      if (stream === "one" && hasAnswered) continue;
      hasAnswered = true;
      setTimeout(() => {
        written = written.then(async () => {
          for (const reply of replies) await write(socket, reply, stream);
          if (stream === "one") socket.end();
        });
      }, delay);
    }
  });
}

async function write(socket: net.Socket, reply: Buffer, stream: Odd["stream"]): Promise<void> {
  const framed = Buffer.concat([Buffer.from([reply.length >> 8, reply.length & 0xff]), reply]);
  if (stream !== "bytes") {
    socket.write(framed);
    return;
  }
  socket.setNoDelay(true);
  for (const byte of framed) {
    socket.write(Buffer.from([byte]));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function read(query: Buffer): Query {
  const labels: string[] = [];
  let i = HEADER_LENGTH;
  for (let length = query.readUInt8(i); length > 0; length = query.readUInt8(i)) {
    labels.push(query.toString("latin1", i + 1, i + 1 + length));
    i += 1 + length;
  }
  return {
    id: query.readUInt16BE(0),
    name: labels.join(".").toLowerCase(),
    type: query.readUInt16BE(i + 1),
    question: query.subarray(HEADER_LENGTH, i + 5),
  };
}

function repliesTo({ id, type, question }: Query, { addresses, rcode, manner }: Odd, udp: boolean): Buffer[] {
  const flags = RESPONSE | (rcode === undefined ? 0 : RCODES[rcode]);
  if (manner === "bare") return [message(id, flags, Buffer.alloc(0), [])];
  const found = addresses.filter((it) => type === (it.includes(":") ? TYPES.AAAA : TYPES.A)).map(addressBytes);
  const records = found.map((data) => record(manner === "alias" ? ALIAS : POINTER, type, data));
  if (manner === "alias") records.unshift(record(POINTER, TYPES.CNAME, ALIAS));
  const whole = message(id, flags, question, records);
  if (manner === "foreign") return [message(id ^ 0x5555, flags, question, []), whole];
  if (manner === "spoofed") return [...spoofed(id, question, type), whole];
  if (udp && manner === "cut") return [message(id, flags | CUT, question, records.slice(0, 1))];
  if (udp && manner === "empty") return [message(id, flags | CUT, question, [])];
  return [whole];
}

/** Messages that do not answer this question. Each has an address that must not be used. */
function spoofed(id: number, question: Buffer, type: number): Buffer[] {
  const wrong = record(POINTER, type, addressBytes(type === TYPES.A ? "127.0.0.66" : "::66"));
  const other = Buffer.concat([Buffer.from("\x05other\x04test\0", "latin1"), question.subarray(-4)]);
  return Array.from({ length: SPOOFED }, (_, i) => {
    const otherId = (id + 2 + 2 * i) & 0xffff;
    if (i % 5 === 0) return message(otherId, RESPONSE, question, [wrong]);
    if (i % 5 === 1) return message(id, RESPONSE, other, [wrong]);
    if (i % 5 === 2) return message(id, RESPONSE & 0x7fff, question, [wrong]);
    if (i % 5 === 3) return message(otherId, RESPONSE | RCODES.REFUSED, Buffer.alloc(0), []);
    return message(id, RESPONSE, question, [wrong]).subarray(0, HEADER_LENGTH + (i % 7));
  });
}

/** A message. If `question` is empty, it has none. */
function message(id: number, flags: number, question: Buffer, records: Buffer[]): Buffer {
  const header = Buffer.alloc(HEADER_LENGTH);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(flags, 2);
  header.writeUInt16BE(question.length > 0 ? 1 : 0, 4);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, question, ...records]);
}

/** A pointer to the name in question. */
const POINTER = Buffer.from([0xc0, HEADER_LENGTH]);

/** A resource record: its name, type, class IN, a minute to live, the data. */
function record(name: Buffer, type: number, data: Buffer): Buffer {
  return Buffer.concat([name, Buffer.from([0, type, 0, 1, 0, 0, 0, 60, 0, data.length]), data]);
}

/** The bytes of an address. IPv6 is limited to what the tables use: at most one group before `::` and one after it. */
function addressBytes(address: string): Buffer {
  if (!address.includes(":")) return Buffer.from(address.split(".").map(Number));
  const bytes = Buffer.alloc(16);
  const [first = "", last = ""] = address.split("::");
  bytes.writeUInt16BE(Number.parseInt(`0${first}`, 16), 0);
  bytes.writeUInt16BE(Number.parseInt(`0${last}`, 16), 14);
  return bytes;
}
