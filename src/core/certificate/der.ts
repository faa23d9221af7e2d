import { standsAt } from "../bytes/text";

/** Identifier octets of the types in certificates (X.690 §8), with their class and constructed bits. */
export const enum Tag {
  BOOLEAN = 0x01,
  INTEGER = 0x02,
  BIT_STRING = 0x03,
  OCTET_STRING = 0x04,
  NULL = 0x05,
  OBJECT_IDENTIFIER = 0x06,
  UTC_TIME = 0x17,
  GENERALIZED_TIME = 0x18,
  SEQUENCE = 0x30,
  SET = 0x31,
  /** [0], [1], … of a primitive and of a constructed type. */
  CONTEXT = 0x80,
  CONTEXT_CONSTRUCTED = 0xa0,
}

/**
 * Reads DER (X.690 §10) element by element; the contents of the last one are in [from, to). Anything that is not DER, or not the element
 * expected, sets `bad`. From then on nothing can be read, so callers need to look at `bad` only once, at the end.
 */
export class Der {
  bytes: Uint8Array;
  /** [at, end) is still to be read. */
  at: i32 = 0;
  end: i32;
  /** The last element: its header from `start` on, its contents in [from, to). */
  start: i32 = 0;
  from: i32 = 0;
  to: i32 = 0;
  bad: bool = false;

  /** Reads the first `end` of these bytes. */
  constructor(bytes: Uint8Array, end: i32) {
    this.bytes = bytes;
    this.end = end;
  }

  /** Starts again with the bytes in [at, end). */
  restart(bytes: Uint8Array, at: i32, end: i32): void {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
    this.bad = false;
  }

  /** Whether nothing is left at this level, or `bad` is set. */
  done(): bool {
    return this.bad || this.at >= this.end;
  }

  /** Returns the tag of the next element, or -1 if there is none. */
  peek(): i32 {
    return this.done() ? -1 : this.bytes[this.at];
  }

  /** Reads the next element, which must have this tag. */
  read(tag: i32): void {
    if (this.peek() == tag) this.any();
    else this.fail();
  }

  /** Reads the next element if it has this tag. */
  optional(tag: i32): bool {
    if (this.peek() != tag) return false;
    this.any();
    return !this.bad;
  }

  /** Reads the next element, whatever its tag. Tags of more than one byte are rejected: certificates have none. */
  any(): void {
    this.start = this.at;
    const tag = this.peek();
    if (tag < 0 || (tag & 31) == 31 || this.end - this.at < 2) {
      this.fail();
      return;
    }
    let from = this.at + 2;
    let length: i32 = this.bytes[this.at + 1];
    if (length >= 0x80) {
      // Lengths are definite and as short as possible (X.690 §10.1); nothing here is longer than 16 MiB.
      const count = length - 0x80;
      if (count < 1 || count > 3 || count > this.end - from) {
        this.fail();
        return;
      }
      length = 0;
      for (let i = 0; i < count; i++) length = length * 256 + this.bytes[from++];
      if (length < 0x80 || (count > 1 && length < 1 << (8 * (count - 1)))) this.fail();
    }
    if (length > this.end - from) this.fail();
    if (this.bad) return;
    this.from = from;
    this.to = from + length;
    this.at = this.to;
  }

  /** Reads the next element, which must have this tag, and continues inside it. @returns the argument for leave() */
  enter(tag: i32): i32 {
    this.read(tag);
    const end = this.end;
    if (!this.bad) this.enterLast();
    return end;
  }

  /** Continues inside the last element. */
  enterLast(): void {
    this.at = this.from;
    this.end = this.to;
  }

  /** Continues after the element that was entered; all of it must have been read. */
  leave(end: i32): void {
    if (this.at != this.end) this.fail();
    this.end = end;
  }

  fail(): void {
    this.bad = true;
    this.from = 0;
    this.to = 0;
  }

  /** Returns the contents of the last element; empty if `bad` is set. */
  contents(): Uint8Array {
    return this.bytes.subarray(this.from, this.to);
  }

  /** Returns the last element with its header; empty if `bad` is set. */
  element(): Uint8Array {
    return this.bytes.subarray(this.bad ? 0 : this.start, this.to);
  }

  /** Returns the last number of the object identifier just read if its other bytes are `arc`, else -1. */
  below(arc: string): i32 {
    const last = this.from + arc.length;
    return last + 1 == this.to && standsAt(this.bytes, this.from, arc) ? this.bytes[last] : -1;
  }

  /** Reads an optional BOOLEAN, false if absent. An explicit false is not DER (X.690 §11.5) but accepted. */
  flag(): bool {
    if (!this.optional(Tag.BOOLEAN)) return false;
    const value: i32 = this.to - this.from == 1 ? this.bytes[this.from] : -1;
    if (value != 0 && value != 0xff) this.fail();
    return value == 0xff;
  }

  /** Reads a positive INTEGER in the shortest form; [from, to) then excludes a leading zero. */
  positive(): void {
    this.read(Tag.INTEGER);
    if (this.from == this.to) {
      this.fail();
      return;
    }
    const first: i32 = this.bytes[this.from];
    if (first >= 0x80) this.fail();
    if (first != 0) return;
    if (this.to - this.from < 2 || this.bytes[this.from + 1] < 0x80) this.fail();
    else this.from++;
  }

  /** Reads an INTEGER from 0 to 32767. */
  small(): i32 {
    this.read(Tag.INTEGER);
    const length = this.to - this.from;
    let value = 0;
    for (let i = this.from; i < this.to && i < this.from + 3; i++) value = value * 256 + this.bytes[i];
    if (length < 1 || length > 2 || value > 32767 || (length == 2 && value < 128)) this.fail();
    else if (length == 1 && value > 127) this.fail();
    return value;
  }

  /** Reads a BIT STRING of whole bytes. */
  bits(): void {
    this.read(Tag.BIT_STRING);
    if (this.from == this.to || this.bytes[this.from] != 0) this.fail();
    else this.from++;
  }
}

/** Whether two arrays have the same bytes. */
export function equal(a: Uint8Array, b: Uint8Array): bool {
  return equalAt(a, 0, a.length, b);
}

/** Whether the bytes of `a` in [from, to) are those of `b`. */
export function equalAt(a: Uint8Array, from: i32, to: i32, b: Uint8Array): bool {
  if (to - from != b.length) return false;
  for (let i = 0; i < b.length; i++) if (a[from + i] != b[i]) return false;
  return true;
}
