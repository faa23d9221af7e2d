import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { hostArchitecture } from "../../build/architectures.ts";
import { CACHE, TOP } from "../../build/paths.ts";
import { pathOf } from "../run";

/** Both are compiled once, by the compiler that the product is built with; a second time costs next to nothing. */
const built = new Map<string, Promise<string>>();

/** @returns the path of the launcher: launch.zig has what it can do */
export function launcher(): Promise<string> {
  return once("launch", ["build-exe", ...OPTIONS, `${TOP}/test/hostile/launch.zig`]);
}

/** @returns the path of the library with which the clock of the day leaps: clock.zig */
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
 * The command that runs this one after these operations of the launcher.
 * @param command its name first, absolute
 */
export async function launched(operations: (string | number)[], command: string[]): Promise<string[]> {
  return [await launcher(), ...operations.map(String), "--", ...command];
}

export interface Timed {
  exit: number | null;
  signal: NodeJS.Signals | null;
  /** Both streams. */
  output: string;
  /** Milliseconds from its fork to its exit, as its parent saw them: none of what keeps this process busy is in them. */
  elapsed: number;
  /** The same from when it was continued, where it was stopped. */
  continued: number;
}

/** Milliseconds after which a process is killed: far above every deadline. */
const HARD_BOUND = 10_000;

/**
 * Runs a command, and has the launcher take the time.
 * @param before what the launcher is run by
 * @param operations further ones than `time`
 */
export async function timed(
  before: string[],
  operations: (string | number)[],
  command: string[],
  env: Record<string, string> = {},
): Promise<Timed> {
  const [file = "", ...args] = [...before, ...(await launched(["time", ...operations], command))];
  const child = spawn(file, args, { env, stdio: ["ignore", "pipe", "pipe", "pipe"], detached: true });
  // The whole group: what is timed is the launcher's child.
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

/** Why operations that only root may do cannot be done, or that they can. */
export const IS_ROOT: true | string = process.getuid?.() === 0 || "not root";

/** Whether there is a tool, or that there is not. */
export function tool(name: string): true | string {
  return pathOf(name) !== name || `no ${name}`;
}
