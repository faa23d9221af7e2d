import { chmod, glob, readFile, rename, stat } from "node:fs/promises";
import { build } from "esbuild";
import { DIST, TOP } from "./paths.ts";

/** The most bytes of the bundle. */
const BUDGET = 40_960;

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
    mangleProps: await privateNames(),
  });
  const { size } = await stat(`${output}.new`);
  if (size > BUDGET) throw new Error(`${output}: ${size} bytes, at most ${BUDGET}`);
  await chmod(`${output}.new`, 0o755);
  // In one step, so that nobody runs half of it.
  await rename(`${output}.new`, output);
  return output;
}

/**
 * The names of private members, which may be shortened: those that no other object is asked for, Node's above all.
 * @returns a pattern of them
 */
async function privateNames(): Promise<RegExp> {
  const texts: string[] = [];
  for await (const file of glob(`${TOP}/src/{core,resolver,node}/*.ts`)) texts.push(await readFile(file, "utf8"));
  const source = texts.join("\n");
  const names = new Set([...source.matchAll(/^ {2}private (?:async )?(\w+)/gm)].map((match) => match[1] ?? ""));
  const isOnlyOurs = (name: string) =>
    !new RegExp(`(?<!\\bthis)\\??\\.${name}\\b|[{,]\\s*${name}\\s*[:,}]`).test(source);
  return new RegExp(`^(?:${[...names].filter(isOnlyOurs).join("|")})$`);
}

if (import.meta.main) {
  const path = await bundle();
  console.log(`${(await stat(path)).size} ${path.slice(TOP.length + 1)}`);
}
