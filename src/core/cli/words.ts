import { Char } from "../bytes/text";

/**
 * Looks for a word in rows of words: one row a line, with spaces between its words.
 * @returns the first character of the row that has it, or 0
 */
export function findWord(rows: string, word: Uint8Array): i32 {
  let found = 0;
  let start = 0;
  while (start < rows.length) {
    const end = wordEnd(rows, start);
    if (start == 0 || rows.charCodeAt(start - 1) == Char.LF) found = rows.charCodeAt(start);
    let i = 0;
    while (i < word.length && start + i < end && rows.charCodeAt(start + i) == word[i]) i++;
    if (i == word.length && start + i == end) return found;
    start = end + 1;
  }
  return 0;
}

/** Whether this is one of some words, which have spaces between them. */
export function isOneOf(word: Uint8Array, words: string): bool {
  return findWord(words, word) > 0;
}

/** Where the word that starts here ends: at a space, a line feed or the end. */
export function wordEnd(row: string, start: i32): i32 {
  let end = start;
  while (end < row.length && row.charCodeAt(end) > Char.SPACE) end++;
  return end;
}
