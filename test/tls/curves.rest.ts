import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { CACHE, TOP } from "../../build/paths.ts";

// ECDSA and the conversion of points in src/native/curves.zig, against Zig's standard library (curves.zig).

const COMPILING = 300_000;

test("signatures, points and numbers at the bounds, as Zig's library judges them", { timeout: COMPILING }, () => {
  const modules = ["--dep", "curves", `-Mroot=${TOP}/test/tls/curves.zig`, `-Mcurves=${TOP}/src/native/curves.zig`];
  const caches = ["--cache-dir", `${CACHE}/zig`, "--global-cache-dir", `${CACHE}/zig-global`];
  // -O counts for the module that follows it.
  const args = ["test", "-OReleaseSafe", ...modules.slice(0, 3), "-OReleaseSafe", ...modules.slice(3), ...caches];
  const { status, stderr } = spawnSync(`${TOP}/node_modules/.bin/zig`, args, { encoding: "utf8" });
  expect(status, stderr).toBe(0);
  expect(stderr).toContain("All 2 tests passed.");
});
