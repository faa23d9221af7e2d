import { u16At } from "../bytes/numbers";
import { ascii, Text } from "../bytes/text";

/** The highest number of three digits. */
export const MAX_STATUS: i32 = 999;

/** The statuses that are healthy. */
export class StatusSet {
  /** The set as the user wrote it. */
  text: Uint8Array;
  /** The lowest and the highest status of each range, two bytes each. */
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

/** The set of all statuses from `low` to `high`, described by `words`. */
export function statusRange(words: string, low: i32, high: i32): StatusSet {
  const set = new StatusSet(ascii(words));
  set.addRange(low, high);
  return set;
}
