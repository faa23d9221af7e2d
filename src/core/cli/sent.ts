import { hexDigit } from "../bytes/numbers";
import { Char, Text } from "../bytes/text";
import { Options } from "../http/options";
import { UsageError, UsageErrorKind, usageError } from "../usage-error";
import { Arguments } from "./arguments";
import { Part } from "./part";

/**
 * Appends a text, which is all or the end of the argument in hand, to what is sent. Escapes are replaced, but not in what variables hold.
 * @returns what is wrong with it, or null; never with any part of the text, which may be a secret
 */
export function addSent(options: Options, text: Uint8Array, args: Arguments): UsageError | null {
  if (text.length == 0) return usageError(UsageErrorKind.EMPTY_TEXT);
  const parts = args.parts;
  // Also a variable that is empty: whether the answer is quoted depends on what was written.
  for (let i = 0; i < parts.length; i++) if (parts[i].word == args.index) options.isSendSecret = true;
  const out = new Text().add(options.send);
  const offset = text.byteOffset - args.current.byteOffset;
  let i = 0;
  while (i < text.length) {
    const isValue = isOfVariable(parts, args.index, offset + i);
    let c: i32 = text[i++];
    if (!isValue && c == Char.BACKSLASH) {
      const letter: i32 = i < text.length ? text[i++] : 0;
      if (letter == Char.LOWER_X && i + 1 < text.length) {
        // Negative if one of them is no digit.
        c = (hexDigit(text[i]) << 4) | hexDigit(text[i + 1]);
        i += 2;
      } else c = escaped(letter);
      if (c < 0) return usageError(UsageErrorKind.ESCAPE);
    }
    out.byte(c);
  }
  options.send = out.view();
  return null;
}

/** The byte that an escape of one letter stands for, or -1 if there is no such escape. */
export function escaped(letter: i32): i32 {
  if (letter == 0x72) return Char.CR;
  if (letter == 0x6e) return Char.LF;
  if (letter == 0x74) return Char.TAB;
  if (letter == Char.ZERO) return 0;
  return letter == Char.BACKSLASH ? letter : -1;
}

function isOfVariable(parts: Part[], word: i32, at: i32): bool {
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    if (part.word == word && part.start <= at && at < part.end) return true;
  }
  return false;
}
