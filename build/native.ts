import { execFile } from "node:child_process";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Architecture } from "./architectures.ts";
import { translateToC } from "./c.ts";
import { CACHE, DIST, TOP } from "./paths.ts";
import { withoutSections } from "./sections.ts";
import { compileWasm, TLS_MEMORY_PAGES } from "./wasm.ts";

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
    await compileWasm("src/native/main.ts", `${CACHE}/${name}.wasm`, hasTls);
    await translateToC(`${CACHE}/${name}.wasm`, `${CACHE}/${name}.c`);
  }
  const paths: string[] = [];
  for (const one of architectures) for (const product of products) paths.push(await link(product, one));
  return paths;
}

async function link(product: Product, one: Architecture): Promise<string> {
  const folder = `${DIST}/linux-${one.name}`;
  await mkdir(folder, { recursive: true });
  const output = `${folder}/${product.name}`;
  const sizeFlags = [
    "-Oz",
    "-fno-jump-tables",
    "-fno-asynchronous-unwind-tables",
    "-fno-unwind-tables",
    "-fomit-frame-pointer",
  ];
  const pages = product.hasTls ? [`-DMEMORY_PAGES=${TLS_MEMORY_PAGES}u`] : [];
  const zig = [
    ["build-exe", `${TOP}/src/native/${product.root}`, `-I${TOP}/src/native`],
    ["-cflags", ...sizeFlags, "-Wall", "-Werror", "-Wno-unused", ...pages, "--", `${CACHE}/${product.name}.c`],
    ["-target", one.target, ...(one.cpu ? ["-mcpu", one.cpu] : []), "-fsingle-threaded"],
    ["-O", "ReleaseSmall", "-fstrip", "-fno-unwind-tables", "-fomit-frame-pointer", one.lto ? "-flto" : "-fno-lto"],
    ["--name", product.name, `-femit-bin=${output}.new`],
    ["--cache-dir", `${CACHE}/zig`, "--global-cache-dir", `${CACHE}/zig-global`],
  ];
  await run(`${TOP}/node_modules/.bin/zig`, zig.flat()).catch((error: { stderr: string }) => {
    throw new Error(`zig, for ${one.name}/${product.name}:\n${error.stderr}`);
  });
  await writeFile(`${output}.new`, withoutSections(await readFile(`${output}.new`)));
  await chmod(`${output}.new`, 0o755);
  // In one step, so that a check that is running keeps its file.
  await rename(`${output}.new`, output);
  return output;
}
