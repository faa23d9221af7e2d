/** Checks that are stopped and continued keep their deadline. */
import { describe, expect, test } from "vitest";
import { OK } from "../cases/row";
import { cannotRun } from "../run";
import { inTurn } from "../servers/redirects";
import { hostile, TIMED_OUT, url } from "./endless-peers";
import { bundle, commandOf, LIMIT, native, start, startHealthy } from "./lateness";
import { timed } from "./launch";

startHealthy();

describe.concurrent("stopped and continued", () => {
  /** How often each is tried. The fastest run counts, since the machine may delay the others. */
  const TRIES = 4;

  describe.concurrent.each([native, bundle])("$name", (artifact) => {
    // Node takes a while to start the check.
    const [deadline, at] = artifact === native ? [400, 100] : [1200, 500];
    const limit = artifact === native ? LIMIT : LIMIT + artifact.slowness;

    describe.concurrent.each([
      ["for less than the deadline", 150],
      ["beyond the deadline", deadline],
    ] as const)("%s", (_, span) => {
      test.concurrent.for(hostile.filter((row) => row.isStopped))(
        "$name",
        { timeout: 60_000 },
        async (row, context) => {
          const lacking = [artifact.available, ...(row.needs ?? [])].find((it) => it !== true);
          if (lacking !== undefined) return cannotRun(context, String(lacking));
          const peer = await start(row, deadline);
          try {
            const command = [...commandOf(artifact, row), ...row.args(deadline, peer.values)];
            const before = [...(row.through ?? []), ...peer.wrapper];
            const stop = [...(row.launch ?? []), "stop", at, span];
            const runs = await Promise.all(Array.from({ length: TRIES }, () => timed(before, stop, command)));
            for (const { exit, signal, output, elapsed } of runs) {
              expect({ exit, signal }).toEqual({ exit: 1, signal: null });
              expect(output).toMatch(row.launch?.[0] === "full" ? /^$/ : TIMED_OUT);
              expect(elapsed).toBeGreaterThanOrEqual(Math.max(deadline, at + span) - 1);
            }
            // If it was stopped for longer than the deadline, it ends when it is continued.
            const late = runs.map(({ elapsed, continued }) => (span < deadline ? elapsed - deadline : continued));
            expect(Math.min(...late), `${late}`).toBeLessThan(limit);
          } finally {
            await peer.close();
          }
        },
      );
    });
  });

  test("an answer that comes while it is stopped for less than the deadline is seen", async (context) => {
    if (native.available !== true) return cannotRun(context, native.available);
    const slow = await inTurn([OK], 200)();
    try {
      const command = [...native.command, "-t", "5s", url(slow.values)];
      const { exit, output } = await timed([], ["stop", 100, 300], command);
      expect(output).toMatch(/^healthy: /);
      expect(exit).toBe(0);
    } finally {
      await slow.close();
    }
  });
});
