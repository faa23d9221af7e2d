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

/** What a text holds before its first byte. */
const NOTHING = new Uint8Array(0);
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
  bytes: Uint8Array = NOTHING;
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

export function isLetter(c: i32): bool {
  const l = lower(c);
  return l >= Char.LOWER_A && l <= Char.LOWER_Z;
}

/** Whether the words contain this ASCII character. */
export function among(words: string, c: i32): bool {
  for (let i = 0; i < words.length; i++) if (words.charCodeAt(i) == c) return true;
  return false;
}

/** A character of a token: a method's or a header name's (RFC 9110 §5.6.2). */
function isTokenChar(c: i32): bool {
  return isLetter(c) || isDigit(c) || among("!#$%&'*+-.^_`|~", c);
}

/** A token has at least one character. */
export function isToken(bytes: Uint8Array): bool {
  for (let i = 0; i < bytes.length; i++) if (!isTokenChar(bytes[i])) return false;
  return bytes.length > 0;
}

/** A byte that may stand in a field value or reason phrase: no control byte but the tab (RFC 9110 §5.5). */
export function isFieldChar(c: i32): bool {
  return c == Char.TAB || (c >= Char.SPACE && c != Char.DELETE);
}

/** Whether the bytes are these words, upper and lower case being the same. */
export function sameIgnoringCase(bytes: Uint8Array, words: string): bool {
  if (bytes.length != words.length) return false;
  for (let i = 0; i < words.length; i++) if (lower(bytes[i]) != lower(words.charCodeAt(i))) return false;
  return true;
}

/** Whether the bytes begin with these words, upper and lower case being the same. */
export function startsWith(bytes: Uint8Array, words: string): bool {
  if (bytes.length < words.length) return false;
  for (let i = 0; i < words.length; i++) if (lower(bytes[i]) != lower(words.charCodeAt(i))) return false;
  return true;
}

/** Whether these words stand in the bytes at this index. */
export function standsAt(bytes: Uint8Array, index: i32, words: string): bool {
  if (index + words.length > bytes.length) return false;
  for (let i = 0; i < words.length; i++) if (bytes[index + i] != words.charCodeAt(i)) return false;
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
 * The length of the well-formed UTF-8 sequence at this index (RFC 3629 §4).
 * @returns 1 to 4, or 0 where the bytes are not one: overlong forms, surrogates and cut sequences included
 */
export function utf8Length(bytes: Uint8Array, index: i32): i32 {
  const first: i32 = bytes[index];
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || index + length > bytes.length) return 0;
  const second: i32 = bytes[index + 1];
  if (first == 0xe0 && second < 0xa0) return 0;
  if (first == 0xed && second > 0x9f) return 0;
  if (first == 0xf0 && second < 0x90) return 0;
  if (first == 0xf4 && second > 0x8f) return 0;
  for (let i = index + 1; i < index + length; i++) if ((bytes[i] & 0xc0) != 0x80) return 0;
  return length;
}
