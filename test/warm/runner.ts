import { realpathSync } from "node:fs";
import { decoded, type Finished, type Value } from "../run";
import { WarmBundle } from "./bundle.ts";

const bundles = new Map<string, WarmBundle>();

/** Runs Node with a bundle, or a link to it, and arguments. Does the same as run(), but in a process that keeps running. */
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

/** Ends these processes. */
export function stopWarm(): void {
  for (const warm of bundles.values()) warm.stop();
  bundles.clear();
}
