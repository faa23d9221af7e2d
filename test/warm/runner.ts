import { realpathSync } from "node:fs";
import { decoded, type Finished, type Value } from "../run";
import { WarmBundle } from "./bundle.ts";

const bundles = new Map<string, WarmBundle>();

/** Runs a command line of Node, a bundle or a link to it, and its arguments, as run() does, but in a process that stays. */
export async function runWarm(command: string[], args: Value[], env: Record<string, Value> = {}): Promise<Finished> {
  const [, file = ""] = command;
  const bundle = realpathSync(file);
  const warm = bundles.get(bundle) ?? new WarmBundle(bundle);
  bundles.set(bundle, warm);
  const started = performance.now();
  const { exit, stdout, stderr } = await warm.run([file, ...args.map(String)], env as Record<string, string>);
  const milliseconds = performance.now() - started;
  return { exit, signal: null, stdout: decoded(stdout), stderr: decoded(stderr), milliseconds };
}

/** Ends the processes that stay. */
export function stopWarm(): void {
  for (const warm of bundles.values()) warm.stop();
  bundles.clear();
}
