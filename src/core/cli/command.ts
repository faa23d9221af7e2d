import { none } from "../bytes/text";
import { Options } from "../http/options";
import { UsageError } from "../usage-error";

/** What a command does. */
export const enum Action {
  CHECK,
  HELP,
  VERSION,
  INSTALL,
}

/** What a command line says. */
export class Command {
  action: Action = Action.CHECK;
  /** Of a check. */
  options: Options = new Options();
  /** What curl, wget or nc would print, as Printed: to its standard output, and to its standard error. */
  output: i32 = 0;
  errors: i32 = 0;
  /** Where to install, and the names to install as. */
  folder: Uint8Array = none();
  names: Uint8Array[] = [];
  /** What is wrong with the command line; then nothing else counts. */
  error: UsageError | null = null;

  /** Ends the check after so many milliseconds, if its own deadline is not earlier; 0 if there is no such limit. */
  limit(milliseconds: i32): void {
    if (milliseconds > 0 && milliseconds < this.options.timeout) this.options.timeout = milliseconds;
  }
}
