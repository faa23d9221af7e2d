import { Char, characterAt, indexOf, none, standsAt, Text, utf8Length } from "../bytes/text";
import { MAX_TEXT, MAX_TOGETHER, Surroundings } from "../surroundings";
import { UsageError, UsageErrorKind, usageError, withSource } from "../usage-error";
import { Expansion } from "./expand";
import { asWritten, nameEnd, Part } from "./part";

/** The arguments of a command, one after the other, checked and with variables replaced. */
export class Arguments {
  /** The argument in hand, and its index; the program's name has the index 0. */
  current: Uint8Array = none();
  index: i32 = 0;
  /** What is wrong with the one in hand. */
  error: UsageError | null = null;
  /** What variables have given the arguments so far. */
  parts: Part[];
  private surroundings: Surroundings;
  /** The arguments up to the one in hand have their variables replaced. */
  private words: Uint8Array[];
  private isExpanding: bool;
  private together: i32 = 0;

  /**
   * @param words the program's name and its arguments; changed
   * @param parts what of these a shell has put in the place of variables; changed
   * @param isExpanding whether the program replaces `${NAME}` itself: what a tool is given is what it gets
   */
  constructor(surroundings: Surroundings, words: Uint8Array[], parts: Part[], isExpanding: bool) {
    this.surroundings = surroundings;
    this.words = words;
    this.parts = parts;
    this.isExpanding = isExpanding;
  }

  count(): i32 {
    return this.words.length - 1;
  }

  /** Goes on to the next argument. @returns whether there is one without an error */
  next(): bool {
    const index = this.index + 1;
    if (index == this.words.length) return false;
    this.index = index;
    const raw = this.words[index];
    this.current = raw;
    let error = checkText(raw);
    this.together += raw.length;
    if (error === null && this.isExpanding && indexOf(raw, Char.DOLLAR, 0) >= 0) error = this.expand(raw);
    if (error === null && this.together > MAX_TOGETHER) error = usageError(UsageErrorKind.TOO_LONG_TOGETHER);
    if (error !== null) this.error = withSource(error, new Text().put("argument ").decimal(index).view());
    return error === null;
  }

  /** Replaces the variables of the argument in hand. */
  private expand(raw: Uint8Array): UsageError | null {
    const expansion = new Expansion(this.surroundings, raw, this.index);
    const error = this.quoting(expansion.error, this.index);
    if (error !== null) return error;
    if (!this.coverParts()) for (let i = 0; i < expansion.parts.length; i++) this.parts.push(expansion.parts[i]);
    this.current = expansion.text.view();
    this.words[this.index] = this.current;
    // Both count: an expansion is a copy, and a variable may be copied again and again.
    this.together += this.current.length;
    return checkText(this.current);
  }

  /** What a shell has put into the argument in hand is about to be replaced a second time: none of it will be quoted. @returns whether there is any */
  private coverParts(): bool {
    let isOfShell = false;
    for (let i = 0; i < this.parts.length; i++) {
      const part = this.parts[i];
      if (part.word != this.index) continue;
      isOfShell = true;
      part.start = 0;
      part.end = MAX_TEXT;
    }
    return isOfShell;
  }

  /** A part of the argument in hand as it was written: never what variables hold. The same array if there are none. */
  written(part: Uint8Array): Uint8Array {
    return asWritten(part, this.current, this.index, this.parts);
  }

  /**
   * The same error, with its detail as it was written and not as variables have made it. One with a source is about nothing of the argument.
   * @param index the argument that it is about; 0 for none, as when the text came from a variable of the program's own
   */
  quoting(error: UsageError | null, index: i32): UsageError | null {
    if (error === null || index == 0 || error.source.length > 0) return error;
    const detail = asWritten(error.detail, this.words[index], index, this.parts);
    error.isOfShell =
      detail == error.detail &&
      this.isExpanding &&
      error.kind != UsageErrorKind.PORT_VARIABLE &&
      error.kind != UsageErrorKind.PATH &&
      hasParameter(detail);
    error.detail = detail;
    return error;
  }
}

/** Whether `$NAME` or `$(NAME)` stands in it, which shells and orchestrators replace, and this program does not. */
function hasParameter(text: Uint8Array): bool {
  for (let i = indexOf(text, Char.DOLLAR, 0); i >= 0; i = indexOf(text, Char.DOLLAR, i + 1)) {
    if (nameEnd(text, i + 1) > i + 1 || standsAt(text, i + 1, "(")) return true;
  }
  return false;
}

/** What any text from outside must be: not longer than MAX_TEXT, and UTF-8 without U+FFFD, the mark of a decoding that failed. */
export function checkText(text: Uint8Array): UsageError | null {
  if (text.length > MAX_TEXT) return usageError(UsageErrorKind.TOO_LONG);
  let i = 0;
  while (i < text.length) {
    const c = characterAt(text, i);
    if (c < 0 || c == 0xfffd) return usageError(UsageErrorKind.NOT_UTF8);
    i += utf8Length(c);
  }
  return null;
}
