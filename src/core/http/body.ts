import { Matcher } from "../bytes/matcher";
import { hexDigit } from "../bytes/numbers";
import { Char, isBlank, isDigit, lower, Text } from "../bytes/text";
import { isHeader } from "./header";

/** The most bytes of a body that are read, without the framing of its chunks. */
export const MAX_BODY: i32 = 1048576;
/** The most digits of a chunk's size, as in curl; more would not fit into 64 bits. */
const MAX_SIZE_DIGITS: i32 = 16;

const LENGTH_NAME = "content-length:";
const ENCODING_NAME = "transfer-encoding:";
const CHUNKED = "chunked";

/** How the end of a body is found (RFC 9112 §6.3). */
const enum Framing {
  /** There is no body, or it has ended. */
  ENDED,
  CHUNKED,
  LENGTH,
  /** It ends when the peer closes the connection. */
  CLOSE,
}

/** The part of a chunked body that comes next (RFC 9112 §7.1). */
const enum Part {
  SIZE,
  /** After the size: white space and extensions. */
  EXTENSION,
  DATA,
  /** The line end after a chunk's data. */
  DATA_END,
  /** At the start of a trailer line; an empty one ends the body. */
  TRAILER,
  TRAILER_REST,
}

/** Reads a body: finds its end, and passes its bytes to a matcher if there is one. Otherwise they are dropped. */
export class Body {
  /** How many bytes were read, without the framing of chunks. */
  length: i32 = 0;
  /** Whether a chunk is malformed. Then no more of the body is read, since its end cannot be found. */
  isBroken: bool = false;
  private matcher: Matcher | null = null;
  private framing: Framing = Framing.ENDED;
  private isChunked: bool = false;
  /** The digits of Content-Length, without leading zeros; empty if there is none. */
  private digits: Text = new Text();
  /** How many bytes of the body or the chunk are still to come, at most MAX_BODY + 1. */
  private left: i32 = 0;
  private part: Part = Part.SIZE;
  private sizeDigits: i32 = 0;
  /** The value of the first digit of the chunk's size. */
  private firstDigit: i32 = 0;

  /** Begins a header section. */
  begin(): void {
    this.framing = Framing.ENDED;
    this.isChunked = false;
    this.digits.length = 0;
    this.isBroken = false;
    this.length = 0;
    this.matcher = null;
  }

  /**
   * Reads the first `length` bytes of a header line.
   * @returns false if it is a Content-Length that is no number or contradicts an earlier one (RFC 9112 §6.3, item 5)
   */
  readHeader(line: Uint8Array, length: i32): bool {
    if (isHeader(line, length, LENGTH_NAME)) return this.readLengths(line, length);
    if (isHeader(line, length, ENCODING_NAME)) this.isChunked = endsInChunked(line, length);
    return true;
  }

  /** Reads a list of equal numbers (RFC 9110 §8.6). */
  private readLengths(line: Uint8Array, length: i32): bool {
    let start = LENGTH_NAME.length;
    for (let i = start; i <= length; i++) {
      if (i < length && line[i] != Char.COMMA) continue;
      if (!this.readLength(line, start, i)) return false;
      start = i + 1;
    }
    return true;
  }

  private readLength(line: Uint8Array, from: i32, to: i32): bool {
    let start = from;
    let end = to;
    while (start < end && isBlank(line[start])) start++;
    while (start < end && isBlank(line[end - 1])) end--;
    if (start == end) return false;
    for (let i = start; i < end; i++) if (!isDigit(line[i])) return false;
    while (start < end - 1 && line[start] == Char.ZERO) start++;
    const digits = this.digits;
    if (digits.length == 0) {
      digits.addRange(line, start, end);
      return true;
    }
    if (digits.length != end - start) return false;
    for (let i = start; i < end; i++) if (digits.bytes[i - start] != line[i]) return false;
    return true;
  }

  /** The header section is complete. @param exists whether a body can follow */
  start(exists: bool): void {
    if (!exists) return;
    this.part = Part.SIZE;
    this.sizeDigits = 0;
    this.left = 0;
    if (this.isChunked) this.framing = Framing.CHUNKED;
    else if (this.digits.length == 0) this.framing = Framing.CLOSE;
    else {
      for (let i = 0; i < this.digits.length; i++) this.addDigit(10, this.digits.bytes[i] - Char.ZERO);
      this.framing = this.left > 0 ? Framing.LENGTH : Framing.ENDED;
    }
  }

  private addDigit(base: i32, digit: i32): void {
    const value = this.left * base + digit;
    this.left = value > MAX_BODY ? MAX_BODY + 1 : value;
  }

  /** Looks for something in the bytes that follow. */
  match(matcher: Matcher): void {
    this.matcher = matcher;
  }

  /** Whether all of the body has been read. */
  hasEnded(): bool {
    return this.framing == Framing.ENDED;
  }

  /** Whether the body ends when the peer closes the connection, so that this is no fault. */
  endsWithConnection(): bool {
    return this.framing == Framing.CLOSE;
  }

  /** Whether to stop reading: the body has ended, or it has more than MAX_BODY bytes. */
  isOver(): bool {
    return this.framing == Framing.ENDED || this.length > MAX_BODY;
  }

  /** Reads bytes [start, end) of the stream. Those after the end of the body are not looked at. */
  read(buffer: Uint8Array, start: i32, end: i32): void {
    let i = start;
    while (i < end && this.framing != Framing.ENDED) {
      if (this.framing == Framing.CHUNKED && this.part != Part.DATA) {
        this.readChunkByte(buffer[i++]);
        continue;
      }
      const isCounted = this.framing != Framing.CLOSE;
      const count = isCounted && this.left < end - i ? this.left : end - i;
      this.readData(buffer, i, i + count);
      i += count;
      if (!isCounted) continue;
      this.left -= count;
      if (this.left > 0) continue;
      this.part = Part.DATA_END;
      if (this.framing == Framing.LENGTH) this.framing = Framing.ENDED;
    }
  }

  private readData(buffer: Uint8Array, start: i32, end: i32): void {
    const room = MAX_BODY - this.length;
    const matcher = this.matcher;
    if (matcher !== null) matcher.feed(buffer, start, end - start < room ? end : start + room);
    this.length += end - start;
  }

  /** Reads a byte of the framing of chunks, as curl does: a lone LF ends a line, and anything may follow a size. */
  private readChunkByte(c: i32): void {
    const part = this.part;
    if (part == Part.SIZE) {
      const digit = hexDigit(c);
      if (digit >= 0) {
        this.readSizeDigit(digit);
        return;
      }
      if (this.sizeDigits == 0) this.fail();
      this.part = Part.EXTENSION;
    }
    if (part == Part.DATA_END && c != Char.LF && c != Char.CR) this.fail();
    if (part == Part.TRAILER && c != Char.LF && c != Char.CR) this.part = Part.TRAILER_REST;
    if (c != Char.LF) return;
    if (part == Part.TRAILER) this.framing = Framing.ENDED;
    else if (part == Part.TRAILER_REST) this.part = Part.TRAILER;
    else if (part == Part.DATA_END) {
      this.part = Part.SIZE;
      this.sizeDigits = 0;
    } else this.part = this.left > 0 ? Part.DATA : Part.TRAILER;
  }

  /** A size must fit into 63 bits. */
  private readSizeDigit(digit: i32): void {
    if (this.sizeDigits++ == 0) this.firstDigit = digit;
    if (this.sizeDigits > MAX_SIZE_DIGITS || (this.sizeDigits == MAX_SIZE_DIGITS && this.firstDigit > 7)) this.fail();
    this.addDigit(16, digit);
  }

  private fail(): void {
    this.isBroken = true;
    this.framing = Framing.ENDED;
  }
}

/** Whether `chunked` is the last coding of the list (RFC 9112 §6.1). */
function endsInChunked(line: Uint8Array, length: i32): bool {
  let end = length;
  while (isBlank(line[end - 1])) end--;
  const start = end - CHUNKED.length;
  if (start < ENCODING_NAME.length) return false;
  for (let i = start; i < end; i++) if (lower(line[i]) != CHUNKED.charCodeAt(i - start)) return false;
  return isBlank(line[start - 1]) || line[start - 1] == Char.COMMA || line[start - 1] == Char.COLON;
}
