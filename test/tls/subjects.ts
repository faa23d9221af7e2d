import { existsSync } from "node:fs";
import { DIST, TOP } from "../../build/paths.ts";
import { type Finished, pathOf, run } from "../run";
import { runWarm } from "../warm/runner.ts";

/** A program that judges a TLS server. */
export interface Subject {
  name: string;
  command: string[];
  available: true | string;
  /** How long it may take to start and to exit on a busy machine, in milliseconds. */
  slowness: number;
  /** Whether starting it takes most of a run. */
  isSlow: boolean;
  /** Whether it runs in a process that stays (test/warm). */
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

/** Both executables with TLS, which print the same. */
export const executables: Subject[] = [
  subject("native amd64", 300, `${DIST}/linux-amd64/healthcheck-tls`),
  subject("node bundle", 900, process.execPath, `${DIST}/healthcheck.cjs`),
];

const curlPath = pathOf("curl");

/** Both are compared with it. */
export const curl: Subject = {
  ...subject("curl", 900, curlPath, "-q", "-s", "-S", "-f", "-m", "5", "-o", "/dev/null"),
  ...(curlPath.startsWith("/") ? {} : { available: "no curl" }),
};

/** Those of `npm test`, and those that take longer. */
export const quick: Subject[] = executables.map((one) => ({ ...one, isWarm: one.isSlow }));
export const others: Subject[] = [...executables.filter((one) => one.isSlow), curl];

/** Runs a subject with these arguments and only this environment. */
export function runSubject(
  { command, isWarm }: Subject,
  args: string[],
  env: Record<string, string> = {},
): Promise<Finished> {
  return (isWarm ? runWarm : run)(command, args, env);
}
