import { spawn } from "node:child_process";

/** A process, and when it wrote which line. */
export interface Watched {
  exit: number | null;
  stdout: string;
  stderr: string;
  /** Milliseconds from the start to each line of either stream, in order. */
  lines: number[];
  /** Milliseconds from the start to the exit. */
  end: number;
}

/** A process is killed after this many milliseconds. */
const HARD_BOUND = 12_000;

/** Runs a command and measures when its lines appear. */
export function watch([file = "", ...args]: string[], env: Record<string, string> = {}): Promise<Watched> {
  const started = performance.now();
  const child = spawn(file, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const bound = setTimeout(() => child.kill("SIGKILL"), HARD_BOUND);
  const watched: Watched = { exit: null, stdout: "", stderr: "", lines: [], end: 0 };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].on("data", (bytes) => {
      const text = String(bytes);
      watched[name] += text;
      for (const _ of text.matchAll(/\n/g)) watched.lines.push(performance.now() - started);
    });
  }
  child.on("exit", () => (watched.end = performance.now() - started));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exit) => {
      clearTimeout(bound);
      resolve({ ...watched, exit });
    });
  });
}
