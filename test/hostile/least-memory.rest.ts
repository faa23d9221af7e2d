/** The least memory in which the kernel starts the executable is enough for a check. */
import { spawnSync } from "node:child_process";
import { beforeAll, describe, expect, test } from "vitest";
import { cannotRun } from "../run";
import { launcher, tool } from "./launch";
import { native, refused, startServers } from "./status";

startServers();

describe.skipIf(native.available !== true)("the least", () => {
  const PAGE = 4096;

  /** Runs a check with this limit. @returns whether it ran; false if the kernel killed it before its first instruction */
  function ran(limit: string, value: number): boolean {
    const url = `http://127.0.0.1:${refused.values.port}/`;
    const [file = ""] = native.command;
    const command = ["-qq", "-f", "-E", "A=B", launcherPath, "limit", limit, String(value), "--", file, url];
    const { stderr } = spawnSync("strace", command, { encoding: "utf8", env: { PATH: process.env.PATH } });
    const own = stderr.slice(stderr.lastIndexOf("execve("));
    if (/^execve\([^\n]*\n--- SIG(SEGV|KILL)/.test(own) || !own.includes("clock_gettime")) return false;
    expect(own, `${limit} ${value}`).toContain("exit_group(1)");
    return true;
  }
  let launcherPath = "";
  beforeAll(async () => {
    launcherPath = await launcher();
  });

  test.for([
    ["AS", 2 << 20],
    ["DATA", 2 << 20],
  ] as const)("%s with which the kernel starts it is enough", { timeout: 30_000 }, ([limit, high], context) => {
    if (tool("strace") !== true) cannotRun(context, "no strace");
    let least: number = high;
    expect(ran(limit, least)).toBe(true);
    for (let step = least / 2; step >= PAGE; step /= 2) if (ran(limit, least - step)) least -= step;
    // With any limit it either runs or the kernel refuses to start it.
    for (let pages = -4; pages <= 4; pages++) ran(limit, least + pages * PAGE);
    console.log(`least ${limit} with which the kernel starts it, and it runs: ${least} bytes`);
    expect(least).toBeLessThan(1.5 * 1024 * 1024);
  });
});
