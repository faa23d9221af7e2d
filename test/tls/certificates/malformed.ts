import { id_ce_basicConstraints, id_ce_extKeyUsage, id_ce_keyUsage, id_ce_subjectAltName } from "@peculiar/asn1-x509";
import { adding, altered, der, generalName, hex, keyOf, raw, replacing, san } from "../authority";
import { accepted, type CertificateRow, type More, refused } from "./row";
import { LEAF, ROOT, serialOf, shown, swapped } from "./who";

const MALFORMED = "certificate is malformed";

/** A leaf whose fields are changed before signing, so that only their form is wrong. */
function malformed(name: string, fields: (it: Buffer) => Buffer, more: More = {}): CertificateRow {
  return refused(`malformed: ${name}`, MALFORMED, shown({ fields }), { raw: true, ...more });
}

/** A leaf that is changed after signing. */
function broken(name: string, change: (it: Buffer) => Buffer, more: More = {}): CertificateRow {
  return refused(`malformed: ${name}`, MALFORMED, () => ({ chain: [altered(LEAF, change)], trust: ROOT.pem }), {
    raw: true,
    ...more,
  });
}

/** A leaf with an extension of this content. */
function badExtension(name: string, id: string, content: string, more: More = {}): CertificateRow {
  return refused(`malformed: ${name}`, MALFORMED, shown({ extensions: replacing(raw(id, false, hex(content))) }), {
    raw: true,
    ...more,
  });
}

const LOOSE = "OpenSSL reads more than DER";

export const malformedOnes: CertificateRow[] = [
  // TLS forbids empty certificates (RFC 8446 §4.4.2).
  refused(
    "malformed: nothing",
    "malformed TLS: a malformed message",
    () => ({ chain: [altered(LEAF, () => Buffer.alloc(0))], trust: ROOT.pem }),
    { raw: true },
  ),
  broken("one byte", () => hex("30")),
  broken("an empty sequence", () => hex("3000")),
  broken("the last byte missing", (it) => it.subarray(0, -1)),
  broken("the second half missing", (it) => it.subarray(0, it.length / 2)),
  broken("a byte too much", (it) => Buffer.concat([it, hex("00")])),
  broken("an indefinite length", (it) => Buffer.concat([hex("3080"), it.subarray(4), hex("0000")]), {
    curlDiffers: LOOSE,
  }),
  broken("a length of 4 GiB", (it) => Buffer.concat([hex("3084ffffffff"), it.subarray(4)])),
  broken("a length of 9 bytes", (it) => Buffer.concat([hex("3089010000000000000000"), it.subarray(4)])),
  broken("another tag", (it) => Buffer.concat([hex("31"), it.subarray(1)])),
  broken("a length with a zero before it", (it) => Buffer.concat([hex("308300"), it.subarray(2)]), {
    curlDiffers: LOOSE,
  }),
  malformed("version 4", (it) => swapped(it, hex("a003020102"), hex("a003020103")), { curlDiffers: LOOSE }),
  accepted("a serial number of no bytes", shown({ fields: (it) => swapped(it, serialOf(it), hex("0200")) }), {
    raw: true,
    curlDiffers: "reads it, while nothing depends on it here",
  }),
  malformed("a date without seconds", (it) => otherDate(it, hex("170b" + digits("2001010000Z")))),
  malformed("a date with a zone", (it) => otherDate(it, hex("1711" + digits("200101000000+0000")))),
  malformed("a date of letters", (it) => otherDate(it, hex("170d" + digits("abcdefghijklZ")))),
  malformed("a 13th month", (it) => otherDate(it, hex("170d" + digits("201301000000Z")))),
  malformed("a GeneralizedTime with a fraction", (it) => otherDate(it, hex("1812" + digits("20200101000000.25Z")))),
  refused(
    "a point that is not on the curve",
    "the peer has not the key of its certificate",
    shown({ fields: (it) => swapped(it, keyOf("p256").spki.subarray(-32), Buffer.alloc(32, 7)) }),
    { raw: true },
  ),
  malformed("a key of no bytes", (it) =>
    swapped(it, keyOf("p256").spki, hex("3017301306072a8648ce3d020106082a8648ce3d0301070300")),
  ),
  badExtension("names that are no sequence", id_ce_subjectAltName, "0500"),
  badExtension("names cut off", id_ce_subjectAltName, "300b82096c6f63616c"),
  badExtension("a byte behind the names", id_ce_subjectAltName, "300b82096c6f63616c686f737400", { curlDiffers: LOOSE }),
  badExtension("basicConstraints cut off", id_ce_basicConstraints, "30030101"),
  badExtension("a key usage that is no bit string", id_ce_keyUsage, "0500"),
  badExtension("an extended key usage that is none", id_ce_extKeyUsage, "3003020101"),
  refused("malformed: names twice", MALFORMED, shown({ extensions: adding(san(generalName("localhost"))) }), {
    raw: true,
  }),
  // RFC 5280 §4.2 forbids it, but nobody checks.
  accepted(
    "an extension twice that nobody knows",
    shown({ extensions: adding(raw("1.2.3.4", false, hex("0500")), raw("1.2.3.4", false, hex("0500"))) }),
    { raw: true },
  ),
  refused(
    "a leaf of version 1",
    "certificate has no subjectAltName, so it names no host (CN=localhost does not count)",
    shown({ cn: "localhost", version: 0 }),
    {
      curlDiffers: "falls back on the common name where there is no subjectAltName",
    },
  ),
];

function digits(of: string): string {
  return Buffer.from(of).toString("hex");
}

/** Replaces notBefore. */
function otherDate(fields: Buffer, time: Buffer): Buffer {
  const at = fields.indexOf(hex("301e170d"));
  const validity = fields.subarray(at, at + 32);
  return swapped(fields, validity, der(0x30, time, validity.subarray(17)));
}
