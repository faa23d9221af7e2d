import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { promisify } from "node:util";
import { Runner } from "./measure.ts";
import { ENVIRONMENT, isInstalled, outputOf, pathOf } from "./tools.ts";

/** How long a command took, in milliseconds. */
export interface Times {
  wall: number;
  /** User and system. */
  processor: number;
}

/** Measures how long commands take. */
export interface Stopwatch {
  /** Its name and version. */
  name: string;
  /** Runs each command once, one after the other. @throws Error if one fails */
  time(commands: string[][]): Promise<Times[]>;
  stop(): Promise<void>;
}

const OPTIONS = ["--shell=none", "--style=none", "--runs=1"];

/** hyperfine, if it can run commands without a shell (1.13); otherwise runner.c. */
export function stopwatch(): Promise<Stopwatch> {
  const canTime = isInstalled("hyperfine") && outputOf(pathOf("hyperfine"), ...OPTIONS, "/bin/true").status === 0;
  return canTime ? withHyperfine() : withRunner();
}

/**
 * hyperfine finishes all runs of a command before it starts the next, so that a short disturbance would hit only one. So it is started
 * again and again, for one run of each.
 */
export async function withHyperfine(): Promise<Stopwatch> {
  const hyperfine = pathOf("hyperfine");
  const folder = mkdtempSync(`${tmpdir()}/healthcheck-bench-`);
  return {
    name: outputOf(hyperfine, "--version").output.trim(),
    async time(commands) {
      const options = [...OPTIONS, `--export-json=${folder}/times.json`];
      await promisify(execFile)(hyperfine, [...options, ...commands.map(quoted)], { env: ENVIRONMENT });
      const { results } = JSON.parse(readFileSync(`${folder}/times.json`, "utf8")) as { results: Exported[] };
      return results.map(({ times, user, system }) => ({
        wall: (times[0] ?? Number.NaN) * 1000,
        processor: (user + system) * 1000,
      }));
    },
    async stop() {
      rmSync(folder, { recursive: true });
    },
  };
}

/** What hyperfine exports for a command, in seconds. */
interface Exported {
  times: number[];
  user: number;
  system: number;
}

/** A command as a text that hyperfine splits like a POSIX shell. */
function quoted(command: string[]): string {
  return command.map((part) => `'${part.replaceAll("'", "'\\''")}'`).join(" ");
}

export async function withRunner(): Promise<Stopwatch> {
  const runner = await Runner.start("time");
  return {
    name: "runner.c",
    async time(commands) {
      const all: Times[] = [];
      for (const command of commands) {
        const { wall, processor, failed } = await runner.run(command);
        if (failed > 0) throw new Error(`unhealthy: ${command.join(" ")}`);
        all.push({ wall, processor });
      }
      return all;
    },
    stop: () => runner.stop(),
  };
}
