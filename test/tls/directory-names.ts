import { AsnConvert } from "@peculiar/asn1-schema";
import { AttributeTypeAndValue, AttributeValue, Name, RelativeDistinguishedName } from "@peculiar/asn1-x509";
import { der, hex } from "./der.ts";

// Directory names with any attributes in any type of string.

/** Only a common name; an empty value gives an empty name. */
export function nameOf(cn: string): Name {
  if (cn === "") return new Name([]);
  const value = new AttributeValue({ utf8String: cn });
  return new Name([new RelativeDistinguishedName([new AttributeTypeAndValue({ type: "2.5.4.3", value })])]);
}

/** Attributes of names, by their usual abbreviations. */
const ATTRIBUTES = {
  CN: "0603550403",
  C: "0603550406",
  L: "0603550407",
  O: "060355040a",
  DC: "060a0992268993f22c640119",
};
const EMAIL_ADDRESS = "06092a864886f70d010901";
export type StringType = keyof typeof STRINGS;
const STRINGS = {
  utf8: 0x0c,
  numeric: 0x12,
  printable: 0x13,
  teletex: 0x14,
  ia5: 0x16,

  universal: 0x1c,
  bmp: 0x1e,
};

/** An attribute: its type, the type of its string, and its value. */
export type Part = [
  type: keyof typeof ATTRIBUTES | "emailAddress",
  string: keyof typeof STRINGS,
  value: string | Buffer,
];

/** The DER of a name. Each element is a set; an array is a set of several attributes. */
export function nameDer(...parts: (Part | Part[])[]): Buffer {
  const sets = parts.map((it) => (Array.isArray(it[0]) ? (it as Part[]) : [it as Part]));
  return der(0x30, ...sets.map((set) => der(0x31, ...set.map(attributeDer))));
}

function attributeDer([type, string, value]: Part): Buffer {
  const id = type === "emailAddress" ? EMAIL_ADDRESS : ATTRIBUTES[type];
  return der(0x30, hex(id), der(STRINGS[string], typeof value === "string" ? encodedAs(string, value) : value));
}

function encodedAs(string: keyof typeof STRINGS, text: string): Buffer {
  if (string === "bmp") return Buffer.from(text, "utf16le").swap16();
  if (string === "universal") {
    const points = Array.from(text, (it) => it.codePointAt(0) ?? 0);
    return Buffer.concat(points.map((it) => Buffer.of(0, it >> 16, (it >> 8) & 0xff, it & 0xff)));
  }
  return Buffer.from(text, string === "utf8" ? "utf8" : "latin1");
}

/** A name of these parts. */
export function nameWith(...parts: (Part | Part[])[]): Name {
  const wanted = nameDer(...parts);
  const name = AsnConvert.parse(wanted, Name);
  if (!Buffer.from(AsnConvert.serialize(name)).equals(wanted)) throw new Error("a name with another encoding");
  return name;
}
