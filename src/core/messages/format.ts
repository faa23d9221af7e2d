import { hexDigitOf } from "../bytes/numbers";
import { Char, characterAt, Text, utf8Length } from "../bytes/text";
import { loadWords } from "../load";
import { ERRNO_WORDS, SYSTEM_ERROR } from "./words";

/** The most bytes of the verdict, its line feed included: Podman keeps 500 of a health check's output, Docker 4096. */
export const MAX_LINE: i32 = 500;
/** The most bytes of any other quoted text. */
export const MAX_QUOTED: i32 = 80;

/** Appends the meaning of a Linux error number. */
export function putErrno(out: Text, errno: i32): void {
  putNumbered(out, ERRNO_WORDS, errno, SYSTEM_ERROR);
}

/** Appends the words of the line that begins with this number; if there is none, `other` and the number. */
export function putNumbered(out: Text, words: string, number: i32, other: string): void {
  loadWords();
  let i = 0;
  while (i < words.length) {
    let key = 0;
    for (; words.charCodeAt(i) != Char.SPACE; i++) key = key * 10 + words.charCodeAt(i) - Char.ZERO;
    for (i++; words.charCodeAt(i) != Char.LF; i++) if (key == number) out.byte(words.charCodeAt(i));
    if (key == number) return;
    i++;
  }
  out.put(other).decimal(number);
}

/**
 * Appends line `index` of these words, or the last one if there are fewer, with its marks (words.ts) replaced; at most `most` bytes of a detail
 * without quotes are shown.
 */
export function putLine(out: Text, words: string, index: i32, detail: Uint8Array, number: i32, most: i32): void {
  loadWords();
  let start = 0;
  let left = index;
  for (let i = 0; i < words.length && left > 0; i++) {
    if (words.charCodeAt(i) != Char.LF) continue;
    start = i + 1;
    left--;
  }
  for (let i = start; i < words.length && words.charCodeAt(i) != Char.LF; i++) {
    const c = words.charCodeAt(i);
    if (c == 0x7e) putQuoted(out, detail);
    else if (c == 0x5e) putShown(out, detail, most);
    else if (c == 0x2a) out.decimal(number);
    else out.byte(c);
  }
}

/** Ends a line with a line feed; a line of more than MAX_LINE bytes is cut between two characters. */
export function finish(out: Text): Uint8Array {
  if (out.length < MAX_LINE) return out.byte(Char.LF).view();
  const bytes = out.view();
  let end = MAX_LINE - 4;
  while ((bytes[end] & 0xc0) == 0x80) end--;
  return new Text().add(bytes.subarray(0, end)).put("...\n").view();
}

/** Appends a text in quotes, escaped and cut. */
export function putQuoted(out: Text, bytes: Uint8Array): void {
  out.byte(Char.QUOTE);
  putShown(out, bytes, MAX_QUOTED);
  out.byte(Char.QUOTE);
}

/**
 * Appends a text of at most about `most` bytes, and `...` if there is more. Control characters (also those of ISO 8859-1) and bytes that
 * are not UTF-8 are written as `\xNN`, so that no peer can control a terminal.
 */
export function putShown(out: Text, bytes: Uint8Array, most: i32): void {
  if (bytes.length <= most && isPrintable(bytes)) {
    out.add(bytes);
    return;
  }
  let i = 0;
  const end = out.length + most;
  while (i < bytes.length && out.length < end) {
    const c = characterAt(bytes, i);
    if (isShownAsItIs(c)) {
      for (let left = utf8Length(c); left > 0; left--) out.byte(bytes[i++]);
    } else {
      out
        .put("\\x")
        .byte(hexDigitOf(bytes[i] >> 4))
        .byte(hexDigitOf(bytes[i] & 15));
      i++;
    }
  }
  if (i < bytes.length) out.put("...");
}

/** Whether all bytes are printable ASCII. */
function isPrintable(bytes: Uint8Array): bool {
  for (let i = 0; i < bytes.length; i++) {
    const c: i32 = bytes[i];
    if (c < Char.SPACE || c >= Char.DELETE) return false;
  }
  return true;
}

/** Whether a character is shown unescaped: it is no control character and does not change the direction of text (Unicode's Bidi_Control). */
function isShownAsItIs(c: i32): bool {
  if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e || c == 0x200f) return false;
  return (c < 0x202a || c > 0x202e) && (c < 0x2066 || c > 0x2069);
}

/** Appends milliseconds as a duration: `500ms`, `5s`, `1.5s`. */
export function putDuration(out: Text, duration: i32): void {
  if (duration < 1000) {
    out.decimal(duration).put("ms");
    return;
  }
  out.decimal((duration / 1000) | 0);
  let rest = duration % 1000;
  if (rest > 0) {
    out.byte(Char.DOT);
    for (let place = 100; rest > 0; place = (place / 10) | 0) {
      out.decimal((rest / place) | 0);
      rest %= place;
    }
  }
  out.byte(0x73);
}
