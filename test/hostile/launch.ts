import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { hostArchitecture } from "../../build/architectures.ts";
import { CACHE, TOP } from "../../build/paths.ts";
import { pathOf } from "../run";

/** Zig compiles both once. With its cache, later runs take no time. */
const built = new Map<string, Promise<string>>();

/** @returns the path of the launcher; launch.zig lists its operations */
export function launcher(): Promise<string> {
  return once("launch", ["build-exe", ...OPTIONS, `${TOP}/test/hostile/launch.zig`]);
}

/** @returns the path of the library that makes the clock of the day leap (clock.zig) */
export function leapingClock(): Promise<string> {
  return once("clock.so", ["build-lib", "-dynamic", ...OPTIONS, `${TOP}/test/hostile/clock.zig`]);
}

const OPTIONS = ["-target", hostArchitecture().target, "-fsingle-threaded", "-OReleaseSmall", "-fstrip"];

function once(name: string, options: string[]): Promise<string> {
  const known = built.get(name);
  if (known !== undefined) return known;
  const output = `${CACHE}/${name}`;
  const caches = ["--cache-dir", `${CACHE}/zig`, "--global-cache-dir", `${CACHE}/zig-global`];
  const zig = [...options, "--name", name, `-femit-bin=${output}`, ...caches];
  const made = promisify(execFile)(`${TOP}/node_modules/.bin/zig`, zig).then(() => output);
  built.set(name, made);
  return made;
}

/**
 * The command line of the launcher with these operations and this command.
 * @param command an absolute path, then arguments
 */
export async function launched(operations: (string | number)[], command: string[]): Promise<string[]> {
  return [await launcher(), ...operations.map(String), "--", ...command];
}

export interface Timed {
  exit: number | null;
  signal: NodeJS.Signals | null;
  /** Standard output and standard error. */
  output: string;
  /** Milliseconds from fork to exit, measured by its parent, so that a delay of this process does not count. */
  elapsed: number;
  /** The same from when it was continued, if it was stopped. */
  continued: number;
}

/** A process is killed after this many milliseconds, far more than any deadline. */
const HARD_BOUND = 10_000;

/**
 * Runs a command and measures its time with the launcher.
 * @param before a command that runs the launcher
 * @param operations besides `time`
 */
export async function timed(
  before: string[],
  operations: (string | number)[],
  command: string[],
  env: Record<string, string> = {},
): Promise<Timed> {
  const [file = "", ...args] = [...before, ...(await launched(["time", ...operations], command))];
  const child = spawn(file, args, { env, stdio: ["ignore", "pipe", "pipe", "pipe"], detached: true });
  // The whole group, because the command is a child of the launcher.
  const bound = setTimeout(() => process.kill(-(child.pid ?? 0), "SIGKILL"), HARD_BOUND);
  let output = "";
  let report = "";
  child.stdout?.on("data", (bytes) => (output += bytes));
  child.stderr?.on("data", (bytes) => (output += bytes));
  child.stdio[3]?.on("data", (bytes) => (report += bytes));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exit, signal) => {
      clearTimeout(bound);
      const [elapsed = Number.NaN, continued = Number.NaN] = report
        .split(" ")
        .map((it) => Number.parseInt(it, 10) / 1000);
      resolve({ exit, signal, output, elapsed, continued });
    });
  });
}

/** Whether operations that need root are possible, or why not. */
export const IS_ROOT: true | string = process.getuid?.() === 0 || "not root";

/** Whether a tool is installed, or that it is not. */
export function tool(name: string): true | string {
  return pathOf(name) !== name || `no ${name}`;
}
