import { Certificate } from "./certificate";
import { Der, Tag } from "./der";
import { DirectoryNames, Match } from "./directory";
import { GeneralName, Host } from "./names";
import { isAddressWithin, isHostWithin, isMailboxWithin, isUriWithin } from "./subtree";

/** The most comparisons of a name with a subtree, as for OpenSSL: there may be thousands of both. */
const MAX_COMPARISONS: i32 = 1048576;

/** 1.2.840.113549.1.9, attributes of PKCS #9 (RFC 2985), of which 1 is emailAddress. */
const PKCS9 = "\x2a\x86\x48\x86\xf7\x0d\x01\x09";

/** String types in which a mailbox can be read byte by byte. */
const enum MailboxString {
  UTF8 = 0x0c,
  IA5 = 0x16,
}

/**
 * An authority's name constraints (RFC 5280 §4.2.1.10): subtrees of host names, addresses, mailboxes, URIs and directories. A name that
 * cannot be compared is rejected where its kind is constrained, and so is any name of another kind.
 */
export class NameConstraints {
  private constraints: Uint8Array;
  private comparisonsLeft: i32 = MAX_COMPARISONS;
  /** Readers of the constraints and of a subject, reused since there may be many names. */
  private limits: Der;
  private subject: Der;
  private directories: DirectoryNames = new DirectoryNames();

  /** @param constraints the contents of the extension's sequence */
  constructor(constraints: Uint8Array) {
    this.constraints = constraints;
    this.limits = new Der(constraints, 0);
    this.subject = new Der(constraints, 0);
  }

  /** Whether a certificate below that authority may have its subject and its names, and may stand for this host, perhaps by a wildcard. */
  permit(certificate: Certificate, host: Host): bool {
    if (!this.permitsSubject(certificate.subject)) return false;
    const names = certificate.extensions.names;
    const der = new Der(names, names.length);
    while (!der.done()) {
      const tag = der.peek();
      der.any();
      if (!this.permits(tag, names, der.from, der.to)) return false;
    }
    return host.address.length > 0 || this.permits(GeneralName.DNS, host.name, 0, host.name.length);
  }

  /** A subject is a directory name, and each emailAddress in it is a mailbox, whatever else the certificate names (as in OpenSSL). */
  private permitsSubject(subject: Uint8Array): bool {
    // Two bytes: no subject.
    if (subject.length <= 2) return true;
    if (!this.permits(GeneralName.DIRECTORY, subject, 0, subject.length)) return false;
    const der = this.subject;
    der.restart(subject, 0, subject.length);
    der.enter(Tag.SEQUENCE);
    while (!der.done()) {
      const set = der.enter(Tag.SET);
      while (!der.done()) {
        const end = der.enter(Tag.SEQUENCE);
        der.read(Tag.OBJECT_IDENTIFIER);
        const isMailbox = der.below(PKCS9) == 1;
        const type = der.peek();
        der.any();
        // Nothing can be compared with an empty mailbox, so other string types are rejected where mailboxes are constrained.
        const from = type == MailboxString.IA5 || type == MailboxString.UTF8 ? der.from : der.to;
        if (isMailbox && !this.permits(GeneralName.MAILBOX, subject, from, der.to)) return false;
        der.leave(end);
      }
      der.leave(set);
    }
    return !der.bad;
  }

  /** Whether one name of this kind, in [from, to), is in no excluded subtree, and in a permitted one where there are any of its kind. */
  private permits(tag: i32, name: Uint8Array, from: i32, to: i32): bool {
    const limits = this.limits;
    limits.restart(this.constraints, 0, this.constraints.length);
    for (let which: i32 = Tag.CONTEXT_CONSTRUCTED; which <= Tag.CONTEXT_CONSTRUCTED + 1; which++) {
      if (limits.peek() != which) continue;
      const isExcluded = which > Tag.CONTEXT_CONSTRUCTED;
      const all = limits.enter(which);
      let isConstrained = false;
      let isWithin = false;
      while (!limits.done()) {
        if (this.comparisonsLeft-- <= 0) return false;
        const end = limits.enter(Tag.SEQUENCE);
        const kind = limits.peek();
        limits.any();
        if (kind == tag && !limits.bad) {
          isConstrained = true;
          const match = this.compare(tag, name, from, to);
          if (match == Match.SAME || (match == Match.UNKNOWN && isExcluded)) isWithin = true;
        }
        if (!hasNoDistances(limits) && kind == tag) return false;
        limits.leave(end);
      }
      limits.leave(all);
      if (isConstrained && isWithin == isExcluded) return false;
    }
    return !limits.bad && limits.at == this.constraints.length;
  }

  /** How the name compares with the subtree that was read last: SAME where it is within. */
  private compare(tag: i32, name: Uint8Array, from: i32, to: i32): Match {
    const base = this.constraints;
    const start = this.limits.from;
    const end = this.limits.to;
    switch (tag) {
      case GeneralName.DNS:
        return isHostWithin(base, start, end, name, from, to);
      case GeneralName.ADDRESS:
        return isAddressWithin(base, start, end, name, from, to);
      case GeneralName.MAILBOX:
        return isMailboxWithin(base, start, end, name, from, to);
      case GeneralName.URI:
        return isUriWithin(base, start, end, name, from, to);
      case GeneralName.DIRECTORY:
        return this.directories.isBelow(base, start, end, name, from, to);
      default:
        return Match.UNKNOWN;
    }
  }
}

/** Skips the distances from a subtree's base. @returns whether they are those that RFC 5280 §4.2.1.10 allows: a minimum of 0, or none */
function hasNoDistances(der: Der): bool {
  if (der.done()) return true;
  const isMinimum = der.peek() == Tag.CONTEXT;
  der.any();
  const isZero = isMinimum && der.to - der.from == 1 && der.bytes[der.from] == 0;
  if (der.done()) return isZero && !der.bad;
  der.any();
  return false;
}
