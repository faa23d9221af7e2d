import { Char, Text } from "./text";

/** Appends the bytes in base64 with padding (RFC 4648 §4). */
export function putBase64(out: Text, bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const first: i32 = bytes[i];
    const second: i32 = left > 1 ? bytes[i + 1] : 0;
    const third: i32 = left > 2 ? bytes[i + 2] : 0;
    const group = (first << 16) | (second << 8) | third;
    out.byte(digit(group >> 18)).byte(digit(group >> 12));
    out.byte(left > 1 ? digit(group >> 6) : Char.EQUALS).byte(left > 2 ? digit(group) : Char.EQUALS);
  }
}

/** The digit of the lowest six bits: a letter, a number, a plus or a slash. */
function digit(value: i32): i32 {
  const d = value & 63;
  if (d < 26) return Char.UPPER_A + d;
  if (d < 52) return Char.LOWER_A + d - 26;
  if (d < 62) return Char.ZERO + d - 52;
  return d == 62 ? 0x2b : Char.SLASH;
}
