import { Char, lower, none } from "../bytes/text";
import { Der, equalAt, Tag } from "./der";

/** How two names compare. */
export const enum Match {
  DIFFERENT,
  SAME,
  /** One of them is malformed, or their attributes may be in another order. */
  UNKNOWN,
}

/** String types whose characters are compared, whichever of them holds the text (X.680 §41); other types are compared byte by byte. */
const enum StringType {
  UTF8 = 0x0c,
  PRINTABLE = 0x13,
  /** Read as ISO 8859-1, as OpenSSL reads it. */
  TELETEX = 0x14,
  IA5 = 0x16,
  UNIVERSAL = 0x1c,
  BMP = 0x1e,
}

/** The last of Unicode. */
const LAST_CHARACTER: i32 = 0x10ffff;
/** What next() returns at the end of a text. */
const END: i32 = -1;

/**
 * Compares directory names (RFC 5280 §7.1) as OpenSSL does (x509_name_canon): any string type, ASCII letters in any case, white space
 * around a value ignored, and within it every run of white space the same as one space. One object serves many comparisons, since
 * nothing is allocated for them.
 */
export class DirectoryNames {
  private a: Der = new Der(none(), 0);
  private b: Der = new Der(none(), 0);
  private left: Characters = new Characters();
  private right: Characters = new Characters();

  /** Whether two names, each with its header, are the same. */
  areSame(a: Uint8Array, b: Uint8Array, bFrom: i32, bTo: i32): bool {
    return equalAt(b, bFrom, bTo, a) || this.compare(a, 0, a.length, b, bFrom, bTo) == Match.SAME;
  }

  /** Whether the name in [bFrom, bTo) begins with all parts of the one in [aFrom, aTo): it is that name or one below it. */
  isBelow(a: Uint8Array, aFrom: i32, aTo: i32, b: Uint8Array, bFrom: i32, bTo: i32): Match {
    const match = this.compareStart(a, aFrom, aTo, b, bFrom, bTo);
    return this.a.bad || this.b.bad ? Match.UNKNOWN : match;
  }

  private compare(a: Uint8Array, aFrom: i32, aTo: i32, b: Uint8Array, bFrom: i32, bTo: i32): Match {
    const match = this.isBelow(a, aFrom, aTo, b, bFrom, bTo);
    return match == Match.SAME && !this.b.done() ? Match.DIFFERENT : match;
  }

  private compareStart(a: Uint8Array, aFrom: i32, aTo: i32, b: Uint8Array, bFrom: i32, bTo: i32): Match {
    this.a.restart(a, aFrom, aTo);
    this.b.restart(b, bFrom, bTo);
    this.a.enter(Tag.SEQUENCE);
    this.b.enter(Tag.SEQUENCE);
    while (!this.a.done()) {
      if (this.b.done()) return Match.DIFFERENT;
      const match = this.compareParts();
      if (match != Match.SAME) return match;
    }
    return Match.SAME;
  }

  /** Compares the next RelativeDistinguishedName of each, a set of attributes. */
  private compareParts(): Match {
    const a = this.a;
    const b = this.b;
    const aEnd = a.enter(Tag.SET);
    const bEnd = b.enter(Tag.SET);
    let isSame = true;
    let count = 0;
    while (!a.done() && !b.done()) {
      const match = this.compareAttributes();
      if (match == Match.UNKNOWN) return match;
      if (match == Match.DIFFERENT) isSame = false;
      count++;
    }
    if (!a.done() || !b.done()) return Match.DIFFERENT;
    a.leave(aEnd);
    b.leave(bEnd);
    if (isSame) return Match.SAME;
    // A set is sorted by its encoding, which differs with string types and lengths.
    return count > 1 ? Match.UNKNOWN : Match.DIFFERENT;
  }

  private compareAttributes(): Match {
    const a = this.a;
    const b = this.b;
    const aEnd = a.enter(Tag.SEQUENCE);
    const bEnd = b.enter(Tag.SEQUENCE);
    a.read(Tag.OBJECT_IDENTIFIER);
    b.read(Tag.OBJECT_IDENTIFIER);
    const isSameType = haveSameBytes(a, b);
    a.any();
    b.any();
    a.leave(aEnd);
    b.leave(bEnd);
    if (a.bad || b.bad) return Match.UNKNOWN;
    if (!isSameType) return Match.DIFFERENT;
    const aTag: i32 = a.bytes[a.start];
    const bTag: i32 = b.bytes[b.start];
    if (aTag == bTag && haveSameBytes(a, b)) return Match.SAME;
    return isText(aTag) && isText(bTag) ? this.compareTexts() : Match.DIFFERENT;
  }

  private compareTexts(): Match {
    this.left.start(this.a);
    this.right.start(this.b);
    let c: i32;
    let other: i32;
    do {
      c = this.left.next();
      other = this.right.next();
    } while (c == other && c != END);
    if (this.left.isBad || this.right.isBad) return Match.UNKNOWN;
    return c == other ? Match.SAME : Match.DIFFERENT;
  }
}

/** The characters of a value, in the form in which they are compared. */
class Characters {
  /** Whether its bytes are not what its string type allows. */
  isBad: bool = false;
  private bytes: Uint8Array = none();
  private at: i32 = 0;
  private to: i32 = 0;
  private type: i32 = 0;

  /** Begins with the element that was read last. */
  start(der: Der): void {
    this.bytes = der.bytes;
    this.at = der.from;
    this.to = der.to;
    this.type = der.bytes[der.start];
    this.isBad = false;
    this.skipBlanks();
  }

  /** The next character: ASCII letters in lower case, white space as one space and none at the end; then END. */
  next(): i32 {
    if (this.at == this.to) return END;
    const c = this.read();
    if (!isBlank(c)) return lower(c);
    this.skipBlanks();
    return this.at == this.to ? END : Char.SPACE;
  }

  private skipBlanks(): void {
    while (this.at < this.to) {
      const at = this.at;
      if (isBlank(this.read())) continue;
      if (!this.isBad) this.at = at;
      return;
    }
  }

  /** Reads one character as it is; there is at least one byte. */
  private read(): i32 {
    if (this.type == StringType.UTF8) return this.readUtf8();
    const width = this.type == StringType.BMP ? 2 : this.type == StringType.UNIVERSAL ? 4 : 1;
    if (this.to - this.at < width) return this.fail();
    let c = 0;
    for (let i = 0; i < width; i++) c = (c << 8) | this.bytes[this.at++];
    return c < 0 || c > LAST_CHARACTER ? this.fail() : c;
  }

  /** Reads UTF-8 (RFC 3629 §3). */
  private readUtf8(): i32 {
    const first: i32 = this.bytes[this.at++];
    if (first < 0x80) return first;
    const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    if (first < 0xc2 || first > 0xf4 || this.to - this.at < more) return this.fail();
    let c = first & (0x3f >> more);
    for (let i = 0; i < more; i++) {
      const next: i32 = this.bytes[this.at++];
      if ((next & 0xc0) != 0x80) return this.fail();
      c = (c << 6) | (next & 0x3f);
    }
    return c;
  }

  private fail(): i32 {
    this.isBad = true;
    this.at = this.to;
    return END;
  }
}

/** Whether the last elements of both have the same contents. */
function haveSameBytes(a: Der, b: Der): bool {
  if (a.to - a.from != b.to - b.from) return false;
  for (let i = a.from; i < a.to; i++) if (a.bytes[i] != b.bytes[b.from + i - a.from]) return false;
  return true;
}

function isText(tag: i32): bool {
  switch (tag) {
    case StringType.UTF8:
    case StringType.PRINTABLE:
    case StringType.TELETEX:
    case StringType.IA5:
    case StringType.UNIVERSAL:
    case StringType.BMP:
      return true;
    default:
      return false;
  }
}

/** ASCII white space, as isspace(3) has it. */
function isBlank(c: i32): bool {
  return c == Char.SPACE || (c >= Char.TAB && c <= Char.CR);
}
