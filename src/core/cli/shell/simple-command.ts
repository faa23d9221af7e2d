import { parseDecimal } from "../../bytes/numbers";
import { ascii, Char, indexOf, indexOfAny, none, same, sameIgnoringCase, standsAt, wordEnd } from "../../bytes/text";
import { MAX_TEXT, Surroundings } from "../../surroundings";
import { UsageError, UsageErrorKind } from "../../usage-error";
import { baseName, Dialect, indexOfName, NAMES, optionsOf } from "../dialect";
import { NOT_A_DURATION, parseDuration } from "../duration";
import { asWritten, nameEnd, Part } from "../part";
import { readCommand } from "../reader";
import { isText, Sent } from "./sent";
import { SAME_STATUS, Step, StepKind } from "./step";
import { isAssignment, isTest } from "./word-list";

/** A simple command of a shell (POSIX.1-2024, Shell Command Language 2.9.1): what its words mean. */
export class SimpleCommand {
  /** The most milliseconds that `timeout` gives it; 0 without. */
  limit: i32 = 0;
  words: Uint8Array[];
  error: UsageError | null = null;
  parts: Part[];
  /** Its redirections. */
  step: Step;
  private isExec: bool = false;

  constructor(words: Uint8Array[], parts: Part[], step: Step) {
    this.words = words;
    this.parts = parts;
    this.step = step;
  }

  private fail(kind: UsageErrorKind, detail: Uint8Array): void {
    if (this.error !== null) return;
    const error = new UsageError(kind, detail);
    error.program = ascii("sh");
    this.error = error;
  }

  /** Reads what may stand before a command: exec, `*_proxy=…`, timeout. */
  readPrefixes(): void {
    while (this.words.length > 1 && isProxy(this.words[0])) this.shift(1);
    if (this.words.length > 0 && same(this.words[0], "exec")) {
      this.isExec = true;
      this.shift(1);
      this.step.isLast = this.words.length > 0;
    }
    if (this.words.length > 0 && same(baseName(this.words[0]), "timeout")) this.readTimeout();
  }

  /** Whether it calls bash. */
  isBash(): bool {
    return this.words.length > 0 && same(baseName(this.words[0]), "bash");
  }

  /** Whether it is `sh -c TEXT`; then the text is the third word. */
  isShell(): bool {
    if (this.words.length == 0) return false;
    return this.isBash() || same(baseName(this.words[0]), "sh");
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
    else if (this.words.length == 0) this.fail(UsageErrorKind.SHELL_SYNTAX, ascii("exec"));
    // exit has no path: it belongs to the shell, which exec does not ask.
    else if (same(this.words[0], "exit") && !this.isExec) this.readExit();
    else this.readNamed(surroundings);
  }

  /** Its name, if it looks like one: any other word may be a secret. */
  name(): Uint8Array {
    const word = this.words.length > 0 ? this.words[0] : none();
    const shown = asWritten(word, word, 0, this.parts);
    return isCommandName(shown) ? baseName(shown) : ascii("|");
  }

  private shift(count: i32): void {
    this.words = this.words.slice(count);
    for (let i = 0; i < this.parts.length; i++) this.parts[i].word -= count;
  }

  /** `timeout [-s SIGNAL] [-k N] N COMMAND`. A check ends at the first signal, so that what -k does later never matters. */
  private readTimeout(): void {
    this.shift(1);
    while (this.words.length > 1 && standsAt(this.words[0], 0, "-")) {
      const isSignal = same(this.words[0], "-s");
      if (isSignal ? !isEnding(this.words[1]) : !same(this.words[0], "-k")) break;
      this.shift(2);
    }
    const duration = this.words.length > 1 ? this.words[0] : none();
    // Its units have one letter: milliseconds are ours.
    const minutes = indexOf(duration, LOWER_M, 0);
    const isOurs = minutes >= 0 && minutes + 1 < duration.length;
    this.limit = isOurs ? NOT_A_DURATION : parseDuration(duration);
    if (this.limit <= 0) this.fail(UsageErrorKind.SHELL_TIMEOUT, none());
    else this.shift(1);
  }

  /** A connection of bash's, with a command that does no more than open it. */
  private readConnection(surroundings: Surroundings, path: Uint8Array, isBash: bool): void {
    const words = this.words;
    const step = this.step;
    const name = words.length > 0 ? words[0] : none();
    const isQuiet = same(name, ":") || same(name, "true") || (same(name, "cat") && step.isInputEmpty);
    const slash = indexOf(path, Char.SLASH, 0);
    const isSending = isText(words);
    if (slash < 0 || !(words.length == 0 || isSending || (words.length == 1 && isQuiet))) {
      this.fail(UsageErrorKind.SHELL_CONNECTION, none());
      return;
    }
    const command: Uint8Array[] = [
      ascii("nc"),
      ascii("-z"),
      ascii("--"),
      path.subarray(0, slash),
      path.subarray(slash + 1),
    ];
    const parts: Part[] = [];
    const part = step.connectionPart;
    // All of host and port is shown as that variable.
    if (part !== null) for (let i = 3; i < 5; i++) parts.push(new Part(i, 0, MAX_TEXT, part.written));
    this.readCheck(surroundings, command, parts, Dialect.NC);
    step.isFatal = !isBash && (this.isExec || same(name, ":"));
    if (isSending) this.send(words);
    const error = this.error;
    if (error !== null) error.program = ascii("sh");
  }

  /** What echo or printf prints goes over the connection. */
  private send(words: Uint8Array[]): void {
    const sent = new Sent(words);
    const command = this.step.command;
    if (this.error === null) this.error = sent.error;
    if (command !== null) command.options.send = sent.bytes.view();
  }

  private readNamed(surroundings: Surroundings): void {
    const word = this.words[0];
    const name = baseName(word);
    const dialect = indexOfName(name);
    if (isAssignment(word)) {
      const variable = word.subarray(0, nameEnd(word, 0));
      this.fail(UsageErrorKind.SHELL_ASSIGNMENT, asWritten(variable, word, 0, this.parts));
    } else if (hasOneOf(word, " \t\n")) {
      // Before its name is looked at: that may be the end of a URL.
      this.fail(UsageErrorKind.SHELL_QUOTED, none());
    } else if (hasOneOf(word, ":") && word.length > 1) this.fail(UsageErrorKind.SHELL_WORD, none());
    else if (dialect >= 0 && dialect < NAMES.length - 1) this.readCheck(surroundings, this.words, this.parts, dialect);
    else if (same(name, "false")) this.step.exitStatus = 1;
    else if (!same(name, "true") && !same(word, ":")) this.refuse(word);
  }

  private readCheck(surroundings: Surroundings, words: Uint8Array[], parts: Part[], dialect: Dialect): void {
    const command = readCommand(surroundings, words, parts, dialect, optionsOf(dialect));
    this.step.kind = StepKind.CHECK;
    this.step.command = command;
    if (this.limit > 0 && this.limit < command.options.timeout) command.options.timeout = this.limit;
    if (this.error === null) this.error = command.error;
  }

  /** Rejects a command that is none of ours. It is quoted if it looks like a command's name: any other word may be a secret. */
  private refuse(word: Uint8Array): void {
    const shown = asWritten(word, word, 0, this.parts);
    if (isTest(word)) this.fail(UsageErrorKind.SHELL_SYNTAX, word);
    else if (isCommandName(shown)) this.fail(UsageErrorKind.SHELL_COMMAND, baseName(shown));
    else this.fail(UsageErrorKind.SHELL_WORD, none());
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
      this.fail(UsageErrorKind.SHELL_EXIT, asWritten(words[last], words[last], last, this.parts));
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

/** Whether this signal ends a tool: by its name or its number. */
function isEnding(signal: Uint8Array): bool {
  const name = standsAt(signal, 0, "SIG") ? signal.subarray(3) : signal;
  return (
    same(name, "KILL") ||
    same(name, "9") ||
    same(name, "TERM") ||
    same(name, "15") ||
    same(name, "INT") ||
    same(name, "2")
  );
}

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
