import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** The absolute path of a command, or its name where there is none. */
export function pathOf(command: string): string {
  return spawnSync("/bin/sh", ["-c", 'command -v "$0"', command], { encoding: "utf8" }).stdout.trim() || command;
}

/** Runs a command to its end. @returns its standard output and, behind it, its standard error */
export function outputOf(command: string, ...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", env: ENVIRONMENT });
  return { status, output: `${stdout ?? ""}${stderr ?? ""}` };
}

/** What every contestant finds in its environment: what a container has, and none of the options of whoever runs this. */
export const ENVIRONMENT = { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: "/" };

export function isInstalled(command: string): boolean {
  return existsSync(pathOf(command));
}
