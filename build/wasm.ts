import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import asc from "assemblyscript/asc";
import { TOP } from "./paths.ts";

/** 1 MiB, the size that src/native/wasm.h gives the memory: it neither grows nor is it more. */
export const MEMORY_PAGES = 16;

/**
 * Compiles an AssemblyScript entry to WebAssembly.
 * @param entry relative to the top
 * @param output absolute path
 * @param extra further options of asc
 * @throws Error with the compiler's messages
 */
export async function compileWasm(entry: string, output: string, extra: string[] = []): Promise<Uint8Array> {
  await mkdir(dirname(output), { recursive: true });
  const options = [
    // Nothing is ever freed: a check is one short run.
    ["--runtime", "stub"],
    ["-Oz", "--converge", "--noAssert"],
    // A trap needs no message: the host has one line for all.
    ["--use", "abort="],
    // wasm2c knows no bulk memory.
    ["--disable", "bulk-memory"],
    ["--initialMemory", `${MEMORY_PAGES}`, "--maximumMemory", `${MEMORY_PAGES}`],
  ];
  const { error, stderr } = await asc.main([entry, "--baseDir", TOP, "-o", output, ...options.flat(), ...extra]);
  if (error) throw new Error(`asc ${entry}: ${error.message}\n${stderr}`);
  return readFile(output);
}
