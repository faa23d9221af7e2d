import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { tmpdir } from "node:os";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_nameConstraints,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  id_kp_serverAuth,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from "@peculiar/asn1-x509";

// Certificates made at run time: right by default, and wrong in just the way that a test asks for.

export type KeyType = "rsa1024" | "rsa2048" | "rsa3072" | "rsa4096" | "p256" | "p384" | "p521" | "ed25519";

export interface Key {
  type: KeyType;
  privateKey: KeyObject;
  /** SubjectPublicKeyInfo, DER. */
  spki: Buffer;
}

const keys = new Map<string, Key>();

/** A key of this type, the same one for the same number: making one of RSA takes up to seconds. */
export function keyOf(type: KeyType, number = 0): Key {
  const id = `${type} ${number}`;
  const made = keys.get(id) ?? makeKey(type);
  keys.set(id, made);
  return made;
}

const CURVES = { p256: "P-256", p384: "P-384", p521: "P-521" };

function makeKey(type: KeyType): Key {
  const { publicKey, privateKey } =
    type === "ed25519"
      ? generateKeyPairSync(type)
      : type === "p256" || type === "p384" || type === "p521"
        ? generateKeyPairSync("ec", { namedCurve: CURVES[type] })
        : generateKeyPairSync("rsa", { modulusLength: Number(type.slice(3)) });
  return { type, privateKey, spki: publicKey.export({ type: "spki", format: "der" }) };
}

/** A certificate, and what signs the ones below it. */
export interface Certificate {
  der: Buffer;
  pem: string;
  key: Key;
  /** The private key, PKCS #8 in PEM. */
  keyPem: string;
  subject: Name;
}

/** How a certificate is signed: the usual hash of the issuer's key where nothing is said, or another, or RSA-PSS. */
type Signature = "sha1" | "sha256" | "sha384" | "sha512" | "pss-sha256" | "pss-sha384" | "pss-sha512";

/** What a certificate shall be. */
export interface Wish {
  /** The common name, or none where it is empty. */
  cn?: string;
  /** The whole subject in place of that. */
  subject?: Name;
  /** P-256 where nothing is said. */
  key?: Key;
  /** Itself where there is none. */
  issuer?: Certificate;
  /** Names and addresses, each as the kind of name that it looks like. */
  names?: string[];
  /** An authority's; with a number, at most so many others between it and the leaf. */
  ca?: boolean | number;
  /** Validity in days from now: from yesterday to tomorrow in a year. */
  days?: [number, number];
  signature?: Signature;
  version?: Version;
  /** Takes the extensions that it would have, and gives those that it gets. */
  extensions?: (usual: Extension[]) => Extension[];
  /** Changes the fields' DER before they are signed. */
  fields?: (der: Buffer) => Buffer;
  /** Changes the bits of the signature. */
  signed?: (signature: Buffer) => Buffer;
  /** The authority that it says it is from, where that is not the one that signs. */
  claims?: Name;
}

export function certificate(wish: Wish): Certificate {
  const key = wish.key ?? keyOf("p256");
  const subject = wish.subject ?? nameOf(wish.cn ?? (wish.ca === undefined ? "leaf" : "Test Root"));
  const issuer = wish.issuer ?? { key, subject };
  const method = methodOf(issuer.key, wish.signature);
  const [from, to] = wish.days ?? [-1, 366];
  const version = wish.version ?? Version.v3;
  const extensions = (wish.extensions ?? ((usual) => usual))(usualExtensions(wish));
  const tbs = new TBSCertificate({
    version,
    // A leading 1 keeps it positive and of one length.
    serialNumber: bufferOf(Buffer.concat([Buffer.of(1), randomBytes(15)])),
    signature: AsnConvert.parse(method.identifier, AlgorithmIdentifier),
    issuer: wish.claims ?? issuer.subject,
    validity: new Validity({ notBefore: inDays(from), notAfter: inDays(to) }),
    subject,
    subjectPublicKeyInfo: AsnConvert.parse(key.spki, SubjectPublicKeyInfo),
    ...(version === Version.v3 && extensions.length > 0 ? { extensions: new Extensions(extensions) } : {}),
  });
  const fields = (wish.fields ?? ((it) => it))(Buffer.from(AsnConvert.serialize(tbs)));
  const signature = (wish.signed ?? ((it) => it))(method.sign(fields));
  const bits = der(0x03, Buffer.of(0), signature);
  return { ...encoded(der(0x30, fields, method.identifier, bits)), key, keyPem: keyPemOf(key), subject };
}

/** The same certificate with other bytes: for what no authority would sign. */
export function altered(of: Certificate, change: (der: Buffer) => Buffer): Certificate {
  return { ...of, ...encoded(change(Buffer.from(of.der))) };
}

function encoded(bytes: Buffer): { der: Buffer; pem: string } {
  return { der: bytes, pem: pem("CERTIFICATE", bytes) };
}

/** A PEM block (RFC 7468). */
export function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString("base64").replace(/.{64}(?=.)/g, "$&\n");
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

/** An element of DER: tag, length, content. */
export function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length = content.length;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...head), content]);
}

/** Common name alone; a value that is empty gives an empty name. */
export function nameOf(cn: string): Name {
  if (cn === "") return new Name([]);
  const value = new AttributeValue({ utf8String: cn });
  return new Name([new RelativeDistinguishedName([new AttributeTypeAndValue({ type: "2.5.4.3", value })])]);
}

/** Attributes of names, by their usual letters. */
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

/** An attribute: its type, the type of its string, and its value, encoded for BMPString and UniversalString by this. */
export type Part = [
  type: keyof typeof ATTRIBUTES | "emailAddress",
  string: keyof typeof STRINGS,
  value: string | Buffer,
];

/** The DER of a name, one set for each element; an array in place of a part is a set of several. */
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
  if (!Buffer.from(AsnConvert.serialize(name)).equals(wanted)) throw new Error("a name that is encoded otherwise");
  return name;
}

function keyPemOf(key: Key): string {
  return key.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

/** The time in so many days, which may be negative. */
export function inDays(days: number): Date {
  return new Date(Date.now() + days * 86_400_000);
}

function bufferOf(bytes: Buffer): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

// Signatures: the AlgorithmIdentifier as DER, and how it is made.

const HASHES = { sha1: "", sha256: "0b", sha384: "0c", sha512: "0d" };
const ECDSA = { sha1: "06072a8648ce3d0401", sha256: ecdsa("02"), sha384: ecdsa("03"), sha512: ecdsa("04") };
const SALTS = { sha256: 32, sha384: 48, sha512: 64 };

function ecdsa(last: string): string {
  return `06082a8648ce3d0403${last}`;
}

function methodOf(key: Key, wanted?: Signature): { identifier: Buffer; sign(data: Buffer): Buffer } {
  const hash = (wanted ?? usualHash(key.type)).replace("pss-", "") as keyof typeof HASHES;
  const privateKey = key.privateKey;
  if (key.type === "ed25519") {
    return { identifier: der(0x30, hex("06032b6570")), sign: (data) => sign(null, data, privateKey) };
  }
  if (!key.type.startsWith("rsa")) {
    return { identifier: der(0x30, hex(ECDSA[hash])), sign: (data) => sign(hash, data, privateKey) };
  }
  if (!wanted?.startsWith("pss-")) {
    const last = HASHES[hash] || "05";
    return {
      identifier: der(0x30, hex(`06092a864886f70d0101${last}0500`)),
      sign: (data) => sign(hash, data, privateKey),
    };
  }
  const saltLength = SALTS[hash as keyof typeof SALTS];
  return {
    identifier: der(0x30, hex("06092a864886f70d01010a"), pssParameters(hash as keyof typeof SALTS)),
    sign: (data) => sign(hash, data, { key: privateKey, padding: 6, saltLength }),
  };
}

/** RSASSA-PSS-params (RFC 4055 §3.1): hash, MGF1 with the same hash, a salt as long as the hash. */
function pssParameters(hash: keyof typeof SALTS): Buffer {
  const last = { sha256: "01", sha384: "02", sha512: "03" }[hash];
  const identifier = der(0x30, hex(`06096086480165030402${last}0500`));
  const mgf1 = der(0x30, hex("06092a864886f70d010108"), identifier);
  return der(0x30, der(0xa0, identifier), der(0xa1, mgf1), der(0xa2, der(0x02, Buffer.of(SALTS[hash]))));
}

function usualHash(type: KeyType): Signature {
  return type === "p384" ? "sha384" : type === "p521" ? "sha512" : "sha256";
}

export function hex(digits: string): Buffer {
  return Buffer.from(digits, "hex");
}

// Extensions.

function usualExtensions(wish: Wish): Extension[] {
  if (wish.ca !== undefined) {
    return [basicConstraints(wish.ca), keyUsage(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign)];
  }
  const names = wish.names?.length ? [san(...wish.names.map(generalName))] : [];
  return [keyUsage(KeyUsageFlags.digitalSignature), extendedKeyUsage(id_kp_serverAuth), ...names];
}

/** An extension with any content. */
export function raw(id: string, critical: boolean, content: Buffer): Extension {
  return new Extension({ extnID: id, critical, extnValue: new OctetString(bufferOf(content)) });
}

function extension(id: string, critical: boolean, content: unknown): Extension {
  return raw(id, critical, Buffer.from(AsnConvert.serialize(content)));
}

export function basicConstraints(ca: boolean | number, critical = true): Extension {
  const length = typeof ca === "number" ? { pathLenConstraint: ca } : {};
  return extension(id_ce_basicConstraints, critical, new BasicConstraints({ cA: ca !== false, ...length }));
}

export function keyUsage(flags: number, critical = true): Extension {
  return extension(id_ce_keyUsage, critical, new KeyUsage(flags));
}

export function extendedKeyUsage(...purposes: string[]): Extension {
  return extension(id_ce_extKeyUsage, false, new ExtendedKeyUsage(purposes));
}

export function san(...names: GeneralName[]): Extension {
  return extension(id_ce_subjectAltName, false, new SubjectAlternativeName(names));
}

/** An iPAddress for what looks like one, a dNSName for all else. */
export function generalName(text: string): GeneralName {
  return isIP(text) === 0 ? new GeneralName({ dNSName: text }) : new GeneralName({ iPAddress: text });
}

/** Subtrees of names; of addresses as `127.0.0.0/255.0.0.0`. */
export function nameConstraints(permitted: string[], excluded: string[] = [], critical = true): Extension {
  const trees = (texts: string[], tag: number) => (texts.length === 0 ? [] : [der(tag, ...texts.map(subtree))]);
  return raw(id_ce_nameConstraints, critical, der(0x30, ...trees(permitted, 0xa0), ...trees(excluded, 0xa1)));
}

function subtree(text: string): Buffer {
  const [address, mask] = text.split("/");
  if (mask === undefined) return der(0x30, der(0x82, Buffer.from(text)));
  const bytes = (dotted = "") => Buffer.from(dotted.split(".").map(Number));
  return der(0x30, der(0x87, bytes(address), bytes(mask)));
}

/** SHA-1 of the key, as most authorities make it (RFC 5280 §4.2.1.2). */
export function subjectKeyIdentifier(key: Key): Extension {
  return extension(id_ce_subjectKeyIdentifier, false, new SubjectKeyIdentifier(bufferOf(identifierOf(key))));
}

export function authorityKeyIdentifier(key: Key): Extension {
  const keyIdentifier = new KeyIdentifier(bufferOf(identifierOf(key)));
  return extension(id_ce_authorityKeyIdentifier, false, new AuthorityKeyIdentifier({ keyIdentifier }));
}

function identifierOf(key: Key): Buffer {
  return createHash("sha1").update(key.spki).digest();
}

/** For `extensions` of a wish: the usual ones, with these in the place of those that have the same identifier. */
export function replacing(...others: Extension[]): (usual: Extension[]) => Extension[] {
  const ids = others.map((it) => it.extnID);
  return (usual) => [...usual.filter((it) => !ids.includes(it.extnID)), ...others];
}

/** The usual ones but for those with these identifiers. */
export function without(...ids: string[]): (usual: Extension[]) => Extension[] {
  return (usual) => usual.filter((it) => !ids.includes(it.extnID));
}

/** The usual ones, and behind them these, whether there are such or not. */
export function adding(...others: Extension[]): (usual: Extension[]) => Extension[] {
  return (usual) => [...usual, ...others];
}

/** A folder for files of the tests, until `remove` is called. */
export function temporaryFolder(): {
  path: string;
  write(name: string, content: string | Buffer): string;
  /** Makes a folder within it, if there is none. */
  folder(name: string): void;
  remove(): void;
} {
  const path = mkdtempSync(`${tmpdir()}/healthcheck-tls-`);
  return {
    path,
    write(name, content) {
      writeFileSync(`${path}/${name}`, content);
      return `${path}/${name}`;
    },
    folder: (name) => mkdirSync(`${path}/${name}`, { recursive: true }),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
