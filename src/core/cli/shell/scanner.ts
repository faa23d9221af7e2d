import { among, ascii, Char, indexOf, indexOfAny, isDigit, none, standsAt, Text } from "../../bytes/text";
import { Surroundings } from "../../surroundings";
import { UsageErrorKind } from "../../usage-error";
import { baseName, Dialect, indexOfName } from "../dialect";
import { MAX_DEPTH } from "../expand";
import { nameEnd, Part } from "../part";
import { WordList } from "./word-list";

/** What ends a word where it is not quoted (POSIX.1-2024, Shell Command Language 2.2). */
const META = " \t\n;&|<>()";

/** Reads words of the shell's language, with quotes and parameters (POSIX.1-2024, Shell Command Language 2.2, 2.6). */
export class Scanner extends WordList {
  protected text: Uint8Array = none();
  protected index: i32 = 0;
  /** The first variable in the word that readTarget() read; null for none. */
  protected targetPart: Part | null = null;
  protected surroundings: Surroundings;
  /** How many fallbacks the index is in. */
  private fallbacks: i32 = 0;

  constructor(surroundings: Surroundings) {
    super();
    this.surroundings = surroundings;
  }

  /** The next `length` bytes are not for us. */
  protected refuse(kind: UsageErrorKind, length: i32): void {
    this.failOn(kind, this.text.subarray(this.index, this.index + length));
  }

  protected isAtEnd(): bool {
    return this.index >= this.text.length;
  }

  /** The byte so far ahead; 0 behind the end. */
  protected peek(offset: i32): i32 {
    const i = this.index + offset;
    return i < this.text.length ? this.text[i] : 0;
  }

  /** Reads one word at the index, or several if a variable makes them. */
  protected readWords(): void {
    this.scan(false, 0);
    this.endWord();
  }

  /** Reads the word at the index as the target of a redirection: it is none of the command's. @returns nothing if it is not one word */
  protected readTarget(): Uint8Array {
    const count = this.words.length;
    const parts = this.parts.length;
    this.scan(false, 0);
    const target = count == this.words.length ? this.word.bytes.slice(0, this.word.length) : none();
    this.targetPart = parts < this.parts.length ? this.parts[parts] : null;
    this.dropWord(parts);
    return target;
  }

  /** Reads on into the word, up to `end`, or where that is 0 up to the end of the word. */
  private scan(isQuoted: bool, end: i32): void {
    while (this.error === null) {
      const c = this.peek(0);
      if (this.index == this.text.length) {
        if (end != 0) this.failOn(UsageErrorKind.SHELL_SYNTAX, new Text().byte(end).view());
        return;
      }
      if (end != 0 ? c == end : among(META, c)) return;
      if (c == Char.DOLLAR) this.parameter(isQuoted);
      else if (c == Char.BACKTICK) this.refuse(substitution(this.text, this.index + 1), 1);
      else if (c == Char.APOSTROPHE && !isQuoted) this.literal();
      else if (c == Char.QUOTE && isQuoted) this.refuse(UsageErrorKind.SHELL_SYNTAX, 1);
      else {
        this.index++;
        if (c == Char.BACKSLASH) this.escaped(isQuoted, end);
        else if (c == Char.QUOTE) {
          this.beginWord();
          this.scan(true, Char.QUOTE);
          this.index++;
        } else this.addByte(c, isQuoted);
      }
    }
  }

  /** `'text'` */
  private literal(): void {
    const end = indexOf(this.text, Char.APOSTROPHE, this.index + 1);
    if (end < 0) {
      this.refuse(UsageErrorKind.SHELL_SYNTAX, 1);
      return;
    }
    this.beginWord();
    for (this.index++; this.index < end && this.error === null; this.index++) this.addByte(this.peek(0), true);
    this.index++;
  }

  /** What stands behind a backslash: itself, and nothing where it is a line feed; in quotes that is so for a few characters alone. */
  private escaped(isQuoted: bool, end: i32): void {
    const c = this.peek(0);
    if (this.index == this.text.length || (isQuoted && !among('$`"\\\n', c) && c != end)) {
      this.addByte(Char.BACKSLASH, true);
      return;
    }
    this.index++;
    if (c != Char.LF) this.addByte(c, true);
  }

  /** `$NAME`, `${NAME}`, `${NAME:-fallback}`; a dollar sign alone is one. */
  private parameter(isQuoted: bool): void {
    const dollar = this.index;
    const next = this.peek(1);
    const isBraced = next == Char.OPEN_BRACE;
    const start = dollar + (isBraced ? 2 : 1);
    const end = nameEnd(this.text, start);
    if (end == start) {
      if (next == Char.OPEN_PARENTHESIS) this.refuse(substitution(this.text, start + 1), 2);
      else if (isBraced || isDigit(next) || among("?$@*#!-\\", next) || (!isQuoted && among("'\"", next))) {
        this.refuse(UsageErrorKind.SHELL_SYNTAX, 2);
      } else {
        this.index++;
        this.addByte(Char.DOLLAR, true);
      }
      return;
    }
    // The name may go on in the next line.
    if (!isBraced && standsAt(this.text, end, "\\\n")) this.refuse(UsageErrorKind.SHELL_SYNTAX, 1);
    let value = this.surroundings.variable(this.text.subarray(start, end));
    const words = this.words.length;
    const from = this.word.length;
    this.index = end;
    const hasFallback = isBraced && standsAt(this.text, end, ":-");
    if (hasFallback) {
      if (value !== null && value.length == 0) value = null;
      this.index += 2;
      this.readFallback(isQuoted, value === null);
    } else if (isBraced && this.peek(0) != Char.CLOSE_BRACE) {
      if (this.isAtEnd()) this.failOn(UsageErrorKind.SHELL_SYNTAX, ascii("}"));
      this.refuse(UsageErrorKind.SHELL_SYNTAX, 1);
    }
    if (isBraced) this.index++;
    // One that is not set is empty, as in any shell.
    const variable = this.text.subarray(dollar, hasFallback ? end + 2 : end);
    if (value !== null) this.addValue(value, variable, isQuoted);
    else this.addPart(this.words.length > words ? 0 : from, variable);
  }

  /** Reads a fallback up to its brace. @param isUsed whether it becomes part of the word */
  private readFallback(isQuoted: bool, isUsed: bool): void {
    const wasDropping = this.isDropping;
    if (!isUsed) this.isDropping = true;
    if (this.fallbacks++ == MAX_DEPTH) this.fail(UsageErrorKind.NESTED_TOO_DEEP);
    this.scan(isQuoted, Char.CLOSE_BRACE);
    this.fallbacks--;
    this.isDropping = wasDropping;
  }
}

/** What to say of a command substitution whose command begins at `start`: if it asks for a status, there is an option for that. */
function substitution(text: Uint8Array, start: i32): UsageErrorKind {
  let from = start;
  while (from < text.length && among(" \t\n", text[from])) from++;
  const name = indexOfName(baseName(text.subarray(from, indexOfAny(text, META, from))));
  const isCheck = name == Dialect.CURL || name == Dialect.WGET;
  return isCheck ? UsageErrorKind.SHELL_STATUS : UsageErrorKind.SHELL_SUBSTITUTION;
}
