/**
 * What grep does with the patterns that healthcheck supports: a second opinion on src/core/cli/shell/grep.ts and src/core/bytes/line-matcher.ts,
 * with which it shares nothing. It tries every alternative at every place of every line. Portable TypeScript, like the core.
 */

/** Exit statuses of grep; REFUSED is for what healthcheck does not support. */
export const FOUND: i32 = 0;
export const NOT_FOUND: i32 = 1;
export const REFUSED: i32 = 2;

const LF: i32 = 0x0a;
/** healthcheck refuses more bytes of patterns than this. */
const MOST: i32 = 1024;
const ANY: i32 = -1;

/** Options that change what is found. */
export class GrepOptions {
  isExtended: bool = false;
  isFixed: bool = false;
  ignoresCase: bool = false;
  isWord: bool = false;
  isLine: bool = false;
}

/** An alternative: a byte or ANY for each byte of a match. */
class Sequence {
  signs: i32[] = [];
  isAtStart: bool = false;
  isAtEnd: bool = false;
}

/** @returns grep's exit status for this input, or REFUSED */
export function judgeGrep(options: GrepOptions, patterns: Uint8Array[], input: Uint8Array): i32 {
  if (patterns.length === 0 || (options.isExtended && options.isFixed)) return REFUSED;
  let length = 0;
  for (let i = 0; i < patterns.length; i++) length += patterns[i].length;
  if (length > MOST) return REFUSED;
  const sequences: Sequence[] = [];
  for (let i = 0; i < patterns.length; i++) if (!readPattern(options, patterns[i], sequences)) return REFUSED;
  let start = 0;
  while (start < input.length) {
    let end = start;
    while (end < input.length && input[end] !== LF) end++;
    if (isLineFound(options, sequences, input.subarray(start, end))) return FOUND;
    start = end + 1;
  }
  return NOT_FOUND;
}

/** Each line of a pattern is a pattern. @returns whether all of it is supported */
function readPattern(options: GrepOptions, pattern: Uint8Array, sequences: Sequence[]): bool {
  let start = 0;
  for (let i = 0; i <= pattern.length; i++) {
    if (i < pattern.length && pattern[i] !== LF) continue;
    const line = pattern.subarray(start, i);
    if (!(options.isFixed ? readFixed(line, sequences) : readLine(options, line, sequences))) return false;
    start = i + 1;
  }
  return true;
}

function readFixed(line: Uint8Array, sequences: Sequence[]): bool {
  const one = new Sequence();
  for (let i = 0; i < line.length; i++) one.signs.push(line[i]);
  sequences.push(one);
  return line.length > 0;
}

function readLine(options: GrepOptions, line: Uint8Array, sequences: Sequence[]): bool {
  let one = new Sequence();
  let i = 0;
  while (i < line.length) {
    const c: i32 = line[i++];
    // The signs that are special where they stand without a backslash; in a basic expression the others are special with one.
    const isSpecialSign = options.isExtended && isOneOf(c, "+?{}()|");
    if (isOneOf(c, "\\")) {
      if (i === line.length) return false;
      const next: i32 = line[i++];
      if (!options.isExtended && isOneOf(next, "|")) {
        if (one.signs.length === 0) return false;
        sequences.push(one);
        one = new Sequence();
        continue;
      }
      if (one.isAtEnd || !(isOneOf(next, ".[]*^$\\/") || (options.isExtended && isOneOf(next, "+?{}()|"))))
        return false;
      one.signs.push(next);
    } else if (isSpecialSign && isOneOf(c, "|")) {
      if (one.signs.length === 0) return false;
      sequences.push(one);
      one = new Sequence();
    } else if (one.isAtEnd) return false;
    else if (isOneOf(c, "^")) {
      if (one.isAtStart || one.signs.length > 0) return false;
      one.isAtStart = true;
    } else if (isOneOf(c, "$")) one.isAtEnd = true;
    // A brace that closes nothing stands for itself.
    else if (isOneOf(c, "*[") || (isSpecialSign && !isOneOf(c, "}"))) return false;
    else one.signs.push(isOneOf(c, ".") ? ANY : c);
  }
  sequences.push(one);
  return one.signs.length > 0;
}

function isLineFound(options: GrepOptions, sequences: Sequence[], line: Uint8Array): bool {
  for (let k = 0; k < sequences.length; k++) {
    const one = sequences[k];
    for (let at = 0; at + one.signs.length <= line.length; at++) if (isMatch(options, one, line, at)) return true;
  }
  return false;
}

function isMatch(options: GrepOptions, one: Sequence, line: Uint8Array, at: i32): bool {
  const end = at + one.signs.length;
  if ((one.isAtStart || options.isLine) && at > 0) return false;
  if ((one.isAtEnd || options.isLine) && end < line.length) return false;
  if (options.isWord && ((at > 0 && isWordByte(line[at - 1])) || (end < line.length && isWordByte(line[end]))))
    return false;
  for (let i = 0; i < one.signs.length; i++) {
    const sign = one.signs[i];
    const c: i32 = line[at + i];
    if (sign !== ANY && sign !== c && !(options.ignoresCase && isOtherCase(sign, c))) return false;
  }
  return true;
}

/** Whether these are one letter of ASCII in two cases. */
function isOtherCase(a: i32, b: i32): bool {
  const large = a < b ? a : b;
  return large >= 0x41 && large <= 0x5a && a + b === 2 * large + 0x20;
}

function isWordByte(c: i32): bool {
  return (c >= 0x30 && c <= 0x39) || (c >= 0x41 && c <= 0x5a) || (c >= 0x61 && c <= 0x7a) || c === 0x5f;
}

function isOneOf(c: i32, signs: string): bool {
  for (let i = 0; i < signs.length; i++) if (signs.charCodeAt(i) === c) return true;
  return false;
}
