/** More words than any line needs: each costs memory. */
const MAX_WORDS: i32 = 16;

/** The words of a line of a configuration file: what blanks separate, up to a comment (`#`, and `;` in resolv.conf(5)). */
export function wordsOf(line: Uint8Array): Uint8Array[] {
  const words: Uint8Array[] = [];
  let start = wordStart(line, 0, line.length);
  while (start < line.length && words.length < MAX_WORDS) {
    const end = wordEnd(line, start, line.length);
    words.push(line.subarray(start, end));
    start = wordStart(line, end, line.length);
  }
  return words;
}

/** Where the next word starts; `end` where there is none before the comment. */
export function wordStart(text: Uint8Array, from: i32, end: i32): i32 {
  let i = from;
  while (i < end && isBlank(text[i])) i++;
  return i < end && isComment(text[i]) ? end : i;
}

export function wordEnd(text: Uint8Array, from: i32, end: i32): i32 {
  let i = from;
  while (i < end && !isBlank(text[i]) && !isComment(text[i])) i++;
  return i;
}

function isBlank(c: i32): bool {
  return c == 0x20 || (c >= 0x09 && c <= 0x0d);
}

function isComment(c: i32): bool {
  return c == 0x23 || c == 0x3b;
}
