import { afterAll, describe, expect, it } from "vitest";
import { cannotRun, run } from "../run";
import { abuse } from "./abuse";
import { type AbuseRow, DEADLINE } from "./abuse/row";
import { ROOT } from "./abuse/steps";
import { temporaryFolder } from "./authority";
import { executables, type Subject } from "./subjects";

/** Podman keeps 500 bytes of a verdict. */
const MAX_LINE = 500;
/** How late a check may end, in milliseconds. */
const OVERSHOOT = 50;
/** The deadline of rows that must end before it, in milliseconds: long enough for a busy machine. */
const LONG = 5000;

const folder = temporaryFolder();
const cacert = folder.write("ca.pem", ROOT.pem);
afterAll(folder.remove);

describe.each(executables)("$name", (subject) => {
  describe.concurrent.each(Object.entries(abuse))("%s", (_, rows) => {
    for (const row of rows) {
      it.concurrent(row.name, async (context) => {
        if (subject.available !== true) cannotRun(context, subject.available);
        await check(subject, row);
      });
    }
  });
});

async function check(subject: Subject, row: AbuseRow): Promise<void> {
  const server = await row.server();
  try {
    const url = `https://localhost:${server.values.port}/`;
    const deadline = row.expires === false ? LONG : DEADLINE;
    const finished = await run(subject.command, ["-t", `${deadline / 1000}s`, "--cacert", cacert, url]);
    const { exit, signal, stderr } = finished;
    const stdout = finished.stdout.replace(/ in \d+ ms$/m, " in N ms");
    if (row.words === null) {
      expect({ exit, stdout, stderr }).toEqual({ exit: 0, stdout: `healthy: GET ${url}: 200 in N ms\n`, stderr: "" });
    } else {
      const [start, words] = [`unhealthy: GET ${url}: `, [row.words].flat()];
      expect({ exit, signal, stdout, stderr: stderr.slice(0, start.length) }).toEqual({
        exit: 1,
        signal: null,
        stdout: "",
        stderr: start,
      });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that there is none is what is asserted.
      expect(stderr).toMatch(/^[^\x00-\x1f\x7f-\x9f]+\n$/);
      expect(Buffer.byteLength(stderr)).toBeLessThanOrEqual(MAX_LINE);
      if (words.length > 0) expect(words).toContain(stderr.slice(start.length, -1));
      if (row.expires === false) expect(stderr).not.toContain("timed out");
    }
    expect(finished.milliseconds).toBeLessThan(deadline + OVERSHOOT + subject.slowness);
    if (row.expires === true) expect(finished.milliseconds).toBeGreaterThanOrEqual(deadline);
  } finally {
    await server.close();
  }
}
