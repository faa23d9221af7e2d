import { among, ascii, Char, indexOf, standsAt, Text } from "../../bytes/text";
import { MAX_ARGUMENTS, MAX_TEXT, MAX_TOGETHER } from "../../surroundings";
import { numberError, UsageErrorKind } from "../../usage-error";
import { checkText } from "../arguments";
import { nameEnd, Part } from "../part";
import { isOneOf } from "../words";
import { Fallible } from "./fallible";

/** Makes the words of one command byte by byte, within the bounds of a command line. */
export class WordList extends Fallible {
  protected words: Uint8Array[] = [];
  /** What of the words comes from variables. */
  protected parts: Part[] = [];
  /** The current word, which is not in `words` yet. */
  protected word: Text = new Text();
  /** Whether what is added is not used: it is in the fallback of a parameter that is set. */
  protected isDropping: bool = false;
  /** Whether it has begun; quotes alone make an empty one. */
  private isInWord: bool = false;
  /** A sign of a pattern for file names that stands in the word without quotes; 0 for none. */
  private pattern: i32 = 0;
  /** How many bytes words and values have had together. */
  private together: i32 = 0;

  /** Checks a text from outside. */
  protected check(text: Uint8Array): void {
    const error = checkText(text);
    if (error !== null) this.fail(error.kind);
    this.together += text.length;
    if (this.together > MAX_TOGETHER) this.fail(UsageErrorKind.TOO_LONG_TOGETHER);
  }

  /** Begins a word, if none has begun. */
  protected beginWord(): void {
    if (!this.isDropping) this.isInWord = true;
  }

  /** Appends a byte to the word. What is not quoted is split at blanks, and may be a pattern for file names. */
  protected addByte(c: i32, isQuoted: bool): void {
    if (this.isDropping) return;
    if (!isQuoted && among(" \t\n", c)) {
      this.endWord();
      return;
    }
    if (!isQuoted && among("*?[", c)) this.pattern = c;
    this.isInWord = true;
    if (this.word.length == MAX_TEXT) this.fail(UsageErrorKind.TOO_LONG);
    else this.word.byte(c);
  }

  /** Appends the value of a variable, which stands in the text as `variable`. What is not quoted of it may be several words. */
  protected addValue(value: Uint8Array, variable: Uint8Array, isQuoted: bool): void {
    if (this.isDropping) return;
    this.check(value);
    let from = this.word.length;
    for (let i = 0; i < value.length && this.error === null; i++) {
      const word = this.words.length;
      const end = this.word.length;
      this.addByte(value[i], isQuoted);
      // A blank has ended the word, and the part with it.
      if (word < this.words.length) {
        this.parts.push(new Part(word, from, end, variable));
        from = 0;
      }
    }
    this.addPart(from, variable);
  }

  /** Notes that the current word, from this byte on, is what stands in the text as `variable`. */
  protected addPart(from: i32, variable: Uint8Array): void {
    if (!this.isDropping) this.parts.push(new Part(this.words.length, from, this.word.length, variable));
  }

  /** Ends a word, where there is one. */
  protected endWord(): void {
    if (!this.isInWord || this.error !== null) return;
    const word = this.word.bytes.slice(0, this.word.length);
    this.together += word.length;
    // With a colon it is a target, and there are no files of such names that a shell could put in its place. The value of an assignment is no pattern.
    const isValue = this.words.length == 0 && isAssignment(word);
    if (this.pattern != 0 && !isValue && !isTest(word) && indexOf(word, Char.COLON, 0) < 0) {
      this.failOn(UsageErrorKind.PATTERN, new Text().byte(this.pattern).view());
    }
    this.words.push(word);
    if (this.words.length > MAX_ARGUMENTS) {
      const error = numberError(UsageErrorKind.TOO_MANY_ARGUMENTS, this.words.length);
      error.program = ascii("sh");
      this.note(error);
    }
    this.word.length = 0;
    this.isInWord = false;
    this.pattern = 0;
  }

  /** Drops the current word, and all parts but so many. */
  protected dropWord(parts: i32): void {
    this.word.length = 0;
    this.isInWord = false;
    this.parts.length = parts;
  }
}

/** Whether this is a command that tests files and numbers. */
export function isTest(word: Uint8Array): bool {
  return isOneOf(word, "[ [[ test");
}

/** Whether a shell takes this word for an assignment: a name and an equals sign (POSIX.1-2024, Shell Command Language 2.9.1). */
export function isAssignment(word: Uint8Array): bool {
  const end = nameEnd(word, 0);
  return end > 0 && standsAt(word, end, "=");
}
