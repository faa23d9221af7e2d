/** Inputs of the fuzzer, as harness.ts reads them. */
export type Field = string | Uint8Array;

/** @param fields first the letter that says what is used, then fields of any bytes */
export function inputOf([kind = "", ...fields]: Field[]): Buffer {
  const parts = fields.flatMap((field, i) => (i > 0 ? [Buffer.of(0xff), escaped(field)] : [escaped(field)]));
  return Buffer.concat([escaped(kind), ...parts]);
}

/** Escapes the byte that separates fields. */
export function escaped(field: Field): Buffer {
  const bytes = Buffer.from(field as string, "latin1");
  return Buffer.from([...bytes].flatMap((byte) => (byte < 0xfe ? [byte] : [0xfe, byte - 0xfe])));
}
