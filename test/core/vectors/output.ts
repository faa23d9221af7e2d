/** How results are written. Portable TypeScript, like the core. */
import { putAddress } from "../../../src/core/bytes/address";
import { Char, Text } from "../../../src/core/bytes/text";

export function putNumber(out: Text, value: i32): void {
  if (value < 0) out.byte(Char.MINUS).decimal(-value);
  else out.decimal(value);
}

export function putAddresses(out: Text, addresses: Uint8Array[]): void {
  for (let i = 0; i < addresses.length; i++) {
    if (out.length > 0) out.byte(Char.SPACE);
    putAddress(out, addresses[i]);
  }
}

export function putBytes(out: Text, bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) putByte(out, bytes[i]);
}

function putByte(out: Text, byte: i32): void {
  const digits = "0123456789abcdef";
  out.byte(digits.charCodeAt(byte >> 4)).byte(digits.charCodeAt(byte & 15));
}
