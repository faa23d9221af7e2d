import type { KeyType } from "./authority";

const VERSIONS = ["TLSv1.2", "TLSv1.3"] as const;
const GROUPS = ["X25519", "P-256", "P-384"] as const;
const KEYS = ["rsa2048", "rsa3072", "rsa4096", "p256", "p384", "ed25519"] as const;
const CIPHERS = ["AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305"] as const;

/** What a server is limited to, so that a healthy check has used exactly this. */
export interface Cell {
  version: (typeof VERSIONS)[number];
  key: KeyType;
  /** OpenSSL's name. */
  suite: string;
  /** OpenSSL's name. In TLS 1.3 a group without a key share leads to a HelloRetryRequest. */
  group: string;
  /** The signature algorithm of the server, by OpenSSL's name; by default any. */
  signature?: string;
}

const RETRYING = new Set<string>(["P-256", "P-384"]);

/** Every version with every kind of key, cipher and group. */
export const everything: Cell[] = VERSIONS.flatMap((version) =>
  KEYS.flatMap((key) =>
    CIPHERS.flatMap((cipher) => GROUPS.map((group) => ({ version, key, suite: suiteOf(version, key, cipher), group }))),
  ),
);

/** The signature algorithms of keys that have several. */
export const signatures: Cell[] = [
  ...["RSA-PSS+SHA256", "RSA-PSS+SHA384", "RSA-PSS+SHA512"].flatMap((signature) =>
    VERSIONS.map((version) => signing(version, "rsa2048", signature)),
  ),
  ...["RSA+SHA256", "RSA+SHA384", "RSA+SHA512"].map((signature) => signing("TLSv1.2", "rsa2048", signature)),
  // In TLS 1.3 the curve decides on the hash.
  signing("TLSv1.2", "p256", "ECDSA+SHA384"),
  signing("TLSv1.2", "p384", "ECDSA+SHA256"),
];

function signing(version: Cell["version"], key: KeyType, signature: string): Cell {
  return { version, key, suite: suiteOf(version, key, CIPHERS[0]), group: "X25519", signature };
}

/** For servers that take longer to start: every kind of key with every cipher, and every group once. */
export const selection: Cell[] = [
  ...everything.filter((cell) => cell.group === "X25519"),
  ...everything.filter((cell) => RETRYING.has(cell.group) && cell.key === "p256" && cell.suite.includes("128")),
];

/** Every kind of key, and every group, once. */
export const few: Cell[] = selection.filter((cell) => cell.suite.includes("128"));

function suiteOf(version: Cell["version"], key: KeyType, cipher: (typeof CIPHERS)[number]): string {
  if (version === "TLSv1.2") return `ECDHE-${key.startsWith("rsa") ? "RSA" : "ECDSA"}-${cipher}`;
  const names = {
    "AES128-GCM-SHA256": "TLS_AES_128_GCM_SHA256",
    "AES256-GCM-SHA384": "TLS_AES_256_GCM_SHA384",
    "CHACHA20-POLY1305": "TLS_CHACHA20_POLY1305_SHA256",
  };
  return names[cipher];
}

export function nameOf({ version, key, suite, group, signature }: Cell): string {
  return [version, key, suite, group, ...(signature === undefined ? [] : [signature])].join(", ");
}
