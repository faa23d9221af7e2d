import { none, Text } from "../bytes/text";
import { TlsHost } from "../tls/host";
import { SignatureKind } from "./algorithm";
import { Certificate, KeyUsage } from "./certificate";
import { NameConstraints } from "./constraints";
import { Moment, putDay, putTime } from "./date";
import { equal, equalAt } from "./der";
import { DirectoryNames } from "./directory";
import { CertificateFault } from "./fault";
import { KeyKind } from "./key";
import { Host, putNames } from "./names";
import { Roots } from "./roots";
import { verifySignature } from "./signature";
import { putSubject } from "./subject";

/** The most certificates of a peer that are looked at, of a path, and of signatures that are verified to find one. */
export const MAX_SENT: i32 = 16;
const MAX_PATH: i32 = 8;
const MAX_SIGNATURES: i32 = 32;
/** The most trusted certificates that are kept because their names are wanted, and their bytes together. */
const MAX_ANCHORS: i32 = 16;
const MAX_ANCHOR_BYTES: i32 = 65536;

/** How near to trust a path has come: its fault is told rather than that of one that came less far. */
const enum Rank {
  NONE,
  /** There is no certificate of the authority. */
  NO_ISSUER,
  /** There is one, but it has not signed, or not so that this can be seen. */
  NOT_SIGNED,
  /** The path ends at a trusted certificate. */
  WHOLE,
}

/**
 * Finds out whether the certificates that a peer has sent lead from its own to a trusted one (RFC 5280 §6.1), each signed by the next, in whatever order
 * they came and however many are of no use; and whether the peer's own names the host. It accepts and refuses what curl with OpenSSL 3.0 does at its
 * security level 2, for which every certificate in the trusted files is one to end at: an authority's, an intermediate's, the peer's own.
 *
 * One fault is told. First trust: nothing else that a certificate says is vouched for without it, and another file of authorities
 * is what helps. Then what is wrong with the path, from the peer's own certificate up, and dates first: they are what changes by itself at night.
 * The host's name comes last: the certificate is good, but it is another host's.
 */
export class Verifier {
  fault: CertificateFault = CertificateFault.NONE;
  /** Goes into the words of the fault: at most 200 bytes, as they came from the peer; or the path of a file or folder. */
  detail: Uint8Array = none();

  private tls: TlsHost;
  private roots: Roots;
  private names: DirectoryNames = new DirectoryNames();
  private now: Moment = new Moment();
  private isTls13: bool = true;
  private host: Host = new Host(none(), none());
  /** The peer's own, the others it has sent, and trusted ones by whose names these are issued. */
  private pool: Certificate[] = [];
  private anchorBytes: i32 = 0;
  private anchors: i32 = 0;
  /** Indices in the pool, from the peer's own up. */
  private path: Uint8Array = new Uint8Array(MAX_PATH);
  private signatures: i32 = 0;
  private rank: Rank = Rank.NONE;

  constructor(tls: TlsHost, roots: Roots) {
    this.tls = tls;
    this.roots = roots;
  }

  /**
   * @param chain the DER of each certificate, the peer's own first
   * @param name the host's, with or without a dot at its end
   * @param address the host's, 4 or 16 bytes, where it has no name
   * @param isTls13 whether the handshake is that of TLS 1.3 rather than 1.2
   * @returns NONE where the peer is to be trusted
   */
  verify(chain: Uint8Array[], name: Uint8Array, address: Uint8Array, isTls13: bool): CertificateFault {
    const date = new Uint8Array(8);
    this.tls.date(date);
    this.now.set(date);
    this.isTls13 = isTls13;
    this.host = new Host(name, address);
    for (let i = 0; i < chain.length && i < MAX_SENT; i++) {
      const certificate = new Certificate();
      if (certificate.parse(chain[i])) this.pool.push(certificate);
      else if (i == 0) return this.tell(Rank.WHOLE, CertificateFault.MALFORMED, new Text());
    }
    if (this.pool.length == 0) return this.tell(Rank.WHOLE, CertificateFault.MALFORMED, new Text());
    if (!this.gather()) return this.tell(Rank.WHOLE, this.roots.absence(), new Text().add(this.roots.detail));
    if (this.search(0)) this.fault = CertificateFault.NONE;
    return this.fault;
  }

  /** Goes through the trusted certificates, once, and keeps those that have a name that is wanted. @returns whether there are any at all */
  private gather(): bool {
    const sent = this.pool.length;
    const roots = this.roots;
    const der = roots.der;
    let isAny = false;
    roots.rewind();
    while (roots.next()) {
      isAny = true;
      if (!roots.isForServers()) continue;
      let isSent = false;
      let isWanted = false;
      for (let i = 0; i < sent; i++) {
        const certificate = this.pool[i];
        if (equalAt(der.bytes, 0, roots.length, certificate.der)) {
          certificate.isAnchor = true;
          isSent = true;
        } else if (this.names.areSame(certificate.issuer, der.bytes, der.start, der.to)) {
          isWanted = true;
        }
      }
      if (isWanted && !isSent) this.keep(der.bytes, roots.length, sent);
    }
    return isAny;
  }

  /** Adds a trusted certificate, the first `length` of these bytes, unless it is there already or there are too many. */
  private keep(bytes: Uint8Array, length: i32, sent: i32): void {
    for (let i = sent; i < this.pool.length; i++) if (equalAt(bytes, 0, length, this.pool[i].der)) return;
    if (this.anchors == MAX_ANCHORS || this.anchorBytes + length > MAX_ANCHOR_BYTES) return;
    this.anchors++;
    this.anchorBytes += length;
    const anchor = new Certificate();
    const isGood = anchor.parse(bytes.slice(0, length));
    anchor.isAnchor = true;
    if (isGood) this.pool.push(anchor);
    else this.tellOf(Rank.NOT_SIGNED, CertificateFault.MALFORMED, anchor, 1);
  }

  /** Goes on from the certificate at this place of the path. @returns whether a path from there is to be trusted */
  private search(depth: i32): bool {
    const child = this.pool[this.path[depth]];
    if (child.isAnchor) return this.judge(depth);
    let isFound = false;
    // Trusted ones first: with one of them the path ends.
    for (let pass = 0; pass < 2; pass++) {
      for (let i = 1; i < this.pool.length; i++) {
        const issuer = this.pool[i];
        if (issuer.isAnchor != (pass == 0) || this.isInPath(i, depth) || !this.isIssuedBy(child, issuer)) continue;
        // Signed with its own key it has no issuer but itself, and another certificate with that key says nothing about this one (as OpenSSL has it).
        if (equal(child.key.info, issuer.key.info) && child.isSelfIssued) continue;
        isFound = true;
        if (depth + 1 == MAX_PATH || this.signatures == MAX_SIGNATURES) {
          this.tell(Rank.NOT_SIGNED, CertificateFault.TOO_MANY, subjectOf(child.issuer));
          return false;
        }
        this.signatures++;
        if (!this.isSigned(child, issuer, depth, i)) continue;
        this.path[depth + 1] = i;
        if (this.search(depth + 1)) return true;
      }
    }
    if (!isFound) {
      const isAlone = depth == 0 && child.isSelfIssued;
      this.tell(
        Rank.NO_ISSUER,
        isAlone ? CertificateFault.SELF_SIGNED : CertificateFault.UNKNOWN_AUTHORITY,
        subjectOf(child.issuer),
      );
    }
    return false;
  }

  private isIssuedBy(child: Certificate, issuer: Certificate): bool {
    return this.names.areSame(child.issuer, issuer.subject, 0, issuer.subject.length);
  }

  private isInPath(index: i32, depth: i32): bool {
    for (let i = 0; i <= depth; i++) if (this.path[i] == index) return true;
    return false;
  }

  /** Whether this issuer has signed the certificate at this place of the path. */
  private isSigned(child: Certificate, issuer: Certificate, depth: i32, index: i32): bool {
    const kind = child.algorithm.kind;
    const rank = Rank.NOT_SIGNED;
    if (kind == SignatureKind.WEAK) this.tellOf(rank, CertificateFault.WEAK_SIGNATURE, child, depth);
    else if (kind == SignatureKind.UNSUPPORTED) this.tellOf(rank, CertificateFault.UNSUPPORTED_SIGNATURE, child, depth);
    else if (!issuer.key.isKnown()) this.tellOf(rank, faultOfKey(issuer), issuer, index);
    else if (verifySignature(this.tls, issuer.key, kind, child.algorithm.hash, child.signed, child.signature))
      return true;
    else if (issuer.isAnchor) this.tell(rank, CertificateFault.OTHER_KEY, subjectOf(issuer.subject));
    else this.tellOf(rank, CertificateFault.WRONG_SIGNATURE, child, depth);
    return false;
  }

  /** Whether there is no fault in this path, which ends at a trusted certificate. */
  private judge(depth: i32): bool {
    let below = 0;
    for (let i = 0; i <= depth; i++) {
      const certificate = this.pool[this.path[i]];
      if (!this.isInTime(certificate, i)) return false;
      let fault = i == 0 ? faultOfPeer(certificate, this.isTls13) : faultOfAuthority(certificate, below);
      if (certificate.hasUnknownCritical) fault = CertificateFault.UNKNOWN_EXTENSION;
      else if (fault == CertificateFault.NONE && !this.isPermitting(certificate, i))
        fault = CertificateFault.NOT_PERMITTED;
      if (fault != CertificateFault.NONE) {
        this.tellOf(Rank.WHOLE, fault, certificate, i);
        return false;
      }
      // RFC 5280 §4.2.1.9: an authority's certificate for itself is no step of the path.
      if (i > 0 && !certificate.isSelfIssued) below++;
    }
    return this.isNamed(this.pool[0]);
  }

  private isInTime(certificate: Certificate, place: i32): bool {
    const isEarly = this.now.isBefore(certificate.notBefore);
    if (!isEarly && !certificate.notAfter.isBefore(this.now)) return true;
    const out = new Text();
    putOwner(out, certificate, place);
    if (isEarly) {
      const start = certificate.notBefore;
      // A clock is wrong by minutes, too.
      const isToday = start.days == this.now.days;
      putDay(out.put(" is not valid before "), start.days);
      if (isToday) putTime(out.put(" "), start.seconds);
      putDay(out.put(", and the clock here says "), this.now.days);
      if (isToday) putTime(out.put(" "), this.now.seconds);
      this.tell(Rank.WHOLE, CertificateFault.NOT_YET_VALID, out);
    } else {
      putDay(out.put(" expired "), certificate.notAfter.days);
      this.tell(Rank.WHOLE, CertificateFault.EXPIRED, out);
    }
    return false;
  }

  /** Whether the certificate at this place permits all below it. Of those, an authority's for itself is not asked (RFC 5280 §6.1.4 (b)). */
  private isPermitting(certificate: Certificate, place: i32): bool {
    if (certificate.nameConstraints.length == 0) return true;
    const constraints = new NameConstraints(certificate.nameConstraints);
    for (let i = 0; i < place; i++) {
      const below = this.pool[this.path[i]];
      if ((i == 0 || !below.isSelfIssued) && !constraints.permit(below, this.host)) return false;
    }
    return true;
  }

  private isNamed(certificate: Certificate): bool {
    if (this.host.isNamedBy(certificate)) return true;
    if (!certificate.hasNames) {
      this.tell(Rank.WHOLE, CertificateFault.NO_NAMES, subjectOf(certificate.subject));
      return false;
    }
    const out = new Text();
    putNames(out, certificate);
    this.host.put(out.put(", not "));
    this.tell(Rank.WHOLE, CertificateFault.OTHER_NAME, out);
    return false;
  }

  private tellOf(rank: Rank, fault: CertificateFault, certificate: Certificate, place: i32): void {
    const out = new Text();
    putOwner(out, certificate, place);
    this.tell(rank, fault, out);
  }

  /** Takes this fault for the one to tell, unless another path has come as near. */
  private tell(rank: Rank, fault: CertificateFault, detail: Text): CertificateFault {
    if (rank > this.rank) {
      this.rank = rank;
      this.fault = fault;
      this.detail = detail.view();
    }
    return this.fault;
  }
}

/** Appends whose certificate it is: nothing for the peer's own, which is the first. */
function putOwner(out: Text, certificate: Certificate, place: i32): void {
  if (place > 0) putSubject(out.put(" of the authority "), certificate.subject);
}

function subjectOf(name: Uint8Array): Text {
  const out = new Text();
  putSubject(out, name);
  return out;
}

/** Why signatures of its key cannot be verified. */
function faultOfKey(certificate: Certificate): CertificateFault {
  return certificate.key.kind == KeyKind.WEAK ? CertificateFault.WEAK_KEY : CertificateFault.UNSUPPORTED_KEY;
}

/**
 * What keeps the peer's own certificate from being one of a TLS server. RFC 8446 §4.4.2.2 and RFC 5246 §7.4.2 ask for digitalSignature; OpenSSL
 * (check_purpose_ssl_server) settles for any of three usages, as certificates of private authorities often need. For ECDSA and Ed25519
 * in TLS 1.2 alone it insists (ssl_check_srvr_ecc_cert_and_alg).
 */
function faultOfPeer(certificate: Certificate, isTls13: bool): CertificateFault {
  if (!certificate.key.isKnown()) return faultOfKey(certificate);
  const usages: i32 = KeyUsage.DIGITAL_SIGNATURE | KeyUsage.KEY_ENCIPHERMENT | KeyUsage.KEY_AGREEMENT;
  const usage = certificate.keyUsage < 0 ? usages : certificate.keyUsage;
  if ((usage & usages) == 0 || !certificate.isForServers) return CertificateFault.NOT_FOR_SERVERS;
  const maySign = (usage & KeyUsage.DIGITAL_SIGNATURE) != 0;
  return isTls13 || maySign || certificate.key.kind == KeyKind.RSA
    ? CertificateFault.NONE
    : CertificateFault.NOT_FOR_SIGNATURES;
}

/** What keeps a certificate from being one of an authority with so many others between it and the peer's (RFC 5280 §6.1.4 (k) to (n)). */
function faultOfAuthority(certificate: Certificate, below: i32): CertificateFault {
  if (!isAuthority(certificate)) return CertificateFault.NOT_AN_AUTHORITY;
  if (below > certificate.pathLength) return CertificateFault.TOO_LONG_PATH;
  // In an authority's the purposes bound those of all below it (as in OpenSSL, and most others).
  return certificate.isForServers ? CertificateFault.NONE : CertificateFault.NOT_FOR_SERVERS;
}

/**
 * What OpenSSL takes for an authority (check_ca, check_chain): of the trusted certificate that a path ends at more than RFC 5280 does, since
 * some roots are older than its rules.
 */
function isAuthority(certificate: Certificate): bool {
  const usage = certificate.keyUsage;
  if (usage >= 0 && (usage & KeyUsage.KEY_CERT_SIGN) == 0) return false;
  if (certificate.hasBasicConstraints || !certificate.isAnchor) return certificate.isAuthority;
  return usage >= 0 || (certificate.version == 1 && certificate.isSelfIssued);
}
