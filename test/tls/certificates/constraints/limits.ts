import { id_ce_nameConstraints, id_ce_subjectAltName } from "@peculiar/asn1-x509";
import { adding, der, hex, nameDer, nameWith, type Part, raw, replacing } from "../../authority";
import { accepted, type More, refused } from "../row";
import { below } from "../who";

// Name constraints of an intermediate (RFC 5280 §4.2.1.10), and rows of leaves below it.

const CONSTRAINED =
  "certificate of the authority CN=Test Intermediate does not permit names in the certificates below it (name constraints)";

/** General names (RFC 5280 §4.2.1.6). Bases of subtrees have the same form, but addresses have a mask. */
export const email = (text: string) => der(0x81, Buffer.from(text, "latin1"));
export const dns = (text: string) => der(0x82, Buffer.from(text, "latin1"));
export const directory = (...parts: (Part | Part[])[]) => der(0xa4, nameDer(...parts));
export const uri = (text: string) => der(0x86, Buffer.from(text, "latin1"));
export const address = (digits: string) => der(0x87, hex(digits));
export const registered = (digits: string) => der(0x88, hex(digits));
/** An otherName of type 1.2.N. */
export const other = (number: number, text: string) =>
  der(0xa0, der(0x06, Buffer.of(42, number)), der(0xa0, der(0x0c, Buffer.from(text))));
export const ediParty = (text: string) => der(0xa5, der(0xa1, der(0x0c, Buffer.from(text))));

export const LOCALHOST = dns("localhost");

export interface Limits {
  /** Bases of subtrees. */
  permitted?: Buffer[];
  excluded?: Buffer[];
  /** The names of the leaf besides localhost. */
  names?: Buffer[];
  /** By default empty, because a subject is a directory name, too. */
  subject?: (Part | Part[])[];
  /** Whether the leaf is for 127.0.0.1 instead of localhost. */
  byAddress?: boolean;
  /** The content of the extension, in place of all that. */
  content?: Buffer;
}

export const tree = (base: Buffer, ...distances: Buffer[]) => der(0x30, base, ...distances);

export function limited({
  permitted = [],
  excluded = [],
  names = [],
  subject = [],
  byAddress = false,
  content,
}: Limits) {
  const trees = (tag: number, bases: Buffer[]) =>
    bases.length === 0 ? [] : [der(tag, ...bases.map((it) => tree(it)))];
  const limits = content ?? der(0x30, ...trees(0xa0, permitted), ...trees(0xa1, excluded));
  const san = raw(id_ce_subjectAltName, false, der(0x30, byAddress ? address("7f000001") : LOCALHOST, ...names));
  return below(
    { extensions: adding(raw(id_ce_nameConstraints, true, limits)) },
    { extensions: replacing(san), subject: nameWith(...subject) },
  );
}

export const permits = (name: string, limits: Limits, more: More = {}) =>
  accepted(`constraints: ${name}`, limited(limits), { raw: true, ...more });
export const forbids = (name: string, limits: Limits, more: More = {}) =>
  refused(`constraints: ${name}`, CONSTRAINED, limited(limits), { raw: true, ...more });

export type { Part };

/** A directory. */
export const GERMAN: Part[] = [
  ["C", "printable", "DE"],
  ["O", "utf8", "Example"],
];
