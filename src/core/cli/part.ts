import { Char, isDigit, Text, wordEnd } from "../bytes/text";

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
  return start < argument.length && isDigit(argument[start]) ? start : wordEnd(argument, start, "_");
}
