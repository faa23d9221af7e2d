import { execFile } from "node:child_process";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { promisify } from "node:util";
import type { Architecture } from "../architectures.ts";
import { CACHE, DIST, TOP } from "../paths.ts";
import { translateToC } from "./c.ts";
import { withoutSections } from "./elf.ts";
import { linkerScript } from "./layout.ts";
import { compileWasm, MEMORY_START, memoryPages, PAGE_SIZE } from "./wasm.ts";

const run = promisify(execFile);

/** A native executable: its name, the root of its host, and whether TLS is in it. */
export interface Product {
  name: string;
  root: string;
  hasTls: boolean;
}

export const PLAIN: Product = { name: "healthcheck", root: "host.zig", hasTls: false };
export const WITH_TLS: Product = { name: "healthcheck-tls", root: "host-tls.zig", hasTls: true };
export const PRODUCTS: Product[] = [PLAIN, WITH_TLS];

/** Builds the native executables. @returns their paths, in the order of the architectures, and for each in that of the products */
export async function buildNative(architectures: Architecture[], products = PRODUCTS): Promise<string[]> {
  for (const { name, hasTls } of products) {
    await compileWasm("src/native/main.ts", `${CACHE}/${name}.wasm`, hasTls, MEMORY_START);
    await translateToC(`${CACHE}/${name}.wasm`, `${CACHE}/${name}.c`);
  }
  const paths: string[] = [];
  for (const one of architectures) for (const product of products) paths.push(await link(product, one));
  return paths;
}

/** For a small executable. LLVM's own options are of passes that make code faster and larger even where size is asked for. */
const SIZE_OPTIONS = [
  "-Oz",
  "-fno-jump-tables",
  "-fno-asynchronous-unwind-tables",
  "-fno-unwind-tables",
  "-fomit-frame-pointer",
  ...["-disable-lsr", "-enable-pre=false", "-disable-block-placement", "-tail-merge-size=2"].flatMap((option) => [
    "-mllvm",
    option,
  ]),
];

async function link(product: Product, one: Architecture): Promise<string> {
  const folder = `${DIST}/linux-${one.name}`;
  await mkdir(folder, { recursive: true });
  const output = `${folder}/${product.name}`;
  const zig = [
    [`${TOP}/src/native/${product.root}`, `-I${TOP}/src/native`],
    ["-cflags", ...SIZE_OPTIONS, ...compileOptions(product), "--", `${CACHE}/${product.name}.c`],
    ["-target", one.target, ...(one.cpu ? ["-mcpu", one.cpu] : []), "-fsingle-threaded"],
    ["-O", "ReleaseSmall", "-fstrip", "-fno-unwind-tables", "-fomit-frame-pointer", one.lto ? "-flto" : "-fno-lto"],
  ];
  await linkInLayout(zig.flat(), one, product, `${output}.new`);
  await writeFile(`${output}.new`, withoutSections(await readFile(`${output}.new`)));
  await chmod(`${output}.new`, 0o755);
  // In one step, so that a check that is running keeps its file.
  await rename(`${output}.new`, output);
  return output;
}

/** How the C of every build of a product is compiled. */
export function compileOptions({ hasTls }: Product): string[] {
  const memory = [`-DMEMORY_START=${MEMORY_START}u`, `-DMEMORY_PAGES=${memoryPages(hasTls)}u`];
  return ["-Wall", "-Werror", "-Wno-unused", ...memory];
}

/**
 * Links an executable that stands in its process as build/native/layout.ts has it.
 * @param zig Zig's options for all else than that
 * @param output the file to write
 */
export async function linkInLayout(
  zig: string[],
  one: Architecture,
  { hasTls }: Product,
  output: string,
): Promise<void> {
  const script = `${CACHE}/${basename(output)}.ld`;
  await writeFile(script, linkerScript(memoryPages(hasTls) * PAGE_SIZE));
  const caches = ["--cache-dir", `${CACHE}/zig`, "--global-cache-dir", `${CACHE}/zig-global`];
  // For debugging Zig would take its own compiler and linker, which knows no scripts.
  const options = ["-fllvm", "-flld", "-T", script, "--name", basename(output), `-femit-bin=${output}`, ...caches];
  await run(`${TOP}/node_modules/.bin/zig`, ["build-exe", ...zig, ...options]).catch((error: { stderr: string }) => {
    throw new Error(`zig, for ${one.name}/${basename(output)}:\n${error.stderr}`);
  });
}
