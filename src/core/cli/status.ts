import { parseDecimal } from "../bytes/numbers";
import { Char, indexOfAny, lower } from "../bytes/text";
import { StatusSet } from "../http/status";

const LOWEST: i32 = 100;
/** Only 100 to 599 exist (RFC 9110 §15). */
const HIGHEST: i32 = 599;

/** `200`, `200-299`, `2xx` and lists of these with commas; null for anything else. */
export function parseStatusSet(text: Uint8Array): StatusSet | null {
  const set = new StatusSet(text);
  let start = 0;
  while (start <= text.length) {
    const end = indexOfAny(text, ",", start);
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
