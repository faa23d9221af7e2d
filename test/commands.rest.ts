import { spawn } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aimed } from "./commands/aimed";
import { differences, hasBusybox, needsBash, sendsHead } from "./commands/differences";
import { found } from "./commands/found";
import { type Found, textOf } from "./commands/found/line";
import { refused } from "./commands/refused";
import { BOUND, ours, real, type Tools, type Verdicts, Workplace } from "./commands/runners";
import { starts } from "./commands/servers";
import { cannotRun } from "./run";
import { type Server, together } from "./servers";

let workplace: Workplace;
let lacking: string | null;
const servers: Record<string, Server> = {};

beforeAll(async () => {
  workplace = await Workplace.make();
  lacking = workplace.lacks();
  for (const [name, start] of Object.entries(starts)) servers[name] = await start();
});

afterAll(async () => {
  await together(...Object.values(servers)).close();
  await workplace.remove();
});

const timeout = BOUND + 15_000;

describe.concurrent("as the real tools", { timeout }, () => {
  for (const row of found) {
    it.concurrent(textOf(row), async (context) => {
      if (lacking !== null) cannotRun(context, lacking);
      const peers = sendsHead(textOf(row)) ? servers : withoutHead(servers);
      const [our = {}, ...others] = await Promise.all(ours.map((it) => workplace.verdicts(row, it, peers)));
      for (const other of others) expect(our).toMatchObject(other);
      await Promise.all(
        judgesOf(textOf(row)).map(async (it) =>
          expect(await workplace.verdicts(row, real[it], peers), it).toEqual(differing(our, row, it)),
        ),
      );
    });
  }

  it("every difference is one of a line that is there, and listed once", () => {
    const known = found.map(textOf);
    expect(differences.flatMap((it) => it.lines).filter((it) => !known.includes(it))).toEqual([]);
    const listed = differences.flatMap((it) =>
      it.lines.flatMap((line) => it.servers.map((name) => `${it.tools} ${name} ${line}`)),
    );
    expect(listed.filter((it, index) => listed.indexOf(it) < index)).toEqual([]);
  });
});

describe.concurrent("refused", { timeout }, () => {
  for (const row of refused) {
    it.concurrent(`${row.reason}: ${textOf(row)}`, async (context) => {
      if (lacking !== null) cannotRun(context, lacking);
      const peers = withoutHead(servers);
      for (const our of ours) {
        const { exit, stdout, stderr } = await workplace.run(row, our, servers["200"]!);
        expect({ exit, stdout, stderr }).toEqual({ exit: 1, stdout: "", stderr: expect.stringMatching(/^[^\n]+\n$/) });
        expect(healthyOf(await workplace.verdicts(row, our, peers))).toEqual([]);
      }
      const judge = needsBash(textOf(row)) ? real.bash : real.Debian;
      if (row.healthy !== null) expect(healthyOf(await workplace.verdicts(row, judge, peers))).toEqual(row.healthy);
    });
  }
});

/** What a real tool says, where we say this. */
function differing(our: Verdicts, row: Found, tools: Tools): Verdicts {
  const flipped = differences.filter((it) => it.tools === tools && it.lines.includes(textOf(row)));
  const names = flipped.flatMap((it) => it.servers);
  return Object.fromEntries(Object.entries(our).map(([name, healthy]) => [name, healthy !== names.includes(name)]));
}

function judgesOf(line: string): Tools[] {
  if (needsBash(line)) return ["bash"];
  if (line.includes("/dev/tcp")) return ["Debian", "bash"];
  return hasBusybox(line) ? ["Debian", "busybox"] : ["Debian"];
}

function withoutHead(all: Record<string, Server>): Record<string, Server> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !name.endsWith("HEAD")));
}

function healthyOf(verdicts: Verdicts): string[] {
  return Object.keys(verdicts).filter((name) => verdicts[name]);
}

describe("the real tools run in a box", () => {
  const boxed = (line: string) => workplace.run({ line, where: "", env: {} }, real.Debian, { values: { port: "1" } });

  it("where a signal to every process ends only the line's own", async (context) => {
    if (lacking !== null) cannotRun(context, lacking);
    const bystander = spawn("sleep", ["60"]);
    const line = "sleep 60 & kill -s KILL -- -1; wait $!; echo $?";
    expect(await boxed(line)).toEqual({ exit: 0, stdout: "137\n", stderr: expect.any(String) });
    expect(bystander.exitCode).toBe(null);
    expect(bystander.signalCode).toBe(null);
    bystander.kill();
  });

  it("that can write to its own folder alone", async (context) => {
    if (lacking !== null) cannotRun(context, lacking);
    const line =
      'touch here && cat here && for it in ../there /there "$HOME"; do touch "$it/there" 2>&1 && exit 9; done; ls';
    const { exit, stdout } = await boxed(line);
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: expect.stringMatching(/(.*Read-only.*\n)+here\n$/) });
  });

  it("and reach no address but the server's", () => {
    const lines = [...found, ...refused].map((it) => aimed(textOf(it), { values: { port: "4321", socket: "/s" } }));
    const elsewhere = /(https?:\/\/|\/dev\/tcp\/)(?!127\.0\.0\.1|\$)|\b(?!127\.0\.0\.1\b)\d+\.\d+\.\d+\.\d+/;
    expect(lines.filter((it) => elsewhere.test(it))).toEqual([]);
  });
});

it("has no command line twice", () => {
  const all = [...found, ...refused].map(({ line }) => JSON.stringify(line));
  expect(all.filter((it, index) => all.indexOf(it) < index)).toEqual([]);
});
