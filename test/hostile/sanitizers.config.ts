import { defineConfig } from "vitest/config";
import base from "../vitest.config.ts";

/** Tests of what sanitizers.ts builds (`npm run sanitize`). `npm test` does not include them. */
export default defineConfig({
  test: {
    ...base.test,
    // One file after the other, because they measure time.
    fileParallelism: false,
    // Not *.test.ts, which the usual configuration includes.
    include: ["test/hostile/*.sanitize.ts"],
  },
});
