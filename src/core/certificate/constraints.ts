import { Char, lower } from "../bytes/text";
import { Certificate } from "./certificate";
import { Der, Tag } from "./der";
import { GeneralName, Host } from "./names";

/** The most comparisons of a name with a subtree, as for OpenSSL: there may be thousands of both. */
const MAX_COMPARISONS: i32 = 1048576;

/**
 * An authority's name constraints (RFC 5280 §4.2.1.10): subtrees of host names, addresses and directories. Of other kinds of names, none is
 * permitted where such a kind is constrained.
 */
export class NameConstraints {
  private constraints: Uint8Array;
  private comparisonsLeft: i32 = MAX_COMPARISONS;
  /** Over the constraints, and over two names to be compared: one each for all of them, for there may be many. */
  private limits: Der;
  private base: Der;
  private name: Der;

  constructor(constraints: Uint8Array) {
    this.constraints = constraints;
    this.limits = new Der(constraints, 0);
    this.base = new Der(constraints, 0);
    this.name = new Der(constraints, 0);
  }

  /** Whether a certificate below that authority may say what it says of its owner: its subject and its names; and the host, for which a wildcard may stand. */
  permit(certificate: Certificate, host: Host): bool {
    const subject = certificate.subject;
    // An empty subject is none: two bytes.
    if (subject.length > 2 && !this.permits(GeneralName.DIRECTORY, subject, 0, subject.length)) return false;
    const names = certificate.names;
    const der = new Der(names, names.length);
    while (!der.done()) {
      const tag = der.peek();
      der.any();
      if (!this.permits(tag, names, der.from, der.to)) return false;
    }
    return host.address.length > 0 || this.permits(GeneralName.DNS, host.name, 0, host.name.length);
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
          if (this.contains(tag, name, from, to, isExcluded)) isWithin = true;
        }
        // No distances from the base: RFC 5280 leaves them out.
        limits.leave(end);
      }
      limits.leave(all);
      if (isConstrained && isWithin == isExcluded) return false;
    }
    return !limits.bad && limits.at == this.constraints.length;
  }

  /** Whether the name is in the subtree that was read last. @returns what is safe where nobody can say, which `isExcluded` is */
  private contains(tag: i32, name: Uint8Array, from: i32, to: i32, isExcluded: bool): bool {
    const bytes = this.constraints;
    const start = this.limits.from;
    const length = this.limits.to - start;
    switch (tag) {
      case GeneralName.DNS: {
        const rest = to - length;
        if (rest < from) return false;
        for (let i = 0; i < length; i++) if (lower(bytes[start + i]) != lower(name[rest + i])) return false;
        // A subtree begins with a label, or with the dot before it, as many write.
        return length == 0 || rest == from || bytes[start] == Char.DOT || name[rest - 1] == Char.DOT;
      }
      case GeneralName.ADDRESS: {
        // An address and a mask.
        if (length != 8 && length != 32) return isExcluded;
        const half = length >> 1;
        if (to - from != half) return false;
        for (let i = 0; i < half; i++) {
          const difference: i32 = name[from + i] ^ bytes[start + i];
          if ((difference & bytes[start + half + i]) != 0) return false;
        }
        return true;
      }
      case GeneralName.DIRECTORY: {
        // The base's parts are the first ones of the name. (Bytes are compared: what is spelled otherwise is another name.)
        this.base.restart(bytes, start, start + length);
        this.base.read(Tag.SEQUENCE);
        this.name.restart(name, from, to);
        this.name.read(Tag.SEQUENCE);
        if (this.base.bad || this.name.bad) return isExcluded;
        // The same name may be spelled in other letters (RFC 5280 §7.1), which only keeps what is permitted safe.
        if (isExcluded) return true;
        const parts = this.base.to - this.base.from;
        if (parts > this.name.to - this.name.from) return false;
        for (let i = 0; i < parts; i++) if (bytes[this.base.from + i] != name[this.name.from + i]) return false;
        return true;
      }
      default:
        return isExcluded;
    }
  }
}
