import { Char, Text } from "../bytes/text";
import { HAS_TLS } from "../features";
import { loadTables, loadWords } from "../load";
import { HELP_END, HELP_START, HELP_WITHOUT_TLS } from "./help-words";
import { hasVariable, isHelp, putName, putPart, variableOf } from "./table";

/** The column in which an option's description begins. */
const COLUMN: i32 = 30;

/** What --help prints, with these options. */
export function helpText(table: string[]): Uint8Array {
  loadTables();
  loadWords();
  const out = new Text().put(HELP_START);
  for (let i = 1; i < table.length; i++) if (isHelp(table[i])) putOption(out, table[i - 1], table[i]);
  out.put(HELP_END);
  if (!HAS_TLS) out.put(HELP_WITHOUT_TLS);
  return out.put("\n").view();
}

/** Appends `  -t, --timeout DURATION  limit for … (5s) [$HEALTHCHECK_TIMEOUT]`. */
function putOption(out: Text, row: string, help: string): void {
  const start = out.length;
  out.put("  ");
  out.put(putName(out, row, true) ? ", " : "    ");
  putName(out, row, false);
  let bar = 1;
  while (help.charCodeAt(bar) != Char.BAR) bar++;
  // The space at the start parts the name from the value.
  if (bar > 1) putPart(out, help, 0, bar);
  while (out.length < start + COLUMN) out.byte(Char.SPACE);
  putPart(out, help, bar + 1, help.length);
  if (hasVariable(row)) out.put(" [$").add(variableOf(row)).put("]");
  out.byte(Char.LF);
}
