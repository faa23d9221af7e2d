import { id_ce_keyUsage, KeyUsageFlags } from "@peculiar/asn1-x509";
import { type KeyType, keyOf, keyUsage, replacing, without } from "../authority";
import { accepted, type CertificateRow, refused } from "./row";
import { shown } from "./who";

// The key usage of a leaf: each version, kind of key and set of usages. RFC 8446 §4.4.2.2 and RFC 5246 §7.4.2 require digitalSignature if
// the key signs, which it always does here. OpenSSL accepts more, and so do we; curl shows that it does.

const NOT_FOR_SERVERS = "certificate is not for servers (its key usage forbids it)";
const NOT_FOR_SIGNATURES =
  "certificate may not be used for signatures, as TLS 1.2 requires (its key usage lacks digitalSignature)";

const KEYS: KeyType[] = ["rsa2048", "p256", "p384", "ed25519"];

type Usage = keyof typeof KeyUsageFlags;

/** Usages that OpenSSL accepts in the certificate of a server. */
const SERVER_USAGES: Usage[] = ["digitalSignature", "keyEncipherment", "keyAgreement"];

const SETS: Usage[][] = [
  ["digitalSignature"],
  ["keyEncipherment"],
  ["keyAgreement"],
  ["nonRepudiation"],
  ["dataEncipherment"],
  ["keyCertSign"],
  ["cRLSign"],
  ["encipherOnly"],
  ["decipherOnly"],
  ["digitalSignature", "keyEncipherment"],
  ["digitalSignature", "keyAgreement"],
  ["digitalSignature", "nonRepudiation"],
  ["keyEncipherment", "keyAgreement"],
  ["keyEncipherment", "dataEncipherment"],
  ["keyAgreement", "decipherOnly"],
  ["nonRepudiation", "keyAgreement"],
  ["nonRepudiation", "keyCertSign"],
  ["keyAgreement", "keyCertSign"],
  ["keyCertSign", "cRLSign"],
  [],
];

/** The error for such a leaf; null if it is accepted. */
function verdictOf(usages: Usage[], key: KeyType, tls12: boolean): string | null {
  if (!SERVER_USAGES.some((it) => usages.includes(it))) return NOT_FOR_SERVERS;
  const needsSignature = tls12 && !key.startsWith("rsa");
  return needsSignature && !usages.includes("digitalSignature") ? NOT_FOR_SIGNATURES : null;
}

function rowsOf(key: KeyType, tls12: boolean): CertificateRow[] {
  const version = tls12 ? "TLS 1.2" : "TLS 1.3";
  const more = { raw: true, tls12 };
  const absent = shown({ key: keyOf(key), extensions: without(id_ce_keyUsage) });
  return [
    accepted(`${version}, ${key}: no key usage`, absent, more),
    ...SETS.map((usages) => {
      const name = `${version}, ${key}: ${usages.join(" and ") || "an empty key usage"}`;
      const flags = usages.reduce((sum, usage) => sum | KeyUsageFlags[usage], 0);
      const setup = shown({ key: keyOf(key), extensions: replacing(keyUsage(flags)) });
      const words = verdictOf(usages, key, tls12);
      return words === null ? accepted(name, setup, more) : refused(name, words, setup, more);
    }),
  ];
}

export const keyUsages: CertificateRow[] = [
  ...KEYS.flatMap((key) => [...rowsOf(key, false), ...rowsOf(key, true)]),
  accepted("-k, TLS 1.2, p256: keyAgreement", shown({ extensions: replacing(keyUsage(KeyUsageFlags.keyAgreement)) }), {
    raw: true,
    tls12: true,
    args: ["-k"],
    curlDiffers: "checks the key usage even then, though nothing else of it",
  }),
];
