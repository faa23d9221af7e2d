import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { TOP } from "../../build/paths.ts";
import type { Protocol } from "./contestants.ts";
import type { Growth } from "./growth.ts";
import type { Machine } from "./machine.ts";

/** The results of `npm run bench`. */
export interface Results {
  machine: Machine;
  /** The server that was checked. */
  server: string;
  /** How often each contestant ran. */
  runs: number;
  /** What measured the times. */
  timer: string;
  /** Which contestants are missing, and why. */
  leftOut: { name: string; reason: string }[];
  comparison: Record<Protocol, Figures[]>;
  growth: Growth;
}

/** The cost of a contestant. */
export interface Figures {
  name: string;
  /** Bytes on the disk, with shared libraries. */
  bytes: number;
  /** The most KiB. */
  memory: number;
  /** Wall time in milliseconds. */
  wall: Spread;
  /** Processor time in milliseconds, user and system. */
  processor: Spread;
  /** Median wall time divided by that of the reference; null if the reference is not installed. */
  ratio: number | null;
  /** Null without strace. */
  systemCalls: number | null;
  /** Null if not counted. */
  instructions: number | null;
}

/** The median of many runs, and their quartiles. */
export interface Spread {
  median: number;
  lower: number;
  upper: number;
}

const FILE = fileURLToPath(new URL("results.json", import.meta.url));

export async function readResults(): Promise<Results> {
  return JSON.parse(await readFile(FILE, "utf8"));
}

export async function writeResults(results: Results): Promise<void> {
  await writeFile(FILE, JSON.stringify(results, null, 2));
  await promisify(execFile)(`${TOP}/node_modules/.bin/biome`, ["format", "--write", FILE], { cwd: TOP });
}

/** Rounded to four digits; times are not more exact. */
export function spread(values: number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => Number((sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toPrecision(4));
  return { median: at(0.5), lower: at(0.25), upper: at(0.75) };
}
