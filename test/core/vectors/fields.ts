/** The fields of a call: two bytes of length, the higher one first, and the bytes. Portable TypeScript, like the core. */
import { parseAddress } from "../../../src/core/bytes/address";
import { u16At } from "../../../src/core/bytes/numbers";
import { Char, indexOf } from "../../../src/core/bytes/text";
import { Surroundings } from "../../../src/core/surroundings";

/** `nNAME` is the name of the program, `aTEXT` an argument, `eNAME=VALUE` a variable. Other fields are ignored. */
export class FieldSurroundings implements Surroundings {
  private fields: Uint8Array[];

  constructor(fields: Uint8Array[]) {
    this.fields = fields;
  }

  argumentCount(): i32 {
    let count = 1;
    for (let i = 0; i < this.fields.length; i++) if (this.fields[i][0] == 0x61) count++;
    return count;
  }

  argument(index: i32): Uint8Array {
    let left = index;
    for (let i = 0; i < this.fields.length; i++) {
      if (this.fields[i][0] == 0x6e && index == 0) return this.fields[i].subarray(1);
      if (this.fields[i][0] != 0x61) continue;
      left--;
      if (left == 0) return this.fields[i].subarray(1);
    }
    return new Uint8Array(0);
  }

  variable(name: Uint8Array): Uint8Array | null {
    for (let i = 0; i < this.fields.length; i++) {
      const field = this.fields[i];
      if (field[0] != 0x65) continue;
      const equals = indexOf(field, Char.EQUALS, 0);
      if (sameBytes(field.subarray(1, equals), name)) return field.subarray(equals + 1);
    }
    return null;
  }

  hasVariables(prefix: Uint8Array): bool {
    for (let i = 0; i < this.fields.length; i++) {
      const field = this.fields[i];
      const isLong = field.length > prefix.length && field[0] == 0x65;
      if (isLong && sameBytes(field.subarray(1, 1 + prefix.length), prefix)) return true;
    }
    return false;
  }
}

export function sameBytes(a: Uint8Array, b: Uint8Array): bool {
  if (a.length != b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] != b[i]) return false;
  return true;
}

export function split(input: Uint8Array): Uint8Array[] {
  const fields: Uint8Array[] = [];
  let i = 0;
  while (i < input.length) {
    const end = i + 2 + u16At(input, i);
    fields.push(input.subarray(i + 2, end));
    i = end;
  }
  return fields;
}

/** The addresses in a list with commas. */
export function addressesOf(list: Uint8Array): Uint8Array[] {
  const addresses: Uint8Array[] = [];
  let start = 0;
  while (start < list.length) {
    let end = indexOf(list, Char.COMMA, start);
    if (end < 0) end = list.length;
    addresses.push(parseAddress(list.subarray(start, end)));
    start = end + 1;
  }
  return addresses;
}
