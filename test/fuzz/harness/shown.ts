/** Text that may reach a terminal. Portable TypeScript, like the core. */
import { Char, characterAt, utf8Length } from "../../../src/core/bytes/text";
import { demand } from "./findings";

/** Demands UTF-8 without control characters, except LF. */
export function demandShown(bytes: Uint8Array): void {
  let i = 0;
  while (i < bytes.length) {
    const c = characterAt(bytes, i);
    demand(c >= 0, "output that is not UTF-8");
    if (c < 0) return;
    demand((c >= Char.SPACE || c === Char.LF) && (c < Char.DELETE || c >= 0xa0), "a control character");
    i += utf8Length(c);
  }
}
