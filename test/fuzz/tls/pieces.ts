/** Bytes in pieces. */
import fc from "fast-check";

/** Cuts bytes into pieces of these lengths. The last length repeats. */
export function cut(bytes: Uint8Array, lengths: number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const length = lengths[Math.min(i, lengths.length - 1)] ?? bytes.length;
    pieces.push(bytes.slice(at, at + length));
    at += length;
  }
  return pieces;
}

export const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
