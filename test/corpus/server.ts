import { createServer, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { closed, listening, placeOf } from "../servers";
import type { Response } from "./response";

/** Milliseconds between two pieces: enough for the client to read each by itself, most of the time. */
const PAUSE = 2;

export interface CorpusServer {
  /** The URL of the response of this index; with places to split it at, its pieces are written one after the other. */
  url(index: number, splits?: number[]): string;
  close(): Promise<void>;
}

/** Serves response N at `/N`, split at A and B at `/N/A,B`, byte for byte, and closes the connection. */
export async function serve(responses: Response[]): Promise<CorpusServer> {
  const sockets = new Set<Socket>();
  const listener = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    let request = "";
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // Some clients hang up where they know enough.
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      if (request.includes("\r\n\r\n")) return;
      request += bytes.toString("latin1");
      const path = /^\S+ \/(\d+)(?:\/([\d,]+))? /.exec(request);
      const response = responses[Number(path?.[1])];
      if (!request.includes("\r\n\r\n")) return;
      if (response === undefined) socket.destroy();
      else void answer(socket, Buffer.from(response.bytes, "latin1"), path?.[2]?.split(",").map(Number) ?? []);
    });
  });
  await listening(listener, { host: "127.0.0.1", port: 0 });
  const { port } = placeOf(listener);
  return {
    url: (index, splits = []) => `http://127.0.0.1:${port}/${index}${splits.length > 0 ? `/${splits}` : ""}`,
    close() {
      for (const socket of sockets) socket.destroy();
      return closed(listener);
    },
  };
}

async function answer(socket: Socket, bytes: Buffer, splits: number[]): Promise<void> {
  let start = 0;
  for (const end of splits) {
    socket.write(bytes.subarray(start, end));
    await pause(PAUSE);
    start = end;
  }
  socket.end(bytes.subarray(start));
}
