import { none } from "../bytes/text";
import { SignatureAlgorithm } from "./algorithm";
import { Moment } from "./date";
import { Der, equal, Tag } from "./der";
import { DirectoryNames } from "./directory";
import { PublicKey } from "./key";

/** Bits of the key usage (RFC 5280 §4.2.1.3), as the first byte has them. */
export const enum KeyUsage {
  DIGITAL_SIGNATURE = 0x80,
  KEY_ENCIPHERMENT = 0x20,
  KEY_AGREEMENT = 0x08,
  KEY_CERT_SIGN = 0x04,
}

/** The path length of a certificate that sets none; the verifier's own bound on paths is lower. */
const NO_LIMIT: i32 = 32767;

/** 2.5.29: extensions of certificates (RFC 5280 §4.2.1). 1.3.6.1.5.5.7.3: purposes of keys (§4.2.1.12); 1 is serverAuth. */
const EXTENSIONS = "\x55\x1d";
export const PURPOSES = "\x2b\x06\x01\x05\x05\x07\x03";

/** 2.5.29.37; 0 below it is anyExtendedKeyUsage. */
export const ANY_PURPOSE = "\x55\x1d\x25";

const enum Extension {
  KEY_USAGE = 15,
  SUBJECT_ALT_NAME = 17,
  BASIC_CONSTRAINTS = 19,
  NAME_CONSTRAINTS = 30,
  CRL_DISTRIBUTION_POINTS = 31,
  CERTIFICATE_POLICIES = 32,
  POLICY_MAPPINGS = 33,
  POLICY_CONSTRAINTS = 36,
  EXTENDED_KEY_USAGE = 37,
  INHIBIT_ANY_POLICY = 54,
}

/** An X.509 certificate (RFC 5280 §4.1). Its arrays are views of what was parsed. */
export class Certificate {
  /** All of it. */
  der: Uint8Array = none();
  /** What is signed. */
  signed: Uint8Array = none();
  /** 1 to 3. */
  version: i32 = 1;
  /** Both names, each with its DER header; the subject may be an empty sequence. */
  issuer: Uint8Array = none();
  subject: Uint8Array = none();
  /** Whether both are the same name. */
  isSelfIssued: bool = false;
  notBefore: Moment = new Moment();
  notAfter: Moment = new Moment();
  key: PublicKey = new PublicKey();
  algorithm: SignatureAlgorithm = new SignatureAlgorithm();
  signature: Uint8Array = none();

  hasBasicConstraints: bool = false;
  isAuthority: bool = false;
  pathLength: i32 = NO_LIMIT;
  /** The first byte of the key usage, or -1 where there is none. */
  keyUsage: i32 = -1;
  /** False if an extended key usage lacks serverAuth. */
  isForServers: bool = true;
  hasNames: bool = false;
  /** GeneralNames and NameConstraints, without their headers. */
  names: Uint8Array = none();
  nameConstraints: Uint8Array = none();
  hasUnknownCritical: bool = false;
  /** Whether it is one of the trusted certificates; set by the verifier. */
  isAnchor: bool = false;

  /** Parses a certificate that takes up all of the bytes. @returns false if it is malformed; then no field may be used */
  parse(bytes: Uint8Array): bool {
    this.der = bytes;
    const der = new Der(bytes, bytes.length);
    const all = der.enter(Tag.SEQUENCE);
    const end = der.enter(Tag.SEQUENCE);
    const start = der.start;
    this.version = readVersion(der);
    der.read(Tag.INTEGER);
    const from = der.at;
    this.algorithm.read(der);
    const algorithm = bytes.subarray(from, der.at);
    der.read(Tag.SEQUENCE);
    this.issuer = der.element();
    const validity = der.enter(Tag.SEQUENCE);
    this.notBefore.read(der);
    this.notAfter.read(der);
    der.leave(validity);
    der.read(Tag.SEQUENCE);
    this.subject = der.element();
    this.key.read(der);
    // issuerUniqueID and subjectUniqueID, which are not used.
    der.optional(Tag.CONTEXT + 1);
    der.optional(Tag.CONTEXT + 2);
    if (this.version == 3 && !der.done()) this.readExtensions(der);
    der.leave(end);
    this.signed = bytes.subarray(start, der.at);
    der.read(Tag.SEQUENCE);
    // RFC 5280 §4.1.1.2: both copies of the algorithm must be the same.
    if (!equal(der.element(), algorithm)) der.fail();
    der.bits();
    this.signature = der.contents();
    der.leave(all);
    if (der.bad || der.at != bytes.length) return false;
    this.isSelfIssued = new DirectoryNames().areSame(this.issuer, this.subject, 0, this.subject.length);
    return true;
  }

  private readExtensions(der: Der): void {
    const explicit = der.enter(Tag.CONTEXT_CONSTRUCTED + 3);
    const all = der.enter(Tag.SEQUENCE);
    let seen = 0;
    while (!der.done()) {
      const end = der.enter(Tag.SEQUENCE);
      der.read(Tag.OBJECT_IDENTIFIER);
      const id = der.below(EXTENSIONS);
      const isCritical = der.flag();
      const value = der.enter(Tag.OCTET_STRING);
      const bit = this.readExtension(der, id);
      // RFC 5280 §4.2: no extension may appear twice.
      if ((seen & bit) != 0) der.fail();
      seen |= bit;
      if (bit == 0) {
        // Its contents need not be DER.
        der.at = der.end;
        if (isCritical && !isPolicy(id)) this.hasUnknownCritical = true;
      }
      der.leave(value);
      der.leave(end);
    }
    der.leave(all);
    der.leave(explicit);
  }

  /** Reads an extension's value. @returns a bit that identifies the extension, or 0 if it is not known here */
  private readExtension(der: Der, id: i32): i32 {
    switch (id) {
      case Extension.KEY_USAGE: {
        der.read(Tag.BIT_STRING);
        // The first byte of the contents is the number of unused bits at the end.
        const length = der.to - der.from;
        if (length < 1 || der.bytes[der.from] > 7) der.fail();
        this.keyUsage = length > 1 && !der.bad ? der.bytes[der.from + 1] : 0;
        // Unused bits count as 0.
        if (length == 2 && !der.bad) this.keyUsage &= 0xff << (der.bytes[der.from] & 7);
        return 1;
      }
      case Extension.BASIC_CONSTRAINTS: {
        const end = der.enter(Tag.SEQUENCE);
        this.hasBasicConstraints = true;
        this.isAuthority = der.flag();
        if (!der.done()) this.pathLength = der.small();
        der.leave(end);
        return 2;
      }
      case Extension.EXTENDED_KEY_USAGE: {
        const end = der.enter(Tag.SEQUENCE);
        this.isForServers = false;
        while (!der.done()) {
          der.read(Tag.OBJECT_IDENTIFIER);
          if (der.below(PURPOSES) == 1) this.isForServers = true;
        }
        der.leave(end);
        return 4;
      }
      case Extension.SUBJECT_ALT_NAME: {
        const end = der.enter(Tag.SEQUENCE);
        this.hasNames = true;
        this.names = der.contents();
        while (!der.done()) der.any();
        der.leave(end);
        return 8;
      }
      case Extension.NAME_CONSTRAINTS:
        der.read(Tag.SEQUENCE);
        this.nameConstraints = der.contents();
        return 16;
      default:
        return 0;
    }
  }
}

/** Extensions about policies and revocation lists. They may be critical and are ignored all the same, as OpenSSL does by default. */
function isPolicy(id: i32): bool {
  switch (id) {
    case Extension.CRL_DISTRIBUTION_POINTS:
    case Extension.CERTIFICATE_POLICIES:
    case Extension.POLICY_MAPPINGS:
    case Extension.POLICY_CONSTRAINTS:
    case Extension.INHIBIT_ANY_POLICY:
      return true;
    default:
      return false;
  }
}

/** Reads the version, 1 if it is absent. */
function readVersion(der: Der): i32 {
  if (der.peek() != Tag.CONTEXT_CONSTRUCTED) return 1;
  const end = der.enter(Tag.CONTEXT_CONSTRUCTED);
  const version = der.small() + 1;
  if (version > 3) der.fail();
  der.leave(end);
  return version;
}

/**
 * Reads the first certificate in the bytes up to its subject, without allocating. The subject with its header is then in [start, to).
 * @returns the length of the certificate, or 0 if it is malformed so far
 */
export function findSubject(der: Der): i32 {
  der.enter(Tag.SEQUENCE);
  const length = der.to;
  der.enter(Tag.SEQUENCE);
  readVersion(der);
  der.read(Tag.INTEGER);
  der.read(Tag.SEQUENCE);
  der.read(Tag.SEQUENCE);
  der.read(Tag.SEQUENCE);
  der.read(Tag.SEQUENCE);
  return der.bad ? 0 : length;
}
