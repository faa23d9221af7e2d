/** How properties are tried. Every run tries the same values; FUZZ_SEED selects others, and FUZZ_RUNS multiplies their number. */
import fc from "fast-check";
import { vector } from "../core/entry.ts";
import { latin1 } from "./drive.ts";

export const SEED = Number(process.env.FUZZ_SEED ?? 1);
export const TIMES = Number(process.env.FUZZ_RUNS ?? 1);

console.log(`properties: FUZZ_SEED=${SEED} FUZZ_RUNS=${TIMES}`);

/** Tries a property with `runs` values. */
export function holds<T>(runs: number, arbitrary: fc.Arbitrary<T>, predicate: (value: T) => void): void {
  fc.assert(fc.property(arbitrary, predicate), { seed: SEED, numRuns: Math.ceil(runs * TIMES) });
}

/** `runs` values. */
export function sample<T>(runs: number, arbitrary: fc.Arbitrary<T>): T[] {
  return fc.sample(arbitrary, { seed: SEED, numRuns: Math.ceil(runs * TIMES) });
}

/** Calls a vector only as JavaScript, because both() takes longer. */
export function call(...fields: (string | Uint8Array)[]): string {
  const parts = fields.flatMap((field) => {
    const bytes = Buffer.from(field);
    return [Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes];
  });
  return latin1(vector(new Uint8Array(Buffer.concat(parts)), null));
}
