import type { AddressInfo } from "node:net";
import { createServer, type TLSSocket, type TlsOptions } from "node:tls";
import { closed, listening, type Place, type Server } from "../servers";
import { type Credentials, OK } from "./speaker";

/** A TLS server, and the server name that each connection asked for; empty if none. */
export interface TlsServer extends Server {
  names: string[];
}

const LOOPBACK: Place = { host: "127.0.0.1", port: 0 };

/** What it does with an established connection; by default it answers. */
type Reply = (socket: TLSSocket) => void;

/** Node's TLS server. */
export function nodeTls(credentials: Credentials, options: TlsOptions = {}, reply: Reply = answers) {
  return async (at = LOOPBACK): Promise<TlsServer> => {
    const names: string[] = [];
    const listener = createServer(
      {
        key: credentials.key.privateKey.export({ type: "pkcs8", format: "pem" }),
        cert: credentials.chain.map((it) => pemOf(it.der)).join(""),
        // The client must refuse what is weak.
        ciphers: "DEFAULT@SECLEVEL=0",
        SNICallback(name, done) {
          names.push(name);
          done(null);
        },
        ...options,
      },
      (socket) => {
        socket.on("error", () => {});
        socket.once("data", () => reply(socket));
      },
    );
    const sockets = new Set<{ destroy(): void }>();
    listener.on("connection", (socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
    });
    listener.on("tlsClientError", () => {});
    await listening(listener, at);
    return {
      values: { port: String((listener.address() as AddressInfo).port) },
      received: () => [],
      wrapper: [],
      names,
      close() {
        for (const socket of sockets) socket.destroy();
        return closed(listener);
      },
    };
  };
}

function answers(socket: TLSSocket): void {
  socket.end(OK);
}

function pemOf(der: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${der.toString("base64")}\n-----END CERTIFICATE-----\n`;
}
