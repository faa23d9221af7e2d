/** The fields of an input, which the byte 0xff separates (UTF-8 has none). Portable TypeScript, like the core. */
import { parseAddress } from "../../../src/core/bytes/address";
import { Char, indexOf, none } from "../../../src/core/bytes/text";
// biome-ignore lint/style/useImportType: AssemblyScript knows one kind of import.
import { MAX_TEXT, Surroundings } from "../../../src/core/surroundings";
import { MAX_ADDRESSES } from "../../../src/resolver/message";

/** At least one field. */
export function split(bytes: Uint8Array): Uint8Array[] {
  const fields: Uint8Array[] = [];
  let start = 0;
  while (start <= bytes.length) {
    let end = indexOf(bytes, 0xff, start);
    if (end < 0) end = bytes.length;
    fields.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return fields;
}

export function fieldAt(fields: Uint8Array[], index: i32): Uint8Array {
  return index < fields.length ? fields[index] : none();
}

/** `nNAME` is the name of the program, `aTEXT` an argument, `eNAME=VALUE` a variable. Other fields are events. */
export class FieldSurroundings implements Surroundings {
  private name: Uint8Array = none();
  private args: Uint8Array[] = [];
  private variables: Uint8Array[] = [];

  constructor(fields: Uint8Array[]) {
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i];
      if (field.length === 0) continue;
      if (field[0] === 0x6e) this.name = field.subarray(1);
      else if (field[0] === 0x61) this.args.push(cut(field.subarray(1)));
      else if (field[0] === 0x65) this.variables.push(field.subarray(1));
    }
  }

  argumentCount(): i32 {
    return this.args.length + 1;
  }

  argument(index: i32): Uint8Array {
    return index === 0 ? this.name : this.args[index - 1];
  }

  hasVariables(prefix: Uint8Array): bool {
    for (let i = 0; i < this.variables.length; i++) {
      const one = this.variables[i];
      if (one.length >= prefix.length && sameBytes(one.subarray(0, prefix.length), prefix)) return true;
    }
    return false;
  }

  variable(name: Uint8Array): Uint8Array | null {
    for (let i = 0; i < this.variables.length; i++) {
      const one = this.variables[i];
      const equals = indexOf(one, Char.EQUALS, 0);
      if (equals === name.length && sameBytes(one.subarray(0, equals), name)) return cut(one.subarray(equals + 1));
    }
    return null;
  }
}

/** Hosts cut long texts in the same way. */
function cut(text: Uint8Array): Uint8Array {
  return text.length > MAX_TEXT ? text.subarray(0, MAX_TEXT + 1) : text;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): bool {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The addresses in a list with commas; anything else is skipped. */
export function addressesOf(list: Uint8Array): Uint8Array[] {
  const addresses: Uint8Array[] = [];
  let start = 0;
  while (start < list.length && addresses.length < 2 * MAX_ADDRESSES) {
    let end = indexOf(list, Char.COMMA, start);
    if (end < 0) end = list.length;
    const address = parseAddress(list.subarray(start, end));
    if (address.length > 0) addresses.push(address);
    start = end + 1;
  }
  return addresses;
}
