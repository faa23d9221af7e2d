import { availableParallelism, cpus, loadavg, release } from "node:os";

/** The machine and the time of the measurements. */
export interface Machine {
  date: string;
  processor: string;
  cores: number;
  kernel: string;
  node: string;
  /** The load average of the last minute before the run. */
  load: number;
}

export function describeMachine(): Machine {
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    // Without the suffix of the distribution.
    kernel: release().replace(/-.*/, ""),
    node: process.versions.node,
    load: Number((loadavg()[0] ?? 0).toFixed(2)),
  };
}

/** As one line. */
export function machineLine({ date, processor, cores, kernel, node, load }: Machine): string {
  return `${date}, ${processor}, ${cores} cores, Linux ${kernel}, Node ${node}, load ${load} at the start`;
}
