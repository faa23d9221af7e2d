import { Char, isDigit, isLetter, standsAt, Text } from "../bytes/text";
import { MAX_TEXT, Surroundings } from "../surroundings";
import { UsageError, UsageErrorKind, usageError } from "../usage-error";

/** How deep fallbacks may hold fallbacks: `${A:-${B:-…}}`. */
export const MAX_DEPTH: i32 = 8;

/**
 * Replaces `${NAME}` and `${NAME:-fallback}` in an argument, since exec form has no shell to do it. A fallback may hold
 * further ones. Names are POSIX names; any other `$` stays as it is.
 */
export class Expansion {
  text: Text = new Text();
  error: UsageError | null = null;
  /** Where variables stand in the text, if that is asked for. */
  parts: Part[] = [];
  private surroundings: Surroundings;
  private word: i32;

  /** @param word the argument's index, which asks for `parts`; or -1 */
  constructor(surroundings: Surroundings, argument: Uint8Array, word: i32) {
    this.surroundings = surroundings;
    this.word = word;
    this.expand(argument, 0);
  }

  private expand(argument: Uint8Array, depth: i32): void {
    let i = 0;
    while (i < argument.length && this.error === null) {
      const start = this.text.length;
      const after = standsAt(argument, i, "${") ? this.reference(argument, i + 2, depth) : i;
      if (after > i) {
        if (depth == 0 && this.word >= 0)
          this.parts.push(new Part(this.word, start, this.text.length, written(argument, i)));
        i = after;
      } else {
        this.byte(argument[i++]);
      }
    }
  }

  /** @returns the index behind the closing brace, or -1 where this is not a reference */
  private reference(argument: Uint8Array, start: i32, depth: i32): i32 {
    const end = nameEnd(argument, start);
    if (end == start || end == argument.length) return -1;
    const name = argument.subarray(start, end);
    if (argument[end] == Char.CLOSE_BRACE) {
      const value = this.surroundings.variable(name);
      if (value === null) this.error = new UsageError(UsageErrorKind.UNSET, name);
      else this.put(value);
      return end + 1;
    }
    if (!standsAt(argument, end, ":-")) return -1;
    const close = closingBrace(argument, end + 2);
    if (close < 0) return -1;
    const value = this.surroundings.variable(name);
    if (value !== null && value.length > 0) this.put(value);
    else if (depth == MAX_DEPTH) this.error = usageError(UsageErrorKind.NESTED_TOO_DEEP);
    else this.expand(argument.subarray(end + 2, close), depth + 1);
    return close + 1;
  }

  private put(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) this.byte(bytes[i]);
  }

  private byte(c: i32): void {
    if (this.text.length == MAX_TEXT) this.error = usageError(UsageErrorKind.TOO_LONG);
    else this.text.byte(c);
  }
}

/** Bytes [start, end) of a word, which a variable has given it. */
export class Part {
  word: i32;
  start: i32;
  end: i32;
  /** The variable as it was written, up to its name or its `:-`: `$NAME`, `${NAME`, `${NAME:-`. */
  written: Uint8Array;

  constructor(word: i32, start: i32, end: i32, written: Uint8Array) {
    this.word = word;
    this.start = start;
    this.end = end;
    this.written = written;
  }

  /** Appends `$NAME`, `${NAME}` or `${NAME:-...}`. A fallback may be a secret as well. */
  put(out: Text): void {
    const written = this.written;
    out.add(written);
    if (written[written.length - 1] == Char.MINUS) out.put("...");
    if (written[1] == Char.OPEN_BRACE) out.byte(Char.CLOSE_BRACE);
  }
}

/** The variable that stands at this index, as Part has it. */
export function written(text: Uint8Array, index: i32): Uint8Array {
  const end = nameEnd(text, index + (text[index + 1] == Char.OPEN_BRACE ? 2 : 1));
  return text.subarray(index, standsAt(text, end, ":-") ? end + 2 : end);
}

/**
 * What a line may quote of a word: never a variable's value, since that may be a secret, but the variable as it was written.
 * @param detail what is to be quoted. What is no part of the word, a copy of one for example, becomes the word's first variable
 * @param word the word with variables replaced, and its index
 */
export function asWritten(detail: Uint8Array, word: Uint8Array, index: i32, parts: Part[]): Uint8Array {
  const out = new Text();
  let at = detail.byteOffset - word.byteOffset;
  const end = at + detail.length;
  const isPart = detail.buffer == word.buffer && at >= 0 && end <= word.length;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    if (part.word != index || (isPart && (part.end <= at || part.start >= end))) continue;
    if (isPart && part.start > at) out.add(word.subarray(at, part.start));
    part.put(out);
    if (!isPart) return out.view();
    at = part.end;
  }
  if (out.length == 0) return detail;
  return at < end ? out.add(word.subarray(at, end)).view() : out.view();
}

/** Where a name of POSIX that starts here ends; `start` where there is none. */
export function nameEnd(argument: Uint8Array, start: i32): i32 {
  let i = start;
  while (i < argument.length && isNameChar(argument[i], i == start)) i++;
  return i;
}

function isNameChar(c: i32, first: bool): bool {
  return isLetter(c) || c == Char.UNDERSCORE || (!first && isDigit(c));
}

/** The index of the brace that closes the one before `start`, or -1. */
function closingBrace(argument: Uint8Array, start: i32): i32 {
  let open = 1;
  for (let i = start; i < argument.length; i++) {
    if (standsAt(argument, i, "${")) open++;
    else if (argument[i] == Char.CLOSE_BRACE) {
      open--;
      if (open == 0) return i;
    }
  }
  return -1;
}
