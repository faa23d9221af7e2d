import { u16At } from "../bytes/numbers";
import { Text } from "../bytes/text";
import { Crypto, Hash, hashLength } from "../crypto";

/** The most bytes of a handshake: chains of certificates are below 20,000. */
const MAX_HANDSHAKE: i32 = 65536;
/** A message's kind, and its length in three bytes. */
const MESSAGE_HEADER_LENGTH: i32 = 4;

/** All messages of a handshake, ours and the server's, as they were sent; after the handshake, what has come of the server's next message. */
export class Transcript {
  text: Text = new Text();
  /** The message in hand: its kind, its first byte, and what is behind its header. */
  kind: i32 = 0;
  start: i32 = 0;
  /** Where the next message begins. */
  next: i32 = 0;

  clear(): void {
    this.text.length = 0;
    this.next = 0;
  }

  /** Counts all there is as messages that have been sent or read. */
  close(): void {
    this.next = this.text.length;
  }

  /** Whether no message has come in part. */
  isAtBoundary(): bool {
    return this.next == this.text.length;
  }

  /** Adds what a record has of messages. @returns false where the handshake becomes too long */
  add(bytes: Uint8Array, start: i32, end: i32): bool {
    if (this.text.length + end - start > MAX_HANDSHAKE) return false;
    for (let i = start; i < end; i++) this.text.byte(bytes[i]);
    return true;
  }

  /** Whether the next message can never be complete: that need not be waited for. */
  isNextTooLong(): bool {
    return this.hasHeader() && this.nextLength() > MAX_HANDSHAKE;
  }

  isNextComplete(): bool {
    return this.hasHeader() && this.text.length - this.next - MESSAGE_HEADER_LENGTH >= this.nextLength();
  }

  /** Takes the next message in hand, which is complete. @returns what is behind its header, as a view */
  advance(): Uint8Array {
    const start = this.next;
    this.start = start;
    this.kind = this.text.bytes[start];
    this.next = start + MESSAGE_HEADER_LENGTH + this.nextLength();
    return this.text.view().subarray(start + MESSAGE_HEADER_LENGTH, this.next);
  }

  /** Removes the message in hand, as if it had not been sent. */
  drop(): void {
    const text = this.text;
    const count = text.length - this.next;
    for (let i = 0; i < count; i++) text.bytes[this.start + i] = text.bytes[this.next + i];
    text.length = this.start + count;
    this.next = this.start;
  }

  /** The hash of everything up to this index. */
  hash(crypto: Crypto, hash: Hash, end: i32): Uint8Array {
    const to = new Uint8Array(hashLength(hash));
    crypto.hash(hash, this.text.view().subarray(0, end), to);
    return to;
  }

  private hasHeader(): bool {
    return this.text.length - this.next >= MESSAGE_HEADER_LENGTH;
  }

  /** The bytes of the next message behind its header. */
  private nextLength(): i32 {
    const high: i32 = this.text.bytes[this.next + 1];
    return high * 65536 + u16At(this.text.bytes, this.next + 2);
  }
}
