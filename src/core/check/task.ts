import { none } from "../bytes/text";

/** What a check wants its host to do next. */
export const enum Want {
  /** Look up the addresses of `name` for `family`, or go on with that if `isContinued`; report resolved() or unresolved(). */
  LOOK_UP,
  /**
   * Connect to `address` and `port`, or to the Unix socket `path` where `address` is none, in place of an earlier connection; or go on with the
   * attempt that ran out of its allowance, if `isContinued`. Report connected() or failed().
   */
  CONNECT,
  /** Send all of `request`; report sent() or failed(). */
  SEND,
  /** Receive some bytes; report received() or failed(). */
  RECEIVE,
  /** Write `output` to the standard output where `stream` is 1, to the standard error where it is 2; report printed(). */
  PRINT,
  /** Create the folder `name` unless it exists, and put the program's own file there as `path`; report installed() or failed(). */
  INSTALL,
  /** Exit with `exitStatus`. */
  FINISH,
}

/** The next task of a host, with all that it needs for it. */
export class Task {
  want: Want = Want.FINISH;
  /**
   * Milliseconds from the start to when time is up; 0 for never. From then on a host reports expired() of whatever it is doing.
   * It may change with each want.
   */
  deadline: i32 = 0;
  name: Uint8Array = none();
  /** 4, 6, or 0 for both. */
  family: i32 = 0;
  address: Uint8Array = none();
  port: i32 = 0;
  path: Uint8Array = none();
  /** Milliseconds after which this attempt to connect is to be reported as failed with ETIMEDOUT; 0 for the deadline alone. */
  allowance: i32 = 0;
  /** Whether LOOK_UP and CONNECT go on with what was begun before. */
  isContinued: bool = false;
  /** Whether LOOK_UP is to come back soon, even with nothing, since an attempt to connect is under way. */
  isBrief: bool = false;
  request: Uint8Array = none();
  output: Uint8Array = none();
  stream: i32 = 2;
  exitStatus: i32 = 0;
}
