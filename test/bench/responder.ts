import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { isInstalled, outputOf, pathOf } from "./tools.ts";

/** The server that all checks of a comparison ask: small, fast, always the same, and in a process of its own. */
export interface Responder {
  /** What it is, with its version. */
  name: string;
  port: number;
  close(): Promise<void>;
}

/** nginx where it is installed, else Node's own HTTP server. */
export async function startResponder(): Promise<Responder> {
  const port = await freePort();
  const folder = await mkdtemp(`${tmpdir()}/healthcheck-bench-`);
  const isNginx = isInstalled("nginx");
  const command = isNginx ? await nginx(folder, port) : [process.execPath, "-e", NODE_SERVER, `${port}`];
  const server = spawn(command[0] ?? "", command.slice(1), { stdio: ["ignore", "ignore", "pipe"] });
  let complaint = "";
  server.stderr.on("data", (bytes) => {
    complaint += bytes;
  });
  const ended = once(server, "exit");
  try {
    while (!(await isListening(port))) {
      if (server.exitCode !== null) throw new Error(`${command[0]} ended: ${complaint}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } catch (error) {
    await rm(folder, { recursive: true });
    throw error;
  }
  const version = isNginx
    ? (/nginx\/[\d.]+/.exec(outputOf(pathOf("nginx"), "-v").output)?.[0] ?? "nginx")
    : "node:http";
  return {
    name: version.replace("/", " "),
    port,
    async close() {
      server.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

const NODE_SERVER = `require("http").createServer((_, response) => response.end("ok")).listen({ port: process.argv[1], host: "127.0.0.1", backlog: 4096 })`;

async function nginx(folder: string, port: number): Promise<string[]> {
  const file = `${folder}/nginx.conf`;
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((it) => `${it}_temp_path ${folder}/${it};`);
  await writeFile(
    file,
    `daemon off; master_process off; pid ${folder}/pid; error_log stderr crit;
    events { worker_connections 8192; }
    http {
      access_log off; ${paths.join(" ")}
      server { listen 127.0.0.1:${port} backlog=4096; location / { return 200 "ok"; } }
    }`,
  );
  return [pathOf("nginx"), "-p", folder, "-c", file];
}

/** A port that nobody listens on just now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
