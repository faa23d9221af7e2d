/** Replays to a check what a server said. */
import { Check } from "../../../src/core/check/check";
import { Want } from "../../../src/core/check/task";
import type { Surroundings } from "../../../src/core/surroundings";
import type { ReplayHost } from "./replay-host.ts";

/** More turns than any check takes. Each piece that arrives or is sent is a turn. */
const MAX_TURNS = 5000;

export interface Recording {
  name: string;
  isTls13: boolean;
  /** Whether the check trusts this server. */
  isGood: boolean;
  host: ReplayHost;
  /** Everything that the server said. */
  bytes: Buffer;
  /** What must be unchanged before a request is sent, and for a healthy check (essence()). */
  established: string;
  answered: string;
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

export function begin(host: ReplayHost, isInsecure: boolean): Check {
  const words = ["healthcheck", ...(isInsecure ? ["-k"] : ["--cacert", "ca.pem"]), "https://127.0.0.1:4443/"];
  host.restart();
  return new Check(new Line(words), host, host);
}

export interface Outcome {
  isHealthy: boolean;
  text: string;
  isRequested: boolean;
}

/** The server sends `bytes` in pieces of `size` bytes, and hangs up. */
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
