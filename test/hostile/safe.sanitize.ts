import { expect, test } from "vitest";
import { table } from "../cases";
import { run } from "../run";
import { testTable } from "../table.ts";

const FOLDER = process.env.SANITIZERS;

test.each([
  ["b", "an access outside of WebAssembly's memory, or to null"],
  ["e", "an access outside of WebAssembly's memory, or to null"],
  ["n", "an access outside of WebAssembly's memory, or to null"],
  ["a", "assumption of (unknown) byte alignment"],
  ["o", "signed integer overflow: 2147483647 + 1"],
  ["s", "shift exponent 32 is too large"],
])("a fault is found: %s", async (kind, words) => {
  const { exit, stderr } = await run([`${FOLDER}/safe-faults`], [kind]);
  expect(stderr).toContain(`SANITIZER: ${words}`);
  expect(exit).toBe(70);
});

test("and no other", async () => {
  expect(await run([`${FOLDER}/safe-faults`], ["-"])).toMatchObject({ exit: 0, stdout: "", stderr: "" });
});

// This build is too slow to measure times.
for (const row of Object.values(table).flat()) delete row.takes;
// It has the names of the shipped artifacts, so that their exceptions apply.
testTable([
  { name: "native amd64", command: [`${FOLDER}/safe-healthcheck`], tls: false, available: true, slowness: 200 },
  {
    name: "native amd64 with TLS",
    command: [`${FOLDER}/safe-healthcheck-tls`],
    tls: true,
    available: true,
    slowness: 400,
  },
]);
