import { Alternative, ANY, LineMatcher } from "../../bytes/line-matcher";
import { among, Char, lower, same, Text } from "../../bytes/text";
import { MAX_STATUS, StatusSet } from "../../http/status";
import { Surroundings } from "../../surroundings";
import { numberError, UsageError, UsageErrorKind, usageError } from "../../usage-error";
import { Arguments } from "../arguments";
import { baseName, Dialect } from "../dialect";
import { GREP } from "../dialects/grep";
import { OptionReader } from "../option-reader";
import { Part } from "../part";
import { Option } from "../table";
import { isOneOf } from "../words";

/** The most bytes of all patterns together: each costs time for each byte that is searched, while nobody looks at the deadline. */
export const MAX_PATTERN: i32 = 1024;

/** Whether a command of this name, without its path, is grep. */
export function isGrep(name: Uint8Array): bool {
  return isOneOf(name, "grep egrep fgrep");
}

/**
 * Reads grep's command line, as much of it as keeps its exact meaning here: fixed texts, `.`, alternatives, and `^` and `$` at their ends
 * (POSIX.1-2024, Base Definitions 9.3 and 9.4; `\|` is GNU's and BusyBox's).
 */
export class Grep extends OptionReader {
  matcher: LineMatcher = new LineMatcher();
  /** The patterns as they were written, for messages. */
  shown: Text = new Text();
  error: UsageError | null = null;
  private isOfStatusLine: bool = true;
  private patterns: Uint8Array[] = [];
  /** Whether one of them is an argument of its own, without -e: then there is no other one. */
  private isOperand: bool = false;
  private isExtended: bool;
  private isFixed: bool;
  private isLine: bool = false;

  /** @param words the name grep, egrep or fgrep, perhaps with a path, and arguments */
  constructor(surroundings: Surroundings, words: Uint8Array[], parts: Part[]) {
    super(new Arguments(surroundings, words, parts, false), Dialect.GREP, GREP);
    const name = baseName(words[0]);
    this.isExtended = same(name, "egrep");
    this.isFixed = same(name, "fgrep");
    this.error = this.readArguments();
    const count = this.patterns.length;
    // grep calls -E and -F together conflicting.
    const isBoth = this.isExtended && this.isFixed;
    if (count == 0 || (count > 1 && this.isOperand) || isBoth) this.fail(UsageErrorKind.GREP_FORM);
    let length = 0;
    for (let i = 0; i < count; i++) length += this.patterns[i].length;
    if (length > MAX_PATTERN && this.error === null) this.error = numberError(UsageErrorKind.GREP_LENGTH, length);
    // The patterns come last: options behind them count as well.
    for (let i = 0; i < count; i++) this.readPattern(this.patterns[i]);
    this.matcher.written.push(this.shown.view());
    const error = this.error;
    if (error !== null) error.program = name;
  }

  private fail(kind: UsageErrorKind): void {
    if (this.error === null) this.error = usageError(kind);
  }

  protected override takeOperand(argument: Uint8Array): UsageError | null {
    this.isOperand = true;
    return this.takeOption(Option.PATTERN, argument, argument);
  }

  protected override takeOption(option: i32, _name: Uint8Array, value: Uint8Array): UsageError | null {
    if (option == Option.EXTENDED) this.isExtended = true;
    else if (option == Option.FIXED) this.isFixed = true;
    else if (option == Option.IGNORE_CASE) this.matcher.ignoresCase = true;
    else if (option == Option.WORD) this.matcher.isWord = true;
    else if (option == Option.LINE) this.isLine = true;
    else if (option == Option.PATTERN) {
      if (this.patterns.length > 0) this.shown.byte(Char.BAR);
      this.shown.add(this.args.written(value));
      this.patterns.push(value);
    }
    return null;
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
    const detail = this.args.parts.length > 0 ? this.shown.view() : pattern.subarray(index, end);
    if (this.error === null) this.error = new UsageError(UsageErrorKind.GREP_PATTERN, detail);
  }

  /** @returns the next one */
  private endAlternative(one: Alternative): Alternative {
    if (one.length == 0) this.fail(UsageErrorKind.GREP_EMPTY);
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
