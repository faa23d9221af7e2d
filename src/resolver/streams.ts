import { u16At } from "../core/bytes/numbers";
import { Text } from "../core/bytes/text";

/** The longest message that is read whole; what is behind that of a longer one is skipped. What fits are addresses enough. */
const CAPACITY: i32 = 4096;

/** What comes over a stream from a name server: messages, each with its length in two bytes before it (RFC 1035 §4.2.2). */
export class MessageStream {
  /** What has come: the first `filled` bytes. Made when it is first needed. */
  buffer: Uint8Array = new Uint8Array(0);
  filled: i32 = 0;
  /** How many bytes to come are of a message that was too long. */
  private skipped: i32 = 0;

  /** Begins a new stream. */
  begin(): void {
    if (this.buffer.length == 0) this.buffer = new Uint8Array(CAPACITY);
    this.filled = 0;
    this.skipped = 0;
  }

  /**
   * Copies the first message to `out`, which has room for CAPACITY bytes, and forgets it.
   * @returns its length, or -1 where it is not complete
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

/** Appends a message as a stream has it. */
export function putFramed(out: Text, message: Text): void {
  out.byte(message.length >> 8).byte(message.length & 0xff);
  for (let i = 0; i < message.length; i++) out.byte(message.bytes[i]);
}
