import { readFileSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import asc from "assemblyscript/asc";
import type binaryen from "assemblyscript/binaryen";
import { Transform } from "assemblyscript/transform";
import { TOP } from "../paths.ts";
import { memoryPages, PAGE_SIZE } from "./memory.ts";
import { type LeftOut, NOTHING } from "./tricks.ts";

/** The function of AssemblyScript's library that fills new objects with zeros. */
const FILL = "~lib/memory/memory.fill";
const ARRAY_FILL = "~lib/typedarray/Uint8Array#fill";

/** Replaces it with a function that does nothing: memory is zero at the start, and nothing is ever freed. Any other value traps. */
class WithoutFilling extends Transform {
  override afterCompile(module: binaryen.Module): void {
    const { binaryen } = this;
    const { i32, none } = binaryen;
    if (module.getFunction(FILL) === 0) throw new Error(`no ${FILL}: is this another version of AssemblyScript?`);
    if (module.getFunction(ARRAY_FILL) !== 0) throw new Error("fill() would not fill: use a loop");
    module.removeFunction(FILL);
    const trapUnlessZero = module.if(module.local.get(1, i32), module.unreachable());
    module.addFunction(FILL, binaryen.createType([i32, i32, i32]), none, [], trapUnlessZero);
  }
}

/** Replaces a source file without TLS. */
const NO_TLS: Record<string, string> = { "src/core/features.ts": "export const HAS_TLS: bool = false;" };

/** Replaces a source file in native executables. */
const NATIVE: Record<string, string> = {
  "src/core/load.ts": 'export { loadCall, loadShell, loadTables, loadWords } from "../native/host";',
};

/**
 * Compiles an AssemblyScript entry to WebAssembly.
 * @param entry path relative to the repository
 * @param output absolute path
 * @param hasTls whether TLS is compiled in (src/core/features.ts)
 * @param start the address at which the memory begins; everything below counts as unused memory
 * @throws Error with the compiler's messages
 */
export async function compileWasm(
  entry: string,
  output: string,
  hasTls: boolean,
  start = 0,
  leftOut: LeftOut = NOTHING,
): Promise<Uint8Array> {
  await mkdir(dirname(output), { recursive: true });
  const pages = `${start / PAGE_SIZE + memoryPages(hasTls)}`;
  const argv = [
    ...[entry, "--baseDir", TOP, "-o", output],
    ...optimization(leftOut),
    // A trap needs no message of its own: the host has one line for all.
    ...["--use", "abort="],
    // wasm2c does not know bulk memory.
    ...["--disable", "bulk-memory"],
    ...["--initialMemory", pages, "--maximumMemory", pages, "--memoryBase", `${start}`],
  ];
  const replaced = {
    ...(hasTls ? {} : NO_TLS),
    ...(entry.startsWith("src/native/") ? NATIVE : {}),
  };
  const isFilled = leftOut.has("noFilling") || leftOut.has("noCollector");
  const { error, stderr } = await asc.main(argv, {
    transforms: isFilled ? [] : [WithoutFilling as unknown as Transform],
    readFile: (name: string, folder: string) => readSource(name, folder, replaced),
  });
  if (error) throw new Error(`asc ${entry}: ${error.message}\n${stderr}`);
  return readFile(output);
}

function optimization(leftOut: LeftOut): string[] {
  return [
    leftOut.has("smallModule") ? "-O3" : "-Oz",
    ...["--runtime", leftOut.has("noCollector") ? "minimal" : "stub"],
  ];
}

/** Gives asc its sources. @returns the text, or null if there is no such file */
function readSource(name: string, folder: string, replaced: Record<string, string>): string | null {
  const replacement = replaced[name];
  if (replacement !== undefined) return replacement;
  try {
    return readFileSync(join(folder, name), "utf8");
  } catch {
    return null;
  }
}
