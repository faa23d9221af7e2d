import { rename } from "node:fs/promises";
import { CACHE } from "../../build/paths.ts";

/** What the vectors call, as WebAssembly. */
export const VECTORS = `${CACHE}/vectors.wasm`;

/** Compiles that once, for all files of tests: it takes as long as most of them. */
export default async function setup(): Promise<void> {
  // Loaded here alone: the files of tests need its result, not the compiler.
  const { compileWasm } = await import("../../build/native/wasm.ts");
  const compiled = `${VECTORS}.${process.pid}`;
  await compileWasm("test/core/wasm/entry.ts", compiled, true);
  await rename(compiled, VECTORS);
}
