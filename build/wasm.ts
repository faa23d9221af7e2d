import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import asc from "assemblyscript/asc";
import type binaryen from "assemblyscript/binaryen";
import { Transform } from "assemblyscript/transform";
import { TOP } from "./paths.ts";

/** 1 MiB, the size that src/native/wasm.h gives the memory: it neither grows nor is it more. */
export const MEMORY_PAGES = 16;

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
  const argv = [entry, "--baseDir", TOP, "-o", output, ...options.flat(), ...extra];
  const { error, stderr } = await asc.main(argv, { transforms: [WithoutFilling as unknown as Transform] });
  if (error) throw new Error(`asc ${entry}: ${error.message}\n${stderr}`);
  return readFile(output);
}
