import { expect, test } from "vitest";
import { table } from "../cases";
import { artifacts, pathOf, run } from "../run";

const FOLDER = process.env.SANITIZERS;
const VALGRIND = [pathOf("valgrind"), "-q", "--vgdb=no", "--error-exitcode=99"];

const available = VALGRIND[0] !== "valgrind" || "no valgrind";
if (available !== true && process.env.CI === "true") throw new Error(available);

test.skipIf(available !== true).each([
  ["u", 99, "Syscall param exit_group(status) contains uninitialised byte(s)"],
  ["w", null, "Invalid read of size 4"],
  ["-", 0, ""],
])("a fault is found: %s", async (kind, exit, words) => {
  const finished = await run([...VALGRIND, `${FOLDER}/bare-faults`], [kind]);
  expect(finished.stderr).toContain(words);
  expect(finished.exit).toBe(exit);
});

/** So many rows of each group, at equal distances. */
const SAMPLE = 3;

for (const [name, rows] of Object.entries(table)) {
  // What a command sets up before would be valgrind's surroundings.
  const suitable = rows.filter((row) => row.through === undefined);
  const step = suitable.length / SAMPLE;
  const sample = step > 1 ? Array.from({ length: SAMPLE }, (_, i) => suitable[Math.floor(i * step)]) : suitable;
  // Nor can it tell how long anything takes.
  for (const row of sample) delete row?.takes;
  rows.splice(0, rows.length, ...sample.filter((row) => row !== undefined));
  if (rows.length === 0) delete table[name];
}

artifacts.splice(
  0,
  artifacts.length,
  { name: "native amd64", command: [...VALGRIND, `${FOLDER}/healthcheck`], tls: false, available, slowness: 3000 },
  {
    name: "native amd64 with TLS",
    command: [...VALGRIND, `${FOLDER}/healthcheck-tls`],
    tls: true,
    available,
    slowness: 3000,
  },
);
await import("../artifacts.test");
