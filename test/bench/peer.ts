import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { fileURLToPath } from "node:url";

/**
 * A server for growth.ts, in its own process. `/header/BYTES` has a header section of this size, `/body/BYTES` and `/body/endless` have a
 * body of zeros, and `/together/COUNT` answers when that many checks have asked.
 */
export interface Peer {
  port: number;
  /** The bytes that the kernel took from the server for each check since the last call. */
  takeSent(): Promise<number[]>;
  /** Resolves when the checks of `/together/COUNT` have all asked. */
  gathered(): Promise<void>;
  /** Answers them. */
  release(): void;
  close(): Promise<void>;
}

export async function startPeer(): Promise<Peer> {
  const server = fork(fileURLToPath(import.meta.url), { execArgv: [], stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const [port] = (await once(server, "message")) as [number];
  return {
    port,
    async takeSent() {
      server.send("sent");
      return answerOf<number[]>(server);
    },
    async gathered() {
      await answerOf(server);
    },
    release() {
      server.send("release");
    },
    async close() {
      server.disconnect();
      await once(server, "exit");
    },
  };
}

/** How much is written at once, and so how exactly it is known what was sent. */
const CHUNK = Buffer.alloc(65_536);

const HEAD = "HTTP/1.1 200 OK\r\nConnection: close\r\n";

function serve(): void {
  let sent: number[] = [];
  let waiting: Socket[] = [];
  let open = 0;
  let isAsked = false;

  const server = createServer((socket) => {
    let request = "";
    let count = 0;
    open++;
    // The check may hang up when it knows enough.
    socket.on("error", () => {});
    socket.on("close", () => {
      sent.push(count);
      open--;
      tell();
    });
    socket.on("data", (bytes) => {
      request += bytes.toString("latin1");
      if (!request.includes("\r\n\r\n")) return;
      const [, kind, size = ""] = /^\w+ \/(\w+)\/(\w+)/.exec(request) ?? [];
      if (kind === "together") {
        waiting.push(socket);
        if (waiting.length === Number(size)) process.send?.("gathered");
      } else if (kind === "header") {
        socket.end(`${HEAD}${headers(Number(size) - HEAD.length - 2)}\r\n`, () => {
          count = Number(size);
        });
      } else {
        const length = size === "endless" ? Number.POSITIVE_INFINITY : Number(size);
        const head = `${HEAD}${size === "endless" ? "" : `Content-Length: ${length}\r\n`}\r\n`;
        const write = (bytes: string | Buffer, left: number) => {
          socket.write(bytes, (error) => {
            if (error) return;
            count += bytes.length;
            if (left > 0) write(CHUNK.subarray(0, left), left - Math.min(left, CHUNK.length));
            else socket.end();
          });
        };
        write(head, length);
      }
    });
  });

  // When the last connection has ended, so that it does not count for a later check.
  function tell(): void {
    if (!isAsked || open > 0) return;
    isAsked = false;
    process.send?.(sent);
    sent = [];
  }

  process.on("message", (message) => {
    if (message === "release") {
      for (const socket of waiting) socket.end(`${HEAD}Content-Length: 0\r\n\r\n`);
      waiting = [];
    } else {
      isAsked = true;
      tell();
    }
  });
  process.on("disconnect", () => process.exit());
  server.listen({ host: "127.0.0.1", port: 0, backlog: 4096 }, () => {
    process.send?.((server.address() as AddressInfo).port);
  });
}

/** Header lines of this many bytes in all: 64 each, and the rest in the last. */
function headers(bytes: number): string {
  const line = (length: number) => `X-Filler: ${"x".repeat(length - 12)}\r\n`;
  const count = Math.max(1, Math.floor(bytes / 64));
  return line(64).repeat(count - 1) + line(bytes - 64 * (count - 1));
}

async function answerOf<T>(server: ChildProcess): Promise<T> {
  const [answer] = (await once(server, "message")) as [T];
  return answer;
}

if (import.meta.main) serve();
