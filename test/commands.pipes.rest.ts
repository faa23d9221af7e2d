import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aimed } from "./commands/aimed";
import { answering, answers } from "./commands/answers";
import { needsBash } from "./commands/differences";
import { textOf } from "./commands/found/line";
import { pipes } from "./commands/found/pipes";
import { pipesBeyond } from "./commands/found/pipes-beyond";
import { BOUND, ours, real, type Tools, Workplace } from "./commands/runners";
import { cannotRun } from "./run";
import { type Server, together } from "./servers";

let workplace: Workplace;
let lacking: string | null;
const servers: Record<string, Server> = {};

beforeAll(async () => {
  workplace = await Workplace.make();
  lacking = workplace.lacks();
  for (const [name, start] of Object.entries(answers)) servers[name] = await start();
});

afterAll(async () => {
  await together(...Object.values(servers)).close();
  await workplace.remove();
});

const all = [...pipes, ...pipesBeyond];

describe.concurrent("what the real tools say of pipes into grep", { timeout: BOUND + 15_000 }, () => {
  for (const row of all) {
    it.concurrent(textOf(row), async (context) => {
      if (lacking !== null) cannotRun(context, lacking);
      const peers = answering(textOf(row), servers);
      // Otherwise the line would tell nothing.
      expect(row.healthy).not.toEqual([]);
      expect(row.healthy.length).toBeLessThan(Object.keys(peers).length);
      for (const judge of judgesOf(textOf(row))) {
        const said = await workplace.verdicts(row, real[judge], peers);
        const healthy = Object.keys(said).filter((name) => said[name]);
        expect(healthy.sort(), judge).toEqual([...row.healthy].sort());
      }
    });
  }
});

describe.concurrent("ours say the same", { timeout: BOUND + 15_000 }, () => {
  for (const row of all) {
    const isRead = pipes.includes(row);
    it.concurrent(`${isRead ? "" : "refused: "}${textOf(row)}`, async (context) => {
      if (lacking !== null) cannotRun(context, lacking);
      const peers = answering(textOf(row), servers);
      for (const runner of ours) {
        const said = await workplace.verdicts(row, runner, peers);
        const wanted = isRead ? row.healthy.filter((name) => name in said) : [];
        expect(
          Object.keys(said)
            .filter((name) => said[name])
            .sort(),
          runner.name,
        ).toEqual(wanted.sort());
      }
    });
  }
});

/** busybox's nc and timeout have other options. */
function judgesOf(line: string): Tools[] {
  if (needsBash(line)) return ["bash"];
  return /\bnc\b|timeout|\/dev\/tcp/.test(line) ? ["Debian"] : ["Debian", "busybox"];
}

it("has no pipe twice, and none that reaches an address but the server's", () => {
  const texts = all.map(textOf);
  expect(texts.filter((it, index) => texts.indexOf(it) < index)).toEqual([]);
  const elsewhere = /(https?:\/\/|\/dev\/tcp\/)(?!127\.0\.0\.1|\$)|\b(?!127\.0\.0\.1\b)\d+\.\d+\.\d+\.\d+/;
  expect(texts.map((it) => aimed(it, { values: { port: "4321" } })).filter((it) => elsewhere.test(it))).toEqual([]);
});
