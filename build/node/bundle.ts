import { chmod, rename, stat } from "node:fs/promises";
import { build } from "esbuild";
import { DIST, TOP } from "../paths.ts";
import { memberNames } from "./mangle.ts";

/** The most bytes of the bundle. */
const BUDGET = 131_072;

/**
 * Bundles the Node host and the core into one file that runs by itself.
 * @returns its path
 * @throws Error where it does not compile or is larger than its budget
 */
export async function bundle(): Promise<string> {
  const output = `${DIST}/healthcheck.cjs`;
  await build({
    entryPoints: [`${TOP}/src/node/main.ts`],
    outfile: `${output}.new`,
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    // Images with an older Node than the one that builds are those that need this file.
    target: "node18",
    banner: { js: "#!/usr/bin/env node" },
    logLevel: "warning",
    mangleProps: await memberNames(),
  });
  const { size } = await stat(`${output}.new`);
  if (size > BUDGET) throw new Error(`${output}: ${size} bytes, at most ${BUDGET}`);
  await chmod(`${output}.new`, 0o755);
  // In one step, so that nobody runs half of it.
  await rename(`${output}.new`, output);
  return output;
}

if (import.meta.main) {
  const path = await bundle();
  console.log(`${(await stat(path)).size} ${path.slice(TOP.length + 1)}`);
}
