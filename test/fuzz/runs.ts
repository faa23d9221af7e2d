/** How the properties are tried: the same each time; FUZZ_SEED makes others of them, and FUZZ_RUNS so many times as many. */
import fc from "fast-check";
import { vector } from "../core/entry.ts";
import { latin1 } from "./drive.ts";

export const SEED = Number(process.env.FUZZ_SEED ?? 1);
export const TIMES = Number(process.env.FUZZ_RUNS ?? 1);

console.log(`properties: FUZZ_SEED=${SEED} FUZZ_RUNS=${TIMES}`);

/** Tries a property so often. */
export function holds<T>(runs: number, arbitrary: fc.Arbitrary<T>, predicate: (value: T) => void): void {
  fc.assert(fc.property(arbitrary, predicate), { seed: SEED, numRuns: Math.ceil(runs * TIMES) });
}

/** So many values. */
export function sample<T>(runs: number, arbitrary: fc.Arbitrary<T>): T[] {
  return fc.sample(arbitrary, { seed: SEED, numRuns: Math.ceil(runs * TIMES) });
}

/** Calls a vector as JavaScript alone, where both() takes too long. */
export function call(...fields: (string | Uint8Array)[]): string {
  const parts = fields.flatMap((field) => {
    const bytes = Buffer.from(field);
    return [Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes];
  });
  return latin1(vector(new Uint8Array(Buffer.concat(parts)), null));
}
