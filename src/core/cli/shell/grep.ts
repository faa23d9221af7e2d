import { Alternative, ANY, LineMatcher } from "../../bytes/line-matcher";
import { among, Char, lower, same, Text, wordEnd } from "../../bytes/text";
import { MAX_STATUS, StatusSet } from "../../http/status";
import { UsageError, UsageErrorKind, usageError } from "../../usage-error";
import { baseName } from "../dialect";
import { GREP, GrepOption } from "../dialects/grep";
import { asWritten, Part } from "../part";
import { findOption } from "../table";

/** Whether this names grep, egrep or fgrep. */
export function isGrep(word: Uint8Array): bool {
  const name = baseName(word);
  return same(name, "grep") || same(name, "egrep") || same(name, "fgrep");
}

/**
 * Reads grep's command line, as much of it as keeps its exact meaning here: fixed texts, `.`, alternatives, and `^` and `$` at their ends
 * (POSIX.1-2024, Base Definitions 9.3 and 9.4; `\|` is GNU's and BusyBox's).
 */
export class Grep {
  matcher: LineMatcher = new LineMatcher();
  /** The patterns as they were written, for messages. */
  shown: Text = new Text();
  error: UsageError | null = null;
  private isOfStatusLine: bool = true;
  private words: Uint8Array[];
  private parts: Part[];
  private patterns: Uint8Array[] = [];
  /** The one argument that is no option, and its index; 0 for none. */
  private operand: i32 = 0;
  private isExtended: bool;
  private isFixed: bool;
  private isLine: bool = false;

  /** @param words a name for which isGrep() holds, and arguments */
  constructor(words: Uint8Array[], parts: Part[]) {
    this.words = words;
    this.parts = parts;
    const name = baseName(words[0]);
    this.isExtended = same(name, "egrep");
    this.isFixed = same(name, "fgrep");
    this.readArguments();
    // The patterns come last: options behind them count as well.
    for (let i = 0; i < this.patterns.length; i++) this.readPattern(this.patterns[i]);
    this.matcher.written.push(this.shown.view());
    const error = this.error;
    if (error !== null) error.program = name;
  }

  private fail(error: UsageError): void {
    if (this.error === null) this.error = error;
  }

  private readArguments(): void {
    const words = this.words;
    let hasEnded = false;
    for (let i = 1; i < words.length; i++) {
      const word = words[i];
      if (hasEnded || word.length < 2 || word[0] != Char.MINUS) {
        if (this.operand > 0) this.fail(usageError(UsageErrorKind.GREP_FORM));
        this.operand = i;
      } else if (same(word, "--")) hasEnded = true;
      else i = word[1] == Char.MINUS ? this.readLong(word, i) : this.readLetters(word, i);
    }
    if (this.operand > 0 && this.patterns.length == 0) {
      this.take(words[this.operand], this.operand);
      this.operand = 0;
    }
    // grep calls -E and -F together conflicting.
    const isBoth = this.isExtended && this.isFixed;
    if (this.patterns.length == 0 || this.operand > 0 || isBoth) this.fail(usageError(UsageErrorKind.GREP_FORM));
  }

  /** `--name`, `--name=value`, `--name value`. @returns the index of the last word that was read */
  private readLong(word: Uint8Array, index: i32): i32 {
    let end = 0;
    while (end < word.length && word[end] != Char.EQUALS) end++;
    const name = word.subarray(0, end);
    const option = findOption(GREP, name);
    if (option != GrepOption.PATTERN) {
      this.set(end < word.length ? 0 : option, name);
      return index;
    }
    if (end == word.length) return this.takeNext(index);
    this.take(word.subarray(end + 1), index);
    return index;
  }

  /** `-q`, `-qi`, `-e value`, `-evalue`. @returns the index of the last word that was read */
  private readLetters(word: Uint8Array, index: i32): i32 {
    const name = new Uint8Array(2);
    name[0] = Char.MINUS;
    for (let i = 1; i < word.length; i++) {
      name[1] = word[i];
      const option = findOption(GREP, name);
      if (option != GrepOption.PATTERN) {
        this.set(option, name);
        continue;
      }
      if (i + 1 == word.length) return this.takeNext(index);
      this.take(word.subarray(i + 1), index);
      return index;
    }
    return index;
  }

  private set(option: i32, name: Uint8Array): void {
    if (option == GrepOption.EXTENDED) this.isExtended = true;
    else if (option == GrepOption.FIXED) this.isFixed = true;
    else if (option == GrepOption.IGNORE_CASE) this.matcher.ignoresCase = true;
    else if (option == GrepOption.WORD) this.matcher.isWord = true;
    else if (option == GrepOption.LINE) this.isLine = true;
    else if (option == 0) {
      // Behind the letters there may be a value, and a secret.
      this.fail(new UsageError(UsageErrorKind.UNSUPPORTED_OPTION, name.slice(0, wordEnd(name, 2, "-"))));
    }
  }

  private takeNext(index: i32): i32 {
    if (index + 1 < this.words.length) this.take(this.words[index + 1], index + 1);
    else this.fail(usageError(UsageErrorKind.GREP_FORM));
    return index + 1;
  }

  /** @param index the word that the pattern is in */
  private take(pattern: Uint8Array, index: i32): void {
    if (this.patterns.length > 0) this.shown.byte(Char.BAR);
    this.shown.add(asWritten(pattern, this.words[index], index, this.parts));
    this.patterns.push(pattern);
  }

  /** Reads the alternatives of a pattern. Lines of a pattern are patterns of their own. */
  private readPattern(pattern: Uint8Array): void {
    let one = new Alternative(new Uint8Array(pattern.length));
    for (let i = 0; i < pattern.length && this.error === null; i++) {
      const c: i32 = pattern[i];
      const next = i + 1 < pattern.length ? pattern[i + 1] : 0;
      if (c == Char.LF || (!this.isFixed && this.isBar(c, next))) {
        one = this.endAlternative(one);
        if (c == Char.BACKSLASH) i++;
      } else if (this.isFixed) one.add(this.lower(c));
      else i += this.readSign(pattern, i, one);
    }
    this.endAlternative(one);
  }

  private isBar(c: i32, next: i32): bool {
    return this.isExtended ? c == Char.BAR : c == Char.BACKSLASH && next == Char.BAR;
  }

  /** Reads the sign at this index into an alternative. @returns how many more bytes it has than one */
  private readSign(pattern: Uint8Array, index: i32, one: Alternative): i32 {
    const c: i32 = pattern[index];
    const next = index + 1 < pattern.length ? pattern[index + 1] : 0;
    if (one.isAtEnd) this.refuse(pattern, index - 1, 1);
    else if (c == Char.DOT) one.add(ANY);
    else if (c == CARET && one.length == 0 && !one.isAtStart) one.isAtStart = true;
    else if (c == Char.DOLLAR) one.isAtEnd = true;
    else if (c == Char.BACKSLASH) {
      const isLiteral = among(".[]*^$\\/", next) || (this.isExtended && among("+?{}()|", next));
      if (next == 0 || !isLiteral) this.refuse(pattern, index, 2);
      one.add(this.lower(next));
      return 1;
    } else if (among("*[^", c) || (this.isExtended && among("+?{()", c))) this.refuse(pattern, index, 1);
    else one.add(this.lower(c));
    return 0;
  }

  private lower(c: i32): i32 {
    return this.matcher.ignoresCase ? lower(c) : c;
  }

  /** Rejects the signs at this index. They are quoted; but if a variable is part of the patterns, these are shown as they were written. */
  private refuse(pattern: Uint8Array, index: i32, length: i32): void {
    const end = index + length < pattern.length ? index + length : pattern.length;
    const detail = this.parts.length > 0 ? this.shown.view() : pattern.subarray(index, end);
    this.fail(new UsageError(UsageErrorKind.GREP_PATTERN, detail));
  }

  /** @returns the next one */
  private endAlternative(one: Alternative): Alternative {
    if (one.length == 0) this.fail(usageError(UsageErrorKind.GREP_EMPTY));
    if (this.isLine) {
      one.isAtStart = true;
      one.isAtEnd = true;
    }
    if (!one.contains("HTTP/")) this.isOfStatusLine = false;
    this.matcher.alternatives.push(one);
    return new Alternative(one.rest());
  }

  /** Whether only a status line can match. */
  wantsStatusLine(): bool {
    return this.isOfStatusLine && !this.matcher.ignoresCase;
  }

  /** The statuses whose three digits match. */
  statuses(): StatusSet {
    const set = new StatusSet(this.shown.view());
    const digits = new Text();
    for (let status = 0; status <= MAX_STATUS; status++) {
      digits.length = 0;
      digits.decimal(1000 + status);
      this.matcher.restart();
      this.matcher.feed(digits.bytes, 1, digits.length);
      this.matcher.finish();
      if (this.matcher.isFound) set.addRange(status, status);
    }
    return set;
  }
}

const CARET: i32 = 0x5e;
