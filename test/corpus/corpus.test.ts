import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { cannotRun } from "../run";
import { exceptions } from "./exceptions";
import { type Case, judges, type NamedJudge, type Verdict } from "./judges";
import { ours } from "./ours";
import { responses } from "./responses";
import { type CorpusServer, serve } from "./server";

/** Milliseconds that one judge may take for all of the corpus on a busy machine. */
const LONG = 120_000;

/** At how many places at most a response is split. */
const MAX_SPLITS = 4;

let server: CorpusServer;
const verdicts: Record<string, Verdict[]> = {};

beforeAll(async () => {
  server = await serve(responses);
  const cases = responses.map((response, index) => ({ url: server.url(index), response }));
  for (const [name, { available, judge }] of Object.entries({ ...judges, ...ours })) {
    if (available === true) verdicts[name] = await judge(cases);
  }
  return () => server.close();
}, 3 * LONG);

it("holds hundreds of responses, each with a name of its own", () => {
  expect(responses.length).toBeGreaterThan(1000);
  expect(new Set(responses.map(({ name }) => name)).size).toBe(responses.length);
});

describe.each(Object.entries(ours))("%s", (name, judge) => {
  it("agrees with curl on every response that is no exception", (context) => {
    const [our, curl] = lackingNone(context, name, "curl");
    const wrong = responses.flatMap((response, index) => {
      const kinds = exceptions.filter(({ applies }) => applies(response));
      const wanted = kinds.length > 0 ? kinds.map(({ healthy }) => healthy) : [curl[index]?.healthy];
      if (wanted.every((healthy) => healthy === our[index]?.healthy)) return [];
      const expected = kinds.length > 0 ? kinds.map(({ kind }) => kind).join(", ") : `curl ${shown(curl[index])}`;
      return [`${response.name}: ${expected}, we ${shown(our[index])}`];
    });
    expect(wrong).toEqual([]);
  });

  it("says the same of every response in pieces", { timeout: LONG }, async (context) => {
    const [whole] = lackingNone(context, name);
    const seed = fc.sample(fc.nat(), 1)[0] as number;
    const cases = responses.map((response, index): Case => {
      const place = fc.nat({ max: Math.max(0, response.bytes.length - 1) });
      const [splits] = fc.sample(fc.uniqueArray(place, { minLength: 1, maxLength: MAX_SPLITS }), {
        seed: seed + index,
        numRuns: 1,
      });
      return {
        response,
        url: server.url(
          index,
          splits?.sort((a, b) => a - b),
        ),
      };
    });
    const split = await judge.judge(cases);
    const wrong = responses.flatMap(({ name }, index) => {
      if (split[index]?.healthy === whole[index]?.healthy) return [];
      return [`${name}, ${cases[index]?.url}: ${shown(split[index])}, whole ${shown(whole[index])}`];
    });
    expect(wrong, `seed ${seed}`).toEqual([]);
  });
});

describe("exceptions", () => {
  it.for(exceptions)("$kind: curl says otherwise of such a response", ({ applies, healthy }, context) => {
    const [curl] = lackingNone(context, "curl");
    const different = responses.filter((response, index) => applies(response) && curl[index]?.healthy === !healthy);
    expect(different).not.toEqual([]);
  });
});

describe("other judges", () => {
  it("no response that all of them accept is unhealthy, and none that all refuse is healthy", (context) => {
    const names = Object.keys(judges);
    const theirs = lackingNone(context, ...names);
    const [our] = lackingNone(context, "native amd64");
    const alone = responses.flatMap(({ name }, index) => {
      const agree = theirs.some((verdict) => verdict[index]?.healthy === our[index]?.healthy);
      return agree ? [] : [`${name}: we alone ${shown(our[index])}`];
    });
    expect(alone).toEqual([]);
    console.log(
      names.map((judge, at) => `${judge} agrees on ${agreements(theirs[at], our)} of ${responses.length}`).join("\n"),
    );
  });
});

function agreements(theirs: Verdict[] | undefined, our: Verdict[]): number {
  return our.filter(({ healthy }, index) => theirs?.[index]?.healthy === healthy).length;
}

/** The verdicts of these judges; the end of the test where one of them is not here. */
function lackingNone(context: { skip(reason: string): never }, ...names: string[]): Verdict[][] {
  const all: Record<string, NamedJudge> = { ...judges, ...ours };
  const lacking = names.map((name) => all[name]?.available).find((available) => available !== true);
  if (lacking !== undefined) cannotRun(context, String(lacking));
  return names.map((name) => verdicts[name] ?? []);
}

function shown(verdict: Verdict | undefined): string {
  return `${verdict?.healthy ? "healthy" : "unhealthy"} (${verdict?.why})`;
}
