import { Char, indexOf, none, same, Text } from "../../bytes/text";
import { UsageError, UsageErrorKind } from "../../usage-error";

/** Whether this is echo or printf, which print a text. */
export function isText(words: Uint8Array[]): bool {
  return words.length > 0 && (same(words[0], "echo") || same(words[0], "printf"));
}

/** What `echo [-n] TEXT` or `printf TEXT` prints, where every shell prints the same. */
export class Sent {
  bytes: Text = new Text();
  error: UsageError | null = null;

  /** @param words a command for which isText() holds */
  constructor(words: Uint8Array[]) {
    if (same(words[0], "echo")) this.echo(words);
    else if (words.length == 2) this.format(words[1]);
    else this.fail(UsageErrorKind.SHELL_PRINTF);
  }

  private fail(kind: UsageErrorKind): void {
    // The text is not shown: it may be a password.
    const error = new UsageError(kind, none());
    if (this.error === null) this.error = error;
  }

  /** Shells differ about backslashes and about other options (POSIX.1-2024, echo). */
  private echo(words: Uint8Array[]): void {
    const isOpen = words.length > 1 && same(words[1], "-n");
    for (let i = isOpen ? 2 : 1; i < words.length; i++) {
      const word = words[i];
      const isOption = word.length > 1 && word[0] == Char.MINUS && i == (isOpen ? 2 : 1);
      if (isOption || indexOf(word, Char.BACKSLASH, 0) >= 0) this.fail(UsageErrorKind.SHELL_ECHO);
      if (i > (isOpen ? 2 : 1)) this.bytes.byte(Char.SPACE);
      this.bytes.add(word);
    }
    if (!isOpen) this.bytes.byte(Char.LF);
  }

  /** A format without conversions (POSIX.1-2024, printf): the escapes `\n`, `\r`, `\t` and `\\`. */
  private format(text: Uint8Array): void {
    if (text.length > 0 && text[0] == Char.MINUS) this.fail(UsageErrorKind.SHELL_PRINTF);
    for (let i = 0; i < text.length; i++) {
      let c: i32 = text[i];
      if (c == Char.BACKSLASH) {
        i++;
        c = escaped(i < text.length ? text[i] : 0);
      } else if (c == Char.PERCENT) c = 0;
      if (c == 0) this.fail(UsageErrorKind.SHELL_PRINTF);
      this.bytes.byte(c);
    }
  }
}

/** The byte that a backslash and this letter stand for; 0 if that is none of the supported escapes. */
function escaped(letter: i32): i32 {
  if (letter == LOWER_N) return Char.LF;
  if (letter == LOWER_R) return Char.CR;
  if (letter == LOWER_T) return Char.TAB;
  return letter == Char.BACKSLASH ? letter : 0;
}

const LOWER_N: i32 = 0x6e;
const LOWER_R: i32 = 0x72;
const LOWER_T: i32 = 0x74;
