import { Command } from "../command";

/** When a step is taken, by how the one before it has ended. */
export const enum Joint {
  /** `;` */
  ALWAYS,
  /** `&&` */
  AFTER_SUCCESS,
  /** `||` */
  AFTER_FAILURE,
}

/** What `exit` alone ends with: the status there is. */
export const SAME_STATUS: i32 = -1;

/** One command of a health command: a check, or one that is no more than its exit status. */
export class Step {
  joint: Joint = Joint.ALWAYS;
  /** Null where there is nothing to check. */
  command: Command | null = null;
  /** 0, 1 or SAME_STATUS, without a command. */
  exitStatus: i32 = 0;
  /** Whether no other step follows: exit and exec. */
  isLast: bool = false;
  /** Where what is for the standard output and for the standard error goes: 1, 2, or 0 for nowhere. */
  output: i32 = 1;
  error: i32 = 2;
}
