import { digitsEnd, parseDecimal } from "../bytes/numbers";
import { Char, same, standsAt, tail } from "../bytes/text";

const MIN_DURATION: i32 = 10;
const MAX_DURATION: i32 = 3600000;

/** What `parseDuration` gives for text that is not a duration at all. */
export const NOT_A_DURATION: i32 = -1;
/** What `parseDuration` gives for a duration below MIN_DURATION or above MAX_DURATION. */
export const OUT_OF_RANGE: i32 = -2;

/**
 * `3`, `3s`, `1.5s`, `500ms`, `1m`, `1h`: a decimal number with at most three digits after the point, and a unit; seconds without one.
 * @returns milliseconds, or NOT_A_DURATION, or OUT_OF_RANGE
 */
export function parseDuration(text: Uint8Array): i32 {
  const point = digitsEnd(text, 0);
  const end = standsAt(text, point, ".") ? digitsEnd(text, point + 1) : point;
  const places = end - point - 1;
  const unit = milliseconds(tail(text, end));
  if (point == 0 || unit == 0) return NOT_A_DURATION;
  if (end > point && (unit == 1 || places == 0 || places > 3)) return NOT_A_DURATION;
  let thousandths = 0;
  for (let i = point + 1; i < point + 4; i++) thousandths = thousandths * 10 + (i < end ? text[i] - Char.ZERO : 0);
  const whole = parseDecimal(text, 0, point, MAX_DURATION);
  if (whole < 0 || whole > MAX_DURATION / unit) return OUT_OF_RANGE;
  // At most 3,600,000 and 999 × 3,600: no overflow.
  const value = whole * unit + (((thousandths * ((unit / 10) | 0)) / 100) | 0);
  return value < MIN_DURATION || value > MAX_DURATION ? OUT_OF_RANGE : value;
}

/** The milliseconds of a unit, or 0 where it is none. */
function milliseconds(unit: Uint8Array): i32 {
  if (unit.length == 0 || same(unit, "s")) return 1000;
  if (same(unit, "ms")) return 1;
  if (same(unit, "m")) return 60000;
  if (same(unit, "h")) return 3600000;
  return 0;
}
