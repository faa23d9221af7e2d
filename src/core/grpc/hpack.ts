import { standsAt, Text } from "../bytes/text";
import { CallFault } from "./fault";
import { Huffman } from "./huffman";
import { STATIC_STATUSES } from "./texts";

/** The last index of the static table (RFC 7541, appendix A). Those behind it are in the dynamic table. */
const LAST_STATIC: i32 = 61;
/** The most bytes of a name or a value that are kept: enough for all that is read or quoted. */
const MAX_KEPT: i32 = 256;
/** An integer has at most four bytes behind its prefix, so that it fits into an i32 (RFC 7541 §5.1). */
const LAST_SHIFT: i32 = 21;

/** Indexes in the static table: fields whose names matter here (RFC 7541, appendix A). */
export const enum Static {
  NONE = 0,
  FIRST_STATUS = 8,
  LAST_STATUS = 14,
  CONTENT_TYPE = 31,
}

/** The patterns of a field's first byte: the bits that are set, and the mask of the integer behind them (RFC 7541 §6). */
const enum Pattern {
  INDEXED = 0x80,
  WITH_INDEXING = 0x40,
  SIZE_UPDATE = 0x20,
}
const HUFFMAN_BIT: i32 = 0x80;

/**
 * Reads a header block (RFC 7541), one field after the other. There is no dynamic table: the peer is told that its size is 0. It takes no memory
 * for a field, since there may be thousands.
 */
export class HeaderReader {
  /** NONE, DYNAMIC_TABLE, BAD_HUFFMAN or BAD_HEADERS, after which no field comes. */
  fault: CallFault = CallFault.NONE;
  /** The index of the field or of its name in the static table, or 0 if the name is in `name`. With DYNAMIC_TABLE, what it refers to. */
  index: i32 = 0;
  /** The start of the name. */
  name: Text = new Text();
  /** The start of the value. It is empty for fields of the static table other than `:status`. */
  value: Text = new Text();
  private bytes: Uint8Array = this.name.bytes;
  private at: i32 = 0;
  private end: i32 = 0;
  private huffman: Huffman = new Huffman();

  /** Begins with a whole block: the first `length` bytes. */
  begin(bytes: Uint8Array, length: i32): void {
    this.bytes = bytes;
    this.at = 0;
    this.end = length;
    this.fault = CallFault.NONE;
  }

  /** Goes on to the next field. @returns false at the end of the block, and with a fault */
  next(): bool {
    while (this.at < this.end) {
      const first: i32 = this.bytes[this.at];
      this.name.length = 0;
      this.value.length = 0;
      if (first >= Pattern.INDEXED) this.readIndexed();
      else if (first >= Pattern.WITH_INDEXING) this.readLiteral(0x3f);
      else if (first >= Pattern.SIZE_UPDATE) {
        this.readSize();
        if (this.fault == CallFault.NONE) continue;
      } else this.readLiteral(0x0f);
      return this.fault == CallFault.NONE;
    }
    return false;
  }

  /** Whether the field has this name: `words`, or one of these indexes. */
  isNamed(words: string, first: i32, last: i32): bool {
    const name = this.name;
    if (this.index > 0) return this.index >= first && this.index <= last;
    return name.length == words.length && standsAt(name.bytes, 0, words);
  }

  /** RFC 7541 §6.1. */
  private readIndexed(): void {
    const index = this.integer(0x7f);
    this.setIndex(index);
    if (index == 0) this.fail(CallFault.BAD_HEADERS);
    if (index < Static.FIRST_STATUS || index > Static.LAST_STATUS) return;
    const start = (index - Static.FIRST_STATUS) * 3;
    for (let i = start; i < start + 3; i++) this.value.byte(STATIC_STATUSES.charCodeAt(i));
  }

  /** RFC 7541 §6.2: nothing is added to the dynamic table, which has no room for any field (§4.4). */
  private readLiteral(mask: i32): void {
    const index = this.integer(mask);
    this.setIndex(index);
    if (index == 0) this.readString(this.name);
    this.readString(this.value);
  }

  private setIndex(index: i32): void {
    this.index = index;
    if (index > LAST_STATIC) this.fail(CallFault.DYNAMIC_TABLE);
  }

  /** RFC 7541 §6.3: the size must not be larger than the one that the peer was told. */
  private readSize(): void {
    this.index = this.integer(0x1f);
    if (this.index > 0) this.fail(CallFault.DYNAMIC_TABLE);
  }

  /** RFC 7541 §5.2. */
  private readString(out: Text): void {
    const first: i32 = this.at < this.end ? this.bytes[this.at] : 0;
    const length = this.integer(0x7f);
    const start = this.at;
    if (length > this.end - start) {
      this.fail(CallFault.BAD_HEADERS);
      return;
    }
    this.at = start + length;
    if (first >= HUFFMAN_BIT) {
      if (!this.huffman.decode(this.bytes, start, this.at, out, MAX_KEPT)) this.fail(CallFault.BAD_HUFFMAN);
    } else {
      out.addRange(this.bytes, start, length < MAX_KEPT ? this.at : start + MAX_KEPT);
    }
  }

  /** An integer whose first byte has these bits of it (RFC 7541 §5.1). */
  private integer(mask: i32): i32 {
    let value = this.byte() & mask;
    if (value < mask) return value;
    let shift = 0;
    let byte = HUFFMAN_BIT;
    while (byte >= 0x80) {
      if (shift > LAST_SHIFT) {
        this.fail(CallFault.BAD_HEADERS);
        return 0;
      }
      byte = this.byte();
      value += (byte & 0x7f) << shift;
      shift += 7;
    }
    return value;
  }

  private byte(): i32 {
    if (this.at < this.end) return this.bytes[this.at++];
    this.fail(CallFault.BAD_HEADERS);
    return 0;
  }

  /** The first fault counts. */
  private fail(fault: CallFault): void {
    if (this.fault == CallFault.NONE) this.fault = fault;
  }
}
