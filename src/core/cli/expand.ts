import { Char, standsAt, Text } from "../bytes/text";
import { MAX_TEXT, Surroundings } from "../surroundings";
import { UsageError, UsageErrorKind, usageError } from "../usage-error";
import { nameEnd, Part } from "./part";

/** How deep fallbacks may hold fallbacks: `${A:-${B:-…}}`. */
export const MAX_DEPTH: i32 = 8;

/**
 * Replaces `${NAME}` and `${NAME:-fallback}` in an argument, since exec form has no shell to do it. A fallback may hold
 * further ones. Names are POSIX names; any other `$` stays as it is.
 */
export class Expansion {
  text: Text = new Text();
  error: UsageError | null = null;
  /** Where variables stand in the text. */
  parts: Part[] = [];
  private surroundings: Surroundings;
  private word: i32;

  /** @param word the argument's index */
  constructor(surroundings: Surroundings, argument: Uint8Array, word: i32) {
    this.surroundings = surroundings;
    this.word = word;
    this.expand(argument, 0);
  }

  private expand(argument: Uint8Array, depth: i32): void {
    let i = 0;
    while (i < argument.length && this.error === null) {
      const after = standsAt(argument, i, "${") ? this.reference(argument, i + 2, depth) : -1;
      if (after > 0) i = after;
      else this.byte(argument[i++]);
    }
  }

  /** @returns the index behind the closing brace, or -1 where this is not a reference */
  private reference(argument: Uint8Array, start: i32, depth: i32): i32 {
    const end = nameEnd(argument, start);
    if (end == start || end == argument.length) return -1;
    const hasFallback = standsAt(argument, end, ":-");
    if (!hasFallback && argument[end] != Char.CLOSE_BRACE) return -1;
    const close = hasFallback ? closingBrace(argument, end + 2) : end;
    if (close < 0) return -1;
    const name = argument.subarray(start, end);
    const from = this.text.length;
    const value = this.surroundings.variable(name);
    if (value !== null && (value.length > 0 || !hasFallback)) this.put(value);
    else if (!hasFallback) this.error = new UsageError(UsageErrorKind.UNSET, name);
    else if (depth == MAX_DEPTH) this.error = usageError(UsageErrorKind.NESTED_TOO_DEEP);
    else this.expand(argument.subarray(end + 2, close), depth + 1);
    const written = argument.subarray(start - 2, hasFallback ? end + 2 : end);
    if (depth == 0) this.parts.push(new Part(this.word, from, this.text.length, written));
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
