/** Deadlines do not depend on the clock of the day. */
import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { artifacts, cannotRun, commandAs, run } from "../run";
import { silent } from "../servers/raw";
import { type Hostile, url, usual } from "./endless-peers";
import { healthy, LIMIT, native, possible, start, startHealthy } from "./lateness";
import { launched, leapingClock, timed, tool } from "./launch";

startHealthy();

/**
 * The clock of the day belongs to the whole machine, so these tests do not set it. The native executable gets the time from system calls
 * alone, so strace(1) shows that it uses no clock but CLOCK_MONOTONIC and no timer but ITIMER_REAL, which uses that clock
 * (setitimer(2)). Timeouts of sockets and of poll(2) use it, too. Node reads clocks that strace does not see (vdso(7)); there a library
 * makes the clock leap.
 */
describe("a clock that is set", () => {
  test("is not read by the native executable", { timeout: 30_000 }, async (context) => {
    if (native.available !== true) return cannotRun(context, native.available);
    if (tool("strace") !== true) cannotRun(context, "no strace");
    const times =
      "clock_gettime|clock_nanosleep|nanosleep|gettimeofday|time|setitimer|getitimer|alarm|timer_\\w+|timerfd_\\w+";
    const strace = ["/usr/bin/env", "strace", "-qq", "-e", `trace=/^(${times})$`];
    const seen = new Set<string>();
    const look = async (row: Hostile) => {
      const peer = await start(row, 200);
      try {
        const command = row.as === undefined ? native.command : commandAs(native, row.as);
        const before = [...(row.through ?? []), ...peer.wrapper, ...(await launched(row.launch ?? [], strace))];
        const { stderr } = await run([...before, ...command], row.args(200, peer.values));
        for (const [, call] of stderr.matchAll(/^(\w+\(\w+)/gm)) seen.add(call ?? "");
      } finally {
        await peer.close();
      }
    };
    // If nobody reads the verdict, nobody reads the output of strace either.
    const rows = possible(context).filter(({ launch }) => launch?.[0] !== "full");
    await Promise.all(rows.map(look));
    expect([...seen].sort()).toEqual(["clock_gettime(CLOCK_MONOTONIC", "setitimer(ITIMER_REAL"]);
  });

  test("a monotonic clock of 126 years: a time namespace", async (context) => {
    if (native.available !== true) return cannotRun(context, native.available);
    // 126 years, beyond 32 bits of seconds; the kernel allows 146.
    const namespace = ["/usr/bin/env", "unshare", "--time", "--monotonic", "4000000000"];
    if (spawnSync(namespace[0] ?? "", [...namespace.slice(1), "true"]).status !== 0)
      cannotRun(context, "no time namespaces");
    const quiet = await silent();
    try {
      const good = await timed(namespace, [], [...native.command, url(healthy.values)]);
      expect(good).toMatchObject({ exit: 0, output: expect.stringMatching(/ in \d{1,3} ms\n$/) });
      const late = await timed(namespace, [], [...native.command, ...usual(300, quiet.values)]);
      expect(late).toMatchObject({ exit: 1, output: expect.stringContaining("timed out after 300ms waiting") });
      expect(late.elapsed).toBeGreaterThanOrEqual(300);
      expect(late.elapsed).toBeLessThan(300 + LIMIT + native.slowness);
    } finally {
      await quiet.close();
    }
  });

  test("does not touch Node's deadlines", { timeout: 60_000 }, async (context) => {
    const library = await leapingClock();
    const quiet = await silent();
    try {
      // The library works: two reads of the clock are about two days apart.
      const look = "const days = () => Date.now() / 86_400_000; console.log(Math.abs(days() - days()) > 1.9)";
      const shown = await run([process.execPath, "-e", look], [], { LD_PRELOAD: library });
      if (shown.stdout !== "true\n") cannotRun(context, "the C library takes no other clock");
      for (const artifact of artifacts.filter(({ name }) => name.startsWith("node"))) {
        if (artifact.available !== true) return cannotRun(context, artifact.available);
        const env = { LD_PRELOAD: library };
        const good = await timed([], [], [...artifact.command, url(healthy.values)], env);
        expect(good).toMatchObject({ exit: 0, output: expect.stringMatching(/^healthy: .* in \d{1,4} ms\n$/) });
        const late = await timed([], [], [...artifact.command, ...usual(600, quiet.values)], env);
        expect(late).toMatchObject({ exit: 1, output: expect.stringContaining("timed out after 600ms waiting") });
        expect(late.elapsed).toBeGreaterThanOrEqual(600);
        expect(late.elapsed).toBeLessThan(600 + 2 * good.elapsed + LIMIT + artifact.slowness);
      }
    } finally {
      await quiet.close();
    }
  });
});
