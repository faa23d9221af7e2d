import { none } from "../bytes/text";

/** Bytes of the peer that nobody has taken yet: [start, end) of a buffer. */
export class Incoming {
  buffer: Uint8Array = none();
  start: i32 = 0;
  end: i32 = 0;

  /** Goes on with the first `length` bytes of this buffer. They must be taken, or kept by keep(), before the buffer changes. */
  feed(buffer: Uint8Array, length: i32): void {
    this.buffer = buffer;
    this.start = 0;
    this.end = length;
  }

  /** Copies what was not taken: the buffer is about to change. */
  keep(): void {
    if (this.start < this.end) this.feed(this.buffer.slice(this.start, this.end), this.end - this.start);
  }
}
