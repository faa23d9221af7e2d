import { defineConfig } from "vitest/config";
import base from "../vitest.config.ts";

/** Tests of what sanitizers.ts has built: `npm run sanitize`. The usual run does not include them. */
export default defineConfig({
  test: {
    ...base.test,
    // One file after the other: they share an engine, or measure time.
    fileParallelism: false,
    // Not *.test.ts: the usual configuration would pick that up.
    include: ["test/hostile/*.sanitize.ts"],
  },
});
