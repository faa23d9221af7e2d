import { setTimeout as pause } from "node:timers/promises";
import { behaving, type Server, type StartServer, server, together } from "../servers";

/** A redirect to this Location. */
export function redirect(location: string, status: number | string = 302): string {
  return headed(status, `Location: ${location}`);
}

/** A response without a body, with these header lines. */
export function headed(status: number | string, ...lines: string[]): string {
  return [`HTTP/1.1 ${status} X`, ...lines, "Content-Length: 0", "", ""].join("\r\n");
}

/**
 * Connection N gets response N; later connections get the last. Responses are in ISO 8859-1, and `{port}` in them is the server's port.
 * Each is sent when the whole request, including its body, has arrived and so many milliseconds have passed.
 */
export function inTurn(responses: string[], milliseconds = 0): StartServer {
  return serving(responses, {}, milliseconds);
}

/** The same with a second server. Its port is `{other}`, and its connections are recorded last. */
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
