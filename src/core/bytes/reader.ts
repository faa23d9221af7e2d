import { none } from "./text";

/**
 * Reads numbers, and vectors of TLS (RFC 8446 §3), from bytes. What goes beyond their end gives 0 or nothing, and makes `isGood` false for
 * good: asked once behind a structure, it tells of all of it.
 */
export class Reader {
  bytes: Uint8Array;
  /** The index of what is read next. */
  at: i32 = 0;
  isGood: bool = true;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  isAtEnd(): bool {
    return this.at >= this.bytes.length;
  }

  /** Whether it was all there, and nothing is left. */
  isComplete(): bool {
    return this.isGood && this.at == this.bytes.length;
  }

  u8(): i32 {
    if (this.at < this.bytes.length) return this.bytes[this.at++];
    this.fail();
    return 0;
  }

  u16(): i32 {
    const high = this.u8();
    return high * 256 + this.u8();
  }

  u24(): i32 {
    const high = this.u8();
    return high * 65536 + this.u16();
  }

  /** The next `length` bytes, as a view. */
  take(length: i32): Uint8Array {
    const start = this.at;
    this.skip(length);
    return this.isGood ? this.bytes.subarray(start, this.at) : none();
  }

  /** Goes on behind the next `length` bytes: a view of each would take more memory than they do, and a peer may send thousands. */
  skip(length: i32): void {
    if (length > this.bytes.length - this.at) this.fail();
    else this.at += length;
  }

  /** The bytes are malformed: nothing more is read. */
  fail(): void {
    this.isGood = false;
    this.at = this.bytes.length;
  }
}
