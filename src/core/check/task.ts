import { none } from "../bytes/text";

/** What a check wants its host to do next. */
export const enum Want {
  /** Look up the addresses of `name` for `family`, or continue the lookup if `isContinued`; report resolved() or unresolved(). */
  LOOK_UP,
  /**
   * Close an earlier connection and connect to `address` and `port`, or to the Unix socket `path` if `address` is empty. If `isContinued`,
   * continue the attempt whose allowance was used up. Report connected() or failed().
   */
  CONNECT,
  /** Send all of `request`, which may be empty if `isLastSend`, and then close the sending side if so; report sent() or failed(). */
  SEND,
  /** Receive some bytes; report received() or failed(). */
  RECEIVE,
  /** Write `output` to the standard output if `stream` is 1, to the standard error if it is 2; report printed(). */
  PRINT,
  /** Create the folder `name` unless it exists, and install the program's own file as `path`; report installed() or failed(). */
  INSTALL,
  /** Exit with `exitStatus`. */
  FINISH,
}

/** What the host must do next, and everything that it needs for it. */
export class Task {
  want: Want = Want.FINISH;
  /**
   * Milliseconds from the start until time is up; 0 for never. From then on the host stops what it is doing and reports expired().
   * It may change with each want.
   */
  deadline: i32 = 0;
  name: Uint8Array = none();
  /** 4, 6, or 0 for both. */
  family: i32 = 0;
  address: Uint8Array = none();
  port: i32 = 0;
  path: Uint8Array = none();
  /** Milliseconds after which this attempt to connect fails with ETIMEDOUT; 0 if only the deadline ends it. */
  allowance: i32 = 0;
  /** Whether LOOK_UP or CONNECT continues what was begun before. */
  isContinued: bool = false;
  /** Whether LOOK_UP must return soon, even without a result, because an attempt to connect is in progress. */
  isBrief: bool = false;
  request: Uint8Array = none();
  /** Whether nothing is sent after `request`, and the peer must see that. */
  isLastSend: bool = false;
  output: Uint8Array = none();
  stream: i32 = 2;
  exitStatus: i32 = 0;
}
