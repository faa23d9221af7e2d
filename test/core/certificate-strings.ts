import { der, oid, sequence } from "./certificate-der.ts";

// Attributes of names byte by byte, in every type of string.

export const TYPE = {
  utf8: 0x0c,
  numeric: 0x12,
  printable: 0x13,
  teletex: 0x14,
  ia5: 0x16,
  universal: 0x1c,
  bmp: 0x1e,
};
export const CN = "2.5.4.3";
export const O = "2.5.4.10";
export const EMAIL_ADDRESS = "1.2.840.113549.1.9.1";

/** An attribute of a name; bytes are written as latin1. */
export const attribute = (id: string, type: number, value: string) =>
  sequence(oid(id), der(type, Buffer.from(value, "latin1")));
export const part = (...attributes: Uint8Array[]) => der(0x31, ...attributes);
export const cn = (type: number, value: string) => part(attribute(CN, type, value));

export const utf16 = (text: string) => Buffer.from(text, "utf16le").swap16().toString("latin1");
export const utf8 = (text: string) => Buffer.from(text).toString("latin1");
export const utf32 = (...points: number[]) =>
  Buffer.concat(points.map((it) => Buffer.of(it >>> 24, (it >> 16) & 255, (it >> 8) & 255, it & 255))).toString(
    "latin1",
  );
