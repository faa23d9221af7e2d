/** Compares every row about names with getaddrinfo of glibc and of musl, each with the same files and its own name server. */
import { describe, expect, it } from "vitest";
import { lookup, type NameRow } from "../cases/lookup";
import { nameservers } from "../cases/nameservers";
import { artifactNamed, cannotRun, run } from "../run";
import { server } from "../servers";
import { named, OWN_NAMES } from "../servers/names";
import { libraries } from "./libraries.ts";

/** How many milliseconds ours may be slower than the faster library. */
const SLOWER = 500;

const ours = artifactNamed("native amd64");

/** Rows in which a library succeeds and ours does not, or is much faster, and why. */
const differences: { reason: string; rows: string[] }[] = [
  {
    reason:
      "musl asks all servers at once and believes the fastest; the order of /etc/resolv.conf counts here, as for glibc",
    rows: ["musl: the first server denies the name after 0.1 s, the second has it"],
  },
];

/** The name, the family and the deadline in milliseconds of a row's arguments. */
function asked({ args = [] }: NameRow): { name: string; family: string; deadline: number } {
  const texts = args.map(String);
  const time = texts.includes("-t") ? (texts[texts.indexOf("-t") + 1] ?? "") : "5";
  const target = texts.at(-1) ?? "";
  const name = target.replace(/^http:\/\//, "").replace(/:[^:]*$/, "");
  const family = texts.includes("-4") ? "4" : texts.includes("-6") ? "6" : "0";
  return { name, family, deadline: time.endsWith("ms") ? Number.parseInt(time, 10) : 1000 * Number.parseFloat(time) };
}

/** Milliseconds until a library has addresses; Infinity if it has none by the deadline. */
async function time(row: NameRow, command: string[]): Promise<number> {
  const { name, family, deadline } = asked(row);
  const peer = await named(row.names, async () => server({}, async () => {}))();
  try {
    const limited = ["/usr/bin/env", "timeout", "-s", "KILL", `${deadline / 1000}`, ...command];
    const { exit, milliseconds } = await run([...peer.wrapper, ...limited], [name, family]);
    return exit === 0 ? milliseconds : Number.POSITIVE_INFINITY;
  } finally {
    await peer.close();
  }
}

/** The same for ours. `-v` shows when the first attempt to connect after the lookup begins. */
async function ourTime(row: NameRow): Promise<{ found: boolean; milliseconds: number; output: string }> {
  if (row.server === undefined) throw new Error("a row without a server");
  const peer = await row.server();
  try {
    const args = (row.args ?? []).map((arg) => String(arg).replace("{port}", peer.values.port ?? ""));
    const { stdout, stderr } = await run([...peer.wrapper, ...ours.command], ["-v", ...args]);
    const output = stdout + stderr;
    const stages = [...output.matchAll(/^at (\d+) ms: (looking up|connecting)/gm)];
    const lookup = stages.findLastIndex(([, , stage]) => stage === "looking up");
    // A continued lookup may end without a new address.
    const end = stages[lookup + 1] ?? stages.findLast(([, , stage]) => stage === "connecting");
    return { found: end !== undefined, milliseconds: Number(end?.[1]), output };
  } finally {
    await peer.close();
  }
}

const rows = [...lookup, ...nameservers].filter(({ err }) => !String(err).startsWith("healthcheck: "));

describe.concurrent.each(libraries)("$name", (library) => {
  for (const row of rows) {
    const lacking = [library.available, ours.available, ...(row.needs ?? []), OWN_NAMES].find((one) => one !== true);
    const difference = differences.find((one) => one.rows.includes(`${library.name}: ${row.name}`));
    it.concurrent(
      difference === undefined ? row.name : `${row.name}: differs, ${difference.reason}`,
      async (context) => {
        if (lacking !== undefined) return cannotRun(context, String(lacking));
        const [our, their] = await Promise.all([ourTime(row), time(row, library.command)]);
        const isAsGood = their === Number.POSITIVE_INFINITY || (our.found && our.milliseconds <= their + SLOWER);
        expect(isAsGood, `${library.name} after ${their} ms, ours after ${our.milliseconds} ms: ${our.output}`).toBe(
          difference === undefined,
        );
      },
    );
  }

  it("every listed difference belongs to a row, and is listed once", () => {
    const listed = differences.flatMap((one) => one.rows).filter((name) => name.startsWith(`${library.name}: `));
    const known = rows.map((row) => `${library.name}: ${row.name}`);
    expect(listed.filter((name) => !known.includes(name))).toEqual([]);
    expect(new Set(listed).size).toBe(listed.length);
  });
});
