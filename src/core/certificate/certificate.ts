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

/** The most authorities that a certificate's path length can allow here; the depth of paths is bounded lower. */
export const NO_LIMIT: i32 = 32767;

/** 2.5.29, extensions of certificates (RFC 5280 §4.2.1), and 1.3.6.1.5.5.7.3, purposes of keys, of which 1 is a server (§4.2.1.12). */
const EXTENSIONS = "\x55\x1d";
export const PURPOSES = "\x2b\x06\x01\x05\x05\x07\x03";

/** 2.5.29.37, of which 0 is any purpose. */
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
  /** Names, each an element with its header; the subject may be an empty sequence. */
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
  /** False where an extended key usage does not name servers. */
  isForServers: bool = true;
  hasNames: bool = false;
  /** GeneralNames and NameConstraints, without their headers. */
  names: Uint8Array = none();
  nameConstraints: Uint8Array = none();
  hasUnknownCritical: bool = false;
  /** Whether it is one of those that are trusted here, which is not its own to say. */
  isAnchor: bool = false;

  /** @returns false where it is malformed, and nothing of it may be used; there may be no byte behind it */
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
    // The unique identifiers of issuer and subject, which nobody has.
    der.optional(Tag.CONTEXT + 1);
    der.optional(Tag.CONTEXT + 2);
    if (this.version == 3 && !der.done()) this.readExtensions(der);
    der.leave(end);
    this.signed = bytes.subarray(start, der.at);
    der.read(Tag.SEQUENCE);
    // RFC 5280 §4.1.1.2: the algorithm stands in it twice, the same.
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
      // RFC 5280 §4.2: no extension stands there twice.
      if ((seen & bit) != 0) der.fail();
      seen |= bit;
      if (bit == 0) {
        // Its contents may be anything at all.
        der.at = der.end;
        if (isCritical && !isPolicy(id)) this.hasUnknownCritical = true;
      }
      der.leave(value);
      der.leave(end);
    }
    der.leave(all);
    der.leave(explicit);
  }

  /** @returns a bit of its own for each extension that was read here, 0 for others */
  private readExtension(der: Der, id: i32): i32 {
    switch (id) {
      case Extension.KEY_USAGE: {
        der.read(Tag.BIT_STRING);
        // The first byte of the contents says how many bits at the end are none.
        const length = der.to - der.from;
        if (length < 1 || der.bytes[der.from] > 7) der.fail();
        this.keyUsage = length > 1 && !der.bad ? der.bytes[der.from + 1] : 0;
        // What the bits of a byte are beyond the last is no use of the key.
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

/** Extensions about policies, and where to find lists of revoked ones: what they ask of who does nothing with either is nothing, critical or not. */
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

/** Reads the version, which may be left out where it is the first. */
function readVersion(der: Der): i32 {
  if (der.peek() != Tag.CONTEXT_CONSTRUCTED) return 1;
  const end = der.enter(Tag.CONTEXT_CONSTRUCTED);
  const version = der.small() + 1;
  if (version > 3) der.fail();
  der.leave(end);
  return version;
}

/**
 * Goes through the first certificate in the bytes up to its subject, and allocates nothing: the subject with its header is in [start, to) then.
 * @returns the length of the certificate, or 0 where it is malformed so far
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
