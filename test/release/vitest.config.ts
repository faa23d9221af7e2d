import { defineConfig, type TestProjectConfiguration } from "vitest/config";
import base from "../vitest.config.ts";

/** A project of tests: which files, and what is set up for them. */
function project(name: string, include: string[], globalSetup: string[]): TestProjectConfiguration {
  return {
    extends: false,
    test: {
      ...{ name, root: base.test?.root ?? ".", include, globalSetup },
      testTimeout: 90_000,
      hookTimeout: 120_000,
    },
  };
}

/** The release as users get it: `npm run test:release`. The usual run includes only the quick tests of this folder, *.test.ts. */
export default defineConfig({
  test: {
    ...base.test,
    globalSetup: ["test/release/setup.ts"],
    // One file after the other: they share engines and registries.
    fileParallelism: false,
    teardownTimeout: 60_000,
    slowTestThreshold: 30_000,
    projects: [
      project("files", ["test/release/*.release.ts"], []),
      project("this machine's engines", ["test/release/*.engine.ts"], ["test/docker/engine.ts"]),
      project(
        "Debian 13's engines",
        ["test/release/*.engine.ts", "test/release/*.today.ts"],
        ["test/release/today.ts"],
      ),
    ],
  },
});
