/**
 * Drives a check as a host does, in JavaScript, and notes all that it wants: and the events, for the vectors of test/core to repeat it. What
 * is https:// is TLS without encryption, as the fuzzer has it, with a certificate for most hosts that tests name.
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

/** What the check meets. Where something is missing or used up, lookups give 10.0.0.1, connections are made, and time runs out. */
export interface Peer {
  addresses?: string[];
  /** How many attempts to connect fail, with which error number. */
  refusals?: number[];
  /** What each connection gives, in these pieces, as ISO 8859-1; an empty piece is the end of the stream. */
  responses?: string[][];
  /** Milliseconds that pass before each event. */
  pauses?: number[];
}

/** As ISO 8859-1, like all text of peers here. */
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
  /** Whether TLS was spoken, or certificates looked for: then the vectors cannot repeat it. */
  isTls: boolean;
  /** For the vector `check`: the command line and what happened. */
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
/** All that a server says up to the request. */
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

/** @throws Error where the check wants what no host can do */
export function drive(line: CommandLine, peer: Peer = {}): Trace {
  const host = tlsHost();
  const check = new Check(new LineSurroundings(line), host, host);
  const trace: Trace = {
    lookups: [],
    connections: [],
    installed: [],
    outputs: [],
    exitStatus: -1,
    isTls: false,
    fields: [],
  };
  const { fields } = trace;
  const pauses = [...(peer.pauses ?? [])];
  const refusals = [...(peer.refusals ?? [])];
  const responses = (peer.responses ?? []).map((pieces) => [...pieces]);
  let pieces: string[] = [];
  let isShaken = false;
  let now = 0;
  let hasActed = false;
  let isTls = false;
  fields.push(`n${line.name ?? "healthcheck"}`, ...line.args.map((value) => prefixed("a", value)));
  for (const [name, value] of Object.entries(line.env ?? {})) fields.push(`e${name}=${value}`);
  for (let turn = 0; check.want !== Want.FINISH; turn++) {
    if (turn > MAX_TURNS) throw new Error("it does not end");
    if (check.want === Want.PRINT) {
      const bytes = check.output.slice();
      trace.outputs.push({ stream: check.stream, text: latin1(bytes), bytes, isBehindActs: hasActed });
      check.printed();
      continue;
    }
    hasActed = true;
    isTls ||= host.isUsed;
    if (check.deadline < now) throw new Error(`a deadline of ${check.deadline} ms at ${now} ms`);
    now = Math.min(now + (pauses.shift() ?? 0), check.deadline);
    fields.push(`t${now}`);
    const last = trace.connections.at(-1);
    switch (check.want) {
      case Want.LOOK_UP: {
        trace.lookups.push(latin1(check.name));
        const addresses = (peer.addresses ?? ["10.0.0.1"]).map((text) => parseAddress(bytesOf(text)));
        fields.push(`r${(peer.addresses ?? ["10.0.0.1"]).join()}`);
        check.resolved(addresses, false, now);
        break;
      }
      case Want.CONNECT: {
        const { port, allowance } = check;
        const to = check.address.length > 0 ? addressText(check.address) : latin1(check.path);
        trace.connections.push({ to, port, allowance, request: "" });
        host.restart();
        isShaken = false;
        const refusal = refusals.shift() ?? 0;
        fields.push(refusal > 0 ? `f${refusal}` : "c");
        if (refusal > 0) check.failed(refusal, now);
        else {
          pieces = responses.shift() ?? [];
          check.connected(now);
        }
        break;
      }
      case Want.SEND:
        if (last === undefined) throw new Error("a request without a connection");
        if (last.request === "") last.request = latin1(host.isUsed ? host.sealed.view() : check.request);
        // Over TLS an alert follows that ends the connection, and no more data.
        else if (!host.isUsed || latin1(host.sealed.view()) !== last.request)
          throw new Error("a second request on a connection");
        fields.push("s");
        check.sent(now);
        break;
      case Want.RECEIVE: {
        if (host.isUsed && !isShaken) {
          isShaken = true;
          check.received(HANDSHAKE, HANDSHAKE.length, now);
          break;
        }
        const piece = pieces.shift();
        if (host.isUsed && piece !== undefined && piece !== "") {
          const record = sealed(binary(piece));
          check.received(record, record.length, now);
        } else if (piece === undefined) {
          now = check.deadline;
          fields.push(`t${now}`, "x");
          check.expired(now);
        } else {
          fields.push(binary(`d${piece}`));
          check.received(binary(piece), piece.length, now);
        }
        break;
      }
      case Want.INSTALL:
        trace.installed.push(latin1(check.path));
        fields.push("i");
        check.installed(now);
        break;
      default:
        throw new Error(`wants ${check.want}`);
    }
  }
  trace.exitStatus = check.exitStatus;
  trace.isTls = host.hasOpenedFile || isTls;
  return trace;
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
