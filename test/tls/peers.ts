import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect, createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { pathOf } from "../run";
import { closed, listening, placeOf } from "../servers";
import { type Certificate, temporaryFolder } from "./authority";
import type { Cell } from "./matrix";

// TLS servers that run as programs.

/** How long such a program may take until it listens, in milliseconds. */
const START = 10_000;

export interface Peer {
  port: number;
  close(): Promise<void>;
}

const opensslPath = pathOf("openssl");
const nginxPath = pathOf("nginx");
export const hasOpenssl = existsSync(opensslPath) || "no openssl";
export const hasNginx = existsSync(nginxPath) || "no nginx";

/** `openssl s_server` with a certificate and these arguments. It answers with a page about the session. */
export async function sServer(certificate: Certificate, ...args: string[]): Promise<Peer> {
  const folder = temporaryFolder();
  const file = folder.write("server.pem", certificate.keyPem + certificate.pem);
  const child = spawn(opensslPath, ["s_server", "-accept", "127.0.0.1:0", "-cert", file, "-key", file, ...args], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  let output = "";
  child.stderr.on("data", (bytes) => {
    output += bytes;
  });
  child.stdin.on("error", () => {});
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.on("data", (bytes) => {
      output += bytes;
      const found = /^ACCEPT .*:(\d+)$/m.exec(output);
      if (found !== null) resolve(Number(found[1]));
    });
    child.on("error", reject);
    child.on("exit", () => reject(new Error(`openssl s_server: ${output}`)));
  });
  return { port, close: () => ended(child, folder.remove) };
}

/** The arguments of `openssl s_server` that limit it to a cell. */
export function cellArgs({ version, suite, group, signature }: Cell): string[] {
  const [flag, ciphers] = version === "TLSv1.3" ? ["-tls1_3", "-ciphersuites"] : ["-tls1_2", "-cipher"];
  return [flag, ciphers, suite, "-groups", group, ...(signature === undefined ? [] : ["-sigalgs", signature])];
}

/** One nginx with a port for each cell, in order. */
export async function nginx(
  cells: { cell: Cell; certificate: Certificate }[],
): Promise<{ ports: number[]; close(): Promise<void> }> {
  const folder = temporaryFolder();
  const ports = await freePorts(cells.length);
  const servers = cells.map(({ cell, certificate }, index) => {
    const file = folder.write(`${index}.pem`, certificate.keyPem + certificate.pem);
    const ciphers =
      cell.version === "TLSv1.3" ? `ssl_conf_command Ciphersuites ${cell.suite}` : `ssl_ciphers ${cell.suite}`;
    return `server {
      listen 127.0.0.1:${ports[index]} ssl;
      ssl_certificate ${file};
      ssl_certificate_key ${file};
      ssl_protocols ${cell.version};
      ssl_ecdh_curve ${cell.group};
      ${ciphers};
      return 204;
    }`;
  });
  const config = folder.write(
    "nginx.conf",
    `daemon off; master_process off; pid ${folder.path}/pid; error_log stderr;
    events {}
    http {
      access_log off;
      ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((it) => `${it}_temp_path ${folder.path};`).join(" ")}
      ${servers.join("\n")}
    }`,
  );
  const child = spawn(nginxPath, ["-p", folder.path, "-e", "stderr", "-c", config], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let output = "";
  child.stderr.on("data", (bytes) => {
    output += bytes;
  });
  const bound = performance.now() + START;
  while (!(await answers(ports.at(-1) ?? 0))) {
    if (child.exitCode !== null || performance.now() > bound) throw new Error(`nginx: ${output}`);
    await pause(20);
  }
  return { ports, close: () => ended(child, folder.remove) };
}

async function ended(child: ChildProcess, then: () => void): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.removeAllListeners("exit");
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  }
  then();
}

/** Ports that were free a moment ago, because these programs cannot choose one. */
async function freePorts(count: number): Promise<number[]> {
  const listeners = Array.from({ length: count }, () => createServer());
  await Promise.all(listeners.map((listener) => listening(listener, { host: "127.0.0.1", port: 0 })));
  const ports = listeners.map((listener) => Number(placeOf(listener).port));
  await Promise.all(listeners.map(closed));
  return ports;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => socket.destroy());
    socket.on("error", () => {});
    socket.on("close", (failed) => resolve(!failed));
  });
}
