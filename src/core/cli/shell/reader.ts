import { parseDecimal } from "../../bytes/numbers";
import { among, ascii, Char, indexOfAny, isBlank, isDigit, none, same, standsAt, wordEnd } from "../../bytes/text";
import { Surroundings } from "../../surroundings";
import { UsageErrorKind } from "../../usage-error";
import { baseName, indexOfName, NAMES, optionsOf } from "../dialect";
import { asWritten, nameEnd, Part } from "../part";
import { readCommand } from "../reader";
import { Scanner } from "./scanner";
import { Joint, SAME_STATUS, Step } from "./step";
import { isTest } from "./word-list";

/** The most steps of a health command: each check costs memory. */
export const MAX_STEPS: i32 = 8;

/**
 * Reads `sh -c TEXT`: as much of the shell's language as health commands contain (POSIX.1-2024, Shell Command Language), which is
 * words with quotes and parameters, `||`, `&&`, `;`, and output to /dev/null. All else is an error about the whole, since half of it
 * would be another check than the one that was written. What is complained about is shown by its sign alone: words may be secrets.
 */
export class ShellReader extends Scanner {
  steps: Step[] = [];
  private step: Step = new Step();
  /** Whether the command has begun, be it with a redirection or with a parameter that is empty. */
  private hasBegun: bool = false;

  /** @param words the name and the arguments that the shell was called with */
  constructor(surroundings: Surroundings, words: Uint8Array[]) {
    super(surroundings);
    this.read(words);
  }

  private read(words: Uint8Array[]): void {
    if (words.length != 3 || !same(words[1], "-c")) {
      this.fail(UsageErrorKind.SHELL_FORM, none());
      return;
    }
    this.text = words[2];
    this.check(this.text);
    while (this.error === null && !this.isAtEnd()) this.readPart();
    if (this.error !== null) return;
    if (this.words.length > 0) this.takeStep();
    else if (this.steps.length == 0 || this.step.joint != Joint.ALWAYS || this.hasBegun) {
      this.fail(UsageErrorKind.SHELL_FORM, none());
    }
  }

  /** Reads what stands at the index, outside of a word: blanks, an operator, a redirection, or a whole word. */
  private readPart(): void {
    const c = this.peek(0);
    const next = this.peek(1);
    if (isBlank(c)) this.index++;
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
      this.readWords();
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
      const isWhole = among("\0 \t\n;&|", this.peek(2));
      if ((to != 1 && to != 2) || file == 0 || !isWhole) this.refuse(UsageErrorKind.SHELL_OUTPUT, 1);
      if (file == 1 && to == 2) step.output = step.error;
      if (file == 2 && to == 1) step.error = step.output;
      this.index += 2;
    } else {
      while (isBlank(this.peek(0))) this.index++;
      if (!this.readTarget("/dev/null")) {
        this.fail(UsageErrorKind.SHELL_OUTPUT, this.text.subarray(begin, begin + 1));
      }
      if (file == 1 || file == BOTH) step.output = 0;
      if (file == 2 || file == BOTH) step.error = 0;
    }
    if (file > 2 && file != BOTH) this.fail(UsageErrorKind.SHELL_OUTPUT, this.text.subarray(start - 1, start + 1));
  }

  /** Takes the words for a command. */
  private takeStep(): void {
    const step = this.step;
    let words = this.words;
    const parts = this.parts;
    this.clearWords();
    this.hasBegun = false;
    const isExec = same(words[0], "exec");
    if (isExec) {
      if (words.length == 1) {
        this.fail(UsageErrorKind.SHELL_SYNTAX, ascii("exec"));
        return;
      }
      step.isLast = true;
      const command: Uint8Array[] = [];
      for (let i = 1; i < words.length; i++) command.push(words[i]);
      for (let i = 0; i < parts.length; i++) parts[i].word--;
      words = command;
    }
    if (this.steps.length == MAX_STEPS) this.fail(UsageErrorKind.SHELL_LENGTH, none());
    this.steps.push(step);
    // It has no path: a shell has it alone, and exec has it not.
    if (same(words[0], "exit") && !isExec) this.takeExit(words, parts);
    else this.takeCommand(words, parts);
  }

  private takeCommand(words: Uint8Array[], parts: Part[]): void {
    const step = this.step;
    const word = words[0];
    const name = baseName(word);
    const dialect = indexOfName(name);
    if (isAssignment(word)) {
      const variable = word.subarray(0, nameEnd(word, 0));
      this.fail(UsageErrorKind.SHELL_ASSIGNMENT, asWritten(variable, word, 0, parts));
    } else if (hasOneOf(word, " \t\n")) {
      // Before its name is looked at: that may be the end of a URL.
      this.fail(UsageErrorKind.SHELL_QUOTED, none());
    } else if (hasOneOf(word, ":")) {
      this.fail(UsageErrorKind.SHELL_WORD, none());
    } else if (dialect >= 0 && dialect < NAMES.length - 1) {
      const command = readCommand(this.surroundings, words, parts, dialect, optionsOf(dialect));
      step.command = command;
      if (this.error === null) this.error = command.error;
    } else if (same(name, "false")) {
      step.exitStatus = 1;
    } else if (!same(name, "true")) {
      this.refuseCommand(word, parts);
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
  private takeExit(words: Uint8Array[], parts: Part[]): void {
    const step = this.step;
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
  return indexOfAny(word, characters, 0) < word.length;
}

/** Whether this could be the name or the path of a command, or a sign of the shell's language. */
function isCommandName(word: Uint8Array): bool {
  if (word.length == 1) return true;
  const end = wordEnd(word, 0, "/._+-[${}");
  // A text whose lines end in CR LF has a carriage return there.
  return end == word.length || (end + 1 == word.length && word[end] == Char.CR);
}

/** Both outputs, as in `&> /dev/null`. */
const BOTH: i32 = 10;

function isArrow(c: i32): bool {
  return c == Char.LESS || c == Char.GREATER;
}
