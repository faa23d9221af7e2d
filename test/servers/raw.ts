import type { Socket } from "node:net";
import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { behaving, type StartServer } from "../servers";

/** Options of sends(). */
export interface Manner {
  /** Does not wait for the request. */
  early?: boolean;
  /** Milliseconds between chunks. */
  pause?: number;
  /** What follows the last chunk: nothing, the end of the stream, or a reset of the connection. */
  after?: "keep" | "end" | "reset";
}

/** Sends exact bytes, given in ISO 8859-1, at once or in chunks. Then it ends the stream, unless `after` says otherwise. */
export function sends(bytes: string | string[], manner: Manner = {}): StartServer {
  const chunks = typeof bytes === "string" ? [bytes] : bytes;
  return behaving(async (socket, request) => {
    if (!manner.early) await request;
    for (const [index, chunk] of chunks.entries()) {
      if (index > 0 && manner.pause !== undefined) await pause(manner.pause);
      if (socket.destroyed) return;
      await new Promise((resolve) => socket.write(chunk, "latin1", resolve));
    }
    if (manner.after === "reset") reset(socket);
    else if (manner.after !== "keep") socket.end();
  });
}

/** Resets the connection without ending the stream first, as resetAndDestroy() would. */
function reset(socket: Socket): void {
  const { _handle } = socket as unknown as { _handle: { reset(done: () => void): void } };
  _handle.reset(() => socket.destroy());
}

/** Sends the start of a response at once, then a byte every 50 ms. */
export function trickles(start: string, rest: string): StartServer {
  return sends([start, ...rest], { pause: 50, after: "keep" });
}

/** Accepts, and sends nothing. */
export const silent = behaving(() => {});

/** Accepts, and ends the stream. */
export const closesAtOnce = behaving((socket) => socket.end());

/** Reads the request, and ends the stream. */
export const closesAfterRequest = sends([]);

/** Accepts, and resets the connection. */
export const resetsAtOnce = behaving((socket) => reset(socket));

/** Reads the request, and resets the connection. */
export const resetsAfterRequest = sends([], { after: "reset" });

/** Sends `start`, then `piece` again and again as long as the peer reads. */
export function endless(start: string, piece: string): StartServer {
  return behaving(async (socket, request) => {
    await request;
    socket.write(start, "latin1");
    Readable.from(forever(piece.repeat(1000))).pipe(socket);
  });
}

function* forever(piece: string): Generator<Buffer> {
  const bytes = Buffer.from(piece, "latin1");
  while (true) yield bytes;
}

/** A response of status 200. Its status line and header section have exactly this many bytes, in lines of about 1000. */
export function responseOf(bytes: number): string {
  const start = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n";
  const frame = "X-Filler: \r\n".length;
  let left = bytes - start.length - "\r\n".length;
  let lines = "";
  while (left > 0) {
    const line = left < 2000 ? left : 1000;
    lines += `X-Filler: ${"x".repeat(line - frame)}\r\n`;
    left -= line;
  }
  return `${start}${lines}\r\n`;
}
