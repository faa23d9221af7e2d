import { expect, test } from "vitest";
import { table } from "../cases";
import { pathOf, run } from "../run";
import { testTable } from "../table.ts";

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

test.each(["b", "e", "n"])("an access that leaves the memory ends the process: %s", async (kind) => {
  expect(await run([`${FOLDER}/bare-faults`], [kind])).toMatchObject({ exit: null, signal: "SIGSEGV", stdout: "" });
});

/** This many rows of each group, at equal distances. */
const SAMPLE = 3;

/** The stages in which a deadline can end a check, in order. */
const STAGES = ["connecting", "sending the request", "waiting for the response", "receiving the response headers"];

/** A line of stderr. If the deadline ended the check, earlier stages are accepted, too. */
function orEarlier(line: string): string[] {
  const reached = STAGES.findIndex((stage) => /: timed out after \S+ /.test(line) && line.endsWith(` ${stage}`));
  const start = line.slice(0, -(STAGES[reached] ?? "").length);
  return reached < 0 ? [line] : [line, ...STAGES.slice(0, reached).map((stage) => start + stage)];
}

for (const [name, rows] of Object.entries(table)) {
  // A command that runs the artifact would run valgrind instead.
  const suitable = rows.filter((row) => row.through === undefined);
  const step = suitable.length / SAMPLE;
  const sample = step > 1 ? Array.from({ length: SAMPLE }, (_, i) => suitable[Math.floor(i * step)]) : suitable;
  // Under valgrind a check is slow: its times differ, and the stage that its deadline ends.
  for (const row of sample) {
    delete row?.takes;
    if (row?.err !== undefined) row.err = [row.err].flat().flatMap(orEarlier);
  }
  rows.splice(0, rows.length, ...sample.filter((row) => row !== undefined));
  if (rows.length === 0) delete table[name];
}

testTable([
  { name: "native amd64", command: [...VALGRIND, `${FOLDER}/healthcheck`], tls: false, available, slowness: 3000 },
  {
    name: "native amd64 with TLS",
    command: [...VALGRIND, `${FOLDER}/healthcheck-tls`],
    tls: true,
    available,
    slowness: 3000,
  },
]);
