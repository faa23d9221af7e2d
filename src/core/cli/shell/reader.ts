import { among, ascii, Char, isBlank, isDigit, same } from "../../bytes/text";
import { Surroundings } from "../../surroundings";
import { UsageErrorKind } from "../../usage-error";
import { isOneOf } from "../words";
import { Pipe } from "./pipe";
import { BOTH, isArrow, RedirectionReader } from "./redirection";
import { SimpleCommand } from "./simple-command";
import { groupStart, Joint, SAME_STATUS, Step, StepKind } from "./step";

/** The most commands of a health command: each check costs memory. */
export const MAX_STEPS: i32 = 8;
/** How deep groups may be nested, those of an inner `sh -c` included. */
export const MAX_GROUPS: i32 = 4;

/**
 * Reads `sh -c TEXT`: as much of the shell's language as health commands contain (POSIX.1-2024, Shell Command Language), which is
 * words with quotes and parameters, `||`, `&&`, `;`, groups, and a few redirections. All else is an error about the whole, since half of it
 * would be another check than the one that was written. Errors show the sign that is wrong, and no words: these may be secrets.
 */
export class ShellReader extends RedirectionReader {
  steps: Step[] = [];
  private step: Step = new Step();
  /** Whether the command has begun, be it with a redirection or with a parameter that is empty. */
  private hasBegun: bool = false;
  /** Whether a group has just ended: only redirections and operators may follow. */
  private isBehindGroup: bool = false;
  /** How many groups are open, and how many of them were when the text in hand began. */
  private depth: i32 = 0;
  private outerDepth: i32 = 0;
  private count: i32 = 0;
  private isBash: bool = false;
  /** The commands of the pipe so far, without the last one. */
  private pipe: SimpleCommand[] = [];

  /** @param words the name and the arguments that the shell was called with */
  constructor(surroundings: Surroundings, words: Uint8Array[]) {
    super(surroundings);
    if (words.length == 3 && same(words[1], "-c")) this.readText(words[2]);
    else this.fail(UsageErrorKind.SHELL_FORM);
  }

  private readText(text: Uint8Array): void {
    this.text = text;
    this.index = 0;
    this.check(text);
    while (this.error === null && !this.isAtEnd()) this.readPart();
    if (this.error !== null) return;
    if (this.depth > this.outerDepth) this.failOn(UsageErrorKind.SHELL_SYNTAX, ascii("("));
    if (!this.endList()) this.fail(UsageErrorKind.SHELL_FORM);
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
    else if (c == Char.BAR && next != Char.AMPERSAND && this.words.length > 0) this.endCommandOfPipe();
    else if (c == Char.OPEN_PARENTHESIS && !this.hasBegun && this.pipe.length == 0) {
      this.index++;
      this.openGroup(this.step, SAME_STATUS);
      this.beginCommand();
    } else if (c == Char.CLOSE_PARENTHESIS && this.depth > this.outerDepth) this.endGroup();
    else if (isArrow(c)) this.redirect(c == Char.LESS ? 0 : 1);
    else if (isArrow(next) && isDigit(c)) {
      this.index++;
      this.redirect(c - Char.ZERO);
    } else if (c == Char.AMPERSAND && next == Char.GREATER) {
      this.index++;
      this.redirect(BOTH);
    } else if (among("&|()#~", c)) this.refuse(UsageErrorKind.SHELL_SYNTAX, 1);
    else if (this.isBehindGroup) this.failOn(UsageErrorKind.SHELL_SYNTAX, ascii(")"));
    else {
      this.hasBegun = true;
      this.readWords();
    }
  }

  private redirect(file: i32): void {
    this.hasBegun = true;
    this.readRedirection(file, this.step);
  }

  /** Ends a command with an operator of this length. An empty line is none, and a line may end behind `&&` and `||`. */
  private endStep(length: i32, joint: Joint): void {
    if (this.hasCommand()) {
      this.takeCommand();
      this.step.joint = joint;
    } else if (this.hasBegun || this.peek(0) != Char.LF) {
      this.refuse(UsageErrorKind.SHELL_SYNTAX, length);
    }
    this.index += length;
  }

  /** Ends the commands of a group or of the whole text. @returns false if there are none, or if the last one is not complete */
  private endList(): bool {
    if (this.hasCommand()) {
      this.takeCommand();
      return true;
    }
    const last = this.steps.length - 1;
    const isEmpty = last < 0 || this.steps[last].kind == StepKind.OPEN;
    return !isEmpty && !this.hasBegun && this.pipe.length == 0 && this.step.joint == Joint.ALWAYS;
  }

  private hasCommand(): bool {
    return this.isBehindGroup || this.words.length > 0 || this.step.connection !== null;
  }

  /** Takes the command in hand, or the redirections behind a group. */
  private takeCommand(): void {
    if (this.isBehindGroup) {
      const step = this.step;
      if (step.connection !== null) this.fail(UsageErrorKind.SHELL_CONNECTION);
      this.redirectGroup(step);
      this.isBehindGroup = false;
      this.beginCommand();
      return;
    }
    const command = this.takeWords();
    if (this.pipe.length > 0) this.takePipe(command);
    else this.takeSimple(command);
  }

  /** Makes a command of the words and redirections so far. */
  private takeWords(): SimpleCommand {
    const command = new SimpleCommand(this.words, this.parts, this.step);
    this.words = [];
    this.parts = [];
    this.beginCommand();
    return command;
  }

  private beginCommand(): void {
    this.hasBegun = false;
    this.step = new Step();
  }

  private addStep(step: Step): void {
    if (this.count++ == MAX_STEPS) this.fail(UsageErrorKind.SHELL_LENGTH);
    this.steps.push(step);
  }

  /** `|` */
  private endCommandOfPipe(): void {
    const command = this.takeWords();
    this.pipe.push(command);
    this.step.joint = command.step.joint;
    this.index++;
  }

  private takePipe(last: SimpleCommand): void {
    const step = last.step;
    this.addStep(step);
    this.pipe.push(last);
    const pipe = new Pipe(this.surroundings, this.pipe);
    this.pipe = [];
    step.kind = StepKind.CHECK;
    step.command = pipe.command;
    this.note(pipe.error);
  }

  private takeSimple(command: SimpleCommand): void {
    command.readPrefixes();
    if (command.error === null && isOneOf(command.name(), "sh bash")) {
      this.readInner(command);
      return;
    }
    this.addStep(command.step);
    command.read(this.surroundings, this.isBash);
    this.note(command.error);
  }

  /** @param status what `exit` alone ends with, if it comes first: 0 in an inner `sh -c` */
  private openGroup(step: Step, status: i32): void {
    if (this.depth++ == MAX_GROUPS) this.fail(UsageErrorKind.SHELL_DEPTH);
    step.kind = StepKind.OPEN;
    step.exitStatus = status;
    this.steps.push(step);
  }

  /** @param isLast whether nothing follows the group in the one around it */
  private closeGroup(isLast: bool): void {
    const step = new Step();
    step.kind = StepKind.CLOSE;
    step.exitStatus = SAME_STATUS;
    step.isLast = isLast;
    this.steps.push(step);
    this.depth--;
  }

  /** `)` */
  private endGroup(): void {
    if (!this.endList()) this.refuse(UsageErrorKind.SHELL_SYNTAX, 1);
    this.index++;
    this.closeGroup(false);
    this.isBehindGroup = true;
    this.hasBegun = true;
  }

  /** Sends the output of the group that has just ended where this step's goes. */
  private redirectGroup(step: Step): void {
    const steps = this.steps;
    for (let i = groupStart(steps); i < steps.length; i++) step.redirect(steps[i]);
  }

  /** `sh -c TEXT` inside: its commands are a group. */
  private readInner(command: SimpleCommand): void {
    const inner = command.words;
    const step = command.step;
    if (inner.length != 3 || !same(inner[1], "-c")) {
      this.fail(UsageErrorKind.SHELL_FORM);
      return;
    }
    // exec ends what is around the group, once the group has ended.
    const isLast = step.isLast;
    step.isLast = false;
    const text = this.text;
    const index = this.index;
    const outerDepth = this.outerDepth;
    const isBash = this.isBash;
    this.isBash = same(command.name(), "bash");
    this.openGroup(step, 0);
    this.outerDepth = this.depth;
    if (this.error === null) this.readText(inner[2]);
    // What an error would quote may be a variable's value.
    if (this.error !== null && command.hasVariables()) {
      this.error = null;
      this.fail(UsageErrorKind.SHELL_INNER);
    }
    this.outerDepth = outerDepth;
    this.isBash = isBash;
    this.text = text;
    this.index = index;
    this.closeGroup(isLast);
    this.redirectGroup(step);
    if (command.limit > 0) this.limitGroup(command.limit);
  }

  /** Gives the one check of the group that has just ended at most so many milliseconds. */
  private limitGroup(limit: i32): void {
    const steps = this.steps;
    let count = 0;
    for (let i = groupStart(steps); i < steps.length; i++) {
      const command = steps[i].command;
      if (command === null) continue;
      if (count++ > 0) this.fail(UsageErrorKind.SHELL_TIMEOUT_OF_SEVERAL);
      command.limit(limit);
    }
  }
}
