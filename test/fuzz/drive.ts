/**
 * Drives a check as a host does, in JavaScript. Records what it wants, and the events, so that the vectors of test/core can repeat them.
 * Over https:// the peer speaks the fuzzer's TLS without encryption, with a certificate for most hosts that tests name.
 */
import { parseAddress, putAddress } from "../../src/core/bytes/address";
import { Text } from "../../src/core/bytes/text";
import { Check } from "../../src/core/check/check";
import { Want } from "../../src/core/check/task";
import { MAX_TEXT, type Surroundings } from "../../src/core/surroundings";
import { names } from "../core/certificate-der.ts";
import { FuzzTlsHost } from "./harness/tls-host";
import { putServersRecord } from "./harness/tls-peer";
import { fakeCertificate, fakeRoot } from "./tls/fake-certificates.ts";
import { DATE, flight13, said } from "./tls/fake-server.ts";

/** More turns than any check takes. */
const MAX_TURNS = 20_000;

export interface CommandLine {
  name?: string;
  args: (string | Uint8Array)[];
  env?: Record<string, string>;
}

/** What the check meets. If nothing else is said, lookups give 10.0.0.1, connections succeed, and then time runs out. */
export interface Peer {
  addresses?: string[];
  /** The error number of each attempt to connect; 0 if it succeeds. */
  refusals?: number[];
  /** The pieces that each connection receives, in ISO 8859-1. An empty piece is the end of the stream. */
  responses?: string[][];
  /** Milliseconds that pass before each event. */
  pauses?: number[];
}

/** In ISO 8859-1, like all text of peers here. */
export interface Connection {
  to: string;
  port: number;
  allowance: number;
  request: string;
}

export interface Trace {
  lookups: string[];
  connections: Connection[];
  installed: string[];
  outputs: { stream: number; text: string; bytes: Uint8Array; isBehindActs: boolean }[];
  exitStatus: number;
  /** Whether TLS was used or certificates were read. The vectors cannot repeat that. */
  isTls: boolean;
  /** The command line and the events, for the vector `check`. */
  fields: (string | Uint8Array)[];
}

class LineSurroundings implements Surroundings {
  private args: Uint8Array[];
  private env: Map<string, Uint8Array>;

  constructor({ name = "healthcheck", args, env = {} }: CommandLine) {
    this.args = [name, ...args].map((value) => bytesOf(value).subarray(0, MAX_TEXT + 1));
    this.env = new Map(Object.entries(env).map(([key, value]) => [key, bytesOf(value).subarray(0, MAX_TEXT + 1)]));
  }

  argumentCount(): number {
    return this.args.length;
  }

  argument(index: number): Uint8Array {
    return this.args[index] ?? new Uint8Array(0);
  }

  variable(name: Uint8Array): Uint8Array | null {
    return this.env.get(Buffer.from(name).toString()) ?? null;
  }

  hasVariables(prefix: Uint8Array): boolean {
    return [...this.env.keys()].some((name) => name.startsWith(Buffer.from(prefix).toString()));
  }
}

const NAMES = ["DNS:web", "DNS:other", "DNS:localhost", "IP:10.0.0.1", "IP:127.0.0.1"];
/** Everything that a server says before the request. */
const HANDSHAKE = said(flight13({ chain: [fakeCertificate({ extensions: [names(...NAMES)] })] }));
const ROOT = fakeRoot();
const APPLICATION_DATA = 23;
const TLS_13 = 0x33;

function tlsHost(): FuzzTlsHost {
  const host = new FuzzTlsHost(new Text());
  host.addPem(ROOT);
  host.set(DATE);
  return host;
}

/** As a record. */
function sealed(piece: Uint8Array): Uint8Array {
  const out = new Text();
  putServersRecord(out, TLS_13, APPLICATION_DATA, piece);
  return out.view().slice();
}

/** @throws Error if the check wants something that no host can do */
export function drive(line: CommandLine, peer: Peer = {}): Trace {
  const driver = new Driver(line, peer);
  for (let turn = 0; !driver.isFinished(); turn++) {
    if (turn > MAX_TURNS) throw new Error("it does not end");
    driver.turn();
  }
  return driver.trace();
}

class Driver {
  private readonly host = tlsHost();
  private readonly check: Check;
  private readonly addresses: string[];
  private readonly pauses: number[];
  private readonly refusals: number[];
  private readonly responses: string[][];
  /** What the current connection still gives. */
  private pieces: string[] = [];
  /** Whether the current connection has given the handshake. */
  private isShaken = false;
  private now = 0;
  private hasActed = false;
  private isTls = false;
  private readonly done: Omit<Trace, "exitStatus" | "isTls">;

  constructor(line: CommandLine, { addresses = ["10.0.0.1"], pauses = [], refusals = [], responses = [] }: Peer) {
    this.check = new Check(new LineSurroundings(line), this.host, this.host);
    this.addresses = addresses;
    this.pauses = [...pauses];
    this.refusals = [...refusals];
    this.responses = responses.map((pieces) => [...pieces]);
    const fields = [`n${line.name ?? "healthcheck"}`, ...line.args.map((value) => prefixed("a", value))];
    for (const [name, value] of Object.entries(line.env ?? {})) fields.push(`e${name}=${value}`);
    this.done = { lookups: [], connections: [], installed: [], outputs: [], fields };
  }

  isFinished(): boolean {
    return this.check.want === Want.FINISH;
  }

  trace(): Trace {
    const isTls = this.isTls || this.host.hasOpenedFile;
    return { ...this.done, exitStatus: this.check.exitStatus, isTls };
  }

  /** Does what the check wants, and tells it the result. */
  turn(): void {
    const { check, done } = this;
    if (check.want === Want.PRINT) {
      this.print();
      return;
    }
    this.hasActed = true;
    this.isTls ||= this.host.isUsed;
    if (check.deadline < this.now) throw new Error(`a deadline of ${check.deadline} ms at ${this.now} ms`);
    this.now = Math.min(this.now + (this.pauses.shift() ?? 0), check.deadline);
    done.fields.push(`t${this.now}`);
    if (check.want === Want.LOOK_UP) this.lookUp();
    else if (check.want === Want.CONNECT) this.connect();
    else if (check.want === Want.SEND) this.send();
    else if (check.want === Want.RECEIVE) this.receive();
    else if (check.want === Want.INSTALL) {
      done.installed.push(latin1(check.path));
      done.fields.push("i");
      check.installed(this.now);
    } else throw new Error(`wants ${check.want}`);
  }

  private print(): void {
    const { check } = this;
    const bytes = check.output.slice();
    this.done.outputs.push({ stream: check.stream, text: latin1(bytes), bytes, isBehindActs: this.hasActed });
    check.printed();
  }

  private lookUp(): void {
    this.done.lookups.push(latin1(this.check.name));
    this.done.fields.push(`r${this.addresses.join()}`);
    const addresses = this.addresses.map((text) => parseAddress(bytesOf(text)));
    this.check.resolved(addresses, false, this.now);
  }

  private connect(): void {
    const { check } = this;
    const { port, allowance } = check;
    const to = check.address.length > 0 ? addressText(check.address) : latin1(check.path);
    this.done.connections.push({ to, port, allowance, request: "" });
    this.host.restart();
    this.isShaken = false;
    const refusal = this.refusals.shift() ?? 0;
    this.done.fields.push(refusal > 0 ? `f${refusal}` : "c");
    if (refusal > 0) {
      check.failed(refusal, this.now);
      return;
    }
    this.pieces = this.responses.shift() ?? [];
    check.connected(this.now);
  }

  private send(): void {
    const { host } = this;
    const last = this.done.connections.at(-1);
    if (last === undefined) throw new Error("a request without a connection");
    if (last.request === "") last.request = latin1(host.isUsed ? host.sealed.view() : this.check.request);
    // Over TLS the request is followed by an alert that ends the connection, and by no other data.
    else if (!host.isUsed || latin1(host.sealed.view()) !== last.request)
      throw new Error("a second request on a connection");
    this.done.fields.push("s");
    this.check.sent(this.now);
  }

  private receive(): void {
    const { check, host } = this;
    if (host.isUsed && !this.isShaken) {
      this.isShaken = true;
      check.received(HANDSHAKE, HANDSHAKE.length, this.now);
      return;
    }
    const piece = this.pieces.shift();
    if (host.isUsed && piece !== undefined && piece !== "") {
      const record = sealed(binary(piece));
      check.received(record, record.length, this.now);
    } else if (piece === undefined) {
      this.now = check.deadline;
      this.done.fields.push(`t${this.now}`, "x");
      check.expired(this.now);
    } else {
      this.done.fields.push(binary(`d${piece}`));
      check.received(binary(piece), piece.length, this.now);
    }
  }
}

function prefixed(prefix: string, value: string | Uint8Array): string | Uint8Array {
  return typeof value === "string" ? prefix + value : Buffer.concat([Buffer.from(prefix), value]);
}

function bytesOf(value: string | Uint8Array): Uint8Array {
  return typeof value === "string" ? new TextEncoder().encode(value) : value;
}

function addressText(address: Uint8Array): string {
  const out = new Text();
  putAddress(out, address);
  return latin1(out.view());
}

/** Characters of ISO 8859-1 as bytes. */
export function binary(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "latin1"));
}

export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}
