import { parseDecimal } from "../../bytes/numbers";
import {
  ascii,
  Char,
  indexOf,
  indexOfAny,
  none,
  same,
  sameIgnoringCase,
  standsAt,
  tail,
  wordEnd,
} from "../../bytes/text";
import { MAX_TEXT, Surroundings } from "../../surroundings";
import { UsageErrorKind } from "../../usage-error";
import { Command } from "../command";
import { baseName, Dialect, indexOfName, optionsOf } from "../dialect";
import { NOT_A_DURATION, parseDuration } from "../duration";
import { asWritten, nameEnd, Part } from "../part";
import { readCommand } from "../reader";
import { isOneOf } from "../words";
import { Fallible } from "./fallible";
import { TCP } from "./redirection";
import { isText, printedText } from "./sent";
import { SAME_STATUS, Step, StepKind } from "./step";
import { isAssignment, isTest } from "./word-list";

/** A simple command of a shell (POSIX.1-2024, Shell Command Language 2.9.1): what its words mean. */
export class SimpleCommand extends Fallible {
  /** The most milliseconds that `timeout` gives it; 0 without. */
  limit: i32 = 0;
  words: Uint8Array[];
  parts: Part[];
  /** Its redirections. */
  step: Step;
  private isExec: bool = false;

  constructor(words: Uint8Array[], parts: Part[], step: Step) {
    super();
    this.words = words;
    this.parts = parts;
    this.step = step;
  }

  /** Reads what may stand before a command: exec, `*_proxy=…`, timeout. */
  readPrefixes(): void {
    while (this.words.length > 1 && isProxy(this.words[0])) this.shift();
    if (this.words.length > 0 && same(this.words[0], "exec")) {
      this.isExec = true;
      this.shift();
      this.step.isLast = this.words.length > 0;
    }
    if (same(this.name(), "timeout")) this.readTimeout();
  }

  /** The name of the command, without its path; empty if there are no words. */
  name(): Uint8Array {
    return this.words.length > 0 ? baseName(this.words[0]) : none();
  }

  /** Whether a variable has a part in the text of `sh -c TEXT`. */
  hasVariables(): bool {
    for (let i = 0; i < this.parts.length; i++) if (this.parts[i].word == 2) return true;
    return false;
  }

  /** Reads it into the step. @param isBash whether the shell is bash, not sh */
  read(surroundings: Surroundings, isBash: bool): void {
    const step = this.step;
    const connection = step.connection;
    if (connection !== null) this.readConnection(surroundings, connection, isBash);
    else if (this.words.length == 0) this.failOn(UsageErrorKind.SHELL_SYNTAX, ascii("exec"));
    // exit and : have no path: they belong to the shell, which exec and timeout do not ask.
    else if (same(this.words[0], "exit") && !this.isProgram()) this.readExit();
    else this.readNamed(surroundings);
  }

  /** What a message may call it: the file of its connection, or its name, if it looks like one. Any other word may be a secret. */
  shownName(): Uint8Array {
    if (this.step.connection !== null) return ascii(TCP);
    if (this.words.length == 0) return ascii("exec");
    const word = this.words[0];
    const shown = asWritten(word, word, 0, this.parts);
    return isCommandName(shown) ? baseName(shown) : ascii("|");
  }

  /** Whether it must be a program, since exec or timeout runs it. */
  private isProgram(): bool {
    return this.isExec || this.limit > 0;
  }

  /** Drops the first word. */
  private shift(): void {
    this.words.shift();
    for (let i = 0; i < this.parts.length; i++) this.parts[i].word--;
  }

  /** `timeout [-s SIGNAL] [-k N] N COMMAND`. A check ends at the first signal, so that what -k does later never matters. */
  private readTimeout(): void {
    this.shift();
    while (this.words.length > 1 && isOneOf(this.words[0], "-s -k")) {
      const value = this.words[1];
      if (same(this.words[0], "-s") ? !isOneOf(value, ENDING) : limitOf(value) <= 0) break;
      this.shift();
      this.shift();
    }
    this.limit = this.words.length > 1 ? limitOf(this.words[0]) : NOT_A_DURATION;
    if (this.limit <= 0) this.fail(UsageErrorKind.SHELL_TIMEOUT);
    else this.shift();
  }

  /** A connection of bash's, with a command that does no more than open it. */
  private readConnection(surroundings: Surroundings, path: Uint8Array, isBash: bool): void {
    const words = this.words;
    const step = this.step;
    const name = words.length > 0 ? words[0] : none();
    const isQuiet =
      (same(name, ":") && !this.isProgram()) || same(name, "true") || (same(name, "cat") && step.isInputEmpty);
    const slash = indexOf(path, Char.SLASH, 0);
    const isSending = isText(words);
    if (slash < 0 || !(words.length == 0 || isSending || (words.length == 1 && isQuiet))) {
      this.fail(UsageErrorKind.SHELL_CONNECTION);
      return;
    }
    const command: Uint8Array[] = [ascii("nc"), ascii("--"), path.subarray(0, slash), tail(path, slash + 1)];
    const parts: Part[] = [];
    const part = step.connectionPart;
    // All of host and port is shown as that variable.
    if (part !== null) for (let i = 2; i < 4; i++) parts.push(new Part(i, 0, MAX_TEXT, part.written));
    // Nothing needs to read the answer, so that -z is not wanted.
    const check = this.readCheck(surroundings, command, parts, Dialect.NC, true);
    step.isFatal = !isBash && (this.isExec || same(name, ":"));
    if (isSending) check.options.send = this.printed();
    const error = this.error;
    if (error !== null) error.program = ascii("sh");
  }

  /** What echo or printf prints. */
  printed(): Uint8Array {
    const text = printedText(this.words);
    if (text !== null) return text;
    // The text is not shown: it may be a password.
    this.fail(same(this.words[0], "echo") ? UsageErrorKind.SHELL_ECHO : UsageErrorKind.SHELL_PRINTF);
    return none();
  }

  private readNamed(surroundings: Surroundings): void {
    const word = this.words[0];
    const name = this.name();
    const dialect = indexOfName(name);
    if (isAssignment(word)) {
      const variable = word.subarray(0, nameEnd(word, 0));
      this.failOn(UsageErrorKind.SHELL_ASSIGNMENT, asWritten(variable, word, 0, this.parts));
    } else if (hasOneOf(word, " \t\n")) {
      // Before its name is looked at: that may be the end of a URL.
      this.fail(UsageErrorKind.SHELL_QUOTED);
    } else if (hasOneOf(word, ":") && word.length > 1) this.fail(UsageErrorKind.SHELL_WORD);
    else if (dialect >= 0 && dialect < Dialect.SHELL)
      this.readCheck(surroundings, this.words, this.parts, dialect, false);
    else if (same(name, "false")) this.step.exitStatus = 1;
    else if (!same(name, "true") && (this.isProgram() || !same(word, ":"))) this.refuse(word);
  }

  /**
   * Reads the command line of a check into the step.
   * @param isPiped whether a command reads what it prints
   */
  readCheck(surroundings: Surroundings, words: Uint8Array[], parts: Part[], dialect: Dialect, isPiped: bool): Command {
    const command = readCommand(surroundings, words, parts, dialect, optionsOf(dialect), isPiped);
    this.step.kind = StepKind.CHECK;
    this.step.command = command;
    command.limit(this.limit);
    this.note(command.error);
    return command;
  }

  /** Rejects a command that is none of ours. It is quoted if it looks like a command's name: any other word may be a secret. */
  private refuse(word: Uint8Array): void {
    const shown = asWritten(word, word, 0, this.parts);
    if (isTest(word)) this.failOn(UsageErrorKind.SHELL_SYNTAX, word);
    else if (isCommandName(shown)) this.failOn(UsageErrorKind.SHELL_COMMAND, baseName(shown));
    else this.fail(UsageErrorKind.SHELL_WORD);
  }

  /** `exit` and `exit N`; Docker knows of 0 and 1 alone. */
  private readExit(): void {
    const words = this.words;
    const step = this.step;
    step.isLast = true;
    step.exitStatus = SAME_STATUS;
    if (words.length == 1) return;
    const number = parseDecimal(words[1], 0, words[1].length, 255);
    if (number < 0 || words.length > 2) {
      const last = words.length - 1;
      this.failOn(UsageErrorKind.SHELL_EXIT, asWritten(words[last], words[last], last, this.parts));
    }
    step.exitStatus = number == 0 ? 0 : 1;
  }
}

/** Whether this sets a proxy or an exception from one, which no check uses: `no_proxy=*`. */
function isProxy(word: Uint8Array): bool {
  const end = nameEnd(word, 0);
  const start = end - PROXY.length;
  return start > 0 && standsAt(word, end, "=") && sameIgnoringCase(word.subarray(start, end), PROXY);
}

const PROXY = "_proxy";

const LOWER_M: i32 = 0x6d;

/** The milliseconds that a duration of timeout stands for; 0 or negative if it is not supported. Its units have one letter: `ms` is ours. */
function limitOf(duration: Uint8Array): i32 {
  const minutes = indexOf(duration, LOWER_M, 0);
  const isOurs = minutes >= 0 && minutes + 1 < duration.length;
  return isOurs ? NOT_A_DURATION : parseDuration(duration);
}

/** The signals that end a tool, by their names and numbers. */
const ENDING = "KILL SIGKILL 9 TERM SIGTERM 15 INT SIGINT 2";

function hasOneOf(word: Uint8Array, characters: string): bool {
  return indexOfAny(word, characters, 0) < word.length;
}

/** Whether this could be the name or the path of a command, or a sign of the shell's language. */
function isCommandName(word: Uint8Array): bool {
  if (word.length == 1) return true;
  const end = wordEnd(word, 0, "/._+-[${}");
  // A text whose lines end in CR LF has a carriage return there.
  return end == word.length || (end == word.length - 1 && word[end] == Char.CR);
}
