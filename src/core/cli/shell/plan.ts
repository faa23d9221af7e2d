import { loadShell } from "../../load";
import { MAX_ARGUMENTS, Surroundings } from "../../surroundings";
import { numberError, UsageError, UsageErrorKind } from "../../usage-error";
import { baseName, Dialect, indexOfName, optionsOf } from "../dialect";
import { readCommand } from "../reader";
import { ShellReader } from "./reader";
import { groupEnd, Joint, SAME_STATUS, Step, StepKind } from "./step";

/** All that is to be done: one step, or those of `sh -c TEXT`. The name the program is called by decides how its arguments are read. */
export class Plan {
  error: UsageError | null = null;
  exitStatus: i32 = 0;
  private steps: Step[] = [];
  private index: i32 = 0;

  constructor(surroundings: Surroundings) {
    this.readArguments(surroundings);
  }

  private readArguments(surroundings: Surroundings): void {
    const count = surroundings.argumentCount();
    if (count > MAX_ARGUMENTS + 1) {
      this.error = numberError(UsageErrorKind.TOO_MANY_ARGUMENTS, count - 1);
      return;
    }
    const words: Uint8Array[] = [];
    for (let i = 0; i < count; i++) words.push(surroundings.argument(i));
    this.read(surroundings, words);
  }

  private read(surroundings: Surroundings, words: Uint8Array[]): void {
    const name = words.length > 0 ? indexOfName(baseName(words[0])) : Dialect.HEALTHCHECK;
    if (name == Dialect.SHELL) {
      loadShell();
      const shell = new ShellReader(surroundings, words);
      this.steps = shell.steps;
      this.error = shell.error;
      return;
    }
    const step = new Step();
    const dialect = name < 0 ? Dialect.HEALTHCHECK : name;
    const command = readCommand(surroundings, words, [], dialect, optionsOf(dialect), false);
    step.kind = StepKind.CHECK;
    step.command = command;
    this.steps.push(step);
    this.error = command.error;
  }

  /** The next step with something to check after one that has ended with this status; null at the end, where `exitStatus` is that of all. */
  next(status: i32): Step | null {
    this.exitStatus = status;
    if (this.index > 0 && status != 0 && this.steps[this.index - 1].isFatal)
      this.index = groupEnd(this.steps, this.index);
    while (this.error === null && this.index < this.steps.length) {
      const step = this.steps[this.index++];
      const isSkipped =
        (step.joint == Joint.AFTER_SUCCESS && this.exitStatus != 0) ||
        (step.joint == Joint.AFTER_FAILURE && this.exitStatus == 0);
      if (isSkipped) {
        // What is skipped of a group is all of it, and an exec that its end stands for.
        if (step.kind == StepKind.OPEN) this.index = groupEnd(this.steps, this.index) + 1;
        continue;
      }
      if (step.isLast) this.index = groupEnd(this.steps, this.index);
      if (step.kind == StepKind.CHECK) return step;
      if (step.exitStatus != SAME_STATUS) this.exitStatus = step.exitStatus;
    }
    return null;
  }
}
