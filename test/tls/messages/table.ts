import { afterAll, describe, expect, it } from "vitest";
import { cannotRun } from "../../run";
import { stopWarm } from "../../warm/runner.ts";
import { ROOT } from "../abuse/steps";
import { temporaryFolder } from "../authority";
import { curl, runSubject, type Subject } from "../subjects";
import type { MessageRow } from "./row";
import { tls12 } from "./tls12";
import { tls13 } from "./tls13";
import { verdicts } from "./verdicts";

// Every message of a handshake, with every change of its structure: what the check prints, which alert it sends, and whether curl agrees.

const rows = [...tls12, ...tls13, ...verdicts];
const WARNING = 1;
const FATAL = 2;
const CLOSE_NOTIFY = 0;

/** Makes a test of each row on each of the subjects. */
export function testMessages(subjects: Subject[]): void {
  const folder = temporaryFolder();
  const cacert = folder.write("ca.pem", ROOT.pem);
  afterAll(folder.remove);
  afterAll(stopWarm);
  describe.each(subjects)("$name", (subject) => {
    describe.concurrent("messages", () => {
      for (const row of rows) {
        it.concurrent(row.name, async (context) => {
          if (subject.available !== true) cannotRun(context, subject.available);
          await check(subject, row, cacert);
        });
      }
    });
  });

  it("has no row twice, and enough rows", () => {
    const names = rows.map((row) => row.name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    const failing = rows.filter((row) => row.outcome.words !== null);
    console.log(`messages: ${failing.length} must fail, ${rows.length - failing.length} must pass`);
    expect(failing.length).toBeGreaterThanOrEqual(250);
  });
}

async function check(subject: Subject, row: MessageRow, cacert: string): Promise<void> {
  const { start, alerts } = row.serve();
  const server = await start();
  const isHealthy = row.outcome.words === null;
  try {
    const url = `https://localhost:${server.values.port}/`;
    const { exit, stdout, stderr } = await runSubject(subject, ["--cacert", cacert, url]);
    if (subject === curl) {
      const isAccepted = isHealthy !== (row.curlDiffers !== undefined);
      expect(exit === 0, stderr).toBe(isAccepted);
      return;
    }
    expect({ exit, stdout: stdout.replace(/ in \d+ ms$/m, ""), stderr }).toEqual({
      exit: isHealthy ? 0 : 1,
      stdout: isHealthy ? `healthy: GET ${url}: 200\n` : "",
      stderr: isHealthy ? "" : `unhealthy: GET ${url}: ${row.outcome.words}\n`,
    });
    const { alert } = row.outcome;
    const farewell = { level: WARNING, description: CLOSE_NOTIFY, isProtected: true };
    const told = { level: FATAL, description: alert ?? -1, isProtected: row.isProtected };
    expect(await alerts()).toEqual([isHealthy ? farewell : told]);
  } finally {
    await server.close();
  }
}
