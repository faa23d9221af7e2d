import { spawnSync } from "node:child_process";

/** Exit status of a box that cannot be made; no tool of the tables has it. */
export const NO_BOX = 97;

const SCRIPT = `{ mount --bind . . && mount -o remount,bind,ro / && cd "$PWD"; } || exit ${NO_BOX}; "$@"; exit $?`;

/**
 * What runs a command from a public file: the command sees no process but its own, so that it can signal no other, and
 * can write to its working folder alone. When it ends, so do all processes that it has started. It shares the network:
 * the servers are on loopback, and `aimed` leaves no other address in a line.
 */
export const box = ["/usr/bin/env", "unshare", "-mpf", "--kill-child", "--mount-proc", "/bin/sh", "-c", SCRIPT, "sh"];

/** Why there can be no box on this machine; null if there can. */
export function whyNoBox(folder: string): string | null {
  const [command = "", ...args] = [...box, "true"];
  const { status, stderr } = spawnSync(command, args, { cwd: folder, encoding: "utf8" });
  return status === 0 ? null : `no namespaces: ${stderr}`;
}
