import { execFile } from "node:child_process";
import { existsSync } from "node:fs";

/** An engine that answers, and how to reach it. */
export interface Engine {
  /** The command-line client whose builds work, and what it needs of the environment. */
  client: string;
  env: Record<string, string>;
  /** All that the tests make carries this label, and nothing else does. */
  label: string;
  /** A directory for files, which is removed at the end. */
  home: string;
  description: string;
  /** What was there before, and so is not ours to leave or to remove. */
  hasSwarm: boolean;
  hasGateway: boolean;
}

/** Milliseconds that one command of the client may take; far above what any does. */
const COMMAND_BOUND = 60_000;

/** A program of the engine's own, or this machine's. */
export function programOf(home: string, name: string): string {
  const own = `${home}/bin/${name}`;
  return existsSync(own) ? own : name;
}

/** The command of Compose for this engine: a program of its own, or the client's plug-in. @returns null where there is neither */
export async function findCompose({ client, env, home }: Engine): Promise<string[] | null> {
  for (const command of [[programOf(home, "docker-compose")], [client, "compose"]]) {
    const [program = "", ...args] = command;
    if ((await finished(program, [...args, "version"], { env })).exit === 0) return command;
  }
  return null;
}

/** Runs Compose. @throws what it says when it fails */
export async function compose({ env }: Engine, command: string[], args: string[]): Promise<void> {
  const [program = "", ...first] = command;
  const { exit, stdout, stderr } = await finished(program, [...first, ...args], { env });
  if (exit !== 0) throw new Error(`${[...command, ...args].join(" ")}: ${exit}: ${stderr}${stdout}`);
}

/** Runs Podman, with all it has in a directory of ours, and without what only some machines have: overlays, systemd, its journal. */
export function podman(home: string, args: string[], input = ""): Promise<Done> {
  const folder = `${home}/podman`;
  const places = ["--root", `${folder}/root`, "--runroot", `${folder}/run`, "--tmpdir", `${folder}/tmp`];
  const plain = ["--storage-driver", "vfs", "--cgroup-manager", "cgroupfs", "--events-backend", "file"];
  return finished(programOf(home, "podman"), [...places, ...plain, ...args], { input });
}

export interface Done {
  exit: number | null;
  stdout: string;
  stderr: string;
}

interface Settings {
  input?: string;
  env?: Record<string, string>;
  bound?: number;
}

/** Runs a command to its end, whatever that is. */
export function finished(command: string, args: string[], { input = "", env = {}, bound }: Settings): Promise<Done> {
  const options = { env: { ...process.env, ...env }, timeout: bound ?? COMMAND_BOUND, maxBuffer: 1 << 26 };
  return new Promise((resolve) => {
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      const exit = error ? (typeof error.code === "number" ? error.code : null) : 0;
      resolve({ exit, stdout, stderr: stderr || String(exit === null ? error : "") });
    });
    child.stdin?.on("error", () => {}); // It may end without reading.
    child.stdin?.end(input);
  });
}

/** Runs the client; it may fail. */
export function tryDocker(engine: Engine, args: string[], input = ""): Promise<Done> {
  return finished(engine.client, args, { env: engine.env, input });
}

/** Runs the client. @returns its standard output @throws what it says when it fails */
export async function docker(engine: Engine, args: string[], input = ""): Promise<string> {
  const { exit, stdout, stderr } = await tryDocker(engine, args, input);
  if (exit !== 0) throw new Error(`docker ${args.join(" ")}: ${exit}: ${stderr}${stdout}`);
  return stdout;
}
