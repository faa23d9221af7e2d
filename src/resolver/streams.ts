import { u16At } from "../core/bytes/numbers";
import { none } from "../core/bytes/text";

/** The most bytes of a message that are read, with its length; the rest is skipped. This is enough for more addresses than are tried. */
const CAPACITY: i32 = 4096;

/** The messages of a name server on a stream, each after two bytes with its length (RFC 1035 §4.2.2). */
export class MessageStream {
  /** The bytes that arrived: the first `filled`. Allocated when first needed. */
  buffer: Uint8Array = none();
  filled: i32 = 0;
  /** How many of the next bytes are skipped: they belong to a message that has been read. */
  private skipped: i32 = 0;

  /** Begins a new stream. */
  begin(): void {
    if (this.buffer.length == 0) this.buffer = new Uint8Array(CAPACITY);
    this.filled = 0;
    this.skipped = 0;
  }

  /**
   * Moves the first message to `out`, which has room for CAPACITY bytes.
   * @returns its length, or -1 if it is not complete
   */
  take(out: Uint8Array): i32 {
    this.skip();
    if (this.filled < 2) return -1;
    const whole = u16At(this.buffer, 0) + 2;
    const end = whole < CAPACITY ? whole : CAPACITY;
    if (this.filled < end) return -1;
    for (let i = 2; i < end; i++) out[i - 2] = this.buffer[i];
    this.skipped = whole;
    this.skip();
    return end - 2;
  }

  private skip(): void {
    const count = this.skipped < this.filled ? this.skipped : this.filled;
    this.skipped -= count;
    this.filled -= count;
    this.buffer.copyWithin(0, count, count + this.filled);
  }
}
