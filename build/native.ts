import { execFile } from "node:child_process";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Architecture } from "./architectures.ts";
import { translateToC } from "./c.ts";
import { CACHE, DIST, TOP } from "./paths.ts";
import { withoutSections } from "./sections.ts";
import { compileWasm } from "./wasm.ts";

const run = promisify(execFile);

/** Builds the native executables. @returns their paths, in the order of the architectures */
export async function buildNative(architectures: Architecture[]): Promise<string[]> {
  await compileWasm("src/native/main.ts", `${CACHE}/core.wasm`);
  await translateToC(`${CACHE}/core.wasm`, `${CACHE}/core.c`);
  const paths: string[] = [];
  for (const one of architectures) paths.push(await link(one));
  return paths;
}

async function link(one: Architecture): Promise<string> {
  const folder = `${DIST}/linux-${one.name}`;
  await mkdir(folder, { recursive: true });
  const output = `${folder}/healthcheck`;
  const sizeFlags = [
    "-Oz",
    "-fno-jump-tables",
    "-fno-asynchronous-unwind-tables",
    "-fno-unwind-tables",
    "-fomit-frame-pointer",
  ];
  const zig = [
    ["build-exe", `${TOP}/src/native/host.zig`, `-I${TOP}/src/native`],
    ["-cflags", ...sizeFlags, "-Wall", "-Werror", "-Wno-unused", "--", `${CACHE}/core.c`],
    ["-target", one.target, ...(one.cpu ? ["-mcpu", one.cpu] : []), "-fsingle-threaded"],
    ["-O", "ReleaseSmall", "-fstrip", "-fno-unwind-tables", "-fomit-frame-pointer", one.lto ? "-flto" : "-fno-lto"],
    ["--name", "healthcheck", `-femit-bin=${output}.new`],
    ["--cache-dir", `${CACHE}/zig`, "--global-cache-dir", `${CACHE}/zig-global`],
  ];
  await run(`${TOP}/node_modules/.bin/zig`, zig.flat()).catch((error: { stderr: string }) => {
    throw new Error(`zig, for ${one.name}:\n${error.stderr}`);
  });
  await writeFile(`${output}.new`, withoutSections(await readFile(`${output}.new`)));
  await chmod(`${output}.new`, 0o755);
  // In one step, so that a check that is running keeps its file.
  await rename(`${output}.new`, output);
  return output;
}
