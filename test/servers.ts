import { createServer } from "node:http";
import * as net from "node:net";

/** A server that a row of the table talks to. */
export interface Server {
  /** Values for rows: `{port}`, `{socket}` and others. */
  values: Record<string, string>;
  /** What each connection has sent so far, in ISO 8859-1, in the order of connecting. */
  received(): string[];
  /** A command that runs the artifact with other system files. */
  wrapper: string[];
  close(): Promise<void>;
}

/** Where a server listens: an address and a port (0 for a free one), or the path of a Unix socket. */
export type Place = { host: string; port: number } | string;

/** Starts a server, by default on 127.0.0.1 and a free port. */
export type StartServer = (at?: Place) => Promise<Server>;

const LOOPBACK: Place = { host: "127.0.0.1", port: 0 };

/** A server with these values. */
export function server(values: Record<string, string>, close: () => Promise<void>): Server {
  return { values, received: () => [], wrapper: [], close };
}

/** What a server does with a connection. `request` resolves when the header section of the request has arrived. */
export type Behaviour = (socket: net.Socket, request: Promise<void>) => void;

/** A server that does this with every connection. */
export function behaving(behaviour: Behaviour): StartServer {
  return async (at = LOOPBACK) => {
    const received: string[] = [];
    const sockets = new Set<net.Socket>();
    // Half open: a peer may end its side and still wait for ours.
    const listener = net.createServer({ allowHalfOpen: true }, (socket) => {
      const index = received.push("") - 1;
      sockets.add(socket);
      // The artifact may hang up when it knows enough.
      socket.on("error", () => {});
      socket.on("close", () => sockets.delete(socket));
      const request = new Promise<void>((resolve) => {
        socket.on("data", (bytes) => {
          received[index] += bytes.toString("latin1");
          if (received[index]?.includes("\r\n\r\n")) resolve();
        });
      });
      behaviour(socket, request);
    });
    await listening(listener, at);
    return {
      ...server(placeOf(listener), () => {
        for (const socket of sockets) socket.destroy();
        return closed(listener);
      }),
      received: () => received,
    };
  };
}

/** The answer of `web`. */
export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

/** Node's HTTP server, a second reader of our requests: it answers 400 to a malformed one. */
export function web(answer: Answer = {}): StartServer {
  return async (at = LOOPBACK) => {
    const listener = createServer((request, response) => {
      request.resume();
      response.writeHead(answer.status ?? 200, answer.headers ?? {});
      response.end(answer.body ?? "");
    });
    await listening(listener, at);
    return server(placeOf(listener), () => {
      listener.closeAllConnections();
      return closed(listener);
    });
  };
}

/** Resolves when the server listens. Rejects with an error of the system, such as EADDRINUSE. */
export function listening(listener: net.Server, at: Place, backlog = 511): Promise<void> {
  return new Promise((resolve, reject) => {
    listener.once("error", reject);
    // ipv6Only: `::` must not take the port of IPv4, too.
    const where = typeof at === "string" ? { path: at } : { ...at, ipv6Only: true };
    listener.listen({ ...where, backlog }, resolve);
  });
}

/** The values of a listening server: `{host}` and `{port}`, or `{socket}`. */
export function placeOf(listener: net.Server): Record<string, string> {
  const address = listener.address();
  if (address === null) throw new Error("this server does not listen");
  return typeof address === "string" ? { socket: address } : { host: address.address, port: String(address.port) };
}

export function closed(listener: net.Server): Promise<void> {
  return new Promise((resolve) => listener.close(() => resolve()));
}

/** Several servers as one. If values have the same name, the first counts. */
export function together(...servers: Server[]): Server {
  return {
    values: Object.assign({}, ...servers.map((one) => one.values).reverse()),
    received: () => servers.flatMap((one) => one.received()),
    wrapper: servers.flatMap((one) => one.wrapper),
    async close() {
      await Promise.all(servers.map((one) => one.close()));
    },
  };
}
