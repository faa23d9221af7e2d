import { Matcher } from "./matcher";
import { Char, isDigit, isLetter, lower, standsAt } from "./text";

/** Stands in an alternative for any byte: no line has a line feed. */
export const ANY: i32 = Char.LF;

/** One alternative of a pattern: bytes in a row. */
export class Alternative {
  /** `^` and `$`. */
  isAtStart: bool = false;
  isAtEnd: bool = false;
  length: i32 = 0;
  private bytes: Uint8Array;
  /** By length: whether the line so far ends with that much of it, behind a place where a match may begin. */
  private states!: Uint8Array;

  /** @param bytes room for its bytes, and for those of the alternatives behind it */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Appends a byte, or ANY. */
  add(c: i32): void {
    this.bytes[this.length++] = c;
  }

  /** No byte will be added. @returns the room that is left */
  rest(): Uint8Array {
    this.states = new Uint8Array(this.length + 1);
    return this.bytes.subarray(this.length);
  }

  /** Whether these words are part of it. */
  contains(words: string): bool {
    for (let i = 0; i < this.length; i++) if (standsAt(this.bytes.subarray(0, this.length), i, words)) return true;
    return false;
  }

  /** A new line begins. */
  restart(): void {
    for (let i = 0; i <= this.length; i++) this.states[i] = 0;
  }

  /** Whether the line so far ends with it. */
  isMatched(): bool {
    return this.states[this.length] > 0;
  }

  /**
   * Reads the next byte of the line.
   * @param mayBegin whether a match may begin with it
   */
  read(c: i32, mayBegin: bool): void {
    const states = this.states;
    states[0] = mayBegin ? 1 : 0;
    for (let i = this.length; i > 0; i--) {
      const wanted: i32 = this.bytes[i - 1];
      states[i] = wanted == c || wanted == ANY ? states[i - 1] : 0;
    }
  }
}

/** Looks for a line that matches, as grep does (POSIX.1-2024, grep). A carriage return before the line feed is part of the line. */
export class LineMatcher extends Matcher {
  alternatives: Alternative[] = [];
  /** -i: alternatives are in lower case. */
  ignoresCase: bool = false;
  /** -w: no letter, digit or underscore stands before or behind the match. */
  isWord: bool = false;
  private isLineStart: bool = true;
  private isBehindWord: bool = false;

  feed(bytes: Uint8Array, start: i32, end: i32): void {
    for (let i = start; i < end && !this.isFound; i++) {
      if (bytes[i] == Char.LF) this.endLine();
      else this.read(bytes[i]);
    }
  }

  /** The stream has ended: what stands behind the last line feed is a line as well. */
  override finish(): void {
    if (!this.isLineStart && !this.isFound) this.endLine();
  }

  /** Begins another stream. */
  restart(): void {
    this.isFound = false;
    this.beginLine();
  }

  private read(c: i32): void {
    const isInWord = isLetter(c) || isDigit(c) || c == Char.UNDERSCORE;
    // With -w a match counts once what follows it is known.
    if (this.isWord && !isInWord) this.find(false);
    const wanted = this.ignoresCase ? lower(c) : c;
    for (let k = 0; k < this.alternatives.length; k++) {
      const one = this.alternatives[k];
      one.read(wanted, one.isAtStart ? this.isLineStart : !this.isWord || !this.isBehindWord);
    }
    this.isLineStart = false;
    this.isBehindWord = isInWord;
    if (!this.isWord) this.find(false);
  }

  private endLine(): void {
    this.find(true);
    this.beginLine();
  }

  private beginLine(): void {
    this.isLineStart = true;
    this.isBehindWord = false;
    for (let k = 0; k < this.alternatives.length; k++) this.alternatives[k].restart();
  }

  /** Notes whether the line so far ends with a match. */
  private find(isLineEnd: bool): void {
    for (let k = 0; k < this.alternatives.length; k++) {
      const one = this.alternatives[k];
      if (one.isMatched() && (isLineEnd || !one.isAtEnd)) this.isFound = true;
    }
  }
}
