import { none, Text } from "../bytes/text";
import { Certificate } from "./certificate";
import { CertificateFault } from "./fault";
import { putSubject } from "./subject";

/** How close a path came to a trusted certificate. The fault of the closest one is reported. */
export const enum Rank {
  NONE,
  /** The authority's certificate is missing. */
  NO_ISSUER,
  /** It is there, but its signature is wrong or cannot be verified. */
  NOT_SIGNED,
  /** The path ends at a trusted certificate. */
  WHOLE,
}

/** The fault to report: of several, the first of the highest rank. */
export class Finding {
  fault: CertificateFault = CertificateFault.NONE;
  /** Completes the words of the fault: at most 200 bytes that the peer chose, or the path of a file or folder. */
  detail: Uint8Array = none();
  private rank: Rank = Rank.NONE;

  /** Keeps this fault if it ranks higher than the one so far. */
  add(rank: Rank, fault: CertificateFault, detail: Text): void {
    if (rank <= this.rank) return;
    this.rank = rank;
    this.fault = fault;
    this.detail = detail.view();
  }

  /** Adds a fault of the certificate at this place of a path. */
  addOf(rank: Rank, fault: CertificateFault, certificate: Certificate, place: i32): void {
    const out = new Text();
    putOwner(out, certificate, place);
    this.add(rank, fault, out);
  }
}

/** Appends whose certificate it is: nothing for the peer's own, which is at place 0. */
export function putOwner(out: Text, certificate: Certificate, place: i32): void {
  if (place > 0) putSubject(out.put(" of the authority "), certificate.subject);
}

/** Returns a name as it is shown, like `CN=My CA`. */
export function subjectOf(name: Uint8Array): Text {
  const out = new Text();
  putSubject(out, name);
  return out;
}
