import { readFileSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import asc from "assemblyscript/asc";
import type binaryen from "assemblyscript/binaryen";
import { Transform } from "assemblyscript/transform";
import { TOP } from "./paths.ts";

export const PAGE_SIZE = 65_536;
/** The memory's size in pages. With TLS there are eight commands that each follow ten redirects, with a handshake for each. */
const MEMORY_PAGES = 16;
const TLS_MEMORY_PAGES = 64;
/** The address at which it begins in what runs on src/native, and in its process (build/layout.ts). */
export const MEMORY_START = 0x1000000;

/** The memory's size in pages, which it has from the start and to the end. */
export function memoryPages(hasTls: boolean): number {
  return hasTls ? TLS_MEMORY_PAGES : MEMORY_PAGES;
}

/** The function of AssemblyScript's library that gives new objects their zeros. */
const FILL = "~lib/memory/memory.fill";

/** Leaves that out: the memory is zero at the start and nothing is ever freed, so that what is new is zero, and untouched costs no page. */
class WithoutFilling extends Transform {
  override afterCompile(module: binaryen.Module): void {
    const { binaryen } = this;
    const { i32, none } = binaryen;
    if (module.getFunction(FILL) === 0) throw new Error(`no ${FILL}: is this another AssemblyScript?`);
    module.removeFunction(FILL);
    const isZero = module.if(module.local.get(1, i32), module.unreachable());
    module.addFunction(FILL, binaryen.createType([i32, i32, i32]), none, [], isZero);
  }
}

/** What stands in place of these files where TLS is not built in: asc takes a file's constants along, used or not. */
const WITHOUT_TLS: Record<string, string> = {
  "src/core/features.ts": "export const HAS_TLS: bool = false;",
  "src/core/tls/session.ts": "export class TlsSession {} export const enum TlsEvent {}",
};

/** What stands in place of this file in what runs on src/native. */
const NATIVE: Record<string, string> = {
  "src/core/load.ts": 'export { loadTables, loadWords } from "../native/host";',
};

/** Gives asc its sources. @returns the text, or null where there is no such file */
function readSource(name: string, folder: string, replaced: Record<string, string>): string | null {
  const other = replaced[name];
  if (other !== undefined) return other;
  try {
    return readFileSync(join(folder, name), "utf8");
  } catch {
    return null;
  }
}

/**
 * Compiles an AssemblyScript entry to WebAssembly.
 * @param entry relative to the top
 * @param output absolute path
 * @param hasTls whether TLS is in it (src/core/features.ts)
 * @param start the address at which its memory begins; what is before it counts as memory that is not used
 * @throws Error with the compiler's messages
 */
export async function compileWasm(entry: string, output: string, hasTls: boolean, start = 0): Promise<Uint8Array> {
  await mkdir(dirname(output), { recursive: true });
  const pages = `${start / PAGE_SIZE + memoryPages(hasTls)}`;
  const options = [
    // Nothing is ever freed: a check is one short run.
    ["--runtime", "stub"],
    ["-Oz", "--converge", "--noAssert"],
    // A trap needs no message: the host has one line for all.
    ["--use", "abort="],
    // wasm2c knows no bulk memory.
    ["--disable", "bulk-memory"],
    ["--initialMemory", pages, "--maximumMemory", pages, "--memoryBase", `${start}`],
  ];
  const replaced = { ...(hasTls ? {} : WITHOUT_TLS), ...(entry.startsWith("src/native/") ? NATIVE : {}) };
  const argv = [entry, "--baseDir", TOP, "-o", output, ...options.flat()];
  const { error, stderr } = await asc.main(argv, {
    transforms: [WithoutFilling as unknown as Transform],
    readFile: (name: string, folder: string) => readSource(name, folder, replaced),
  });
  if (error) throw new Error(`asc ${entry}: ${error.message}\n${stderr}`);
  return readFile(output);
}
