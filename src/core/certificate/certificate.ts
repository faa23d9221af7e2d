import { none } from "../bytes/text";
import { SignatureAlgorithm } from "./algorithm";
import { Moment } from "./date";
import { Der, equal, Tag } from "./der";
import { DirectoryNames } from "./directory";
import { Extensions } from "./extensions";
import { PublicKey } from "./key";

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
  extensions: Extensions = new Extensions();
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
    if (this.version == 3 && !der.done()) this.extensions.read(der);
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
