import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** The absolute path of a command, or its name if it is not installed. */
export function pathOf(command: string): string {
  return spawnSync("/bin/sh", ["-c", 'command -v "$0"', command], { encoding: "utf8" }).stdout.trim() || command;
}

/** Runs a command. @returns its standard output followed by its standard error */
export function outputOf(command: string, ...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", env: ENVIRONMENT });
  return { status, output: `${stdout ?? ""}${stderr ?? ""}` };
}

/** The environment of every contestant: that of a container, without variables of the user. */
export const ENVIRONMENT = { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: "/" };

export function isInstalled(command: string): boolean {
  return existsSync(pathOf(command));
}
