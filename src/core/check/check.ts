import { Errno } from "../bytes/errno";
import { none, Text } from "../bytes/text";
import { Action, Command } from "../cli/command";
import { HEALTHCHECK } from "../cli/dialects/healthcheck";
import { helpText } from "../cli/help";
import { Plan } from "../cli/shell/plan";
import { Step } from "../cli/shell/step";
import { Crypto } from "../crypto";
import { Files } from "../files";
import { usageLine } from "../messages/usage";
import { isHealthy, verdictLine } from "../messages/verdict";
import { Result } from "../outcome";
import { Surroundings } from "../surroundings";
import { UsageError, UsageErrorKind } from "../usage-error";
import { VERSION } from "../version";
import { Installation } from "./install";
import { Probe } from "./probe";
import { Want } from "./task";

/**
 * The whole program, from the arguments to the exit status: one check, or the commands of `sh -c`. It does no input or output. `want` says
 * what the host must do next; the host does that and reports the result and the milliseconds since the start, until `want` is FINISH.
 */
export class Check extends Probe {
  private plan: Plan;
  private step!: Step;
  private installation: Installation | null = null;

  /** @param crypto null in builds without TLS, as is `files` */
  constructor(surroundings: Surroundings, crypto: Crypto | null, files: Files | null) {
    super(crypto, files);
    const plan = new Plan(surroundings);
    this.plan = plan;
    const error = plan.error;
    if (error === null) this.proceed();
    else {
      this.step = new Step();
      this.print(usageLine(error), 1);
    }
  }

  /** Goes on to the next step. */
  protected proceed(): void {
    const step = this.plan.next(this.exitStatus);
    this.exitStatus = this.plan.exitStatus;
    this.want = Want.FINISH;
    if (step === null) return;
    this.step = step;
    const command = step.command;
    if (command !== null) this.begin(command);
  }

  private begin(command: Command): void {
    this.options = command.options;
    if (command.action == Action.CHECK) this.probe();
    else if (command.action == Action.HELP) this.print(helpText(HEALTHCHECK), 0);
    else if (command.action == Action.VERSION)
      this.print(new Text().put("healthcheck ").put(VERSION).put("\n").view(), 0);
    else {
      this.deadline = this.now + command.options.timeout;
      this.install(new Installation(command));
    }
  }

  /** Installs the next name, or prints what was installed. */
  private install(installation: Installation): void {
    this.installation = installation;
    if (!installation.hasNext()) {
      this.print(installation.line(), 0);
      return;
    }
    this.name = installation.folder;
    this.path = installation.next();
    this.want = Want.INSTALL;
  }

  installed(now: i32): void {
    this.now = now;
    const installation = this.installation;
    if (installation !== null) this.install(installation);
  }

  override expired(now: i32): void {
    if (this.want == Want.INSTALL) this.failed(Errno.ETIMEDOUT, now);
    else super.expired(now);
  }

  override failed(errno: i32, now: i32): void {
    if (this.want != Want.INSTALL) {
      super.failed(errno, now);
      return;
    }
    const error = new UsageError(UsageErrorKind.INSTALL_FAILED, this.path);
    error.number = errno;
    this.print(usageLine(error), 1);
  }

  protected conclude(result: Result): void {
    const outcome = this.outcome;
    outcome.result = result;
    // The stage again, with how much has been read.
    if (outcome.isReading()) this.enter(outcome.stage);
    const options = this.options;
    const healthy = isHealthy(outcome);
    const verdict = verdictLine(outcome, options, healthy, this.now - this.begun);
    // The verdict comes first: if output is cut off, it is not the verdict.
    const output = options.verbose ? new Text().add(verdict).add(this.transcript.text.view()).view() : verdict;
    this.print(healthy && options.quiet ? none() : output, healthy ? 0 : 1);
  }

  /** Ends the step with this status and prints the output, if there is any and a stream for it. */
  private print(output: Uint8Array, exitStatus: i32): void {
    const step = this.step;
    this.exitStatus = exitStatus;
    this.output = output;
    this.stream = exitStatus == 0 ? step.output : step.error;
    this.want = Want.PRINT;
    if (output.length == 0 || this.stream == 0) this.printed();
  }

  printed(): void {
    this.part();
  }
}
