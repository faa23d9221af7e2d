import { setTimeout as pause } from "node:timers/promises";
import { behaving, type Server, type StartServer, server, together } from "../servers";

/** A response that leads to this Location; in place of 302 it has another status where one is given. */
export function redirect(location: string, status: number | string = 302): string {
  return headed(status, `Location: ${location}`);
}

/** A response without a body, with these header lines. */
export function headed(status: number | string, ...lines: string[]): string {
  return [`HTTP/1.1 ${status} X`, ...lines, "Content-Length: 0", "", ""].join("\r\n");
}

/**
 * A server whose first connection gets the first response, the second one the second, and so on; those behind the last get the last.
 * They are given as ISO 8859-1; `{port}` in them is the server's port. Each is sent when the whole request has come, body and all, and
 * so many milliseconds have passed.
 */
export function inTurn(responses: string[], milliseconds = 0): StartServer {
  return serving(responses, {}, milliseconds);
}

/** The same, and a second server: its port is `{other}`, and what it has received comes last. */
export function leadingTo(other: StartServer, responses: string[]): StartServer {
  return async (at) => {
    const second = await other();
    const values = { other: second.values.port ?? "" };
    const first = await serving(responses, values, 0)(at);
    return together(
      first,
      second,
      server(values, async () => {}),
    );
  };
}

function serving(responses: string[], more: Record<string, string>, milliseconds: number): StartServer {
  return async (at) => {
    let count = 0;
    let values = more;
    const start = behaving(async (socket) => {
      const response = responses[Math.min(count++, responses.length - 1)] ?? "";
      await new Promise<void>((resolve) => {
        let request = "";
        socket.on("data", (bytes) => {
          request += bytes.toString("latin1");
          if (isWhole(request)) resolve();
        });
      });
      if (milliseconds > 0) await pause(milliseconds);
      const filled = response.replace(/\{([a-z]+)\}/g, (all, name) => values[name] ?? all);
      if (!socket.destroyed) socket.end(filled, "latin1");
    });
    const peer: Server = await start(at);
    values = { ...peer.values, ...more };
    return peer;
  };
}

function isWhole(request: string): boolean {
  const end = request.indexOf("\r\n\r\n");
  const length = /^content-length: (\d+)\r$/im.exec(request)?.[1] ?? "0";
  return end >= 0 && request.length >= end + 4 + Number(length);
}
