import { hexDigit, hexDigitOf, parseDecimal, u16At } from "./numbers";
import { Char, indexOf, none, standsAt, Text, tail } from "./text";

/** An IP address is its 4 or 16 bytes in network order, in a Uint8Array; an empty array is no address. */
/** Four numbers from 0 to 255 without leading zeros and nothing else (RFC 3986 §3.2.2, IPv4address). */
function parseIPv4(text: Uint8Array): Uint8Array {
  const address = new Uint8Array(4);
  return parseIPv4Into(text, 0, address, 0) ? address : none();
}

/** Text from `from` on as four bytes at `at`. */
function parseIPv4Into(text: Uint8Array, from: i32, address: Uint8Array, at: i32): bool {
  let start = from;
  for (let i = 0; i < 4; i++) {
    const dot = indexOf(text, Char.DOT, start);
    const end = i == 3 ? text.length : dot;
    const value = end < 0 ? -1 : parseDecimal(text, start, end, 255);
    if (value < 0 || (end - start > 1 && text[start] == Char.ZERO)) return false;
    address[at + i] = value;
    start = end + 1;
  }
  return true;
}

/** RFC 4291 §2.2: eight groups, one `::`, a dotted tail; no brackets and no zone. */
export function parseIPv6(text: Uint8Array): Uint8Array {
  const address = new Uint8Array(16);
  let filled = 0;
  let gap = -1;
  let i = 0;
  while (true) {
    if (gap < 0 && standsAt(text, i, "::")) {
      gap = filled;
      i += 2;
      if (i == text.length) break;
    }
    const end = groupEnd(text, i);
    if (filled <= 12 && standsAt(text, end, ".")) {
      if (!parseIPv4Into(text, i, address, filled)) return none();
      filled += 4;
      break;
    }
    if (end == i || end - i > 4 || filled > 14) return none();
    let value = 0;
    for (; i < end; i++) value = value * 16 + hexDigit(text[i]);
    address[filled++] = value >> 8;
    address[filled++] = value & 0xff;
    if (i == text.length) break;
    if (text[i] != Char.COLON) return none();
    // The colon is a separator, or the first half of the `::`.
    if (!standsAt(text, i, "::")) i++;
  }
  if (gap < 0) return filled == 16 ? address : none();
  if (filled > 14) return none();
  const expanded = new Uint8Array(16);
  for (let k = 0; k < gap; k++) expanded[k] = address[k];
  for (let k = gap; k < filled; k++) expanded[k + 16 - filled] = address[k];
  return expanded;
}

function groupEnd(text: Uint8Array, start: i32): i32 {
  let i = start;
  while (i < text.length && hexDigit(text[i]) >= 0) i++;
  return i;
}

/** An address of either family, or none. */
export function parseAddress(text: Uint8Array): Uint8Array {
  return indexOf(text, Char.COLON, 0) < 0 ? parseIPv4(text) : parseIPv6(text);
}

export function loopbackIPv4(): Uint8Array {
  const address = new Uint8Array(4);
  address[0] = 127;
  address[3] = 1;
  return address;
}

export function loopbackIPv6(): Uint8Array {
  const address = new Uint8Array(16);
  address[15] = 1;
  return address;
}

/**
 * Appends an address as people write it: for IPv6 the form of RFC 5952 (lower case, the longest run of zeros as `::`, IPv4-mapped
 * addresses dotted).
 */
export function putAddress(out: Text, address: Uint8Array): void {
  if (address.length == 4) {
    putIPv4(out, address);
    return;
  }
  if (zeroGroups(address, 0) == 5 && u16At(address, 10) == 0xffff) {
    putIPv4(out.put("::ffff:"), tail(address, 12));
    return;
  }
  let run = -1;
  let runLength = 1;
  for (let i = 0; i < 8; i++) {
    const length = zeroGroups(address, i);
    if (length > runLength) {
      run = i;
      runLength = length;
    }
  }
  let i = 0;
  while (i < 8) {
    if (i == run) {
      out.put("::");
      i += runLength;
      continue;
    }
    if (i > 0 && i != run + runLength) out.byte(Char.COLON);
    putHex(out, u16At(address, i * 2));
    i++;
  }
}

function putIPv4(out: Text, address: Uint8Array): void {
  for (let i = 0; i < 4; i++) {
    if (i > 0) out.byte(Char.DOT);
    out.decimal(address[i]);
  }
}

/** How many groups in a row are zero from this one on. */
function zeroGroups(address: Uint8Array, group: i32): i32 {
  let i = group;
  while (i < 8 && address[i * 2] == 0 && address[i * 2 + 1] == 0) i++;
  return i - group;
}

/** A whole number from 0 up in lower-case hexadecimal without leading zeros. */
function putHex(out: Text, value: i32): void {
  if (value > 15) putHex(out, value >> 4);
  out.byte(hexDigitOf(value & 15));
}
