import { Char, isDigit, lower, Text } from "./text";

/**
 * The only number parser: bytes [from, to) as a decimal number, digits alone.
 * @returns the number, or -1 where there is no digit, another byte, or more than `max` (itself at most 214,748,363)
 */
export function parseDecimal(bytes: Uint8Array, from: i32, to: i32, max: i32): i32 {
  if (from >= to || to > bytes.length) return -1;
  let value = 0;
  for (let i = from; i < to; i++) {
    if (!isDigit(bytes[i])) return -1;
    value = value * 10 + bytes[i] - Char.ZERO;
    if (value > max) return -1;
  }
  return value;
}

/** The index of the first byte from `start` on that is no digit; the length if there is none. */
export function digitsEnd(bytes: Uint8Array, start: i32): i32 {
  let i = start;
  while (i < bytes.length && isDigit(bytes[i])) i++;
  return i;
}

/** The 16-bit number at this index, its higher byte first. (A shift of the bytes themselves would stay within eight bits in AssemblyScript.) */
export function u16At(bytes: Uint8Array, index: i32): i32 {
  const high: i32 = bytes[index];
  return high * 256 + bytes[index + 1];
}

/** The value of a hexadecimal digit, or -1. */
export function hexDigit(c: i32): i32 {
  if (isDigit(c)) return c - Char.ZERO;
  const l = lower(c);
  return l >= Char.LOWER_A && l <= Char.LOWER_F ? l - Char.LOWER_A + 10 : -1;
}

/** Appends the first `length` bytes with their percent-encoding undone (RFC 3986 §2.1); what is no such encoding stays as it is. */
export function putDecoded(out: Text, bytes: Uint8Array, length: i32): void {
  for (let i = 0; i < length; i++) {
    const high = bytes[i] == Char.PERCENT && i + 2 < length ? hexDigit(bytes[i + 1]) : -1;
    const low = high >= 0 ? hexDigit(bytes[i + 2]) : -1;
    out.byte(low >= 0 ? high * 16 + low : bytes[i]);
    if (low >= 0) i += 2;
  }
}

/** The lower-case hexadecimal digit of 0 to 15. */
export function hexDigitOf(value: i32): i32 {
  return value < 10 ? Char.ZERO + value : Char.LOWER_A + value - 10;
}

/** An allowance of no time would mean none at all. */
export function atLeastOne(milliseconds: i32): i32 {
  return milliseconds < 1 ? 1 : milliseconds;
}
