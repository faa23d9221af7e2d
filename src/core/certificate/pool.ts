import { Certificate } from "./certificate";
import { equalAt } from "./der";
import { DirectoryNames } from "./directory";
import { CertificateFault } from "./fault";
import { Finding, Rank } from "./finding";
import { Roots } from "./roots";

/** The most trusted certificates that are kept, and their bytes together. */
const MAX_ANCHORS: i32 = 16;
const MAX_ANCHOR_BYTES: i32 = 65536;

/** The certificates that a path may be made of: those the peer sent, its own first, and the trusted ones that may have issued them. */
export class Pool {
  certificates: Certificate[] = [];
  private names: DirectoryNames;
  private finding: Finding;
  /** How many of them the peer sent. */
  private sent: i32 = 0;
  private anchors: i32 = 0;
  private anchorBytes: i32 = 0;

  constructor(names: DirectoryNames, finding: Finding) {
    this.names = names;
    this.finding = finding;
  }

  /** Adds a certificate that the peer sent. @returns false if it is malformed, and then it is left out */
  add(der: Uint8Array): bool {
    const certificate = new Certificate();
    if (!certificate.parse(der)) return false;
    this.certificates.push(certificate);
    this.sent++;
    return true;
  }

  /** Reads all trusted certificates once, marks those that the peer sent and keeps those that may have issued one. @returns whether there are any at all */
  gather(roots: Roots): bool {
    const der = roots.der;
    let isAny = false;
    roots.rewind();
    while (roots.next()) {
      isAny = true;
      if (!roots.isForServers()) continue;
      let isSent = false;
      let isWanted = false;
      for (let i = 0; i < this.sent; i++) {
        const certificate = this.certificates[i];
        if (equalAt(der.bytes, 0, roots.length, certificate.der)) {
          certificate.isAnchor = true;
          isSent = true;
        } else if (this.names.areSame(certificate.issuer, der.bytes, der.start, der.to)) {
          isWanted = true;
        }
      }
      if (isWanted && !isSent) this.keep(der.bytes, roots.length);
    }
    return isAny;
  }

  /** Adds a trusted certificate, the first `length` of these bytes, unless it is a duplicate or there are too many. */
  private keep(bytes: Uint8Array, length: i32): void {
    const certificates = this.certificates;
    for (let i = this.sent; i < certificates.length; i++) if (equalAt(bytes, 0, length, certificates[i].der)) return;
    if (this.anchors == MAX_ANCHORS || this.anchorBytes + length > MAX_ANCHOR_BYTES) return;
    this.anchors++;
    this.anchorBytes += length;
    const anchor = new Certificate();
    const isGood = anchor.parse(bytes.slice(0, length));
    anchor.isAnchor = true;
    if (isGood) certificates.push(anchor);
    else this.finding.addOf(Rank.NOT_SIGNED, CertificateFault.MALFORMED, anchor, 1);
  }
}
