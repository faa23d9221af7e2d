import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import type { Reporter, TestModule } from "vitest/node";

/** How many of the slowest tests are listed at the end. */
const SLOWEST = 10;

/** Prints what the usual reporter keeps to itself: which tests were skipped and why, and which took longest. */
const remarks: Reporter = {
  onTestRunEnd(modules: ReadonlyArray<TestModule>) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const reasons = new Map<string, number>();
    for (const test of tests) {
      const result = test.result();
      if (result.state === "skipped") {
        const reason = result.note ?? "filtered out";
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      }
    }
    for (const [reason, count] of reasons) console.log(`skipped ${count}: ${reason}`);
    const slowest = tests
      .map((test) => ({ name: test.fullName, duration: Math.round(test.diagnostic()?.duration ?? 0) }))
      .sort((a, b) => b.duration - a.duration)
      .slice(0, SLOWEST);
    console.log("slowest tests:");
    for (const { name, duration } of slowest) console.log(`${String(duration).padStart(7)} ms  ${name}`);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    console.log(`${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped`);
  },
};

/** What `npm test` runs: all that a change needs, two files at a time. The rest is in rest.config.ts. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("..", import.meta.url)),
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/core/compile.ts"],
    testTimeout: 30_000,
    maxWorkers: 2,
    slowTestThreshold: 3000,
    reporters: ["default", remarks],
  },
});
