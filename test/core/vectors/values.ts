/** Values of options and variables. Portable TypeScript, like the core. */
import { parseAddress, putAddress } from "../../../src/core/bytes/address";
import { parseDecimal } from "../../../src/core/bytes/numbers";
import { Char, same, Text } from "../../../src/core/bytes/text";
import { parseDuration } from "../../../src/core/cli/duration";
import { Expansion } from "../../../src/core/cli/expand";
import { parseStatusSet } from "../../../src/core/cli/status";
import { putDuration, putShown } from "../../../src/core/messages/format";
import { FieldSurroundings } from "./fields";
import { putNumber } from "./output";

/** @returns whether the name is one of a value */
export function putValue(name: Uint8Array, fields: Uint8Array[], out: Text): bool {
  const text = fields.length > 1 ? fields[1] : name;
  if (same(name, "decimal")) putNumber(out, parseDecimal(text, 0, text.length, 65535));
  else if (same(name, "duration")) putParsedDuration(text, out);
  else if (same(name, "status")) putStatuses(text, out);
  else if (same(name, "address")) {
    const address = parseAddress(text);
    if (address.length > 0) putAddress(out, address);
  } else if (same(name, "expand")) putExpansion(fields, out);
  else if (same(name, "shown")) putShown(out, text, parseDecimal(fields[2], 0, fields[2].length, 1000));
  else return false;
  return true;
}

/** In milliseconds; if it is valid, also as it is printed. */
function putParsedDuration(text: Uint8Array, out: Text): void {
  const value = parseDuration(text);
  putNumber(out, value);
  if (value > 0) putDuration(out.byte(Char.SPACE), value);
}

function putExpansion(fields: Uint8Array[], out: Text): void {
  const expansion = new Expansion(new FieldSurroundings(fields), fields[1], -1);
  const error = expansion.error;
  if (error === null) out.add(expansion.text.view());
  else out.put("error ").decimal(error.kind).byte(Char.SPACE).add(error.detail);
}

/** The set as ranges. */
export function putStatuses(text: Uint8Array, out: Text): void {
  const set = parseStatusSet(text);
  if (set === null) {
    out.put("none");
    return;
  }
  for (let status = 0; status < 1000; status++) {
    if (!set.has(status) || set.has(status - 1)) continue;
    let last = status;
    while (set.has(last + 1)) last++;
    out.decimal(status).byte(Char.MINUS).decimal(last).byte(Char.SPACE);
  }
}
