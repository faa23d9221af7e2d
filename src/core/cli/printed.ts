import { same } from "../bytes/text";
import { Dialect } from "./dialect";
import { Settings } from "./settings";
import { Option } from "./table";
import { isOneOf } from "./words";

/** What a tool would print, in bits. */
export const enum Printed {
  NOTHING = 0,
  /** The body, or nc's answer. */
  BODY = 1,
  /** The status line and the headers. */
  HEADERS = 2,
  /** The three digits of the status. */
  STATUS = 4,
  /** More than that. */
  OTHER = 8,
}

/** What curl, wget or nc would print to its standard output, as Printed. */
export function outputOf(settings: Settings, dialect: Dialect): i32 {
  if (dialect == Dialect.NC) return settings.isGiven(Option.CONNECT_ALONE) ? Printed.NOTHING : Printed.BODY;
  // wget saves the body in a file, unless it is told to print it.
  const isPrinted =
    same(settings.outputFile, "-") || (dialect == Dialect.CURL && !settings.isGiven(Option.OUTPUT_FILE));
  if (dialect == Dialect.WGET) return isPrinted && !settings.command.options.spider ? Printed.BODY : Printed.NOTHING;
  let printed: i32 = Printed.NOTHING;
  const isHead = settings.isGiven(Option.HEAD);
  if (isPrinted && !isHead) printed |= Printed.BODY;
  if (isPrinted && (isHead || settings.isGiven(Option.INCLUDE))) printed |= Printed.HEADERS;
  if (settings.isGiven(Option.FORMAT)) printed |= isStatus(settings.format) ? Printed.STATUS : Printed.OTHER;
  return printed;
}

/** What it would print to its standard error, its own error messages aside. */
export function errorsOf(settings: Settings, dialect: Dialect): i32 {
  const isVerbose = settings.isGiven(dialect == Dialect.NC ? Option.INCLUDE : Option.VERBOSE);
  if (dialect != Dialect.WGET) return isVerbose ? Printed.OTHER : Printed.NOTHING;
  const log = settings.isGiven(Option.SILENT) ? Printed.NOTHING : Printed.OTHER;
  return log | (isVerbose ? Printed.HEADERS : Printed.NOTHING);
}

/** Whether this format of curl's -w prints the status alone. */
function isStatus(format: Uint8Array): bool {
  return isOneOf(format, "%{http_code} %{response_code} %{http_code}\\n");
}
