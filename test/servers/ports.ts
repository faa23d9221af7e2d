import * as net from "node:net";
import { Worker } from "node:worker_threads";
import { closed, listening, placeOf, type Server, type StartServer, server, together } from "../servers";

/** How often a port that is free at one address may be taken at another. */
const TRIES = 20;

/** Several servers on one port, each on its own address, with the values of the first. */
export function samePort(servers: Record<string, StartServer>): StartServer {
  return async () => {
    for (let tries = 1; ; tries++) {
      const started: Server[] = [];
      try {
        for (const [host, start] of Object.entries(servers)) {
          started.push(await start({ host, port: Number(started[0]?.values.port ?? 0) }));
        }
        return together(...started);
      } catch (error) {
        await together(...started).close();
        if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || tries === TRIES) throw error;
      }
    }
  };
}

/**
 * A port that refuses. It is the local end of a connection to another port, so that the system gives it to nobody who asks for a free
 * port to listen, or to connect from (which might connect to itself).
 */
export const refusing: StartServer = async (at = { host: "127.0.0.1", port: 0 }) => {
  if (typeof at === "string") throw new Error("use a stale Unix socket instead");
  const elsewhere = net.createServer();
  await listening(elsewhere, { host: at.host, port: 0 });
  const socket = net.connect({
    host: at.host,
    port: Number(placeOf(elsewhere).port),
    localAddress: at.host,
    localPort: at.port,
  });
  try {
    await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  } catch (error) {
    await closed(elsewhere);
    throw error;
  }
  return server({ host: at.host, port: String(socket.localPort) }, () => {
    socket.destroy();
    return closed(elsewhere);
  });
};

const BACKLOG = 1;

/** Listens, prints its address, and then blocks its thread: it never accepts a connection. */
const SLEEPER = `
  const { parentPort, workerData } = require("node:worker_threads");
  const listener = require("node:net").createServer();
  listener.once("error", (error) => { throw error; });
  listener.listen(workerData, () => {
    parentPort.postMessage(listener.address());
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, workerData.sleep);
  });`;

/**
 * A server whose accept queue is full. Connecting to it takes for ever, as with a host behind a packet filter.
 * Linux drops a SYN if the queue has more entries than the backlog (tcp_conn_request, sk_acceptq_is_full).
 */
export const swallowing: StartServer = (at) => acceptingAfter(Number.POSITIVE_INFINITY)(at);

/** The same until so many milliseconds have passed, and then a server that accepts. */
export const acceptingAfter =
  (sleep: number): StartServer =>
  async (at = { host: "127.0.0.1", port: 0 }) => {
    const where = typeof at === "string" ? { path: at } : at;
    const worker = new Worker(SLEEPER, {
      eval: true,
      workerData: { ...where, ipv6Only: true, backlog: BACKLOG, sleep },
    });
    const address = await new Promise<net.AddressInfo | string>((resolve, reject) => {
      worker.once("message", resolve).once("error", reject);
    });
    const target = typeof address === "string" ? { path: address } : { host: address.address, port: address.port };
    const queue: net.Socket[] = [];
    for (let i = 0; i <= BACKLOG; i++) {
      const socket = net.connect(target);
      queue.push(socket);
      await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
      socket.on("error", () => {});
    }
    const values: Record<string, string> =
      typeof address === "string" ? { socket: address } : { host: address.address, port: String(address.port) };
    return server(values, async () => {
      for (const socket of queue) socket.destroy();
      await worker.terminate();
    });
  };
