import { defineConfig } from "vitest/config";
import base from "../vitest.config.ts";

/** Tests in a real Docker engine (`npm run test:docker`). `npm test` does not include them. */
export default defineConfig({
  test: {
    ...base.test,
    // One file after the other, because they share an engine.
    fileParallelism: false,
    // Not *.test.ts, which the usual configuration includes.
    include: ["test/docker/*.engine.ts"],
    globalSetup: ["test/docker/engine.ts"],
    testTimeout: 90_000,
    hookTimeout: 60_000,
    teardownTimeout: 60_000,
    slowTestThreshold: 30_000,
  },
});
