import type { Socket } from "node:net";
import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { behaving, type StartServer } from "../servers";

/** How `sends` goes about it. */
export interface Manner {
  /** Does not wait for the request. */
  early?: boolean;
  /** Milliseconds between two chunks. */
  pause?: number;
  /** What follows the last chunk: nothing, the end of the stream, or a reset of the connection. */
  after?: "keep" | "end" | "reset";
}

/** A server of exact bytes, given as ISO 8859-1: all at once, or in chunks. Without more said it ends the stream behind them. */
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

/** Resets the connection, and nothing before that: resetAndDestroy() would send the end of the stream first. */
function reset(socket: Socket): void {
  const { _handle } = socket as unknown as { _handle: { reset(done: () => void): void } };
  _handle.reset(() => socket.destroy());
}

/** One byte every 50 ms from a given place of the response on; what is before it comes at once. */
export function trickles(start: string, rest: string): StartServer {
  return sends([start, ...rest], { pause: 50, after: "keep" });
}

/** Accepts, and says nothing. */
export const silent = behaving(() => {});

/** Accepts, and ends the stream without a word. */
export const closesAtOnce = behaving((socket) => socket.end());

/** Reads the request, and ends the stream without a word. */
export const closesAfterRequest = sends([]);

/** Accepts, and resets the connection. */
export const resetsAtOnce = behaving((socket) => reset(socket));

/** Reads the request, and resets the connection. */
export const resetsAfterRequest = sends([], { after: "reset" });

/** Sends the start, and then the same piece again and again for as long as somebody reads. */
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

/** A response of status 200 whose status line and header section have exactly so many bytes, in lines of about 1000. */
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
