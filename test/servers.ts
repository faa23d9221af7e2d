import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as net from "node:net";

/** A server that a row of the table talks to. */
export interface Server {
  /** What rows write in braces: `{port}`, `{socket}` and the like. */
  values: Record<string, string>;
  /** What each connection has sent so far, as ISO 8859-1, in the order of their coming. */
  received: string[];
  /** A command to run the artifact with: it gives the artifact other system files than the host's. */
  wrapper?: string[];
  close(): Promise<void>;
}

export type StartServer = () => Promise<Server>;

/** What a server does with one connection. `request` resolves when the request's header section has come. */
export type Behaviour = (socket: net.Socket, request: Promise<void>) => void;

/** Where a server listens. Port 0 is one that nobody uses. */
export interface Place {
  host: string;
  port: number;
}

const LOOPBACK: Place = { host: "127.0.0.1", port: 0 };

/** Listens on a place or on the path of a Unix socket, and treats each connection in the given way. */
export async function listen(behaviour: Behaviour, at: Place | string = LOOPBACK): Promise<Server> {
  const received: string[] = [];
  const sockets = new Set<net.Socket>();
  // Half open is what a peer can be that has read our end of stream and still sends.
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    const index = received.push("") - 1;
    sockets.add(socket);
    // The peer ends when it knows enough: being cut off is nothing to complain about.
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
  await listening(server, at);
  const values = typeof at == "string" ? { socket: at } : { port: portOf(server), host: at.host };
  return {
    values,
    received,
    close() {
      for (const socket of sockets) socket.destroy();
      return closed(server);
    },
  };
}

/** Resolves when the server listens; rejects with the system's error, EADDRINUSE for one. */
export function listening(server: net.Server, at: Place | string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    // ipv6Only: `::` and ::1 must not take the IPv4 port as well.
    server.listen(typeof at == "string" ? { path: at } : { ...at, ipv6Only: true }, () => resolve());
  });
}

export function portOf(server: net.Server): string {
  return String((server.address() as AddressInfo).port);
}

export function closed(server: net.Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/** The answer of `web`. */
export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

/** Node's own HTTP server, so that a second implementation reads our requests: it answers 400 to one that is malformed. */
export function web(answer: Answer = {}, at: Place | string = LOOPBACK): StartServer {
  return async () => {
    const server = createServer((request, response) => {
      request.resume();
      response.writeHead(answer.status ?? 200, answer.headers ?? {});
      response.end(answer.body ?? "");
    });
    await listening(server, at);
    return {
      values: typeof at == "string" ? { socket: at } : { port: portOf(server), host: at.host },
      received: [],
      close() {
        server.closeAllConnections();
        return closed(server);
      },
    };
  };
}

/** Several servers as one. The values of later ones win, and have the port's number in their name as well: `{port2}`. */
export async function together(...servers: Server[]): Promise<Server> {
  const values: Record<string, string> = {};
  servers.forEach((server, index) => {
    for (const [name, value] of Object.entries(server.values)) values[index == 0 ? name : `${name}${index + 1}`] = value;
  });
  const wrapper = servers.flatMap((server) => server.wrapper ?? []);
  return {
    values,
    received: servers.flatMap((server) => server.received),
    ...(wrapper.length > 0 ? { wrapper } : {}),
    async close() {
      for (const server of servers) await server.close();
    },
  };
}
