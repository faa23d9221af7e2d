import { ascii, Char, indexOf, lower, parseDecimal, Text, u16At } from "../bytes/text";

const LOWEST: i32 = 100;
/** Only 100 to 599 exist (RFC 9110 §15). */
const HIGHEST: i32 = 599;
/** What three digits can say. */
export const MAX_STATUS: i32 = 999;

/** The statuses that are healthy. */
export class StatusSet {
  /** The set as the user wrote it. */
  text: Uint8Array;
  /** The lowest and the highest of each range, in two bytes each. */
  private ranges: Text = new Text();

  constructor(text: Uint8Array) {
    this.text = text;
  }

  has(status: i32): bool {
    const bytes = this.ranges.bytes;
    for (let i = 0; i < this.ranges.length; i += 4) {
      if (status >= u16At(bytes, i) && status <= u16At(bytes, i + 2)) return true;
    }
    return false;
  }

  addRange(low: i32, high: i32): void {
    this.ranges
      .byte(low >> 8)
      .byte(low & 0xff)
      .byte(high >> 8)
      .byte(high & 0xff);
  }
}

/** The set of all from `low` to `high`, with words for it. */
export function statusRange(words: string, low: i32, high: i32): StatusSet {
  const set = new StatusSet(ascii(words));
  set.addRange(low, high);
  return set;
}

/** `200`, `200-299`, `2xx` and lists of these with commas; null for anything else. */
export function parseStatusSet(text: Uint8Array): StatusSet | null {
  const set = new StatusSet(text);
  let start = 0;
  while (start <= text.length) {
    let end = indexOf(text, Char.COMMA, start);
    if (end < 0) end = text.length;
    if (!addItem(set, text.subarray(start, end))) return null;
    start = end + 1;
  }
  return set;
}

function addItem(set: StatusSet, item: Uint8Array): bool {
  if (item.length == 3 && lower(item[1]) == Char.LOWER_X && lower(item[2]) == Char.LOWER_X) {
    const hundreds = parseDecimal(item, 0, 1, 5);
    if (hundreds < 1) return false;
    set.addRange(hundreds * 100, hundreds * 100 + 99);
    return true;
  }
  const low = parseStatus(item, 0);
  if (low < 0) return false;
  if (item.length == 3) {
    set.addRange(low, low);
    return true;
  }
  const high = item.length == 7 && item[3] == Char.MINUS ? parseStatus(item, 4) : -1;
  if (high < low) return false;
  set.addRange(low, high);
  return true;
}

/** The three digits at this index as a status, or -1. */
function parseStatus(item: Uint8Array, index: i32): i32 {
  const status = parseDecimal(item, index, index + 3, HIGHEST);
  return status < LOWEST ? -1 : status;
}
