import { Char, standsAt } from "../core/bytes/text";

/** The most bytes of a word that are kept: longer than any name, and than any address with its zone. */
const MAX_WORD: i32 = 256;

/**
 * Splits a configuration file into words, byte by byte. Lines and files may have any length; they take no memory. Words are separated by white
 * space; a comment runs from `#` or `;` to the end of its line (hosts(5), resolv.conf(5)).
 */
export class Tokenizer {
  /** The word: the first `length` bytes. A longer word than MAX_WORD is cut; no name or address is so long. */
  word: Uint8Array = new Uint8Array(MAX_WORD);
  length: i32 = 0;
  /** The word's place in its line, from 0. */
  index: i32 = 0;

  private isWordOver: bool = false;
  private isLineOver: bool = true;
  private isComment: bool = false;

  /** Begins a new file. */
  begin(): void {
    this.isLineOver = true;
  }

  /** Reads one byte; a line feed must follow the last one of the file. @returns whether a word ends here */
  read(c: i32): bool {
    if (this.isLineOver) {
      this.isComment = false;
      this.index = 0;
      this.length = 0;
    } else if (this.isWordOver) {
      this.index++;
      this.length = 0;
    }
    this.isWordOver = false;
    this.isLineOver = c == Char.LF;
    if (c == Char.HASH || c == Char.SEMICOLON) this.isComment = true;
    else if (c != Char.SPACE && (c < Char.TAB || c > Char.CR)) {
      if (!this.isComment && this.length < MAX_WORD) this.word[this.length++] = c;
      return false;
    }
    this.isWordOver = this.length > 0;
    return this.isWordOver;
  }

  /** Whether the word is this one. */
  is(wanted: string): bool {
    return this.length == wanted.length && standsAt(this.word, 0, wanted);
  }

  startsWith(wanted: string): bool {
    return this.length >= wanted.length && standsAt(this.word, 0, wanted);
  }

  /** A copy of the word's bytes [start, end). */
  copy(start: i32, end: i32): Uint8Array {
    return this.word.slice(start, end);
  }
}
