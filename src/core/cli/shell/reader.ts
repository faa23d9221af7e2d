import { parseDecimal } from "../../bytes/numbers";
import { among, ascii, Char, indexOf, isDigit, isLetter, none, same, standsAt, Text } from "../../bytes/text";
import { MAX_ARGUMENTS, MAX_TEXT, MAX_TOGETHER, Surroundings } from "../../surroundings";
import { UsageError, UsageErrorKind } from "../../usage-error";
import { asWritten, MAX_DEPTH, nameEnd, Part, written } from "../expand";
import { CommandReader, checkText } from "../reader";
import { baseName, Dialect, indexOfName, NAMES } from "../table";
import { Joint, SAME_STATUS, Step } from "./step";

/** The most steps of a health command: each check costs memory. */
export const MAX_STEPS: i32 = 8;

/** What ends a word where it is not quoted (POSIX.1-2024, Shell Command Language 2.2). */
const META = " \t\n;&|<>()";

/**
 * Reads `sh -c TEXT`: as much of the shell's language as health commands contain (POSIX.1-2024, Shell Command Language), which is
 * words with quotes and parameters, `||`, `&&`, `;`, and output to /dev/null. All else is an error about the whole, since half of it
 * would be another check than the one that was written. What is complained about is shown by its sign alone: words may be secrets.
 */
export class ShellReader {
  steps: Step[] = [];
  error: UsageError | null = null;
  private surroundings: Surroundings;
  private text: Uint8Array = none();
  private index: i32 = 0;
  private words: Uint8Array[] = [];
  /** What of the words comes from variables. */
  private parts: Part[] = [];
  private word: Text = new Text();
  /** Whether a word has begun; quotes alone make an empty one. */
  private isInWord: bool = false;
  /** A sign of a pattern for file names that stands in the word without quotes; 0 for none. */
  private pattern: i32 = 0;
  private step: Step = new Step();
  /** How many bytes words and values have had together. */
  private together: i32 = 0;
  /** Whether the command has begun, be it with a redirection or with a parameter that is empty. */
  private hasBegun: bool = false;

  /** `words` are the name and the arguments that the shell was called with. */
  constructor(surroundings: Surroundings, words: Uint8Array[]) {
    this.surroundings = surroundings;
    this.read(words);
  }

  private read(words: Uint8Array[]): void {
    if (words.length != 3 || !same(words[1], "-c")) {
      this.fail(UsageErrorKind.SHELL_FORM, none());
      return;
    }
    this.text = words[2];
    this.check(this.text);
    while (this.error === null && this.index < this.text.length) this.readPart();
    if (this.error !== null) return;
    if (this.words.length > 0) this.takeStep();
    else if (this.steps.length == 0 || this.step.joint != Joint.ALWAYS || this.hasBegun) {
      this.fail(UsageErrorKind.SHELL_FORM, none());
    }
  }

  /** Checks a text from outside. */
  private check(text: Uint8Array): void {
    const error = checkText(text);
    if (error !== null) this.fail(error.kind, none());
    this.together += text.length;
    if (this.together > MAX_TOGETHER) this.fail(UsageErrorKind.TOO_LONG_TOGETHER, none());
  }

  private fail(kind: UsageErrorKind, detail: Uint8Array): UsageError {
    const error = new UsageError(kind, detail);
    error.program = ascii("sh");
    this.error = error;
    return error;
  }

  /** The next `length` bytes are not for us. */
  private refuse(kind: UsageErrorKind, length: i32): void {
    this.fail(kind, this.text.subarray(this.index, this.index + length));
  }

  /** The next `length` bytes begin a command substitution. What a test does with a status that curl prints is an option here. */
  private refuseSubstitution(length: i32): void {
    let start = this.index + length;
    while (start < this.text.length && among(" \t\n", this.text[start])) start++;
    let end = start;
    while (end < this.text.length && !among(META, this.text[end])) end++;
    const name = indexOfName(baseName(this.text.subarray(start, end)));
    this.refuse(
      name == Dialect.CURL || name == Dialect.WGET ? UsageErrorKind.SHELL_STATUS : UsageErrorKind.SHELL_SUBSTITUTION,
      length,
    );
  }

  /** The byte so far ahead; 0 behind the end. */
  private peek(offset: i32): i32 {
    const i = this.index + offset;
    return i < this.text.length ? this.text[i] : 0;
  }

  /** Reads what stands at the index, outside of a word: blanks, an operator, a redirection, or a whole word. */
  private readPart(): void {
    const c = this.peek(0);
    const next = this.peek(1);
    if (c == Char.SPACE || c == Char.TAB) this.index++;
    else if (c == Char.BACKSLASH && next == Char.LF) this.index += 2;
    else if (c == Char.SEMICOLON || c == Char.LF) this.endStep(1, Joint.ALWAYS);
    else if (c == Char.AMPERSAND && next == c) this.endStep(2, Joint.AFTER_SUCCESS);
    else if (c == Char.BAR && next == c) this.endStep(2, Joint.AFTER_FAILURE);
    else if (isArrow(c)) this.redirect(c == Char.LESS ? 0 : 1);
    else if (isArrow(next) && isDigit(c)) {
      this.index++;
      this.redirect(c - Char.ZERO);
    } else if (c == Char.AMPERSAND && next == Char.GREATER) {
      this.index++;
      this.redirect(BOTH);
    } else if (among("&|()#~", c)) this.refuse(UsageErrorKind.SHELL_SYNTAX, 1);
    else {
      this.hasBegun = true;
      this.scan(false, 0, 0, true);
      this.endWord();
    }
  }

  /** Ends a command with an operator of this length. An empty line is none, and a line may end behind `&&` and `||`. */
  private endStep(length: i32, joint: Joint): void {
    if (this.words.length > 0) {
      this.takeStep();
      this.step = new Step();
      this.step.joint = joint;
    } else if (this.hasBegun || this.peek(0) != Char.LF) {
      this.refuse(UsageErrorKind.SHELL_SYNTAX, length);
    }
    this.index += length;
  }

  /** `> /dev/null`, `2>&1` and the like, for the output `file`: 1, 2 or BOTH; 0 is the input, which is not read. */
  private redirect(file: i32): void {
    const start = this.index++;
    const begin = file == BOTH ? start - 1 : start;
    const isPlain = this.peek(0) != Char.GREATER && file != BOTH;
    if (this.peek(0) == Char.GREATER) this.index++;
    this.hasBegun = true;
    const step = this.step;
    if (this.peek(0) == Char.AMPERSAND && isPlain) {
      const to = this.peek(1) - Char.ZERO;
      const isWhole = this.index + 2 >= this.text.length || among(" \t\n;&|", this.peek(2));
      if ((to != 1 && to != 2) || file == 0 || !isWhole) this.refuse(UsageErrorKind.SHELL_OUTPUT, 1);
      if (file == 1 && to == 2) step.output = step.error;
      if (file == 2 && to == 1) step.error = step.output;
      this.index += 2;
    } else {
      while (this.peek(0) == Char.SPACE || this.peek(0) == Char.TAB) this.index++;
      const count = this.words.length;
      const parts = this.parts.length;
      this.scan(false, 0, 0, true);
      if (count != this.words.length || !same(this.word.view(), "/dev/null")) {
        this.fail(UsageErrorKind.SHELL_OUTPUT, this.text.subarray(begin, begin + 1));
      }
      this.word.length = 0;
      this.parts.length = parts;
      this.isInWord = false;
      if (file == 1 || file == BOTH) step.output = 0;
      if (file == 2 || file == BOTH) step.error = 0;
    }
    if (file > 2 && file != BOTH) this.fail(UsageErrorKind.SHELL_OUTPUT, this.text.subarray(start - 1, start + 1));
  }

  /**
   * Reads on into the word, up to `end`, or where that is 0 up to the end of the word.
   * @param depth how many fallbacks this is in
   * @param isKept false in the fallback of a parameter that is set
   */
  private scan(isQuoted: bool, end: i32, depth: i32, isKept: bool): void {
    while (this.error === null) {
      const c = this.peek(0);
      if (this.index == this.text.length) {
        if (end != 0) this.fail(UsageErrorKind.SHELL_SYNTAX, new Text().byte(end).view());
        return;
      }
      if (end != 0 ? c == end : among(META, c)) return;
      if (c == Char.DOLLAR) this.parameter(isQuoted, depth, isKept);
      else if (c == Char.BACKTICK) this.refuseSubstitution(1);
      else if (c == Char.APOSTROPHE && !isQuoted) this.literal(isKept);
      else if (c == Char.QUOTE && isQuoted) this.refuse(UsageErrorKind.SHELL_SYNTAX, 1);
      else {
        this.index++;
        if (c == Char.BACKSLASH) this.escaped(isQuoted, end, isKept);
        else if (c == Char.QUOTE) {
          if (isKept) this.isInWord = true;
          this.scan(true, Char.QUOTE, depth, isKept);
          this.index++;
        } else this.keep(c, isQuoted, isKept);
      }
    }
  }

  /** `'text'` */
  private literal(isKept: bool): void {
    const end = indexOf(this.text, Char.APOSTROPHE, this.index + 1);
    if (end < 0) {
      this.refuse(UsageErrorKind.SHELL_SYNTAX, 1);
      return;
    }
    if (isKept) this.isInWord = true;
    for (this.index++; this.index < end && this.error === null; this.index++) this.keep(this.peek(0), true, isKept);
    this.index++;
  }

  /** What stands behind a backslash: itself, and nothing where it is a line feed; in quotes that is so for a few characters alone. */
  private escaped(isQuoted: bool, end: i32, isKept: bool): void {
    const c = this.peek(0);
    if (this.index == this.text.length || (isQuoted && !among('$`"\\\n', c) && c != end)) {
      this.keep(Char.BACKSLASH, true, isKept);
      return;
    }
    this.index++;
    if (c != Char.LF) this.keep(c, true, isKept);
  }

  /** `$NAME`, `${NAME}`, `${NAME:-fallback}`; a dollar sign alone is one. */
  private parameter(isQuoted: bool, depth: i32, isKept: bool): void {
    const next = this.peek(1);
    const isBraced = next == Char.OPEN_BRACE;
    const start = this.index + (isBraced ? 2 : 1);
    const end = nameEnd(this.text, start);
    const name = this.text.subarray(start, end);
    if (end == start) {
      if (next == Char.OPEN_PARENTHESIS) this.refuseSubstitution(2);
      else if (isBraced || isDigit(next) || among("?$@*#!-\\", next) || (!isQuoted && among("'\"", next))) {
        this.refuse(UsageErrorKind.SHELL_SYNTAX, 2);
      } else this.keep(this.text[this.index++], true, isKept);
      return;
    }
    // The name may go on in the next line.
    if (standsAt(this.text, end, "\\\n")) this.refuse(UsageErrorKind.SHELL_SYNTAX, 1);
    let value = isKept ? this.surroundings.variable(name) : null;
    this.index = end;
    if (isBraced && standsAt(this.text, end, ":-")) {
      if (depth == MAX_DEPTH) this.fail(UsageErrorKind.NESTED_TOO_DEEP, none());
      if (value !== null && value.length == 0) value = null;
      this.index += 2;
      this.scan(isQuoted, Char.CLOSE_BRACE, depth + 1, isKept && value === null);
      this.index++;
    } else if (isBraced) {
      if (this.index == this.text.length) this.fail(UsageErrorKind.SHELL_SYNTAX, ascii("}"));
      else if (this.peek(0) != Char.CLOSE_BRACE) this.refuse(UsageErrorKind.SHELL_SYNTAX, 1);
      this.index++;
    }
    // One that is not set is empty, as in any shell.
    if (value === null || this.error !== null) return;
    this.check(value);
    const variable = written(this.text, start - (isBraced ? 2 : 1));
    let from = this.word.length;
    for (let i = 0; i < value.length && this.error === null; i++) {
      const word = this.words.length;
      const end = this.word.length;
      this.keep(value[i], isQuoted, isKept);
      // A blank has ended the word, and the part with it.
      if (word < this.words.length) {
        this.parts.push(new Part(word, from, end, variable));
        from = 0;
      }
    }
    this.parts.push(new Part(this.words.length, from, this.word.length, variable));
  }

  /** Appends a byte to the word. What is not quoted is split at blanks, and may be a pattern for file names. */
  private keep(c: i32, isQuoted: bool, isKept: bool): void {
    if (!isKept) return;
    if (!isQuoted && (c == Char.SPACE || c == Char.TAB || c == Char.LF)) {
      this.endWord();
      return;
    }
    if (!isQuoted && among("*?[", c)) this.pattern = c;
    this.isInWord = true;
    if (this.word.length == MAX_TEXT) this.fail(UsageErrorKind.TOO_LONG, none());
    else this.word.byte(c);
  }

  /** Ends a word, where there is one. */
  private endWord(): void {
    if (!this.isInWord || this.error !== null) return;
    const word = this.word.view().slice(0);
    this.together += word.length;
    // With a colon it is a target, and there are no files of such names that a shell could put in its place.
    if (this.pattern != 0 && !isTest(word) && indexOf(word, Char.COLON, 0) < 0) {
      this.fail(UsageErrorKind.PATTERN, new Text().byte(this.pattern).view());
    }
    this.words.push(word);
    if (this.words.length > MAX_ARGUMENTS) {
      const error = this.fail(UsageErrorKind.TOO_MANY_ARGUMENTS, none());
      error.number = this.words.length;
    }
    this.word.length = 0;
    this.isInWord = false;
    this.pattern = 0;
  }

  /** Takes the words for a command. */
  private takeStep(): void {
    const step = this.step;
    const isExec = same(this.words[0], "exec");
    if (isExec) {
      if (this.words.length == 1) {
        this.fail(UsageErrorKind.SHELL_SYNTAX, ascii("exec"));
        return;
      }
      step.isLast = true;
      this.words.shift();
      for (let i = 0; i < this.parts.length; i++) this.parts[i].word--;
    }
    const words = this.words;
    const parts = this.parts;
    this.words = [];
    this.parts = [];
    this.hasBegun = false;
    if (this.steps.length == MAX_STEPS) this.fail(UsageErrorKind.SHELL_LENGTH, none());
    this.steps.push(step);
    const name = baseName(words[0]);
    const dialect = indexOfName(name);
    if (isAssignment(words[0])) {
      this.fail(
        UsageErrorKind.SHELL_ASSIGNMENT,
        asWritten(words[0].subarray(0, nameEnd(words[0], 0)), words[0], 0, parts),
      );
    } else if (hasOneOf(words[0], " \t\n")) {
      // Before its name is looked at: that may be the end of a URL.
      this.fail(UsageErrorKind.SHELL_QUOTED, none());
    } else if (hasOneOf(words[0], ":")) {
      this.fail(UsageErrorKind.SHELL_WORD, none());
    } else if (dialect >= 0 && dialect < NAMES.length - 1) {
      const command = new CommandReader(this.surroundings, words, parts, dialect);
      step.command = command;
      if (this.error === null) this.error = command.error;
    } else if (same(words[0], "exit") && !isExec) {
      // It has no path: a shell has it alone.
      this.takeExit(step, words, parts);
    } else if (same(name, "false")) {
      step.exitStatus = 1;
    } else if (!same(name, "true")) {
      this.refuseCommand(words[0], parts);
    }
  }

  /** Complains about a command that is none of ours. It is quoted if it looks like a command's name: any other word may be a secret. */
  private refuseCommand(word: Uint8Array, parts: Part[]): void {
    const shown = asWritten(word, word, 0, parts);
    if (isTest(word)) this.fail(UsageErrorKind.SHELL_SYNTAX, word);
    else if (isCommandName(shown)) this.fail(UsageErrorKind.SHELL_COMMAND, baseName(shown));
    else this.fail(UsageErrorKind.SHELL_WORD, none());
  }

  /** `exit` and `exit N`; Docker knows of 0 and 1 alone. */
  private takeExit(step: Step, words: Uint8Array[], parts: Part[]): void {
    step.isLast = true;
    step.exitStatus = SAME_STATUS;
    if (words.length == 1) return;
    const number = parseDecimal(words[1], 0, words[1].length, 255);
    if (number < 0 || words.length > 2) {
      const last = words.length - 1;
      this.fail(UsageErrorKind.SHELL_EXIT, asWritten(words[last], words[last], last, parts));
    }
    step.exitStatus = number == 0 ? 0 : 1;
  }
}

/** Whether a shell takes this word for an assignment: a name and an equals sign (POSIX.1-2024, Shell Command Language 2.9.1). */
function isAssignment(word: Uint8Array): bool {
  const end = nameEnd(word, 0);
  return end > 0 && standsAt(word, end, "=");
}

function hasOneOf(word: Uint8Array, characters: string): bool {
  for (let i = 0; i < word.length; i++) if (among(characters, word[i])) return true;
  return false;
}

/** Whether this is a command that tests files and numbers. */
function isTest(word: Uint8Array): bool {
  return same(word, "[") || same(word, "[[") || same(word, "test");
}

/** Whether this could be the name or the path of a command, or a sign of the shell's language. */
function isCommandName(word: Uint8Array): bool {
  if (word.length == 1) return true;
  for (let i = 0; i < word.length; i++) {
    const c: i32 = word[i];
    // A text whose lines end in CR LF has a carriage return there.
    const isAtEnd = c == 0x0d && i + 1 == word.length;
    if (!isLetter(c) && !isDigit(c) && !among("/._+-[${}", c) && !isAtEnd) return false;
  }
  return true;
}

/** Both outputs, as in `&> /dev/null`. */
const BOTH: i32 = 10;

function isArrow(c: i32): bool {
  return c == Char.LESS || c == Char.GREATER;
}
