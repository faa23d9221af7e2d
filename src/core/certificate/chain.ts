import { none, Text } from "../bytes/text";
import { Crypto } from "../crypto";
import { SignatureKind } from "./algorithm";
import { Certificate } from "./certificate";
import { NameConstraints } from "./constraints";
import { Moment, putDay, putTime } from "./date";
import { equal } from "./der";
import { DirectoryNames } from "./directory";
import { CertificateFault } from "./fault";
import { Finding, putOwner, Rank, subjectOf } from "./finding";
import { Host, putNames } from "./names";
import { Pool } from "./pool";
import { faultOfAuthority, faultOfKey, faultOfPeer } from "./requirements";
import { Roots } from "./roots";
import { verifySignature } from "./signature";

/** The most certificates of a peer that are looked at, of a path, and of signatures that are verified to find one. */
export const MAX_SENT: i32 = 16;
const MAX_PATH: i32 = 8;
const MAX_SIGNATURES: i32 = 32;
/** The most names of a certificate for another host that are shown. */
const MAX_NAMES: i32 = 2;

/**
 * Decides whether the certificates that a peer sent lead from its own to a trusted one (RFC 5280 §6.1), each signed by the next, in any order
 * and with any number of others among them; and whether the peer's own names the host. It accepts and rejects what curl with OpenSSL 3.0
 * does at its security level 2, which may end a path at any certificate in the trusted files: an authority's, an intermediate's, the peer's own.
 *
 * It reports one fault. Trust comes first: without it nothing else in a certificate is vouched for, and another file of authorities
 * may help. Next come faults of the path, from the peer's own certificate up, dates first, since they change by themselves. The
 * host's name comes last: the certificate is good, but another host's.
 */
export class Verifier {
  finding: Finding = new Finding();

  private tls: Crypto;
  private roots: Roots;
  private now: Moment = new Moment();
  private isTls13: bool = true;
  private host: Host = new Host(none(), none());
  private names: DirectoryNames = new DirectoryNames();
  private pool: Certificate[] = [];
  /** Indices in the pool, from the peer's own up. */
  private path: Uint8Array = new Uint8Array(MAX_PATH);
  private signatures: i32 = 0;

  constructor(tls: Crypto, roots: Roots) {
    this.tls = tls;
    this.roots = roots;
  }

  /**
   * @param chain the DER of each certificate, the peer's own first
   * @param isTls13 whether the handshake is TLS 1.3 rather than 1.2
   * @returns NONE if the peer is trusted, else what `finding` tells more of
   */
  verify(chain: Uint8Array[], host: Host, isTls13: bool): CertificateFault {
    const date = new Uint8Array(8);
    this.tls.date(date);
    this.now.set(date);
    this.isTls13 = isTls13;
    this.host = host;
    const pool = new Pool(this.names, this.finding);
    let isGood = chain.length > 0 && pool.add(chain[0]);
    for (let i = 1; isGood && i < chain.length && i < MAX_SENT; i++) pool.add(chain[i]);
    this.pool = pool.certificates;
    if (!isGood) this.finding.add(Rank.WHOLE, CertificateFault.MALFORMED, new Text());
    else if (!pool.gather(this.roots)) {
      isGood = false;
      this.finding.add(Rank.WHOLE, this.roots.absence(), new Text().add(this.roots.detail));
    }
    return isGood && this.search(0) ? CertificateFault.NONE : this.finding.fault;
  }

  /** Extends the path beyond the certificate at this place. @returns whether a path from there is trusted */
  private search(depth: i32): bool {
    const child = this.pool[this.path[depth]];
    if (child.isAnchor) return this.judge(depth);
    let isFound = false;
    // Trusted ones first, since they end the path.
    for (let pass = 0; pass < 2; pass++) {
      for (let i = 1; i < this.pool.length; i++) {
        const issuer = this.pool[i];
        if (issuer.isAnchor != (pass == 0) || this.isInPath(i, depth) || !this.isNamedIssuer(issuer, child)) continue;
        // A self-signed certificate has no other issuer: another certificate with the same key says nothing about it (as in OpenSSL).
        if (equal(child.key.info, issuer.key.info) && child.isSelfIssued) continue;
        isFound = true;
        if (depth + 1 == MAX_PATH || this.signatures == MAX_SIGNATURES) {
          this.finding.add(Rank.NOT_SIGNED, CertificateFault.TOO_MANY, subjectOf(child.issuer));
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
      const fault = isAlone ? CertificateFault.SELF_SIGNED : CertificateFault.UNKNOWN_AUTHORITY;
      this.finding.add(Rank.NO_ISSUER, fault, subjectOf(child.issuer));
    }
    return false;
  }

  private isNamedIssuer(issuer: Certificate, child: Certificate): bool {
    return this.names.areSame(child.issuer, issuer.subject, 0, issuer.subject.length);
  }

  private isInPath(index: i32, depth: i32): bool {
    for (let i = 0; i <= depth; i++) if (this.path[i] == index) return true;
    return false;
  }

  /** Whether this issuer, at `index` of the pool, signed the certificate at this place of the path. */
  private isSigned(child: Certificate, issuer: Certificate, depth: i32, index: i32): bool {
    const kind = child.algorithm.kind;
    const rank = Rank.NOT_SIGNED;
    const finding = this.finding;
    if (kind == SignatureKind.WEAK) finding.addOf(rank, CertificateFault.WEAK_SIGNATURE, child, depth);
    else if (kind == SignatureKind.UNSUPPORTED)
      finding.addOf(rank, CertificateFault.UNSUPPORTED_SIGNATURE, child, depth);
    else if (!issuer.key.isKnown()) finding.addOf(rank, faultOfKey(issuer), issuer, index);
    else if (verifySignature(this.tls, issuer.key, kind, child.algorithm.hash, child.signed, child.signature))
      return true;
    else if (issuer.isAnchor) finding.add(rank, CertificateFault.OTHER_KEY, subjectOf(issuer.subject));
    else finding.addOf(rank, CertificateFault.WRONG_SIGNATURE, child, depth);
    return false;
  }

  /** Whether this path, which ends at a trusted certificate, has no fault. */
  private judge(depth: i32): bool {
    let below = 0;
    for (let i = 0; i <= depth; i++) {
      const certificate = this.pool[this.path[i]];
      if (!this.isInTime(certificate, i)) return false;
      let fault = i == 0 ? faultOfPeer(certificate, this.isTls13) : faultOfAuthority(certificate, below);
      if (certificate.extensions.hasUnknownCritical) fault = CertificateFault.UNKNOWN_EXTENSION;
      else if (fault == CertificateFault.NONE && !this.isPermitting(certificate, i))
        fault = CertificateFault.NOT_PERMITTED;
      if (fault != CertificateFault.NONE) {
        this.finding.addOf(Rank.WHOLE, fault, certificate, i);
        return false;
      }
      // RFC 5280 §4.2.1.9: self-issued certificates do not count for the length of a path.
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
      // The time of day helps where the clock is off by minutes.
      const isToday = start.days == this.now.days;
      putDay(out.put(" is not valid before "), start.days);
      if (isToday) putTime(out.put(" "), start.seconds);
      putDay(out.put(", and the clock here says "), this.now.days);
      if (isToday) putTime(out.put(" "), this.now.seconds);
      this.finding.add(Rank.WHOLE, CertificateFault.NOT_YET_VALID, out);
    } else {
      putDay(out.put(" expired "), certificate.notAfter.days);
      this.finding.add(Rank.WHOLE, CertificateFault.EXPIRED, out);
    }
    return false;
  }

  /** Whether the certificate at this place permits all names below it; self-issued authorities are exempt (RFC 5280 §6.1.4 (b)). */
  private isPermitting(certificate: Certificate, place: i32): bool {
    const der = certificate.extensions.nameConstraints;
    if (der.length == 0) return true;
    const constraints = new NameConstraints(der);
    for (let i = 0; i < place; i++) {
      const below = this.pool[this.path[i]];
      if ((i == 0 || !below.isSelfIssued) && !constraints.permit(below, this.host)) return false;
    }
    return true;
  }

  private isNamed(certificate: Certificate): bool {
    if (this.host.isNamedBy(certificate)) return true;
    if (!certificate.extensions.hasNames) {
      this.finding.add(Rank.WHOLE, CertificateFault.NO_NAMES, subjectOf(certificate.subject));
      return false;
    }
    const out = new Text();
    putNames(out, certificate, MAX_NAMES);
    this.host.put(out.put(", not "));
    this.finding.add(Rank.WHOLE, CertificateFault.OTHER_NAME, out);
    return false;
  }
}
