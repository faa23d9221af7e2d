import { among, Char, same, startsWith } from "../../bytes/text";
import { UsageErrorKind } from "../../usage-error";
import { Scanner } from "./scanner";
import { Step } from "./step";

/** Both outputs, as in `&> /dev/null`. */
export const BOTH: i32 = 10;

/** bash's name for a TCP connection: /dev/tcp/HOST/PORT. */
const TCP = "/dev/tcp/";

export function isArrow(c: i32): bool {
  return c == Char.LESS || c == Char.GREATER;
}

/**
 * Reads a redirection, whose arrow is at the scanner's index: `> /dev/null`, `2>&1`, `< /dev/tcp/HOST/PORT` and the like.
 * @param file the descriptor that it redirects, or BOTH
 */
export function readRedirection(scanner: Scanner, file: i32, step: Step): void {
  const start = scanner.index++;
  const isInput = scanner.text[start] == Char.LESS;
  const isDouble = scanner.peek(0) == Char.GREATER;
  if (isDouble) scanner.index++;
  else if (scanner.peek(0) == Char.AMPERSAND && file <= 2) {
    duplicate(scanner, file, step);
    return;
  }
  while (scanner.peek(0) == Char.SPACE || scanner.peek(0) == Char.TAB) scanner.index++;
  const target = scanner.readTarget();
  const isOther = file > 2 && file != BOTH;
  if (target !== null && startsWith(target, TCP) && file != BOTH && step.connection === null) {
    step.connection = target.subarray(TCP.length);
    step.connectionPart = scanner.targetPart;
  } else if (target === null || !same(target, "/dev/null") || isOther || (isInput && isDouble)) {
    const begin = isOther || file == BOTH ? start - 1 : start;
    scanner.words.fail(UsageErrorKind.SHELL_OUTPUT, scanner.text.subarray(begin, begin + (isOther ? 2 : 1)));
  } else if (file == 0) step.isInputEmpty = true;
  else {
    if (file != 2) step.output = 0;
    if (file != 1) step.error = 0;
  }
}

/** `2>&1`, `1>&2`, `>&2`: the index is at the ampersand. */
function duplicate(scanner: Scanner, file: i32, step: Step): void {
  const to = scanner.peek(1) - Char.ZERO;
  const isWhole = scanner.index + 2 >= scanner.text.length || among(" \t\n;&|)", scanner.peek(2));
  if ((to != 1 && to != 2) || file == 0 || !isWhole) scanner.refuse(UsageErrorKind.SHELL_OUTPUT, 1);
  if (file == 1 && to == 2) step.output = step.error;
  if (file == 2 && to == 1) step.error = step.output;
  scanner.index += 2;
}
