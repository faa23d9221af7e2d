import { none } from "../../bytes/text";
import { Surroundings } from "../../surroundings";
import { UsageError, UsageErrorKind } from "../../usage-error";
import { Command } from "../command";
import { baseName, Dialect, indexOfName, optionsOf } from "../dialect";
import { Printed } from "../printed";
import { readPiped } from "../reader";
import { Grep, isGrep } from "./grep";
import { isText, Sent } from "./sent";
import { SimpleCommand } from "./simple-command";
import { Step } from "./step";

/**
 * A pipe, which is one check: `[echo TEXT |] CHECK [| grep PATTERN]`. grep gets what the check's tool would print, and the verdict is grep's.
 */
export class Pipe {
  command: Command = new Command();
  error: UsageError | null = null;

  /** @param commands two or more */
  constructor(surroundings: Surroundings, commands: SimpleCommand[]) {
    const index = isText(commands[0].words) ? 1 : 0;
    const check = commands[index];
    this.readCheck(surroundings, check, index > 0);
    if (index > 0) this.send(commands[0]);
    if (commands.length > index + 1) this.filter(commands[index + 1], check.step);
    if (commands.length > index + 2) this.refuse(commands[index + 2]);
  }

  private fail(error: UsageError | null): void {
    if (this.error === null) this.error = error;
  }

  private refuse(command: SimpleCommand): void {
    this.fail(new UsageError(UsageErrorKind.SHELL_PIPE, command.name()));
  }

  private readCheck(surroundings: Surroundings, check: SimpleCommand, isSentTo: bool): void {
    check.readPrefixes();
    this.fail(check.error);
    const dialect = check.words.length > 0 ? indexOfName(baseName(check.words[0])) : -1;
    // curl and wget do not read their input.
    const isRead = dialect == Dialect.NC || (!isSentTo && (dialect == Dialect.CURL || dialect == Dialect.WGET));
    if (!isRead || check.step.connection !== null) {
      this.refuse(check);
      return;
    }
    const command = readPiped(surroundings, check.words, check.parts, dialect, optionsOf(dialect));
    this.fail(command.error);
    this.command = command;
    command.options.isIndented = dialect == Dialect.WGET;
    if (check.limit > 0 && check.limit < command.options.timeout) command.options.timeout = check.limit;
  }

  /** What echo and printf print is what nc sends, unless -z tells it to send nothing. */
  private send(text: SimpleCommand): void {
    const sent = new Sent(text.words);
    this.fail(sent.error);
    if (text.step.output != 1 || text.step.connection !== null)
      this.fail(new UsageError(UsageErrorKind.SHELL_PIPE_EMPTY, none()));
    if (this.command.output == Printed.NOTHING) return;
    this.command.options.send = sent.bytes.view();
    this.command.options.isSendSecret = text.parts.length > 0;
  }

  /** @param step where the check's output goes: 1 is the pipe */
  private filter(command: SimpleCommand, step: Step): void {
    const words = command.words;
    if (words.length == 0 || !isGrep(words[0]) || command.step.connection !== null) {
      this.refuse(command);
      return;
    }
    const grep = new Grep(words, command.parts);
    this.fail(grep.error);
    const options = this.command.options;
    const printed =
      (step.output == 1 ? this.command.output : Printed.NOTHING) |
      (step.error == 1 ? this.command.errors : Printed.NOTHING);
    // wget's log has no line like a status line.
    const isKnown = (printed & Printed.OTHER) == 0 || (options.isIndented && grep.wantsStatusLine());
    if (printed == Printed.NOTHING) this.fail(new UsageError(UsageErrorKind.SHELL_PIPE_EMPTY, none()));
    if (!isKnown) this.fail(new UsageError(UsageErrorKind.SHELL_PIPE_MORE, none()));
    if (printed == Printed.STATUS) options.statuses = grep.statuses();
    else {
      options.expected = grep.matcher;
      options.isStatusAppended = (printed & Printed.STATUS) > 0;
      options.isExpectedInHeaders = (printed & Printed.HEADERS) > 0;
      options.isExpectedInBody = (printed & Printed.BODY) > 0;
    }
  }
}
