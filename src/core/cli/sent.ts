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
  const out = new Text().add(options.send);
  const parts = args.partsOf(args.index, args.current);
  const offset = text.byteOffset - args.current.byteOffset;
  let i = 0;
  while (i < text.length) {
    const isSecret = isOfVariable(parts, args.index, offset + i);
    let c: i32 = text[i++];
    if (isSecret) options.isSendSecret = true;
    else if (c == Char.BACKSLASH) {
      c = i < text.length ? escaped(text, i) : -1;
      if (c < 0) return usageError(UsageErrorKind.ESCAPE);
      i += text[i] == Char.LOWER_X ? 3 : 1;
    }
    out.byte(c);
  }
  options.send = out.view();
  return null;
}

/** The byte that the escape stands for whose letter is at this index, or -1 if there is no such escape. */
function escaped(text: Uint8Array, index: i32): i32 {
  const letter: i32 = text[index];
  if (letter == 0x72) return Char.CR;
  if (letter == 0x6e) return Char.LF;
  if (letter == 0x74) return Char.TAB;
  if (letter == Char.ZERO) return 0;
  if (letter == Char.BACKSLASH) return letter;
  if (letter != Char.LOWER_X || index + 2 >= text.length) return -1;
  const high = hexDigit(text[index + 1]);
  const low = hexDigit(text[index + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function isOfVariable(parts: Part[], word: i32, at: i32): bool {
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    if (part.word == word && part.start <= at && at < part.end) return true;
  }
  return false;
}
