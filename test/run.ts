import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readlinkSync, symlinkSync } from "node:fs";
import { dirname } from "node:path";
import { CACHE, TOP as FOLDER } from "../build/paths.ts";

const TOP = `${FOLDER}/`;

/** One of the ways in which the program is shipped. */
export interface Artifact {
  name: string;
  /** The command that the arguments are appended to; absolute, since it is run without PATH. */
  command: string[];
  /** Whether it speaks https://. */
  tls: boolean;
  /** The subjects of the table that it is run on; all where there is no list. */
  subjects?: string[];
  /** Whether rows may be run in one process that stays (test/warm). */
  isWarm?: boolean;
  /** Otherwise why it cannot be run. */
  available: true | string;
  /** Milliseconds that its start and its end may take on a busy machine, beyond a deadline and its overshoot. */
  slowness: number;
}

/** Those that a change is tried on at once. The bundle is evaluated in one process that stays, wherever a test allows it. */
export const quickArtifacts: Artifact[] = [
  artifact("native amd64", "dist/linux-amd64/healthcheck", 300),
  artifact("native amd64 with TLS", "dist/linux-amd64/healthcheck-tls", 300),
  { ...artifact("node bundle", "dist/healthcheck.cjs", 900, process.execPath), isWarm: true },
];

/** Those that take longer. */
export const otherArtifacts: Artifact[] = [
  artifact("native arm64", "dist/linux-arm64/healthcheck", 500, pathOf("qemu-aarch64-static")),
  artifact("node bundle", "dist/healthcheck.cjs", 900, process.execPath),
  {
    ...artifact("node executable", "dist/linux-amd64/healthcheck-node", 900),
    // It is the bundle, in another surrounding: what the bundle itself does need not be seen twice.
    subjects: ["options", "variables", "surroundings", "bad input", "deadlines", "targets", "unix"],
  },
];

export const artifacts: Artifact[] = [...quickArtifacts.slice(0, 2), ...otherArtifacts];

function artifact(name: string, file: string, slowness: number, ...runner: string[]): Artifact {
  const command = [...runner, TOP + file];
  const missing = command.find((it) => !existsSync(it));
  const tls = !file.endsWith("/healthcheck");
  return { name, command, tls, available: missing === undefined || `no ${missing.replace(TOP, "")}`, slowness };
}

/** The artifact of this name. @throws Error where there is none */
export function artifactNamed(name: string): Artifact {
  const found = artifacts.find((one) => one.name === name);
  if (!found) throw new Error(`no artifact is called ${name}`);
  return found;
}

/** Another name of the program: it reads its arguments by it. */
export type Name = "healthcheck" | "sh" | "curl" | "wget" | "nc" | "grpc_health_probe";

/** The command of an artifact that is linked as this name. */
export function commandAs({ command }: Artifact, name: Name): string[] {
  const file = command.at(-1) ?? "";
  // A folder for each file: artifacts of one name may be different builds, as those of the sanitizers are, or of different checkouts.
  const link = `${CACHE}/names/${createHash("sha256").update(file).digest("hex").slice(0, 16)}/${name}`;
  mkdirSync(dirname(link), { recursive: true });
  try {
    symlinkSync(file, link);
  } catch (error) {
    // Made before, or by another worker at the same time.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    if (readlinkSync(link) !== file) throw new Error(`${link} does not lead to ${file}`);
  }
  return [...command.slice(0, -1), link];
}

/** The absolute path of a command, or its name where there is none. */
export function pathOf(command: string): string {
  return spawnSync("/bin/sh", ["-c", 'command -v "$0"', command], { encoding: "utf8" }).stdout.trim() || command;
}

/** Ends a test that this host cannot run: a skip with its reason, but in CI, which must be able to, a failure. */
export function cannotRun(context: { skip(reason: string): never }, reason: string): never {
  if (process.env.CI === "true") throw new Error(`cannot run here: ${reason}`);
  return context.skip(reason);
}

/** An argument or a variable's value: text, or bytes that are none. */
export type Value = string | Uint8Array;

export interface Finished {
  /** Null where a signal ended it. */
  exit: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** Wall time, the start of the process included. */
  milliseconds: number;
}

/** Milliseconds after which a process is killed: far above every deadline in the table. */
const HARD_BOUND = 12_000;

/** Runs a command with these arguments and no other environment than this. */
export function run(command: string[], args: Value[], env: Record<string, Value> = {}): Promise<Finished> {
  const [file, ...rest] = withBytes(command, args, env);
  const text = Object.entries(env).filter((it): it is [string, string] => typeof it[1] === "string");
  const started = performance.now();
  const child = spawn(file, rest, { env: Object.fromEntries(text), stdio: ["ignore", "pipe", "pipe"] });
  const bound = setTimeout(() => child.kill("SIGKILL"), HARD_BOUND);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (bytes) => stdout.push(bytes));
  child.stderr.on("data", (bytes) => stderr.push(bytes));
  return new Promise((resolve, reject) => {
    let milliseconds = 0;
    child.on("error", reject);
    child.on("exit", () => {
      milliseconds = performance.now() - started;
      clearTimeout(bound);
    });
    child.on("close", (exit, signal) => {
      resolve({
        exit,
        signal,
        stdout: decoded(Buffer.concat(stdout)),
        stderr: decoded(Buffer.concat(stderr)),
        milliseconds,
      });
    });
  });
}

/** The command line. Node passes text alone; what is not goes through a shell that makes the bytes. */
function withBytes(command: string[], args: Value[], env: Record<string, Value>): [string, ...string[]] {
  const raw = Object.entries(env).filter((it) => typeof it[1] !== "string");
  const texts = args.filter((it) => typeof it === "string");
  if (raw.length === 0 && texts.length === args.length) return [...command, ...texts] as [string, ...string[]];
  const exports = raw.map(([name, value]) => `export ${name}=${printed(value)};`).join(" ");
  return ["/bin/sh", "-c", `${exports} exec "$@" ${args.map(printed).join(" ")}`, "sh", ...command];
}

function printed(value: Value): string {
  const octal = Array.from(Buffer.from(value), (byte) => `\\${byte.toString(8).padStart(3, "0")}`);
  return `"$(printf '${octal.join("")}')"`;
}

/** Throws for what is not UTF-8: nothing else may be printed, whatever a peer has sent. */
export function decoded(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}
