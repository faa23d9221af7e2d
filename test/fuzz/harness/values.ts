/** Values of options and variables, and text for the terminal. Portable TypeScript, like the core. */
import { parseAddress, putAddress } from "../../../src/core/bytes/address";
import { Char, indexOf, Text } from "../../../src/core/bytes/text";
import { parseDuration } from "../../../src/core/cli/duration";
import { Expansion } from "../../../src/core/cli/expand";
import { parseStatusSet } from "../../../src/core/cli/status";
import { putDuration, putShown } from "../../../src/core/messages/format";
import { MAX_TEXT } from "../../../src/core/surroundings";
import { FieldSurroundings, sameBytes } from "./fields";
import { demand, mix, mixNumber } from "./findings";
import { demandShown } from "./shown";

/** Expands the first field with the variables in the others. */
export function expand(fields: Uint8Array[]): void {
  const expansion = new Expansion(new FieldSurroundings(fields), fields[0], -1);
  const text = expansion.text.view();
  mix(text);
  demand(text.length <= MAX_TEXT, "an expansion that is too long");
  const error = expansion.error;
  if (error !== null) mixNumber(error.kind);
  else if (indexOf(fields[0], Char.DOLLAR, 0) < 0) demand(sameBytes(text, fields[0]), "an expansion of nothing");
}

/** A duration that is printed reads as the same duration. */
export function readDuration(text: Uint8Array): void {
  const value = parseDuration(text);
  mixNumber(value);
  demand(value === -1 || value === -2 || (value >= 10 && value <= 3600000), "a duration");
  if (value < 0) return;
  const out = new Text();
  putDuration(out, value);
  demand(parseDuration(out.view()) === value, "a duration that is written in another way than it is read");
}

export function readStatuses(text: Uint8Array): void {
  const set = parseStatusSet(text);
  if (set === null) return;
  for (let status = -1; status < 1100; status++) {
    if (!set.has(status)) continue;
    mixNumber(status);
    demand(status >= 100 && status <= 599, "a status");
  }
}

/** An address that is printed reads as the same address. */
export function readAddress(text: Uint8Array): void {
  const address = parseAddress(text);
  if (address.length === 0) return;
  const out = new Text();
  putAddress(out, address);
  mix(out.view());
  demand(sameBytes(parseAddress(out.view()), address), "an address that is written in another way than it is read");
}

export function show(bytes: Uint8Array): void {
  const out = new Text();
  putShown(out, bytes, 80);
  mix(out.view());
  demand(out.length <= 80 + 3 + 3, "shown text that is too long");
  demandShown(out.view());
  demand(indexOf(out.view(), Char.LF, 0) < 0, "a line feed in shown text");
}
