import { chmod, rename } from "node:fs/promises";
import { build } from "esbuild";
import { DIST, TOP } from "../paths.ts";

/**
 * Bundles the Node host and the core into one file that runs on its own.
 * @returns its path
 * @throws Error if it does not compile
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
    // The images that need this file have older versions of Node than the machine that builds it.
    target: "node18",
    banner: { js: "#!/usr/bin/env node" },
    logLevel: "warning",
  });
  await chmod(`${output}.new`, 0o755);
  // Renamed at the end, so that nobody runs half a file.
  await rename(`${output}.new`, output);
  return output;
}
