import { parseDecimal } from "../bytes/numbers";
import { Char, indexOfAny, sameIgnoringCase, tail } from "../bytes/text";
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
  const isOne = item.length == 3;
  const isClass = isOne && sameIgnoringCase(tail(item, 1), "xx");
  const low = isClass ? parseDecimal(item, 0, 1, 5) * 100 : parseStatus(item, 0);
  let high = isClass ? low + 99 : low;
  if (!isOne) high = item.length == 7 && item[3] == Char.MINUS ? parseStatus(item, 4) : -1;
  if (low < LOWEST || high < low) return false;
  set.addRange(low, high);
  return true;
}

/** The three digits at this index as a number, or -1. */
function parseStatus(item: Uint8Array, index: i32): i32 {
  return parseDecimal(item, index, index + 3, HIGHEST);
}
