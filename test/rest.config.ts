import { defineConfig } from "vitest/config";
import base from "./vitest.config.ts";

/** What `npm run test:all` runs: the artifacts and tests that take longer, and those that measure time. */
export default defineConfig({
  test: {
    ...base.test,
    include: ["test/**/*.rest.ts"],
    // Servers live in the tests' process and deadlines are short: two files at once would make each other late.
    fileParallelism: false,
  },
});
