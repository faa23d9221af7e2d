import { Surroundings } from "../../surroundings";
import { UsageErrorKind } from "../../usage-error";
import { Command } from "../command";
import { Dialect, indexOfName } from "../dialect";
import { Printed } from "../printed";
import { Fallible } from "./fallible";
import { Grep, isGrep } from "./grep";
import { isText } from "./sent";
import { SimpleCommand } from "./simple-command";
import { Step } from "./step";

/**
 * A pipe, which is one check: `[echo TEXT |] CHECK [| grep PATTERN]`. grep gets what the check's tool would print, and the verdict is grep's.
 */
export class Pipe extends Fallible {
  /** The check; null if it is none. */
  command: Command | null = null;

  /** @param commands two or more */
  constructor(surroundings: Surroundings, commands: SimpleCommand[]) {
    super();
    this.read(surroundings, commands);
  }

  private read(surroundings: Surroundings, commands: SimpleCommand[]): void {
    const index = isText(commands[0].words) ? 1 : 0;
    const check = commands[index];
    const command = this.readCheck(surroundings, check, index > 0);
    if (command === null) return;
    this.command = command;
    if (index > 0) this.send(commands[0], command);
    if (commands.length > index + 1) this.filter(surroundings, commands[index + 1], check.step, command);
    if (commands.length > index + 2) this.refuse(commands[index + 2]);
  }

  private refuse(command: SimpleCommand): void {
    this.failOn(UsageErrorKind.SHELL_PIPE, command.shownName());
  }

  private readCheck(surroundings: Surroundings, check: SimpleCommand, isSentTo: bool): Command | null {
    check.readPrefixes();
    this.note(check.error);
    const dialect = indexOfName(check.name());
    // curl and wget do not read their input.
    const isRead = dialect == Dialect.NC || (!isSentTo && (dialect == Dialect.CURL || dialect == Dialect.WGET));
    if (!isRead || check.step.connection !== null) {
      this.refuse(check);
      return null;
    }
    if (isSentTo) this.readInput(check);
    const command = check.readCheck(surroundings, check.words, check.parts, dialect, true);
    command.options.isIndented = dialect == Dialect.WGET;
    this.note(check.error);
    return command;
  }

  /** What the command before it prints does not reach a command that reads /dev/null. */
  private readInput(command: SimpleCommand): void {
    if (command.step.isInputEmpty) this.fail(UsageErrorKind.SHELL_PIPE_EMPTY);
  }

  /** What echo and printf print is what nc sends, unless -z tells it to send nothing. */
  private send(text: SimpleCommand, command: Command): void {
    const sent = text.printed();
    this.note(text.error);
    if (text.step.output != 1 || text.step.connection !== null) this.fail(UsageErrorKind.SHELL_PIPE_EMPTY);
    if (command.output == Printed.NOTHING) return;
    command.options.send = sent;
    command.options.isSendSecret = text.parts.length > 0;
  }

  /** @param step where the check's output goes: 1 is the pipe */
  private filter(surroundings: Surroundings, filter: SimpleCommand, step: Step, command: Command): void {
    if (!isGrep(filter.name()) || filter.step.connection !== null) {
      this.refuse(filter);
      return;
    }
    this.readInput(filter);
    const grep = new Grep(surroundings, filter.words, filter.parts);
    this.note(grep.error);
    const options = command.options;
    const printed =
      (step.output == 1 ? command.output : Printed.NOTHING) | (step.error == 1 ? command.errors : Printed.NOTHING);
    // wget's log has no line like a status line.
    const isKnown = (printed & Printed.OTHER) == 0 || (options.isIndented && grep.wantsStatusLine());
    if (printed == Printed.NOTHING) this.fail(UsageErrorKind.SHELL_PIPE_EMPTY);
    if (!isKnown) this.fail(UsageErrorKind.SHELL_PIPE_MORE);
    if (printed == Printed.STATUS) options.statuses = grep.statuses();
    else {
      options.expected = grep.matcher;
      options.isStatusAppended = (printed & Printed.STATUS) > 0;
      options.isExpectedInHeaders = (printed & Printed.HEADERS) > 0;
      options.isExpectedInBody = (printed & Printed.BODY) > 0;
    }
  }
}
