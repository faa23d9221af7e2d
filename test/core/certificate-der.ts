import { constants, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

// Certificates byte by byte, so that any byte of one can be wrong. Their keys are made at run time.

/** An element of DER. */
export function der(tag: number, ...contents: Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const header =
    length < 0x80
      ? [length]
      : length < 0x100
        ? [0x81, length]
        : length < 0x10000
          ? [0x82, length >> 8, length & 255]
          : [0x83, length >> 16, (length >> 8) & 255, length & 255];
  return Buffer.concat([Buffer.of(tag, ...header), content]);
}

export const sequence = (...contents: Uint8Array[]) => der(0x30, ...contents);
export const integer = (...bytes: number[]) => der(0x02, Buffer.from(bytes));
export const boolean = (value: boolean) => der(0x01, Buffer.of(value ? 0xff : 0));
export const octets = (...contents: Uint8Array[]) => der(0x04, ...contents);
export const bits = (content: Uint8Array, unused = 0) => der(0x03, Buffer.of(unused), content);
export const NULL = der(0x05);

export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc & 127];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left & 127) | 128);
    bytes.push(...groups);
  }
  return der(0x06, Buffer.from(bytes));
}

const ATTRIBUTES: Record<string, string> = { CN: "2.5.4.3", O: "2.5.4.10", OU: "2.5.4.11", C: "2.5.4.6" };

/** A name like `C=DE,O=Example,CN=My CA`. */
export function name(text: string): Buffer {
  const parts = text === "" ? [] : text.split(",");
  return sequence(
    ...parts.map((part) => {
      const [type = "", value = ""] = part.split("=");
      return der(0x31, sequence(oid(ATTRIBUTES[type] ?? type), der(0x0c, Buffer.from(value))));
    }),
  );
}

function encodedName(of: string | Uint8Array): Uint8Array {
  return typeof of === "string" ? name(of) : of;
}

/** A moment like 2026-12-01T00:00:00Z as RFC 5280 has it. */
export function time(text: string): Buffer {
  const digits = Buffer.from(text.replace(/[-:T]/g, ""));
  const year = Number(text.slice(0, 4));
  return year >= 1950 && year < 2050 ? der(0x17, digits.subarray(2)) : der(0x18, digits);
}

export function extension(id: string, value: Uint8Array, critical = false): Buffer {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), octets(value));
}

export const authority = (pathLength?: number) =>
  extension("2.5.29.19", sequence(boolean(true), ...(pathLength === undefined ? [] : [integer(pathLength)])), true);
export const noAuthority = () => extension("2.5.29.19", sequence());
export const keyUsage = (byte: number) => extension("2.5.29.15", bits(Buffer.of(byte)), true);
export const purposes = (...ids: string[]) => extension("2.5.29.37", sequence(...ids.map(oid)));
export const SERVER = "1.3.6.1.5.5.7.3.1";
export const CLIENT = "1.3.6.1.5.5.7.3.2";

/** A GeneralName: `DNS:example.org`, `IP:127.0.0.1` (or as hexadecimal), `email:…`, `URI:…`, `dir:CN=…`. */
export function generalName(text: string): Buffer {
  const [kind, value = ""] = [text.slice(0, text.indexOf(":")), text.slice(text.indexOf(":") + 1)];
  if (kind === "IP")
    return der(0x87, value.includes(".") ? Buffer.from(value.split(/[./]/).map(Number)) : Buffer.from(value, "hex"));
  if (kind === "dir") return der(0xa4, name(value));
  return der(kind === "DNS" ? 0x82 : kind === "email" ? 0x81 : 0x86, Buffer.from(value, "latin1"));
}

export const names = (...of: (string | Uint8Array)[]) =>
  extension("2.5.29.17", sequence(...of.map((it) => (typeof it === "string" ? generalName(it) : it))));

/** Subtrees with these bases: texts as generalName() takes them, or encoded. */
export function nameConstraints(permitted: (string | Uint8Array)[], excluded: (string | Uint8Array)[]): Buffer {
  const base = (it: string | Uint8Array) => (typeof it === "string" ? generalName(it) : it);
  const trees = (tag: number, bases: (string | Uint8Array)[]) =>
    bases.length === 0 ? [] : [der(tag, ...bases.map((it) => sequence(base(it))))];
  return extension("2.5.29.30", sequence(...trees(0xa0, permitted), ...trees(0xa1, excluded)), true);
}

export interface Key {
  privateKey: KeyObject;
  spki: Buffer;
  type: string;
}

const keys = new Map<string, Key>();

/** A key of a type, rsa2048, P-256, ed25519, with a number to tell those of one type apart: the same key for the same words. */
export function key(type: string, number = 0): Key {
  const id = `${type} ${number}`;
  const known = keys.get(id);
  if (known) return known;
  const pair = type.startsWith("rsa")
    ? generateKeyPairSync("rsa", { modulusLength: Number(type.slice(3)) })
    : type.startsWith("ed")
      ? generateKeyPairSync(type as "ed25519")
      : generateKeyPairSync("ec", { namedCurve: type });
  const made = { privateKey: pair.privateKey, spki: pair.publicKey.export({ type: "spki", format: "der" }), type };
  keys.set(id, made);
  return made;
}

const RSA = "1.2.840.113549.1.1";
const SHA2 = ["sha256", "sha384", "sha512"];

/** Parameters of RSASSA-PSS. */
export function pss(hash: string, salt: number, maskHash = hash): Buffer {
  const id = (of: string) => sequence(oid(`2.16.840.1.101.3.4.2.${SHA2.indexOf(of) + 1}`), NULL);
  return sequence(der(0xa0, id(hash)), der(0xa1, sequence(oid(`${RSA}.8`), id(maskHash))), der(0xa2, integer(salt)));
}

/** How something is signed: the AlgorithmIdentifier, and what Node's sign() is to be told. */
export interface Scheme {
  identifier: Buffer;
  hash: string | null;
  pss?: { salt: number };
}

/** `sha256` with the key's own algorithm, or `pss-sha256`. */
export function scheme(signer: Key, text = "sha256"): Scheme {
  const hash = text.replace("pss-", "");
  const number = SHA2.indexOf(hash);
  if (text.startsWith("pss-")) {
    const salt = [32, 48, 64][number] ?? 0;
    return { identifier: sequence(oid(`${RSA}.10`), pss(hash, salt)), hash, pss: { salt } };
  }
  if (signer.type === "ed25519") return { identifier: sequence(oid("1.3.101.112")), hash: null };
  if (signer.type.startsWith("rsa")) {
    const last = hash === "sha1" ? 5 : hash === "md5" ? 4 : hash === "sha224" ? 14 : 11 + number;
    return { identifier: sequence(oid(`${RSA}.${last}`), NULL), hash };
  }
  const arc = hash === "sha1" ? "1" : hash === "sha224" ? "3.1" : `3.${number + 2}`;
  return { identifier: sequence(oid(`1.2.840.10045.4.${arc}`)), hash };
}

export function signWith(signer: Key, how: Scheme, message: Uint8Array): Buffer {
  const padding = how.pss ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: how.pss.salt } : {};
  return sign(how.hash, message, { key: signer.privateKey, ...padding });
}

export interface Wanted {
  /** As name() takes them, or encoded. */
  subject?: string | Uint8Array;
  issuer?: string | Uint8Array;
  key?: Key;
  signer?: Key;
  scheme?: string | Scheme;
  /** Where the algorithm is to stand otherwise in what is signed. */
  innerScheme?: Buffer;
  from?: Uint8Array;
  to?: Uint8Array;
  extensions?: Uint8Array[];
  /** In place of the whole element of extensions. */
  tail?: Uint8Array[];
  version?: Uint8Array[];
  serial?: Uint8Array;
  spki?: Uint8Array;
}

export const version = (number: number) => [der(0xa0, integer(number - 1))];

/** A certificate, by default a good one of localhost, self-signed, with P-256. */
export function certificate(wanted: Wanted = {}): Buffer {
  const own = wanted.key ?? key("P-256");
  const signer = wanted.signer ?? own;
  const how = typeof wanted.scheme === "object" ? wanted.scheme : scheme(signer, wanted.scheme);
  const subject = wanted.subject ?? "CN=localhost";
  const extensions = wanted.extensions ?? [names("DNS:localhost")];
  const signed = sequence(
    ...(wanted.version ?? version(3)),
    wanted.serial ?? integer(1),
    wanted.innerScheme ?? how.identifier,
    encodedName(wanted.issuer ?? subject),
    sequence(wanted.from ?? time("2026-01-01T00:00:00Z"), wanted.to ?? time("2027-01-01T00:00:00Z")),
    encodedName(subject),
    wanted.spki ?? own.spki,
    ...(wanted.tail ?? (extensions.length === 0 ? [] : [der(0xa3, sequence(...extensions))])),
  );
  return sequence(signed, how.identifier, bits(signWith(signer, how, signed)));
}

/** An authority's certificate, self-signed where no issuer is given. */
export function root(wanted: Wanted = {}): Buffer {
  return certificate({
    subject: "CN=My CA",
    key: key("P-256", 1),
    extensions: [authority(), keyUsage(0x06)],
    ...wanted,
  });
}

/** The peer's certificate, signed by that authority. */
export function leaf(wanted: Wanted = {}): Buffer {
  return certificate({ issuer: "CN=My CA", signer: key("P-256", 1), ...wanted });
}

export function pem(content: Uint8Array, label = "CERTIFICATE", width = 64, end = "\n"): string {
  const lines =
    Buffer.from(content)
      .toString("base64")
      .match(new RegExp(`.{1,${width}}`, "g")) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join(end);
}
