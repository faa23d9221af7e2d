import { among, Char, isBlank, same, startsWith, tail } from "../../bytes/text";
import { UsageErrorKind } from "../../usage-error";
import { Scanner } from "./scanner";
import { Step } from "./step";

/** Both outputs, as in `&> /dev/null`. */
export const BOTH: i32 = 10;

/** bash's name for a TCP connection: /dev/tcp/HOST/PORT. */
export const TCP = "/dev/tcp/";

export function isArrow(c: i32): bool {
  return c == Char.LESS || c == Char.GREATER;
}

/** Reads redirections: `> /dev/null`, `2>&1`, `< /dev/tcp/HOST/PORT` and the like. */
export abstract class RedirectionReader extends Scanner {
  /**
   * Reads the redirection whose arrow is at the index.
   * @param file the descriptor that it redirects, or BOTH
   */
  protected readRedirection(file: i32, step: Step): void {
    const start = this.index++;
    const isInput = this.text[start] == Char.LESS;
    const isDouble = this.peek(0) == Char.GREATER;
    if (isDouble) this.index++;
    else if (this.peek(0) == Char.AMPERSAND && file <= 2) {
      this.duplicate(file, step);
      return;
    }
    while (isBlank(this.peek(0))) this.index++;
    const target = this.readTarget();
    const isOther = file > 2 && file != BOTH;
    if (startsWith(target, TCP) && file != BOTH && step.connection === null) {
      step.connection = tail(target, TCP.length);
      step.connectionPart = this.targetPart;
    } else if (!same(target, "/dev/null") || isOther || (isInput && isDouble)) {
      const begin = isOther || file == BOTH ? start - 1 : start;
      this.failOn(UsageErrorKind.SHELL_OUTPUT, this.text.subarray(begin, begin + (isOther ? 2 : 1)));
    } else if (file == 0) step.isInputEmpty = true;
    else {
      if (file != 2) step.output = 0;
      if (file != 1) step.error = 0;
    }
  }

  /** `2>&1`, `1>&2`, `>&2`: the index is at the ampersand. */
  private duplicate(file: i32, step: Step): void {
    const to = this.peek(1) - Char.ZERO;
    const isWhole = among("\0 \t\n;&|)", this.peek(2));
    if ((to != 1 && to != 2) || file == 0 || !isWhole) this.refuse(UsageErrorKind.SHELL_OUTPUT, 1);
    if (file == 1 && to == 2) step.output = step.error;
    if (file == 2 && to == 1) step.error = step.output;
    this.index += 2;
  }
}
