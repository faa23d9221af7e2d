/** Measures how late checks end. */
import { afterAll, beforeAll, expect, type TestContext } from "vitest";
import { OK } from "../cases/row";
import { type Artifact, artifactNamed, cannotRun, commandAs } from "../run";
import { type Server, together } from "../servers";
import { sends } from "../servers/raw";
import { type Hostile, hostile, nothing, TIMED_OUT } from "./endless-peers";
import { launcher, type Timed, timed } from "./launch";

export const native = artifactNamed("native amd64");
export const withTls = artifactNamed("native amd64 with TLS");
export const bundle = artifactNamed("node bundle");

/** How many milliseconds after its deadline a check may end on an idle machine. */
export const LIMIT = 50;
/** 20 deadlines from 50 ms to 3 s. They are even, because two checks may share one. */
export const DEADLINES = Array.from({ length: 20 }, (_, i) => 2 * Math.round(25 * 60 ** (i / 19)));
/** How many checks run at the same time. Nearly all their time is waiting. */
export const CONCURRENCY = 24;

/** A server that is healthy at once; set by startHealthy(). */
export let healthy: Server;

/** Starts `healthy` and builds the launcher, before all tests of the file. */
export function startHealthy(): void {
  beforeAll(async () => {
    healthy = await sends(OK)();
    await launcher();
  }, 120_000);
  afterAll(() => healthy.close());
}

export interface Sample {
  row: string;
  deadline: number;
  run: Timed;
  /** Milliseconds from fork to exit of a healthy check of a port, right after it. */
  start: number;
  /** The same for sleep(1) with the deadline as its argument. */
  sleep: number;
}

/** The command of the artifact; if the row needs TLS and the artifact has none, that of the one with TLS. */
export function commandOf(artifact: Artifact, row: Hostile): string[] {
  const one = row.tls && !artifact.tls ? withTls : artifact;
  return row.as === undefined ? one.command : commandAs(one, row.as);
}

export function start(row: Hostile, deadline: number): Promise<Server> {
  const server = row.server ?? row.serverFor?.(deadline) ?? nothing;
  return server();
}

/** Runs these actions, `width` at a time. */
async function pool<T>(actions: (() => Promise<T>)[], width: number): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < actions.length; i = next++) results[i] = await (actions[i] as () => Promise<T>)();
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}

/** Runs each row with each deadline, long ones first, so that all end at about the same time. */
export async function measure(
  artifact: Artifact,
  rows: Hostile[],
  deadlines: number[],
  width: number,
): Promise<Sample[]> {
  const started: Server[] = [];
  const actions: { deadline: number; act: () => Promise<Sample> }[] = [];
  for (const row of rows) {
    const shared = await row.server?.();
    if (shared !== undefined) started.push(shared);
    for (const deadline of deadlines) {
      actions.push({
        deadline,
        async act() {
          const peer = shared ?? (await start(row, deadline));
          const command = commandOf(artifact, row);
          const before = [...(row.through ?? []), ...peer.wrapper];
          const [run, sleep] = await Promise.all([
            timed(before, row.launch ?? [], [...command, ...row.args(deadline, peer.values)]),
            timed([], [], ["/bin/sleep", `${deadline / 1000}`]),
          ]);
          const { elapsed: healthyRun } = await timed(
            [],
            [],
            [...artifact.command, `127.0.0.1:${healthy.values.port}`],
          );
          if (shared === undefined) await peer.close();
          return { row: row.name, deadline, run, start: healthyRun, sleep: sleep.elapsed };
        },
      });
    }
  }
  actions.sort((a, b) => b.deadline - a.deadline);
  try {
    return await pool(
      actions.map(({ act }) => act),
      width,
    );
  } finally {
    await together(...started).close();
  }
}

export function quantile(values: number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

/** How late the checks were, without their start, and how late sleep(1) was. */
export function lateness(samples: Sample[]): { checks: number[]; machine: number[] } {
  const starts = samples.map((it) => it.start);
  const start = quantile(starts, 0.5);
  return {
    checks: samples.map(({ run, deadline }) => run.elapsed - deadline - start),
    machine: samples.map(({ sleep, deadline }) => sleep - deadline),
  };
}

export function print(title: string, samples: Sample[]): void {
  const line = (name: string, values: number[]) => {
    const figures = [0.5, 0.9, 0.99, 1].map((q) => quantile(values, q).toFixed(1).padStart(8));
    return `${name.padEnd(42)}${String(values.length).padStart(6)}${figures.join("")}`;
  };
  const { checks, machine } = lateness(samples);
  const rows = [...new Set(samples.map(({ row }) => row))];
  const lines = [
    `${title}; ms later than the deadline`,
    `${"".padEnd(44)}runs     p50     p90     p99     max`,
    ...rows.map((row) =>
      line(
        row,
        checks.filter((_, i) => samples[i]?.row === row),
      ),
    ),
    line("all", checks),
    line("sleep(1), for comparison", machine),
    line(
      "the start of a check, not counted above",
      samples.map((it) => it.start),
    ),
  ];
  console.log(lines.join("\n"));
}

/** Every run must end with the right verdict, however late. */
export function expectOutcomes(samples: Sample[]): void {
  for (const { row, deadline, run } of samples) {
    const { early, output } = hostile.find(({ name }) => name === row) as Hostile;
    const about = `${row}, ${deadline} ms`;
    expect({ exit: run.exit, signal: run.signal }, about).toEqual({ exit: 1, signal: null });
    expect(run.output, about).toMatch(output ?? (early ? /^unhealthy: .*\n$/ : TIMED_OUT));
    if (!early) expect(run.elapsed, about).toBeGreaterThanOrEqual(deadline);
  }
}

/** The rows that this machine can run. CI must be able to run all. */
export function possible(context: TestContext): Hostile[] {
  const lacking = hostile.flatMap(({ needs }) => needs ?? []).find((it) => it !== true);
  if (lacking !== undefined && process.env.CI === "true") cannotRun(context, String(lacking));
  return hostile.filter(({ needs }) => (needs ?? []).every((it) => it === true));
}
