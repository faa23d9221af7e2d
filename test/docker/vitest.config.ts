import { defineConfig } from "vitest/config";
import base from "../vitest.config.ts";

/** Tests in a real Docker engine: `vitest run --config test/docker/vitest.config.ts`. The usual run does not include them. */
export default defineConfig({
  test: {
    ...base.test,
    // One file after the other: they share an engine, or measure time.
    fileParallelism: false,
    // Not *.test.ts: the usual configuration would pick that up.
    include: ["test/docker/*.engine.ts"],
    globalSetup: ["test/docker/engine.ts"],
    testTimeout: 90_000,
    hookTimeout: 60_000,
    teardownTimeout: 60_000,
    slowTestThreshold: 30_000,
  },
});
