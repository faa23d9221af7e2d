/**
 * Text as bytes: what comes from outside (arguments, variables, the peer) is a Uint8Array and stays one; string literals
 * are the program's own words, ASCII only, and are copied into a `Text` to get out.
 */

export const enum Char {
  TAB = 0x09,
  LF = 0x0a,
  CR = 0x0d,
  SPACE = 0x20,
  QUOTE = 0x22,
  HASH = 0x23,
  DOLLAR = 0x24,
  PERCENT = 0x25,
  AMPERSAND = 0x26,
  APOSTROPHE = 0x27,
  OPEN_PARENTHESIS = 0x28,
  CLOSE_PARENTHESIS = 0x29,
  PLUS = 0x2b,
  COMMA = 0x2c,
  MINUS = 0x2d,
  DOT = 0x2e,
  SLASH = 0x2f,
  ZERO = 0x30,
  NINE = 0x39,
  COLON = 0x3a,
  SEMICOLON = 0x3b,
  LESS = 0x3c,
  EQUALS = 0x3d,
  GREATER = 0x3e,
  QUESTION = 0x3f,
  AT = 0x40,
  UPPER_A = 0x41,
  UPPER_Z = 0x5a,
  OPEN_BRACKET = 0x5b,
  BACKSLASH = 0x5c,
  CLOSE_BRACKET = 0x5d,
  UNDERSCORE = 0x5f,
  BACKTICK = 0x60,
  LOWER_A = 0x61,
  LOWER_F = 0x66,
  LOWER_X = 0x78,
  LOWER_Z = 0x7a,
  OPEN_BRACE = 0x7b,
  BAR = 0x7c,
  CLOSE_BRACE = 0x7d,
  DELETE = 0x7f,
}

/** The bytes that a text has room for at first: most stay as short as this. */
const FIRST_CAPACITY: i32 = 60;

const NONE = new Uint8Array(0);

/** No bytes: what is not there, where null would be in the way. */
export function none(): Uint8Array {
  return NONE;
}

/** Bytes that grow at the end: where every request and every line is written. */
export class Text {
  /** The first `length` of these are the text; replaced when they are full, and then left as they are. */
  bytes: Uint8Array = NONE;
  length: i32 = 0;

  /** Appends one byte, 0 to 255. */
  byte(value: i32): Text {
    this.reserve(1);
    this.bytes[this.length++] = value;
    return this;
  }

  /** Appends the program's own words; ASCII. */
  put(words: string): Text {
    this.reserve(words.length);
    const bytes = this.bytes;
    const start = this.length;
    for (let i = 0; i < words.length; i++) bytes[start + i] = words.charCodeAt(i);
    this.length = start + words.length;
    return this;
  }

  /** Appends bytes as they are. */
  add(bytes: Uint8Array): Text {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
    return this;
  }

  /** Appends bytes [from, to), without a view of them, which would take memory. */
  addRange(bytes: Uint8Array, from: i32, to: i32): void {
    for (let i = from; i < to; i++) this.byte(bytes[i]);
  }

  /** Makes room for so many bytes more. */
  private reserve(count: i32): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    let capacity = this.bytes.length * 2;
    if (capacity < FIRST_CAPACITY) capacity = FIRST_CAPACITY;
    if (capacity < needed) capacity = needed;
    const larger = new Uint8Array(capacity);
    larger.set(this.bytes);
    this.bytes = larger;
  }

  /** Appends a whole number from 0 up, in decimal. */
  decimal(value: i32): Text {
    if (value > 9) this.decimal((value / 10) | 0);
    return this.byte(Char.ZERO + (value % 10));
  }

  /** The bytes so far: a view, which later appends may leave behind. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}

/** The program's own words as bytes. */
export function ascii(words: string): Uint8Array {
  const bytes = new Uint8Array(words.length);
  for (let i = 0; i < words.length; i++) bytes[i] = words.charCodeAt(i);
  return bytes;
}

export function isDigit(c: i32): bool {
  return c >= Char.ZERO && c <= Char.NINE;
}

/** The lower-case letter of an upper-case ASCII one; any other byte as it is. */
export function lower(c: i32): i32 {
  return c >= Char.UPPER_A && c <= Char.UPPER_Z ? c + 32 : c;
}

/** A copy with ASCII letters in upper case. */
export function upperCase(bytes: Uint8Array): Uint8Array {
  const out = new Text();
  for (let i = 0; i < bytes.length; i++) out.byte(isLetter(bytes[i]) ? bytes[i] & 0xdf : bytes[i]);
  return out.view();
}

export function isLetter(c: i32): bool {
  const l = lower(c);
  return l >= Char.LOWER_A && l <= Char.LOWER_Z;
}

/** Whether the words contain this ASCII character. */
export function among(words: string, c: i32): bool {
  for (let i = 0; i < words.length; i++) if (words.charCodeAt(i) == c) return true;
  return false;
}

/** The index of the first byte from `start` on that is no letter, no digit and none of `others`; the length if there is none. */
export function wordEnd(bytes: Uint8Array, start: i32, others: string): i32 {
  let i = start;
  while (i < bytes.length && (isLetter(bytes[i]) || isDigit(bytes[i]) || among(others, bytes[i]))) i++;
  return i;
}

/** The index of the first byte from `start` on that is one of these; the length if there is none. */
export function indexOfAny(bytes: Uint8Array, characters: string, start: i32): i32 {
  let i = start;
  while (i < bytes.length && !among(characters, bytes[i])) i++;
  return i;
}

/** Whether this is a method or the name of a header (RFC 9110 §5.6.2). */
export function isToken(bytes: Uint8Array): bool {
  return bytes.length > 0 && wordEnd(bytes, 0, "!#$%&'*+-.^_`|~") == bytes.length;
}

/** A byte that may stand in a field value or reason phrase: no control byte but the tab (RFC 9110 §5.5). */
export function isFieldChar(c: i32): bool {
  return c == Char.TAB || (c >= Char.SPACE && c != Char.DELETE);
}

/** Whether the bytes are these words, upper and lower case being the same. */
export function sameIgnoringCase(bytes: Uint8Array, words: string): bool {
  return bytes.length == words.length && startsWith(bytes, words);
}

/** Whether the bytes begin with these words, upper and lower case being the same. */
export function startsWith(bytes: Uint8Array, words: string): bool {
  return matches(bytes, 0, words, true);
}

/** Whether bytes [from, to) of both are the same, upper and lower case being the same. */
export function sameRange(a: Uint8Array, b: Uint8Array, from: i32, to: i32): bool {
  for (let i = from; i < to; i++) if (lower(a[i]) != lower(b[i])) return false;
  return true;
}

/** Whether these words stand in the bytes at this index. */
export function standsAt(bytes: Uint8Array, index: i32, words: string): bool {
  return matches(bytes, index, words, false);
}

function matches(bytes: Uint8Array, index: i32, words: string, ignoresCase: bool): bool {
  if (index + words.length > bytes.length) return false;
  for (let i = 0; i < words.length; i++) {
    const a: i32 = bytes[index + i];
    const b = words.charCodeAt(i);
    if (a != b && (!ignoresCase || lower(a) != lower(b))) return false;
  }
  return true;
}

export function same(bytes: Uint8Array, words: string): bool {
  return bytes.length == words.length && standsAt(bytes, 0, words);
}

/** The index of the first such byte at or after `from`, or -1. */
export function indexOf(bytes: Uint8Array, c: i32, from: i32): i32 {
  for (let i = from; i < bytes.length; i++) if (bytes[i] == c) return i;
  return -1;
}

/** The index of the last such byte, or -1. */
export function lastIndexOf(bytes: Uint8Array, c: i32): i32 {
  let i = bytes.length - 1;
  while (i >= 0 && bytes[i] != c) i--;
  return i;
}

/** The bytes from `start` on, as a view. */
export function tail(bytes: Uint8Array, start: i32): Uint8Array {
  return bytes.subarray(start, bytes.length);
}

/** The bytes without spaces and tabs at either end. */
export function trim(bytes: Uint8Array): Uint8Array {
  let start = 0;
  let end = bytes.length;
  while (start < end && isBlank(bytes[start])) start++;
  while (end > start && isBlank(bytes[end - 1])) end--;
  return bytes.subarray(start, end);
}

/** A space or a tab. */
export function isBlank(c: i32): bool {
  return c == Char.SPACE || c == Char.TAB;
}

/**
 * The character whose UTF-8 begins at this index (RFC 3629 §4).
 * @returns its code point, or -1 if the bytes are not well-formed: overlong forms, surrogates and cut sequences are not
 */
export function characterAt(bytes: Uint8Array, index: i32): i32 {
  const first: i32 = bytes[index];
  if (first < 0x80) return first;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc0 || first > 0xf7 || index + length > bytes.length) return -1;
  let c = first & (0x7f >> length);
  for (let i = index + 1; i < index + length; i++) {
    const next: i32 = bytes[i];
    if ((next & 0xc0) != 0x80) return -1;
    c = (c << 6) | (next & 0x3f);
  }
  const isSurrogate = c >= 0xd800 && c <= 0xdfff;
  return utf8Length(c) != length || isSurrogate || c > 0x10ffff ? -1 : c;
}

/** How many bytes a code point has in UTF-8. */
export function utf8Length(c: i32): i32 {
  return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}
