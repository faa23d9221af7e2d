/** Text that may reach a terminal. Portable TypeScript, like the core. */
import { Char, utf8Length } from "../../../src/core/bytes/text";
import { demand } from "./findings";

/** Demands UTF-8 without control characters, except LF. */
export function demandShown(bytes: Uint8Array): void {
  let i = 0;
  while (i < bytes.length) {
    const length = utf8Length(bytes, i);
    demand(length > 0, "output that is not UTF-8");
    if (length === 0) return;
    const c: i32 = bytes[i];
    const isC1 = length === 2 && c === 0xc2 && bytes[i + 1] < 0xa0;
    const isC0 = c < Char.SPACE && c !== Char.LF;
    demand(!isC0 && c !== Char.DELETE && !isC1, "a control character");
    i += length;
  }
}
