import { execFile } from "node:child_process";
import { chmod, mkdir, rename, writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { promisify } from "node:util";
import type { Architecture } from "../architectures.ts";
import { CACHE, DIST, TOP } from "../paths.ts";
import { translateToC } from "./c.ts";
import { linkerScript } from "./layout.ts";
import { MEMORY_START, memoryPages, PAGE_SIZE } from "./memory.ts";
import { type LeftOut, NOTHING } from "./tricks.ts";
import { compileWasm } from "./wasm.ts";

const run = promisify(execFile);

/** A native executable: its name, the root of its host, and whether it has TLS. */
export interface Product {
  name: string;
  root: string;
  hasTls: boolean;
}

export const PLAIN: Product = { name: "healthcheck", root: "host.zig", hasTls: false };
export const WITH_TLS: Product = { name: "healthcheck-tls", root: "host-tls.zig", hasTls: true };
export const PRODUCTS: Product[] = [PLAIN, WITH_TLS];

/** Builds native executables. @returns their paths, by architecture and then by product */
export async function buildNative(architectures: Architecture[], products = PRODUCTS): Promise<string[]> {
  for (const product of products) await buildCore(product, coreOf(product));
  const paths: string[] = [];
  for (const one of architectures) {
    for (const product of products) {
      const output = `${DIST}/linux-${one.name}/${product.name}`;
      await link(product, one, coreOf(product), output);
      paths.push(output);
    }
  }
  return paths;
}

/** The C of a product's core. */
function coreOf({ name }: Product): string {
  return `${CACHE}/${name}.c`;
}

/** Compiles a product's core to C. @param output the C file to write */
export async function buildCore({ hasTls }: Product, output: string, leftOut: LeftOut = NOTHING): Promise<void> {
  const wasm = output.replace(/\.c$/, ".wasm");
  await compileWasm("src/native/main.ts", wasm, hasTls, MEMORY_START, leftOut);
  await translateToC(wasm, output, leftOut);
}

/**
 * Builds one executable from a core in C and the host.
 * @param output the file to write, together with the folder it is in
 */
export async function link(
  product: Product,
  one: Architecture,
  core: string,
  output: string,
  leftOut: LeftOut = NOTHING,
): Promise<void> {
  await mkdir(dirname(output), { recursive: true });
  const zig = [...["-target", one.target, ...(one.cpu ? ["-mcpu", one.cpu] : [])], ...zigOptions(leftOut)];
  const flags = [...sizeOptions(leftOut), ...compileOptions(product), ...defines(leftOut)];
  const sources = [`-I${TOP}/src/native`, "-cflags", ...flags, "--", core];
  const modules = modulesOf(zig, sources, `${TOP}/src/native/${product.root}`, leftOut);
  await linkInLayout(modules, one, product, `${output}.new`, leftOut);
  await chmod(`${output}.new`, 0o755);
  // Renamed at the end, so that a running check keeps its file.
  await rename(`${output}.new`, output);
}

function zigOptions(leftOut: LeftOut): string[] {
  return [
    ...["-O", leftOut.has("smallZig") ? "ReleaseFast" : "ReleaseSmall"],
    leftOut.has("noSymbols") ? "-fno-strip" : "-fstrip",
    leftOut.has("noFramePointer") ? "-fno-omit-frame-pointer" : "-fomit-frame-pointer",
    "-fsingle-threaded",
  ];
}

/** Zig's options for the host and the C that belongs to it. Options count for the module that follows them. */
function modulesOf(zig: string[], sources: string[], host: string, leftOut: LeftOut): string[] {
  if (!leftOut.has("fixedMemory")) return [...zig, ...sources, host];
  const root = ["--dep", "host", `-Mroot=${TOP}/build/native/elsewhere.zig`];
  return [...zig, ...root, ...zig, ...sources, `-Mhost=${host}`];
}

/**
 * LLVM does not rewrite loops, make tables of jumps, turn last calls into jumps, or move what is computed twice or in a loop. The last option
 * makes it drop more copies between registers.
 */
const FEWER_PASSES = [
  ...["-mllvm", "-disable-lsr"],
  ...["-fno-jump-tables", "-fno-optimize-sibling-calls"],
  ...["-mllvm", "-disable-machine-cse", "-mllvm", "-disable-machine-licm", "-mllvm", "-enable-pre=false"],
  ...["-mllvm", "-mcp-use-is-copy-instr"],
];

/** clang's options for small code. */
function sizeOptions(leftOut: LeftOut): string[] {
  return [
    leftOut.has("smallC") ? "-O2" : "-Oz",
    ...(leftOut.has("fewerPasses") ? [] : FEWER_PASSES),
    ...(leftOut.has("blockOrder") ? [] : ["-mllvm", "-apply-ext-tsp-for-size"]),
  ];
}

/** Switches of src/native/wasm.h. */
function defines(leftOut: LeftOut): string[] {
  const mask = leftOut.has("unmaskedAccess") || leftOut.has("fixedMemory");
  return [
    ...(mask ? ["-DMASK_EVERY_ADDRESS"] : []),
    ...(leftOut.has("alignedAccess") ? ["-D__builtin_assume_aligned(pointer,bytes)=(pointer)"] : []),
    ...(leftOut.has("noCallDepth") ? ["-DCOUNT_CALLS"] : []),
  ];
}

/** The options with which the C of a product is compiled in every kind of build. */
export function compileOptions({ hasTls }: Product): string[] {
  const memory = [`-DMEMORY_START=${MEMORY_START}u`, `-DMEMORY_PAGES=${memoryPages(hasTls)}u`];
  return ["-Wall", "-Werror", "-Wno-unused", ...memory];
}

/**
 * Links an executable with the layout of build/native/layout.ts.
 * @param zig Zig's other options
 * @param output the file to write
 */
export async function linkInLayout(
  zig: string[],
  one: Architecture,
  { hasTls }: Product,
  output: string,
  leftOut: LeftOut = NOTHING,
): Promise<void> {
  const script = `${CACHE}/${basename(output)}.ld`;
  await writeFile(script, linkerScript(memoryPages(hasTls) * PAGE_SIZE, leftOut));
  const caches = ["--cache-dir", `${CACHE}/zig`, "--global-cache-dir", `${CACHE}/zig-global`];
  // In its Debug mode Zig would use its own compiler and linker, which does not know linker scripts.
  const options = ["-fllvm", "-flld", "-T", script, "--name", basename(output), `-femit-bin=${output}`, ...caches];
  await run(`${TOP}/node_modules/.bin/zig`, ["build-exe", ...zig, ...options]).catch((error: { stderr: string }) => {
    throw new Error(`zig, for ${one.name}/${basename(output)}:\n${error.stderr}`);
  });
}
