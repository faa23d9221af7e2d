/** Reads command lines with one more option. Portable TypeScript, like the core. */
import { Text } from "../../../src/core/bytes/text";
import { Action } from "../../../src/core/cli/command";
import { Dialect } from "../../../src/core/cli/dialect";
import { HEALTHCHECK } from "../../../src/core/cli/dialects/healthcheck";
import { helpText } from "../../../src/core/cli/help";
import { readCommand } from "../../../src/core/cli/reader";
import { usageLine } from "../../../src/core/messages/usage";
import { FieldSurroundings } from "./fields";
import { putStatuses } from "./values";

/**
 * Reads a command line with a copy of the program's own table of options. The copy has one more row: the second field, with its help in
 * the third. Writes which statuses are healthy, or the usage error, or the help of this table.
 */
export function readWith(fields: Uint8Array[], out: Text): void {
  const table = HEALTHCHECK.slice(0);
  table.push(stringOf(fields[1]));
  table.push(stringOf(fields[2]));
  const surroundings = new FieldSurroundings(fields);
  const words: Uint8Array[] = [];
  for (let i = 0; i < surroundings.argumentCount(); i++) words.push(surroundings.argument(i));
  const command = readCommand(surroundings, words, [], Dialect.HEALTHCHECK, table, false);
  const error = command.error;
  if (error !== null) out.add(usageLine(error));
  else if (command.action == Action.HELP) out.add(helpText(table));
  else putStatuses(command.options.statuses.text, out);
}

function stringOf(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i]);
  return text;
}
