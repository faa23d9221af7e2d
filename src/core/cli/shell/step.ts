import { Command } from "../command";
import { Part } from "../part";

/** When a step is taken, by how the one before it has ended. */
export const enum Joint {
  /** `;` */
  ALWAYS,
  /** `&&` */
  AFTER_SUCCESS,
  /** `||` */
  AFTER_FAILURE,
}

export const enum StepKind {
  /** A check. */
  CHECK,
  /** An exit status, without a check: true, false, exit. */
  STATUS,
  /** The begin and the end of a group: `( … )`, or the commands of an inner `sh -c`. */
  OPEN,
  CLOSE,
}

/** What `exit` alone ends with: the status there is. */
export const SAME_STATUS: i32 = -1;

/** One command of a health command, or the begin or end of a group of them. */
export class Step {
  kind: StepKind = StepKind.STATUS;
  /** Of a group, that of its OPEN. */
  joint: Joint = Joint.ALWAYS;
  /** CHECK. */
  command: Command | null = null;
  /** The status from here on, 0 or 1, if there is nothing to check; SAME_STATUS to leave it. */
  exitStatus: i32 = 0;
  /** Whether no other step of the same group follows: exit and exec. Of a group, that of its CLOSE. */
  isLast: bool = false;
  /** Whether the shell ends if the check fails: a failed redirection of `:` and exec ends all shells but bash (POSIX.1-2024, 2.8.1). */
  isFatal: bool = false;
  /** Where what is for the standard output and for the standard error goes: 1, 2, or 0 for nowhere. */
  output: i32 = 1;
  error: i32 = 2;
  /** `HOST/PORT` of a redirection to or from /dev/tcp/HOST/PORT, and the first variable that it was made of. */
  connection: Uint8Array | null = null;
  connectionPart: Part | null = null;
  /** Whether the standard input is /dev/null. */
  isInputEmpty: bool = false;

  /** Sends the output of a step inside a group, which this is, where the group's goes. */
  redirect(inner: Step): void {
    inner.output = this.of(inner.output);
    inner.error = this.of(inner.error);
  }

  private of(file: i32): i32 {
    return file == 1 ? this.output : file == 2 ? this.error : 0;
  }
}

/** The index of the CLOSE that ends the group around `steps[index]`; behind the last step if there is no group around it. */
export function groupEnd(steps: Step[], index: i32): i32 {
  let depth = 0;
  for (let i = index; i < steps.length; i++) {
    if (steps[i].kind == StepKind.OPEN) depth++;
    else if (steps[i].kind == StepKind.CLOSE && depth-- == 0) return i;
  }
  return steps.length;
}

/** The index of the OPEN of the group whose CLOSE is the last step. */
export function groupStart(steps: Step[]): i32 {
  let depth = 0;
  let i = steps.length - 1;
  for (; i > 0; i--) {
    if (steps[i].kind == StepKind.CLOSE) depth++;
    else if (steps[i].kind == StepKind.OPEN && --depth == 0) break;
  }
  return i;
}
