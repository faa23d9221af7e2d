import { none } from "../address";

/**
 * Reads numbers and vectors of TLS (RFC 8446 §3) from bytes. What goes beyond their end gives 0 or nothing, and makes `isGood` false for
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
    this.isGood = false;
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
    if (length > this.bytes.length - this.at) {
      this.isGood = false;
      this.at = this.bytes.length;
      return none();
    }
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}
