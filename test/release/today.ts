import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { provideEngine } from "../docker/engine.ts";

/** Before all tests of the engines of today: starts them, from Debian 13. */
export default function setup(project: TestProject): Promise<() => Promise<void>> {
  return provideEngine(project, fileURLToPath(new URL("debian.ts", import.meta.url)));
}
