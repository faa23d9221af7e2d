/**
 * Handshakes with real cryptography, recorded from Node's TLS server and then told again to the client, changed: what the server says
 * is of use once more because the client's random numbers and keys are the same each time.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { createServer, type SecureVersion, type TlsOptions } from "node:tls";
import { Check } from "../../src/core/check/check";
import { Want } from "../../src/core/check/task";
import { type Cipher, type Group, publicKeyLength } from "../../src/core/crypto";
import type { Surroundings } from "../../src/core/surroundings";
import { NodeTlsHost } from "../../src/node/tls";
import { type Certificate, certificate, type KeyType, keyOf } from "../tls/authority.ts";

const HEADER = 5;
const CHANGE_CIPHER_SPEC = 20;
const ALERT = 21;
const HANDSHAKE = 22;
const DATA = 23;
const HELLO_REQUEST = "00000000";
/** More turns than any check takes: there is one for each piece, and each thing that is sent. */
const MAX_TURNS = 5000;

export interface Recording {
  name: string;
  isTls13: boolean;
  /** Whether it is a server to be trusted. */
  isGood: boolean;
  host: ReplayHost;
  /** All that the server has said. */
  bytes: Buffer;
  /** What of it must be as it was for a request to be sent, and for a check to be healthy. */
  established: string;
  answered: string;
}

/** Gives the same random numbers and keys each time, and notes what it is used for. */
export class ReplayHost extends NodeTlsHost {
  /** Records that were opened: up to now, up to the verdict, and before the request; -1 where no request was sealed. */
  private openedSoFar = 0;
  opened = 0;
  openedBefore = -1;
  private readonly numbers = [randomBytes(32), randomBytes(32)];
  private numbersAt = 0;
  private readonly keys = new Map<Group, { host: NodeTlsHost; key: Buffer }>();
  private readonly secrets = new Map<string, Buffer | null>();
  private readonly root: Buffer;
  private rootAt = 0;

  constructor(pem: string) {
    super();
    this.root = Buffer.from(pem);
  }

  restart(): void {
    this.openedSoFar = 0;
    this.opened = 0;
    this.openedBefore = -1;
    this.numbersAt = 0;
  }

  /** The verdict is out: what is opened from now on does not count. */
  judged(): void {
    this.opened = this.openedSoFar;
  }

  override random(to: Uint8Array): boolean {
    to.set(this.numbers[this.numbersAt++ % 2] as Buffer);
    return true;
  }

  override openFile(): number {
    this.rootAt = 0;
    return 0;
  }

  override readFile(to: Uint8Array): number {
    const length = this.root.copy(to, 0, this.rootAt);
    this.rootAt += length;
    return length;
  }

  override makeKey(group: Group, to: Uint8Array): boolean {
    let pair = this.keys.get(group);
    if (pair === undefined) {
      pair = { host: new NodeTlsHost(), key: Buffer.alloc(publicKeyLength(group)) };
      pair.host.makeKey(group, pair.key);
      this.keys.set(group, pair);
    }
    to.set(pair.key);
    return true;
  }

  override agree(group: Group, peer: Uint8Array, to: Uint8Array): boolean {
    const id = `${group} ${Buffer.from(peer).toString("hex")}`;
    let secret = this.secrets.get(id);
    if (secret === undefined) {
      const made = Buffer.alloc(to.length);
      secret = this.keys.get(group)?.host.agree(group, peer, made) ? made : null;
      // The right one comes again and again.
      if (this.secrets.size < 1000) this.secrets.set(id, secret);
    }
    if (secret !== null) to.set(secret);
    return secret !== null;
  }

  override seal(
    cipher: Cipher,
    key: Uint8Array,
    nonce: Uint8Array,
    additional: Uint8Array,
    plain: Uint8Array,
    to: Uint8Array,
  ): void {
    const content = additional.length === 13 ? additional[8] : plain.at(-1);
    if (content === DATA && this.openedBefore < 0) this.openedBefore = this.openedSoFar;
    super.seal(cipher, key, nonce, additional, plain, to);
  }

  override open(...given: Parameters<NodeTlsHost["open"]>): boolean {
    this.openedSoFar++;
    return super.open(...given);
  }
}

class Line implements Surroundings {
  private readonly words: Uint8Array[];

  constructor(words: string[]) {
    this.words = words.map((word) => new TextEncoder().encode(word));
  }

  argumentCount(): number {
    return this.words.length;
  }

  argument(index: number): Uint8Array {
    return this.words[index] ?? new Uint8Array(0);
  }

  variable(): null {
    return null;
  }

  hasVariables(): boolean {
    return false;
  }
}

function begin(host: ReplayHost, isInsecure: boolean): Check {
  const words = ["healthcheck", ...(isInsecure ? ["-k"] : ["--cacert", "ca.pem"]), "https://127.0.0.1:4443/"];
  host.restart();
  return new Check(new Line(words), host, host);
}

export interface Outcome {
  isHealthy: boolean;
  text: string;
  isRequested: boolean;
}

/** Has the server say this, in pieces of so many bytes, and then hang up. */
export function replay({ host }: Recording, bytes: Buffer, size: number, isInsecure = false): Outcome {
  const check = begin(host, isInsecure);
  let at = 0;
  let text = "";
  for (let turn = 0; check.want !== Want.FINISH; turn++) {
    if (turn > MAX_TURNS + bytes.length / size) throw new Error("it does not end");
    if (check.want === Want.CONNECT) check.connected(0);
    else if (check.want === Want.SEND) check.sent(0);
    else if (check.want === Want.PRINT) {
      text = Buffer.from(check.output).toString();
      host.judged();
      check.printed();
    } else {
      const piece = new Uint8Array(bytes.subarray(at, at + size));
      at += piece.length;
      check.received(piece, piece.length, 0);
    }
  }
  return { isHealthy: check.exitStatus === 0, text, isRequested: host.openedBefore >= 0 };
}

interface Server {
  /** What is wrong with it: no flight of it may ever be taken for a good one. */
  flaw?: "another authority" | "another name" | "expired";
  key: KeyType;
  version: SecureVersion;
  options?: TlsOptions;
}

const SERVERS: Server[] = [
  { key: "p256", version: "TLSv1.3" },
  { key: "rsa2048", version: "TLSv1.3", options: { ecdhCurve: "P-256", ciphers: "TLS_AES_256_GCM_SHA384" } },
  { key: "ed25519", version: "TLSv1.3", options: { ecdhCurve: "P-384", requestCert: true, rejectUnauthorized: false } },
  { key: "p256", version: "TLSv1.2", options: { ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256" } },
  { key: "rsa2048", version: "TLSv1.2", options: { ciphers: "ECDHE-RSA-CHACHA20-POLY1305", ecdhCurve: "X25519" } },
  {
    key: "rsa2048",
    version: "TLSv1.2",
    options: { ciphers: "ECDHE-RSA-AES256-GCM-SHA384", requestCert: true, rejectUnauthorized: false },
  },
  { key: "p256", version: "TLSv1.3", flaw: "another authority" },
  { key: "p256", version: "TLSv1.2", flaw: "another name" },
  { key: "p256", version: "TLSv1.3", flaw: "expired" },
];

export async function recordFlights(): Promise<Recording[]> {
  const recordings: Recording[] = [];
  for (const server of SERVERS) recordings.push(await record(server));
  return recordings;
}

async function record({ key, version, options = {}, flaw }: Server): Promise<Recording> {
  const root = certificate({ cn: "Root", ca: true, key: keyOf("p256", 1) });
  const trusted = flaw === "another authority" ? certificate({ cn: "Root", ca: true, key: keyOf("p256", 3) }) : root;
  const middle = certificate({ cn: "Middle", ca: 0, key: keyOf("p256", 2), issuer: root });
  const leaf: Certificate = certificate({
    key: keyOf(key),
    issuer: middle,
    names: [flaw === "another name" ? "127.0.0.2" : "127.0.0.1"],
    ...(flaw === "expired" ? { days: [-9, -1] } : {}),
  });
  const listener = createServer(
    { key: leaf.keyPem, cert: leaf.pem + middle.pem, minVersion: version, maxVersion: version, ...options },
    (socket) => socket.on("error", () => {}).once("data", () => socket.end("HTTP/1.1 200 OK\r\n\r\nbody")),
  );
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const host = new ReplayHost(trusted.pem);
  const socket = connect((listener.address() as AddressInfo).port, "127.0.0.1");
  socket.on("error", () => {});
  const bytes = await drive(host, socket);
  socket.destroy();
  listener.close();
  const isTls13 = version === "TLSv1.3";
  const name = `${version} ${key} ${flaw ?? JSON.stringify(options)}`;
  const recording = { name, isTls13, isGood: flaw === undefined, host, bytes, established: "", answered: "" };
  const outcome = replay(recording, bytes, bytes.length);
  if (outcome.isHealthy !== recording.isGood) throw new Error(`what was recorded is another: ${name}: ${outcome.text}`);
  if (!recording.isGood) return recording;
  recording.established = essence(bytes, isTls13, host.openedBefore);
  recording.answered = essence(bytes, isTls13, host.opened);
  return recording;
}

/** Goes through a check over a connection. @returns what the server has said */
async function drive(host: ReplayHost, socket: Socket): Promise<Buffer> {
  const check = begin(host, false);
  const pieces: Buffer[] = [];
  const waiting: Buffer[] = [];
  socket.on("data", (piece: Buffer) => {
    pieces.push(piece);
    waiting.push(piece);
    socket.emit("more");
  });
  const end = once(socket, "close");
  while (check.want !== Want.FINISH) {
    if (check.want === Want.CONNECT) {
      await once(socket, "connect");
      check.connected(0);
    } else if (check.want === Want.SEND) {
      socket.write(Buffer.from(check.request));
      check.sent(0);
    } else if (check.want === Want.PRINT) {
      host.judged();
      check.printed();
    } else {
      if (waiting.length === 0) await Promise.race([once(socket, "more"), end]);
      const piece = waiting.shift() ?? Buffer.alloc(0);
      check.received(new Uint8Array(piece), piece.length, 0);
    }
  }
  // Its farewell belongs to it.
  socket.end();
  await end;
  return Buffer.concat(pieces);
}

export function recordsOf(bytes: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + HEADER > bytes.length ? bytes.length : at + HEADER + bytes.readUInt16BE(at + 3);
    records.push(bytes.subarray(at, end));
    at = end;
  }
  return records;
}

/**
 * What means something of a flight, up to so many protected records: the messages before them, however they are divided into records, and
 * the records. Left out is what TLS lets anybody put there: the version of a record, ChangeCipherSpec in 1.3, alerts
 * that are none, in plain text until the handshake is over, and HelloRequests.
 */
export function essence(bytes: Buffer, isTls13: boolean, count: number): string {
  const items: string[] = [];
  let left = count;
  let isProtected = false;
  let messages = "";
  for (const one of recordsOf(bytes)) {
    if (left === 0) break;
    const [content = 0] = one;
    const body = one.subarray(HEADER);
    // Of TLS 1.2 before the hello, while nobody knows which version it will be.
    if (content === CHANGE_CIPHER_SPEC && (isTls13 || messages === "")) continue;
    if (isTls13 && content === DATA) isProtected = true;
    const isSaidBefore = !isProtected || (isTls13 && body.length === 2);
    if (isSaidBefore && content === ALERT && (body[1] === 90 || (body[0] === 1 && body[1] !== 0))) continue;
    if (!isProtected && content === HANDSHAKE) {
      messages += body.toString("hex");
      continue;
    }
    items.push(`${content} ${body.toString("hex")}`);
    if (isProtected) left--;
    else if (content === CHANGE_CIPHER_SPEC) isProtected = true;
  }
  return [withoutHelloRequests(messages), ...items].join("\n");
}

/** Messages in hexadecimal, but for those that no hash covers (RFC 5246 §7.4.1.1). */
function withoutHelloRequests(messages: string): string {
  let kept = "";
  for (let at = 0; at < messages.length; ) {
    const end = at + 8 + 2 * Number.parseInt(messages.slice(at + 2, at + 8) || "0", 16);
    const message = messages.slice(at, end);
    if (message !== HELLO_REQUEST) kept += message;
    at = end;
  }
  return kept;
}

/** Random numbers from a seed (mulberry32). */
class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed;
  }

  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let value = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) % Math.max(1, limit);
  }

  of<T>(list: T[]): T {
    return list[this.below(list.length)] as T;
  }
}

const HEX = (digits: string) => Buffer.from(digits, "hex");
/** Records that may stand anywhere, and those that may not. */
const STRAY = [
  ...["140303000101", "140303000102", "1403030000", "15030300020100", "1503030002015a", "15030300020228", "1503030000"],
  ...["1603030000", "16030300040e000000", "160303000400000000", "1703030000", "170303001100", "16030300020e00", "1800"],
  ...["48545450", "160303ffff", "1603034001", "170303410000", "1603030005140000010000", "1603030005180000010000"],
].map(HEX);
const BYTES = [0, 1, 2, 3, 4, 0x0b, 0x0e, 0x14, 0x15, 0x16, 0x17, 0x7f, 0x80, 0xff];

function joined(records: Buffer[]): Buffer {
  return Buffer.concat(records);
}

function withRecord(bytes: Buffer, random: Random, change: (records: Buffer[], index: number) => void): Buffer {
  const records = recordsOf(bytes).map((it) => Buffer.from(it));
  change(records, random.below(records.length));
  return joined(records);
}

/** A record with this in it, and the header of another. */
function recordLike(header: Buffer, body: Buffer): Buffer {
  // The last one may be cut within its own.
  if (header.length < HEADER) return body;
  const made = Buffer.concat([header.subarray(0, 3), Buffer.of(0, 0), body]);
  made.writeUInt16BE(body.length & 0xffff, 3);
  return made;
}

type Mutation = (bytes: Buffer, random: Random, others: Recording[]) => Buffer;

/** Every way in which a flight is changed. */
export const MUTATIONS: Record<string, Mutation> = {
  "a bit": (bytes, random) => {
    const at = random.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
    return bytes;
  },
  "a byte": (bytes, random) => {
    bytes[random.below(bytes.length)] = random.of(BYTES);
    return bytes;
  },
  "a bit near the start of a record": (bytes, random) =>
    withRecord(bytes, random, (records, i) => {
      const one = records[i] as Buffer;
      const at = random.below(Math.min(one.length, 60));
      one[at] = (one[at] ?? 0) ^ (1 << random.below(8));
    }),
  "a bit of the tag": (bytes, random) =>
    withRecord(bytes, random, (records, i) => {
      const one = records[i] as Buffer;
      const at = Math.max(0, one.length - 1 - random.below(17));
      one[at] = (one[at] ?? 0) ^ (1 << random.below(8));
    }),
  "an end": (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  "bytes left out": (bytes, random) => {
    const at = random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(20))]);
  },
  "bytes twice": (bytes, random) => {
    const at = random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, at + 1 + random.below(40)), bytes.subarray(at)]);
  },
  "bytes put in": (bytes, random) => {
    const at = random.below(bytes.length);
    const more = Buffer.from(Array.from({ length: 1 + random.below(12) }, () => random.below(256)));
    return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
  },
  "two records the other way round": (bytes, random) =>
    withRecord(bytes, random, (records, i) => {
      const k = random.below(records.length);
      [records[i], records[k]] = [records[k] as Buffer, records[i] as Buffer];
    }),
  "a record twice": (bytes, random) =>
    withRecord(bytes, random, (records, i) => {
      records.splice(random.below(records.length + 1), 0, records[i] as Buffer);
    }),
  "a record many times": (bytes, random) =>
    withRecord(bytes, random, (records, i) => {
      records.splice(i, 0, ...Array<Buffer>(1 + random.below(80)).fill(records[i] as Buffer));
    }),
  "a record left out": (bytes, random) => withRecord(bytes, random, (records, i) => void records.splice(i, 1)),
  "a stray record": (bytes, random) =>
    withRecord(bytes, random, (records, i) => void records.splice(i, 0, random.of(STRAY))),
  "a stray record many times": (bytes, random) =>
    withRecord(bytes, random, (records, i) => {
      records.splice(i, 0, ...Array<Buffer>(1 + random.below(80)).fill(random.of(STRAY)));
    }),
  "another length of a record": (bytes, random) =>
    withRecord(bytes, random, (records, i) => {
      const one = records[i] as Buffer;
      if (one.length >= HEADER) one.writeUInt16BE((one.readUInt16BE(3) + random.below(40) - 20) & 0xffff, 3);
    }),
  "a record in two": (bytes, random) =>
    withRecord(bytes, random, (records, i) => {
      const one = records[i] as Buffer;
      const at = HEADER + random.below(one.length - HEADER);
      records.splice(i, 1, recordLike(one, one.subarray(HEADER, at)), recordLike(one, one.subarray(at)));
    }),
  "two records in one": (bytes, random) =>
    withRecord(bytes, random, (records, i) => {
      const [one, next] = records.slice(i, i + 2);
      if (one && next)
        records.splice(i, 2, recordLike(one, Buffer.concat([one.subarray(HEADER), next.subarray(HEADER)])));
    }),
  "another length of a message": (bytes, random) =>
    withRecord(bytes, random, (records, i) => {
      const one = records[i] as Buffer;
      let at = HEADER;
      for (let left = random.below(4); left > 0 && at + 4 < one.length; left--) at += 4 + one.readUIntBE(at + 1, 3);
      if (at + 4 <= one.length)
        one.writeUIntBE((one.readUIntBE(at + 1, 3) + random.below(16) - 8) & 0xffffff, at + 1, 3);
    }),
  "a message left out": (bytes, random) =>
    withRecord(bytes, random, (records, i) => {
      const one = records[i] as Buffer;
      const messages: Buffer[] = [];
      for (let at = HEADER; at + 4 <= one.length; ) {
        const end = at + 4 + one.readUIntBE(at + 1, 3);
        messages.push(one.subarray(at, end));
        at = end;
      }
      messages.splice(random.below(messages.length), 1);
      records[i] = recordLike(one, Buffer.concat(messages));
    }),
  "a record of another flight": (bytes, random, others) =>
    withRecord(bytes, random, (records, i) => {
      records.splice(i, random.below(2), random.of(recordsOf(random.of(others).bytes)));
    }),
  "an end of another flight": (bytes, random, others) => {
    const own = recordsOf(bytes);
    const other = recordsOf(random.of(others).bytes);
    return joined([...own.slice(0, random.below(own.length)), ...other.slice(random.below(other.length))]);
  },
};

export interface Report {
  count: number;
  /** How often which words came. */
  outcomes: Map<string, number>;
  /** How many changes meant nothing, and the check was healthy for good reason. */
  healthy: number;
  findings: string[];
}

interface Changed {
  recording: Recording;
  bytes: Buffer;
  /** What was done to it. */
  changes: string[];
  random: Random;
}

/** One of the flights, changed: the same for the same numbers. */
export function changedFlight(recordings: Recording[], seed: number, number: number): Changed {
  const random = new Random(seed * 1_000_003 + number);
  const recording = random.of(recordings);
  let bytes = Buffer.from(recording.bytes);
  const changes: string[] = [];
  // Most are changed once: of two changes the first one is all that is seen.
  for (let left = random.below(4) === 0 ? 1 + random.below(3) : 1; left > 0 && bytes.length > 0; left--) {
    const name = random.of(Object.keys(MUTATIONS));
    changes.push(name);
    bytes = Buffer.from((MUTATIONS[name] as Mutation)(bytes, random, recordings));
  }
  return { recording, bytes, changes, random };
}

/** Changes flights so many times. */
export function mutateFlights(recordings: Recording[], count: number, seed: number): Report {
  const report: Report = { count, outcomes: new Map(), healthy: 0, findings: [] };
  for (let i = 0; i < count && report.findings.length < 10; i++) {
    const { recording, bytes, changes, random } = changedFlight(recordings, seed, i);
    const size = random.of([bytes.length, bytes.length, 4096, 1000, 7]) || 1;
    const isInsecure = recording.isGood && random.below(8) === 0;
    const found = judge(recording, bytes, size, isInsecure, report);
    const what = `${recording.name}: ${changes.join(", ")} (seed ${seed}, number ${i}${isInsecure ? ", -k" : ""})`;
    if (found !== "") report.findings.push(`${found}: ${what}`);
  }
  return report;
}

function judge(recording: Recording, bytes: Buffer, size: number, isInsecure: boolean, report: Report): string {
  const { isTls13, host } = recording;
  let outcome: Outcome;
  try {
    outcome = replay(recording, bytes, size, isInsecure);
  } catch (error) {
    return String(error);
  }
  // Without what is the peer's own, and the time.
  const kind = outcome.text
    .replace(/^(\w+: )GET \S+: |\n/g, "$1")
    .replace(/ \(.*?\)(?= |,|$)| in \d+ ms/g, "")
    .replace(/(TLS (1\.|alert: ))\d+/, "$1?");
  report.outcomes.set(kind, (report.outcomes.get(kind) ?? 0) + 1);
  if (outcome.isRequested && !recording.isGood) return "established with a server that is not to be trusted";
  if (outcome.isRequested && essence(bytes, isTls13, host.openedBefore) !== recording.established)
    return "established with another handshake";
  if (!outcome.isHealthy) return "";
  report.healthy++;
  return essence(bytes, isTls13, host.opened) === recording.answered ? "" : "healthy with other bytes";
}
