import { afterAll, describe, expect, it, vi } from "vitest";
import { table } from "./cases";
import { type Row, SECRET } from "./cases/row";
import { type Artifact, cannotRun, commandAs, type Finished, run, type Value } from "./run";
import { server } from "./servers";
import { runWarm, stopWarm } from "./warm/runner.ts";

/** Podman keeps 500 bytes of a check's output, Docker 4096. */
const MAX_LINE = 500;
const MAX_OUTPUT = 4096;

/** Subjects whose rows are about the process itself, so that each needs one of its own. */
const OF_PROCESS = ["surroundings"];

/** Adds a test for each row of the table on each artifact. */
export function testTable(artifacts: Artifact[]): void {
  afterAll(stopWarm);
  describe.each(artifacts)("$name", (artifact) => {
    const subjects = Object.entries(table).filter(([subject]) => artifact.subjects?.includes(subject) ?? true);
    describe.concurrent.each(subjects)("%s", (subject, rows) => {
      const isWarm = artifact.isWarm === true && !OF_PROCESS.includes(subject);
      for (const row of rows.filter(({ tls = artifact.tls }) => tls === artifact.tls)) {
        const lacking = [artifact.available, ...(row.needs ?? [])].find((it) => it !== true);
        const exception = row.except?.[artifact.name];
        if (exception !== undefined) it(row.name, (context) => context.skip(exception));
        else if (lacking !== undefined) it(row.name, (context) => cannotRun(context, String(lacking)));
        else it.concurrent(row.name, () => check(artifact, row, isWarm));
      }
    });
  });
}

async function check(artifact: Artifact, row: Row, isWarm: boolean): Promise<void> {
  const peer = row.server === undefined ? server({}, async () => {}) : await row.server();
  try {
    const fill = (text: string) => text.replace(/\{([a-z]+)\}/g, (all, name) => peer.values[name] ?? all);
    const filled = (value: Value) => (typeof value === "string" ? fill(value) : value);
    const env = Object.fromEntries(Object.entries(row.env ?? {}).map(([name, value]) => [name, filled(value)]));
    const command = [
      ...peer.wrapper,
      ...(row.through ?? []).map(fill),
      ...(row.as === undefined ? artifact.command : commandAs(artifact, row.as)),
    ];
    const args = (row.args ?? []).map(filled);
    const isPlain =
      row.through === undefined && peer.wrapper.length === 0 && [...args, ...Object.values(env)].every(isText);
    const finished = await (isWarm && isPlain ? runWarm : run)(command, args, env);
    expectOutput(finished, row, fill);
    expectContract(finished);
    // The server may notice the connection only now.
    if (row.sent !== undefined) await vi.waitFor(() => expect(peer.received()[0]).toBe(fill(row.sent ?? "")));
    if (row.sentLast !== undefined)
      await vi.waitFor(() => expect(peer.received().at(-1)).toBe(fill(row.sentLast ?? "")));
    if (row.takes !== undefined) {
      // Node's timers count whole milliseconds.
      expect(Math.ceil(finished.milliseconds)).toBeGreaterThanOrEqual(row.takes[0]);
      expect(finished.milliseconds).toBeLessThan(row.takes[1] + artifact.slowness);
    }
  } finally {
    await peer.close();
  }
}

/** Compares exit status and both streams, as a whole. */
function expectOutput(finished: Finished, row: Row, fill: (text: string) => string): void {
  const errors = row.err === undefined ? [""] : [row.err].flat().map((text) => ended(fill(text)));
  const stderr = masked(finished.stderr);
  expect({ exit: finished.exit, signal: finished.signal, stdout: masked(finished.stdout), stderr }).toEqual({
    exit: row.err === undefined ? 0 : 1,
    signal: null,
    stdout: row.err === undefined ? ended(fill(row.out ?? "")) : "",
    stderr: errors.includes(stderr) ? stderr : errors[0],
  });
}

function isText(value: Value): boolean {
  return typeof value === "string";
}

function ended(text: string): string {
  return text === "" ? "" : `${text}\n`;
}

function masked(text: string): string {
  return text.replace(/ in \d+ ms$/gm, " in N ms").replace(/^at \d+ ms: /gm, "at N ms: ");
}

/** Checks what holds for every run, whatever the row expects. */
function expectContract(finished: Finished): void {
  const output = finished.stdout + finished.stderr;
  expect(output).not.toContain(SECRET);
  expect(output).not.toContain(Buffer.from(SECRET).toString("base64").slice(0, 8));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the assertion is that there are none.
  expect(output).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  expect(Buffer.byteLength(output)).toBeLessThanOrEqual(MAX_OUTPUT);
  if (/^(un)?healthy: /.test(output)) expect(output.indexOf("\n")).toBeLessThan(MAX_LINE);
}
