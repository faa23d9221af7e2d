import { Char } from "../bytes/text";

/**
 * Looks for a word in rows of words: one row a line, with spaces between its words.
 * @returns the first character of the row that has it, or 0
 */
export function findWord(rows: string, word: Uint8Array): i32 {
  let first = 0;
  /** How many bytes of the word stand here so far; -1 if another word does. */
  let matched = 0;
  for (let i = 0; i <= rows.length; i++) {
    const c = i < rows.length ? rows.charCodeAt(i) : Char.LF;
    if (c <= Char.SPACE) {
      if (matched == word.length) return first;
      matched = 0;
      if (c == Char.LF) first = 0;
    } else {
      if (first == 0) first = c;
      matched = matched >= 0 && matched < word.length && word[matched] == c ? matched + 1 : -1;
    }
  }
  return 0;
}

/** Whether this is one of some words, which have spaces between them. */
export function isOneOf(word: Uint8Array, words: string): bool {
  return findWord(words, word) > 0;
}
