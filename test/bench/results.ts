import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { TOP } from "../../build/paths.ts";
import type { Protocol } from "./contestants.ts";
import type { Growth } from "./growth.ts";
import type { Machine } from "./machine.ts";

/** What a run of `npm run bench` has found. */
export interface Results {
  machine: Machine;
  /** The server that was asked. */
  server: string;
  /** How often each contestant was run for its times. */
  runs: number;
  /** What told the times. */
  timer: string;
  /** Who is missing, and why. */
  leftOut: { name: string; reason: string }[];
  comparison: Record<Protocol, Figures[]>;
  growth: Growth;
}

/** What one contestant costs. */
export interface Figures {
  name: string;
  /** On the disk, shared libraries included. */
  bytes: number;
  /** KiB at most. */
  memory: number;
  /** Milliseconds of wall time. */
  wall: Spread;
  /** Milliseconds of processor time, user and system. */
  processor: Spread;
  /** Median wall time against that of the protocol's reference; null where that is not installed. */
  ratio: number | null;
  /** Null without strace. */
  systemCalls: number | null;
  /** Null where they were not counted. */
  instructions: number | null;
}

/** The middle of many runs, and where its middle half lies. */
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

/** Rounded to four digits: there is no more truth in a time. */
export function spread(values: number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => Number((sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toPrecision(4));
  return { median: at(0.5), lower: at(0.25), upper: at(0.75) };
}
