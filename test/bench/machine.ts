import { availableParallelism, cpus, loadavg, release } from "node:os";

/** Where and when the figures were made. */
export interface Machine {
  date: string;
  processor: string;
  cores: number;
  kernel: string;
  node: string;
  /** How busy it was when the run began: how many processes wanted a core, on the average of a minute. */
  load: number;
}

export function describeMachine(): Machine {
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    // What a distribution adds tells nothing.
    kernel: release().replace(/-.*/, ""),
    node: process.versions.node,
    load: Number((loadavg()[0] ?? 0).toFixed(2)),
  };
}

/** In one line. */
export function machineLine({ date, processor, cores, kernel, node, load }: Machine): string {
  return `${date}, ${processor}, ${cores} cores, Linux ${kernel}, Node ${node}, load ${load} at the start`;
}
