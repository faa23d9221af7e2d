import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { pathOf } from "../run";
import { closed, listening, placeOf } from "../servers";

// Servers that are programs of their own, and what they log.

/** Milliseconds that such a program gets to begin listening. */
const START = 5000;

/** Milliseconds after which a program has logged what it has to say. */
const LOGGING = 100;

export interface Program {
  port: number;
  /** What it has written since the last call, its start left out. */
  log(): Promise<string>;
  close(): Promise<void>;
}

/**
 * How to start a program. Either it listens on a port that it is given, or it tells which one it has chosen. `bound`: the milliseconds for that,
 * if it needs more than most.
 */
export type Start = { cwd?: string; env?: Record<string, string>; bound?: number } & (
  | { port: number }
  | { tells: RegExp }
);

/** @throws Error with what it has written, where it does not listen in time */
export async function program([file = "", ...args]: string[], start: Start): Promise<Program> {
  // A shell script among them has children: all are in one group.
  const child = spawn(file, args, { ...start, stdio: ["pipe", "pipe", "pipe"], detached: true });
  let output = "";
  child.stdout.on("data", (bytes) => (output += bytes));
  child.stderr.on("data", (bytes) => (output += bytes));
  child.stdin.on("error", () => {});
  const failed = new Promise<never>((_, reject) => child.on("error", reject));
  failed.catch(() => {});
  const bound = performance.now() + (start.bound ?? START);
  let port = 0;
  while (port === 0) {
    if ("port" in start) port = (await listens(start.port)) ? start.port : 0;
    else port = Number(start.tells.exec(output)?.[1] ?? 0);
    if (child.exitCode !== null || performance.now() > bound) throw new Error(`${file} does not listen: ${output}`);
    await Promise.race([pause(10), failed]);
  }
  await pause(LOGGING);
  let seen = output.length;
  return {
    port,
    async log() {
      await pause(LOGGING);
      const news = output.slice(seen);
      seen = output.length;
      return news;
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, "exit");
      process.kill(-(child.pid as number), "SIGKILL");
      await exit;
    },
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => socket.destroy());
    socket.on("error", () => {});
    socket.on("close", (failed) => resolve(!failed));
  });
}

/** A port that was free a moment ago, for programs that cannot be asked to choose. */
export async function freePort(): Promise<number> {
  const listener = createServer();
  await listening(listener, { host: "127.0.0.1", port: 0 });
  const { port } = placeOf(listener);
  await closed(listener);
  return Number(port);
}

/** The program of this name, and why it cannot be run where it is not here. */
export function installed(name: string): { path: string; available: true | string } {
  const path = pathOf(name);
  return { path, available: existsSync(path) || `no ${name}` };
}

export interface Folder {
  path: string;
  /** @param mode 0o755 for what is to be run */
  write(name: string, content: string | Buffer, mode?: number): string;
  remove(): void;
}

/** A folder that every user may read: servers started by root give up its rights. */
export function publicFolder(...folders: string[]): Folder {
  const path = mkdtempSync(`${tmpdir()}/healthcheck-`);
  chmodSync(path, 0o755);
  for (const folder of folders) mkdirSync(`${path}/${folder}`);
  return {
    path,
    write(name, content, mode = 0o644) {
      writeFileSync(`${path}/${name}`, content, { mode });
      return `${path}/${name}`;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
