import { execFile } from "node:child_process";
import { mkdir, rename } from "node:fs/promises";
import { promisify } from "node:util";
import { build } from "esbuild";
import { hostArchitecture } from "../../build/architectures.ts";
import { CACHE, TOP } from "../../build/paths.ts";

/** The C programs of this folder. */
export type Program = "floor" | "runner" | "server";

const built = new Map<Program, Promise<string>>();

/** Builds a C program of this folder for this machine with Zig and musl, once in a process. @returns its path */
export function buildProgram(name: Program): Promise<string> {
  const path = built.get(name) ?? compile(name);
  built.set(name, path);
  return path;
}

async function compile(name: Program): Promise<string> {
  const output = `${CACHE}/bench/${name}`;
  const [processor] = hostArchitecture().target.split("-");
  await mkdir(`${CACHE}/bench`, { recursive: true });
  const flags = ["-target", `${processor}-linux-musl`, "-Os", "-static", "-s", "-Wall", "-Werror"];
  await promisify(execFile)(
    `${TOP}/node_modules/.bin/zig`,
    ["cc", ...flags, `${TOP}/test/bench/${name}.c`, "-o", `${output}.new`],
    { env: { ...process.env, ZIG_LOCAL_CACHE_DIR: `${CACHE}/zig`, ZIG_GLOBAL_CACHE_DIR: `${CACHE}/zig-global` } },
  );
  // Renamed at the end, so that nobody runs half of it.
  await rename(`${output}.new`, output);
  return output;
}

/** Bundles client.mjs with what it imports, so that it starts faster. @returns the path of the file */
export async function bundleClient(): Promise<string> {
  const outfile = `${CACHE}/bench/client.cjs`;
  await build({ entryPoints: [`${TOP}/test/bench/client.mjs`], outfile, bundle: true, minify: true, platform: "node" });
  return outfile;
}
