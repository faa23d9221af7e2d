import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { certificate, keyOf } from "../tls/authority.ts";
import type { Protocol, Trust } from "./contestants.ts";
import { startServer } from "./server.ts";
import { isInstalled, outputOf, pathOf } from "./tools.ts";

/** The servers of a comparison: small, fast, always the same, in their own processes. */
export interface Responder {
  /** The name and version of the one for HTTP, HTTPS and TCP. */
  name: string;
  /** TLS has its own port. TCP checks use the port of HTTP. gRPC has its own server (server.c). */
  ports: Record<Protocol, number>;
  /** The trusted certificates for TLS. */
  trust: Trust;
  close(): Promise<void>;
}

/** nginx if it is installed, otherwise Node's HTTP server. */
export async function startResponder(): Promise<Responder> {
  const port = await freePort();
  const tlsPort = await freePort();
  const folder = await mkdtemp(`${tmpdir()}/healthcheck-bench-`);
  const trust = await writeCertificates(folder);
  const isNginx = isInstalled("nginx");
  const command = isNginx
    ? await nginx(folder, port, tlsPort)
    : [process.execPath, "-e", NODE_SERVER, `${port}`, `${tlsPort}`, folder];
  const server = spawn(command[0] ?? "", command.slice(1), { stdio: ["ignore", "ignore", "pipe"] });
  let complaint = "";
  server.stderr.on("data", (bytes) => {
    complaint += bytes;
  });
  const ended = once(server, "exit");
  try {
    while (!(await isListening(port)) || !(await isListening(tlsPort))) {
      if (server.exitCode !== null) throw new Error(`${command[0]} ended: ${complaint}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } catch (error) {
    await rm(folder, { recursive: true });
    throw error;
  }
  const calls = await startServer();
  const version = isNginx
    ? (/nginx\/[\d.]+/.exec(outputOf(pathOf("nginx"), "-v").output)?.[0] ?? "nginx")
    : "node:http";
  return {
    name: version.replace("/", " "),
    ports: { http: port, https: tlsPort, grpc: calls.port, tcp: port },
    trust,
    async close() {
      await calls.close();
      server.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

const NODE_SERVER = `
  const [, port, tlsPort, folder] = process.argv;
  const read = (name) => require("fs").readFileSync(folder + "/" + name);
  const answer = (_, response) => response.end("ok");
  const at = (port) => ({ port, host: "127.0.0.1", backlog: 4096 });
  require("http").createServer(answer).listen(at(port));
  require("https").createServer({ key: read("server.key"), cert: read("server.pem") }, answer).listen(at(tlsPort));`;

/** As many authorities as a system trusts, of a typical size. */
const ROOTS = 150;

/** Writes the certificate of the server, and the trusted ones. */
async function writeCertificates(folder: string): Promise<Trust> {
  const authority = certificate({ cn: "Bench CA", ca: true, key: keyOf("p256", 1) });
  const server = certificate({ issuer: authority, names: ["localhost"] });
  const key = keyOf("rsa4096");
  const roots = Array.from({ length: ROOTS - 1 }, (_, i) => certificate({ cn: `Root ${i}`, ca: true, key }).pem);
  const write = async (name: string, text: string) => {
    await writeFile(`${folder}/${name}`, text);
    return `${folder}/${name}`;
  };
  await write("server.pem", server.pem);
  await write("server.key", server.keyPem);
  return {
    authority: await write("authority.pem", authority.pem),
    bundle: await write("bundle.pem", [...roots, authority.pem].join("")),
  };
}

async function nginx(folder: string, port: number, tlsPort: number): Promise<string[]> {
  const file = `${folder}/nginx.conf`;
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((it) => `${it}_temp_path ${folder}/${it};`);
  await writeFile(
    file,
    `daemon off; master_process off; pid ${folder}/pid; error_log stderr crit;
    events { worker_connections 8192; }
    http {
      access_log off; ${paths.join(" ")}
      server { listen 127.0.0.1:${port} backlog=4096; location / { return 200 "ok"; } }
      server {
        listen 127.0.0.1:${tlsPort} ssl backlog=4096; location / { return 200 "ok"; }
        ssl_certificate ${folder}/server.pem; ssl_certificate_key ${folder}/server.key; ssl_protocols TLSv1.3;
      }
    }`,
  );
  return [pathOf("nginx"), "-p", folder, "-c", file];
}

/** A port that nothing listens on now. */
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
