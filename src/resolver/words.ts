/** More words than any line needs: each costs memory. */
const MAX_WORDS: i32 = 16;

/** The words of a line of a configuration file: what blanks separate, up to a comment (`#`, and `;` in resolv.conf(5)). */
export function wordsOf(line: Uint8Array): Uint8Array[] {
  const words: Uint8Array[] = [];
  let i = 0;
  while (i < line.length && !isComment(line[i]) && words.length < MAX_WORDS) {
    const start = i;
    while (i < line.length && !isBlank(line[i]) && !isComment(line[i])) i++;
    if (i > start) words.push(line.subarray(start, i));
    else i++;
  }
  return words;
}

export function isBlank(c: i32): bool {
  return c == 0x20 || (c >= 0x09 && c <= 0x0d);
}

export function isComment(c: i32): bool {
  return c == 0x23 || c == 0x3b;
}
