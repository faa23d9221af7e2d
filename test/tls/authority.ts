import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { AsnConvert } from "@peculiar/asn1-schema";
import {
  AlgorithmIdentifier,
  type Extension,
  Extensions,
  id_kp_serverAuth,
  KeyUsageFlags,
  type Name,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from "@peculiar/asn1-x509";
import { bufferOf, der, hex, pem } from "./der.ts";
import { nameOf } from "./directory-names.ts";
import { basicConstraints, extendedKeyUsage, generalName, keyUsage, san } from "./extensions.ts";

export * from "./der.ts";
export * from "./directory-names.ts";
export * from "./extensions.ts";

// Certificates made at run time: valid, except for what a test changes.

export type KeyType = "rsa1024" | "rsa2048" | "rsa3072" | "rsa4096" | "p256" | "p384" | "p521" | "ed25519";

export interface Key {
  type: KeyType;
  privateKey: KeyObject;
  /** SubjectPublicKeyInfo, DER. */
  spki: Buffer;
}

const keys = new Map<string, Key>();

/** A key of this type. The same number gives the same key, because making an RSA key takes up to seconds. */
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

/** A certificate, and what it needs to sign others. */
export interface Certificate {
  der: Buffer;
  pem: string;
  key: Key;
  /** The private key, PKCS #8 in PEM. */
  keyPem: string;
  subject: Name;
}

/** How a certificate is signed: with the usual hash for the issuer's key, with another hash, or with RSA-PSS. */
type Signature = "sha1" | "sha256" | "sha384" | "sha512" | "pss-sha256" | "pss-sha384" | "pss-sha512";

/** What a certificate should be. */
export interface Wish {
  /** The common name; none if it is empty. */
  cn?: string;
  /** The whole subject, in place of the common name. */
  subject?: Name;
  /** By default P-256. */
  key?: Key;
  /** By default it is self-signed. */
  issuer?: Certificate;
  /** Host names and addresses. */
  names?: string[];
  /** Whether it is an authority; a number limits how many others may follow before the leaf. */
  ca?: boolean | number;
  /** Validity in days from now: from yesterday to tomorrow in a year. */
  days?: [number, number];
  signature?: Signature;
  version?: Version;
  /** Changes its extensions. */
  extensions?: (usual: Extension[]) => Extension[];
  /** Changes the DER of its fields before signing. */
  fields?: (der: Buffer) => Buffer;
  /** Changes the signature. */
  signed?: (signature: Buffer) => Buffer;
  /** The issuer that it names, if another one signs it. */
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
    // A leading 1 keeps the number positive and its length constant.
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

/** The same certificate with other bytes, which no authority would sign. */
export function altered(of: Certificate, change: (der: Buffer) => Buffer): Certificate {
  return { ...of, ...encoded(change(Buffer.from(of.der))) };
}

function encoded(bytes: Buffer): { der: Buffer; pem: string } {
  return { der: bytes, pem: pem("CERTIFICATE", bytes) };
}

function keyPemOf(key: Key): string {
  return key.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

/** The time in `days` days, which may be negative. */
export function inDays(days: number): Date {
  return new Date(Date.now() + days * 86_400_000);
}

// Signatures: the AlgorithmIdentifier in DER, and how they are made.

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

/** RSASSA-PSS-params (RFC 4055 §3.1): a hash, MGF1 with this hash, and a salt of its length. */
function pssParameters(hash: keyof typeof SALTS): Buffer {
  const last = { sha256: "01", sha384: "02", sha512: "03" }[hash];
  const identifier = der(0x30, hex(`06096086480165030402${last}0500`));
  const mgf1 = der(0x30, hex("06092a864886f70d010108"), identifier);
  return der(0x30, der(0xa0, identifier), der(0xa1, mgf1), der(0xa2, der(0x02, Buffer.of(SALTS[hash]))));
}

function usualHash(type: KeyType): Signature {
  return type === "p384" ? "sha384" : type === "p521" ? "sha512" : "sha256";
}

// Extensions.

function usualExtensions(wish: Wish): Extension[] {
  if (wish.ca !== undefined) {
    return [basicConstraints(wish.ca), keyUsage(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign)];
  }
  const names = wish.names?.length ? [san(...wish.names.map(generalName))] : [];
  return [keyUsage(KeyUsageFlags.digitalSignature), extendedKeyUsage(id_kp_serverAuth), ...names];
}

/** A folder for files of tests. `remove` removes it. */
export function temporaryFolder(): {
  path: string;
  write(name: string, content: string | Buffer): string;
  /** Makes a folder in it, unless it exists. */
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
