import { u16At } from "../bytes/numbers";
import { Text } from "../bytes/text";

/** Types of frames (RFC 9113 §6). Others are skipped. */
export const enum FrameType {
  DATA = 0,
  HEADERS = 1,
  PRIORITY = 2,
  RST_STREAM = 3,
  SETTINGS = 4,
  PUSH_PROMISE = 5,
  PING = 6,
  GOAWAY = 7,
  WINDOW_UPDATE = 8,
  CONTINUATION = 9,
}

/** Flags of frames; what they mean depends on the type (RFC 9113 §6). */
export const enum Flag {
  NONE = 0,
  END_STREAM = 0x01,
  END_HEADERS = 0x04,
  PADDED = 0x08,
  PRIORITY = 0x20,
}

/** The flag of SETTINGS and PING that answers one of them (RFC 9113 §6.5, §6.7). */
export const ACK: i32 = 0x01;

/** The length of a frame's header: three bytes of length, type, flags, four bytes of stream (RFC 9113 §4.1). */
export const FRAME_HEADER: i32 = 9;
/** The longest payload: the least that a peer must be able to take, and the most that it may send if it is told nothing (RFC 9113 §4.2). */
export const MAX_PAYLOAD: i32 = 16384;
/** The stream's dependency and weight in HEADERS (RFC 9113 §6.2). */
const PRIORITY_LENGTH: i32 = 5;

/** Collects the bytes of a frame, and of the header block that it may be a part of. */
export class FrameReader {
  /** The header, and the payload behind it; the first `length` bytes. */
  bytes: Uint8Array = new Uint8Array(FRAME_HEADER + MAX_PAYLOAD);
  length: i32 = 0;
  /** The header block so far. */
  block: Text = new Text();
  /** What the header says. */
  type: i32 = 0;
  flags: i32 = 0;
  stream: i32 = 0;
  payload: i32 = 0;
  /** Bytes [start, end) are the payload without padding and priority, after removePadding(). */
  start: i32 = 0;
  end: i32 = 0;

  /** Begins another frame. */
  begin(): void {
    this.length = 0;
  }

  /** Reads bytes [from, to): to the end of the header, or from there to the end of the frame. @returns the index of the first byte that was not read */
  read(buffer: Uint8Array, from: i32, to: i32): i32 {
    const bytes = this.bytes;
    const isHeader = this.length < FRAME_HEADER;
    const end = isHeader ? FRAME_HEADER : FRAME_HEADER + this.payload;
    let at = from;
    while (at < to && this.length < end) bytes[this.length++] = buffer[at++];
    if (isHeader && this.length == end) {
      this.payload = u16At(bytes, 0) * 256 + bytes[2];
      this.type = bytes[3];
      this.flags = bytes[4];
      this.stream = u31At(bytes, 5);
      this.start = FRAME_HEADER;
      this.end = FRAME_HEADER + this.payload;
    }
    return at;
  }

  /** Whether the header is there, and nothing of the payload. */
  hasHeaderOnly(): bool {
    return this.length == FRAME_HEADER;
  }

  isComplete(): bool {
    return this.length >= FRAME_HEADER && this.length == FRAME_HEADER + this.payload;
  }

  has(flag: i32): bool {
    return (this.flags & flag) != 0;
  }

  /** Leaves out padding and priority fields of DATA and HEADERS (RFC 9113 §6.1, §6.2). @returns false if they are longer than the frame */
  removePadding(): bool {
    if (this.has(Flag.PADDED) && this.payload > 0) this.end -= this.bytes[this.start++];
    else if (this.has(Flag.PADDED)) return false;
    if (this.type == FrameType.HEADERS && this.has(Flag.PRIORITY)) this.start += PRIORITY_LENGTH;
    return this.start <= this.end;
  }
}

/** Appends the header of a frame. */
export function putFrame(out: Text, type: FrameType, flags: i32, stream: i32, payload: i32): void {
  out
    .byte(0)
    .byte(payload >> 8)
    .byte(payload & 0xff)
    .byte(type)
    .byte(flags);
  putU32(out, stream);
}

/** Appends a number as four bytes. */
export function putU32(out: Text, value: i32): void {
  for (let shift = 24; shift >= 0; shift -= 8) out.byte((value >> shift) & 0xff);
}

/** The number in the lower 31 bits of four bytes. */
export function u31At(bytes: Uint8Array, index: i32): i32 {
  return ((u16At(bytes, index) & 0x7fff) << 16) | u16At(bytes, index + 2);
}
