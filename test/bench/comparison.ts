import { type Contestant, contestants, PROTOCOLS, type Protocol, REFERENCES } from "./contestants.ts";
import { bytesOnDisk, instructions, Runner, systemCalls } from "./measure.ts";
import type { Responder } from "./responder.ts";
import { type Figures, spread } from "./results.ts";
import { stopwatch } from "./stopwatch.ts";

/** A contestant and its command. */
interface Entrant extends Contestant {
  protocol: Protocol;
  line: string[];
  wall: number[];
  processor: number[];
}

/** Runs all contestants in turns, so that noise of the machine affects all of them. */
export async function compare(
  { ports, trust }: Responder,
  runs: number,
): Promise<{ timer: string; comparison: Record<Protocol, Figures[]>; leftOut: { name: string; reason: string }[] }> {
  const all: Entrant[] = [];
  for (const protocol of PROTOCOLS) {
    for (const one of await contestants(protocol, trust)) {
      all.push({ ...one, protocol, line: one.command(ports[protocol], "/"), wall: [], processor: [] });
    }
  }
  const entrants = all.filter(({ available }) => available === true);
  const timer = await time(entrants, runs);

  const memories = await peaks(entrants);
  const comparison = {} as Record<Protocol, Figures[]>;
  for (const protocol of PROTOCOLS) {
    const field = entrants.filter((entrant) => entrant.protocol === protocol);
    const reference = field.find(({ name }) => name === REFERENCES[protocol]);
    comparison[protocol] = field.map((entrant) => figures(entrant, reference, memories.get(entrant) ?? 0));
  }
  const missing = all.filter(({ available }) => available !== true);
  return { timer, comparison, leftOut: missing.map(({ name, available }) => ({ name, reason: String(available) })) };
}

/** Runs rounds in which each runs once, after one that does not count. @returns what measured the times */
async function time(entrants: Entrant[], runs: number): Promise<string> {
  const watch = await stopwatch();
  try {
    for (let round = -1; round < runs; round++) {
      const row = order(entrants.length, round + 1).flatMap((index) => entrants[index] ?? []);
      const times = await watch.time(row.map(({ line }) => line));
      if (round < 0) continue;
      for (const [i, entrant] of row.entries()) {
        entrant.wall.push(times[i]?.wall ?? Number.NaN);
        entrant.processor.push(times[i]?.processor ?? Number.NaN);
      }
    }
    return watch.name;
  } finally {
    await watch.stop();
  }
}

/**
 * The order of each round (E. J. Williams, 1949). In as many rounds as there are contestants (twice as many if their number is odd), each
 * has every place and follows each other one equally often. What ran before matters, because it leaves caches warm or cold.
 */
export function order(count: number, round: number): number[] {
  const zigzag = Array.from({ length: count }, (_, i) => (i % 2 === 1 ? (i + 1) / 2 : (count - i / 2) % count));
  const row = zigzag.map((i) => (i + round) % count);
  return Math.floor(round / count) % 2 === 1 ? row.reverse() : row;
}

async function peaks(entrants: Entrant[]): Promise<Map<Entrant, number>> {
  const runner = await Runner.start("memory");
  const found = new Map<Entrant, number>();
  try {
    for (const entrant of entrants) {
      const values: number[] = [];
      for (let i = 0; i < 5; i++) values.push((await runner.run(entrant.line)).memory);
      found.set(entrant, spread(values).median);
    }
    return found;
  } finally {
    await runner.stop();
  }
}

function figures(entrant: Entrant, reference: Entrant | undefined, memory: number): Figures {
  const wall = spread(entrant.wall);
  return {
    name: entrant.name,
    bytes: bytesOnDisk(entrant.files),
    memory,
    wall,
    processor: spread(entrant.processor),
    ratio: reference ? Number((wall.median / spread(reference.wall).median).toPrecision(3)) : null,
    systemCalls: systemCalls(entrant.line),
    instructions: entrant.countable === true ? instructions(entrant.line) : null,
  };
}
