/** Whatever surroundings it starts in, a check prints one line and exits with 0 or 1. */
import { chmodSync, copyFileSync, mkdirSync, rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Artifact, artifacts, cannotRun, run } from "../run";
import { launched } from "./launch";
import { check, DEADLINE, expectOwn, healthy, mute, native, refused, startServers } from "./status";
import { all, directory, NODE, type Surroundings, streams } from "./surroundings";

startServers();
beforeAll(() => {
  chmodSync(directory, 0o755);
  mkdirSync(`${directory}/root`);
  copyFileSync(native.command[0] ?? "", `${directory}/root/healthcheck`);
});
afterAll(() => rmSync(directory, { recursive: true }));

describe.each(artifacts)("$name", (artifact) => {
  describe.concurrent.each(Object.entries(all))("%s", (_, rows) => {
    for (const where of rows) {
      it.concurrent(where.name, async (context) => {
        const exception = where.except?.[artifact.name];
        if (exception === NODE) return expectNodeToFail(context, artifact, where);
        if (exception !== undefined) return context.skip(exception);
        const lacking = [artifact.available, ...(where.needs ?? [])].find((it) => it !== true);
        if (lacking !== undefined) return cannotRun(context, String(lacking));
        // The healthy server gets more time, because this machine may be slow.
        const [good, late] = await Promise.all([
          check(artifact, where, healthy, 2000),
          check(artifact, where, mute, DEADLINE),
        ]);
        expectOwn(good, [where.status ?? 0]);
        expectOwn(late, [1]);
        // Node takes long to start, so two runs must do for other artifacts.
        if (artifact === native) expectOwn(await check(artifact, where, refused, DEADLINE), [1]);
        if (where.mute) expect(good.stdout + good.stderr + late.stdout + late.stderr).toBe("");
        else if (streams.includes(where)) expect([good.stdout, late.stderr].join("")).not.toBe("");
        else if (where.status === undefined) {
          expect(good.stdout).toMatch(/^healthy: GET .*: 200 in \d+ ms\n$/);
          expect(late.stderr).toMatch(/: timed out after 300ms /);
        }
      });
    }
  });
});

/** Shows that the reason of the exception is right: an empty program fails there, too. */
async function expectNodeToFail(context: { skip(reason: string): never }, artifact: Artifact, where: Surroundings) {
  if (artifact.available !== true) return cannotRun(context, artifact.available);
  const lacking = (where.needs ?? []).find((it) => it !== true);
  if (lacking !== undefined) return cannotRun(context, String(lacking));
  if (where.command !== undefined) return context.skip(NODE);
  const command = await launched(where.launch ?? [], [process.execPath, "-e", "setTimeout(() => {}, 50)"]);
  const finished = await run([...(where.through ?? []), ...command], []);
  expect(finished.exit).not.toBe(0);
  return context.skip(NODE);
}
