import { readFileSync } from "node:fs";
import { freemem } from "node:os";
import { type Contestant, contestants } from "./contestants.ts";
import { type Measured, Runner } from "./measure.ts";
import { type Peer, startPeer } from "./peer.ts";
import type { Responder } from "./responder.ts";
import { spread } from "./results.ts";

/** How the cost of a check grows with headers, bodies, and checks at the same time. */
export interface Growth {
  headers: Cost[];
  bodies: Cost[];
  atOnce: Cost[];
}

/** One contestant at one size. */
export interface Cost {
  name: string;
  /** Bytes of the header section or the body, or how many checks run at once. */
  size: string;
  /** Wall time in milliseconds, of all checks that run at once. Null if not measured. */
  wall: number | null;
  /** KiB, of all checks that run at once. */
  memory: number | null;
  /** The most bytes that the server could send before a check hung up. */
  sent: number | null;
  /** `unhealthy`, `killed` after the limit, or why it was not tried. */
  remark: string;
}

/** How many runs and sizes are measured. */
export interface Extent {
  headers: string[];
  bodies: string[];
  counts: number[];
  /** The most runs of a cell. */
  runs: number;
}

export const WHOLE: Extent = {
  headers: ["1024", "4096", "16384", "65536"],
  bodies: ["0", "1000000", "1000000000", "endless"],
  counts: [1, 10, 100, 1000],
  runs: 25,
};
export const QUICK: Extent = { headers: ["1024", "65536"], bodies: ["0", "1000000"], counts: [1, 10], runs: 3 };

/** The most milliseconds for a cell of the last table. */
const PATIENCE = 8000;
/** A check that still reads an endless body is killed after this many milliseconds. */
const ENDLESS_LIMIT = 2000;
/** The runs of a cell begin within this many milliseconds. */
const RUN_TIME = 300;

/** Each executable under one name. The one that contains Node costs the same as the bundle. */
const NAMES = ["healthcheck", "healthcheck.cjs", "busybox wget", "wget", "curl", "node -e fetch"];

/** @param responder a server that answers each check at once */
export async function measureGrowth({ ports, trust }: Responder, extent: Extent): Promise<Growth> {
  const all = await contestants("http", trust);
  const field = all.filter(({ name, available }) => NAMES.includes(name) && available === true);
  const peer = await startPeer();
  try {
    return {
      headers: await answers(field, peer, "header", extent.headers, extent.runs),
      bodies: await answers(field, peer, "body", extent.bodies, extent.runs),
      atOnce: await together(field, peer, ports.http, extent),
    };
  } finally {
    await peer.close();
  }
}

/** Checks of answers of different sizes. */
async function answers(
  field: Contestant[],
  peer: Peer,
  what: "header" | "body",
  sizes: string[],
  runs: number,
): Promise<Cost[]> {
  const time = await Runner.start("time");
  const memory = await Runner.start("memory");
  const costs: Cost[] = [];
  try {
    // The server gets faster while V8 optimises it.
    for (let i = 0; i < 100; i++) await time.run(field[0]?.command(peer.port, `/${what}/${sizes[0]}`) ?? []);
    await peer.takeSent();
    for (const size of sizes) {
      const limit = size === "endless" ? ENDLESS_LIMIT : undefined;
      for (const contestant of field) {
        const line = contestant.command(peer.port, `/${what}/${size}`);
        const { walls, first } = await repeat(time, line, runs, 1, limit);
        const peak = await memory.run(line, 1, limit);
        costs.push({
          name: contestant.name,
          size,
          wall: spread(walls).median,
          memory: peak.memory,
          sent: Math.max(...(await peer.takeSent())),
          remark: first.killed > 0 ? `killed after ${ENDLESS_LIMIT / 1000} s` : first.failed > 0 ? "unhealthy" : "",
        });
      }
    }
    return costs;
  } finally {
    await time.stop();
    await memory.stop();
  }
}

/** Short checks run several times, because they are noisier. */
async function repeat(
  runner: Runner,
  line: string[],
  runs: number,
  count: number,
  limit?: number,
): Promise<{ walls: number[]; first: Measured }> {
  const first = await runner.run(line, count, limit);
  const walls = [first.wall];
  while (walls.length < runs && walls.length * first.wall < RUN_TIME) {
    walls.push((await runner.run(line, count, limit)).wall);
  }
  return { walls, first };
}

/** Many checks at the same time: how long they take together, and how much memory they occupy while all wait. */
async function together(field: Contestant[], peer: Peer, port: number, { counts, runs }: Extent): Promise<Cost[]> {
  const time = await Runner.start("time");
  const costs: Cost[] = [];
  try {
    for (const contestant of field) {
      const one = { wall: 0, memory: 0 };
      for (const count of counts) {
        const cost: Cost = {
          name: contestant.name,
          size: `${count}`,
          wall: null,
          memory: null,
          sent: null,
          remark: "",
        };
        costs.push(cost);
        if (count * one.wall > PATIENCE) cost.remark = `not tried: about ${Math.round((count * one.wall) / 1000)} s`;
        else if (count * one.memory > freemem() / 1024 / 2) cost.remark = "not tried: memory";
        if (cost.remark !== "") continue;
        const { walls, first } = await repeat(time, contestant.command(port, "/"), runs, count);
        cost.wall = spread(walls).median;
        cost.memory = await occupied(contestant.command(peer.port, `/together/${count}`), count, time, peer);
        if (first.failed > 0) cost.remark = `${first.failed} unhealthy`;
        else if (cost.memory === null) cost.remark = "some timed out";
        if (count === 1) Object.assign(one, cost);
      }
    }
    return costs;
  } finally {
    await time.stop();
  }
}

/**
 * @returns the KiB that `count` checks occupy together while all wait; shared pages are counted once. Null if some ended before the last one
 * waited, because the machine was too slow to start them
 */
async function occupied(line: string[], count: number, runner: Runner, peer: Peer): Promise<number | null> {
  const gathered = peer.gathered();
  const ended = runner.run(line, count);
  await Promise.race([gathered, ended]);
  const all = runner.children().map((child) => {
    const rollup = readFileSync(`/proc/${child}/smaps_rollup`, "utf8");
    return Number(/^Pss: +(\d+)/m.exec(rollup)?.[1] ?? 0);
  });
  peer.release();
  const { failed } = await ended;
  await peer.takeSent();
  return failed > 0 ? null : all.reduce((sum, one) => sum + one, 0);
}
