import { existsSync } from "node:fs";
import { DIST, TOP } from "../../build/paths.ts";
import { type Finished, pathOf, run } from "../run";
import { runWarm } from "../warm/runner.ts";

/** One that judges a TLS server. */
export interface Subject {
  name: string;
  command: string[];
  available: true | string;
  /** Milliseconds that its start and its end may take on a busy machine, beyond a deadline and its overshoot. */
  slowness: number;
  /** Whether starting it takes most of a run. */
  isSlow: boolean;
  /** Whether it is run in one process that stays (test/warm). */
  isWarm?: boolean;
}

function subject(name: string, slowness: number, ...command: string[]): Subject {
  const missing = command.find((it) => it.startsWith("/") && !existsSync(it));
  return {
    name,
    command,
    slowness,
    isSlow: slowness > 500,
    available: missing === undefined || `no ${missing.replace(`${TOP}/`, "")}`,
  };
}

/** Both executables that speak TLS; what they print is the same. */
export const executables: Subject[] = [
  subject("native amd64", 300, `${DIST}/linux-amd64/healthcheck-tls`),
  subject("node bundle", 900, process.execPath, `${DIST}/healthcheck.cjs`),
];

const curlPath = pathOf("curl");

/** The judge that both are held against. */
export const curl: Subject = {
  ...subject("curl", 900, curlPath, "-q", "-s", "-S", "-f", "-m", "5", "-o", "/dev/null"),
  ...(curlPath.startsWith("/") ? {} : { available: "no curl" }),
};

/** Those that a change is tried on at once, and those that take longer. */
export const quick: Subject[] = executables.map((one) => ({ ...one, isWarm: one.isSlow }));
export const others: Subject[] = [...executables.filter((one) => one.isSlow), curl];

/** Runs a subject with these arguments and no other environment than this. */
export function runSubject(
  { command, isWarm }: Subject,
  args: string[],
  env: Record<string, string> = {},
): Promise<Finished> {
  return (isWarm ? runWarm : run)(command, args, env);
}
