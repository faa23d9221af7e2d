import { Char, indexOf, same, Text } from "../../bytes/text";
import { escaped } from "../sent";
import { isOneOf } from "../words";

/** Whether this is echo or printf, which print a text. */
export function isText(words: Uint8Array[]): bool {
  return words.length > 0 && isOneOf(words[0], "echo printf");
}

/** What a command for which isText() holds prints; null if shells differ about it. */
export function printedText(words: Uint8Array[]): Uint8Array | null {
  if (same(words[0], "echo")) return echo(words);
  return words.length == 2 ? format(words[1]) : null;
}

/** `echo [-n] TEXT`. Shells differ about backslashes and about other options (POSIX.1-2024, echo). */
function echo(words: Uint8Array[]): Uint8Array | null {
  const out = new Text();
  const isOpen = words.length > 1 && same(words[1], "-n");
  const first = isOpen ? 2 : 1;
  for (let i = first; i < words.length; i++) {
    const word = words[i];
    const isOption = i == first && word.length > 1 && word[0] == Char.MINUS;
    if (isOption || indexOf(word, Char.BACKSLASH, 0) >= 0) return null;
    if (i > first) out.byte(Char.SPACE);
    out.add(word);
  }
  if (!isOpen) out.byte(Char.LF);
  return out.view();
}

/** `printf TEXT`: a format without conversions (POSIX.1-2024, printf). Its escapes are `\n`, `\r`, `\t` and `\\`. */
function format(text: Uint8Array): Uint8Array | null {
  if (text.length > 0 && text[0] == Char.MINUS) return null;
  const out = new Text();
  for (let i = 0; i < text.length; i++) {
    let c: i32 = text[i];
    if (c == Char.BACKSLASH) c = escaped(++i < text.length ? text[i] : 0);
    // Also `\0`, which may have digits behind it.
    if (c <= 0 || text[i] == Char.PERCENT) return null;
    out.byte(c);
  }
  return out.view();
}
