import type { Socket } from "node:dgram";
import { closeSync, constants, openSync, readSync } from "node:fs";
import { parseAddress, putAddress } from "../core/bytes/address";
import { u16At } from "../core/bytes/numbers";
import { Text } from "../core/bytes/text";
import { Unresolved } from "../core/check/outcome";
import { Lookup, Need } from "../resolver/lookup";
import { toBytes, toText } from "./bytes";
import { Connection } from "./connection";

const DNS_PORT = 53;

/**
 * Looks a name up as the native host does. Only Windows, which has no /etc/resolv.conf, asks its own resolver: that cannot be stopped
 * when time is up.
 * @param family 4, 6, or 0 for both
 * @param deadline milliseconds on the clock of `now`
 * @returns the addresses, IPv4 first, or why there are none
 */
export async function lookUp(
  name: Uint8Array,
  family: number,
  deadline: number,
  now: () => number,
): Promise<Uint8Array[] | Unresolved> {
  if (process.platform === "win32") return askSystem(name, family);
  // Loaded when they are needed: most checks are of localhost, and Node starts faster without them.
  const { createSocket } = require("node:dgram") as typeof import("node:dgram");
  const { randomInt } = require("node:crypto") as typeof import("node:crypto");
  const steps = new Lookup(name, family, deadline, randomInt(65536));
  let server: NameServer | undefined;
  while (steps.need !== Need.DONE) {
    if (steps.need === Need.READ) {
      steps.read(readFile(toText(steps.path), steps.offset, steps.buffer), now());
      // A file may have no end, and reading it leaves no room for the timer: when time is up, it gets some.
      if (now() >= deadline) await new Promise((resolve) => setTimeout(resolve, 1));
      continue;
    }
    if (steps.need === Need.ASK_STREAM) {
      const length = await askStream(steps);
      if (length < 0) steps.silent(now());
      else steps.received(length, now());
      continue;
    }
    if (steps.need === Need.ASK) {
      server?.close();
      server = new NameServer(createSocket(steps.server.length === 4 ? "udp4" : "udp6"), steps.server, steps.queries);
    }
    const answer = await server?.receive(steps.wait);
    if (answer === undefined) {
      steps.silent(now());
    } else {
      steps.buffer.set(answer.subarray(0, steps.buffer.length));
      steps.received(Math.min(answer.length, steps.buffer.length), now());
    }
  }
  server?.close();
  return steps.addresses.length > 0 ? steps.addresses : steps.reason;
}

/** @returns how many bytes of the answer came into the buffer, or -1 where there is none */
async function askStream({ server, queries, wait, buffer }: Lookup): Promise<number> {
  const connection = new Connection();
  connection.limit(wait);
  let failed = (await connection.connect(server, DNS_PORT, 0)) !== 0;
  for (const query of queries) failed ||= (await connection.send(query)) !== 0;
  let length = 0;
  while (!failed && length < buffer.length && (length < 2 || length < u16At(buffer, 0) + 2)) {
    const chunk = await connection.receive();
    if (typeof chunk === "number") failed = true;
    else if (chunk.length === 0) break;
    else {
      const part = chunk.subarray(0, buffer.length - length);
      buffer.set(part, length);
      length += part.length;
    }
  }
  connection.close();
  return failed ? -1 : length;
}

/** @returns how many bytes were read; 0 for a file that cannot be */
function readFile(path: string, offset: number, buffer: Uint8Array): number {
  try {
    // Whatever the file is, opening it must not wait: time is only counted between two steps.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      return readSync(file, buffer, 0, buffer.length, offset);
    } finally {
      closeSync(file);
    }
  } catch {
    return 0;
  }
}

/** A datagram socket that is connected to a name server: it takes answers from nobody else, and hears when nobody is there. */
class NameServer {
  private socket: Socket;
  private answers: Uint8Array[] = [];
  private isUnreachable = false;
  private wake: () => void = () => {};

  /** Sends the queries. */
  constructor(socket: Socket, server: Uint8Array, queries: Uint8Array[]) {
    this.socket = socket;
    this.socket.on("message", (answer) => {
      this.answers.push(answer);
      this.wake();
    });
    this.socket.on("error", () => this.fail());
    const address = new Text();
    putAddress(address, server);
    this.socket.connect(DNS_PORT, toText(address.view()), (error?: Error) => {
      if (error) return this.fail();
      for (const query of queries) this.socket.send(query, (sendError) => sendError && this.fail());
    });
  }

  /** @returns an answer, or undefined when none came within so many milliseconds, or when none can come */
  async receive(wait: number): Promise<Uint8Array | undefined> {
    let timer: NodeJS.Timeout | undefined;
    if (this.answers.length === 0 && !this.isUnreachable) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        timer = setTimeout(resolve, wait);
      });
    }
    clearTimeout(timer);
    return this.answers.shift();
  }

  close(): void {
    this.socket.close();
  }

  private fail(): void {
    this.isUnreachable = true;
    this.wake();
  }
}

function askSystem(name: Uint8Array, family: number): Promise<Uint8Array[] | Unresolved> {
  const { lookup } = require("node:dns") as typeof import("node:dns");
  return new Promise((resolve) => {
    lookup(toText(name), { all: true, family, verbatim: true }, (error, found) => {
      if (error !== null) return resolve(reasonOf(error.code));
      const addresses = found.map((entry) => parseAddress(toBytes(withoutZone(entry.address))));
      resolve(addresses.filter(({ length }) => length > 0).sort((a, b) => a.length - b.length));
    });
  });
}

/** Link-local addresses come as `fe80::1%eth0`. */
function withoutZone(address: string): string {
  const percent = address.indexOf("%");
  return percent < 0 ? address : address.slice(0, percent);
}

function reasonOf(code: string | undefined): Unresolved {
  switch (code) {
    case "ENOTFOUND":
    case "EAI_NONAME":
    case "EAI_NODATA":
      return Unresolved.NO_SUCH_NAME;
    case "EAI_AGAIN":
      return Unresolved.NO_ANSWER;
    default:
      return Unresolved.FAILED;
  }
}
