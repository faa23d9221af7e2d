import { closeSync, constants, openSync, readSync } from "node:fs";
import { parseAddress } from "../core/bytes/address";
import type { Check } from "../core/check/check";
import { Unresolved } from "../core/outcome";
import { Lookup } from "../resolver/lookup";
import { Need } from "../resolver/need";
import { isStream } from "../resolver/sockets";
import { toBytes, toText } from "./bytes";
import { errnoOf } from "./errno";
import { addressText, type NameSocket, openDatagrams, openStream } from "./sockets";

const DNS_PORT = 53;

/** Reports to the check what has happened. */
export type Report = () => void;

/**
 * Looks up names as the native host does. Windows has no /etc/resolv.conf, so there the system's resolver is asked, which cannot be stopped at
 * the deadline.
 */
export class Names {
  private steps = new Lookup();
  private sockets: (NameSocket | undefined)[] = [];
  private now: () => number;
  private wake: () => void = () => {};

  /** @param now the milliseconds since the start */
  constructor(now: () => number) {
    this.now = now;
  }

  /** Looks up what the check wants. */
  async lookUp(check: Check): Promise<Report> {
    const { steps, now } = this;
    if (process.platform === "win32") return askSystem(check, now);
    if (check.isContinued) {
      steps.resume(check.isBrief, now());
    } else {
      const { randomInt } = require("node:crypto") as typeof import("node:crypto");
      for (const socket of this.sockets.splice(0)) socket?.close();
      steps.begin(check.name, check.family, check.deadline, randomInt(65536));
    }
    while (steps.need !== Need.PAUSE) {
      // A file may never end, and the timer cannot fire while it is read. Past the deadline, let it fire.
      if (now() >= check.deadline) await new Promise((resolve) => setTimeout(resolve, 1));
      const result = await this.act();
      steps.report(result, now());
    }
    if (steps.addresses.length === 0 && !steps.isMoreToCome) return () => check.unresolved(steps.reason, now());
    return () => check.resolved(steps.addresses, steps.isMoreToCome, now());
  }

  /** The deadline has passed during lookUp(). */
  expired(check: Check): void {
    if (this.steps.hasReason()) check.unresolved(this.steps.reason, this.now());
    else check.expired(this.now());
  }

  /** Does what the lookup needs. @returns the result to report */
  private async act(): Promise<number> {
    const { steps } = this;
    const { socket, into, start, message, readable, writable, wait } = steps.sockets;
    switch (steps.need) {
      case Need.READ:
        return readFile(toText(steps.path), steps.offset, steps.buffer);
      case Need.OPEN:
        return this.open(socket);
      case Need.SEND:
        return (await this.sockets[socket]?.send(message.view())) ?? 0;
      case Need.WAIT:
        return this.wait(readable | writable, wait);
      default:
        return this.sockets[socket]?.receive(into.subarray(start)) ?? 0;
    }
  }

  private async open(index: number): Promise<number> {
    const { server, zone } = this.steps.sockets;
    const open = isStream(index) ? openStream : openDatagrams;
    this.sockets[index]?.close();
    this.sockets[index] = undefined;
    try {
      this.sockets[index] = await open(addressText(server, zone), DNS_PORT, () => this.wake());
      return 0;
    } catch (error) {
      return -errnoOf(error as NodeJS.ErrnoException);
    }
  }

  /** @returns the sockets of the set that are ready; none after so many milliseconds */
  private async wait(set: number, milliseconds: number): Promise<number> {
    let timer: NodeJS.Timeout | undefined;
    let isOver = false;
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        isOver = true;
        resolve();
      }, milliseconds);
    });
    let ready = this.ready(set);
    while (ready === 0 && !isOver) {
      const event = new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      await Promise.race([event, over]);
      ready = this.ready(set);
    }
    clearTimeout(timer);
    return ready;
  }

  private ready(set: number): number {
    let ready = 0;
    for (const [index, socket] of this.sockets.entries()) {
      if (((set >> index) & 1) !== 0 && socket?.isReady()) ready |= 1 << index;
    }
    return ready;
  }
}

/** @returns how many bytes were read; 0 if the file cannot be read */
function readFile(path: string, offset: number, buffer: Uint8Array): number {
  try {
    // Opening a file must not wait, whatever it is: the timer only fires between two steps.
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

function askSystem(check: Check, now: () => number): Promise<Report> {
  const { lookup } = require("node:dns") as typeof import("node:dns");
  return new Promise((resolve) => {
    lookup(toText(check.name), { all: true, family: check.family, verbatim: true }, (error, found) => {
      if (error !== null) return resolve(() => check.unresolved(reasonOf(error.code), now()));
      const addresses = found.map((entry) => parseAddress(toBytes(withoutZone(entry.address))));
      const sorted = addresses.filter(({ length }) => length > 0).sort((a, b) => a.length - b.length);
      resolve(() => check.resolved(sorted, false, now()));
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
