import { Char, lastIndexOf, Text, tail } from "../bytes/text";
import { UsageError, UsageErrorKind } from "../usage-error";
import { finish, MAX_QUOTED, putErrno, putLine, putShown } from "./format";
import { USAGE_ERROR_WORDS } from "./usage-words";
import { VARIABLE_HINT } from "./words";

/** The line of a usage error, with its line feed. */
export function usageLine(error: UsageError): Uint8Array {
  const out = new Text();
  out.put("healthcheck");
  if (error.program.length > 0) out.put(" as ").add(error.program);
  out.put(": ");
  if (error.source.length > 0) {
    putShown(out, error.source, MAX_QUOTED);
    out.put(": ");
  }
  putLine(out, USAGE_ERROR_WORDS, error.kind, withoutSecret(error.detail), error.number, MAX_QUOTED);
  if (error.isOfShell) out.put(VARIABLE_HINT);
  if (error.kind == UsageErrorKind.INSTALL_FAILED) putErrno(out.put(": "), error.number);
  return finish(out);
}

/** Text before an `@` may be a user and a password, in a URL at a place where none is wanted: it is not shown. */
function withoutSecret(detail: Uint8Array): Uint8Array {
  const at = lastIndexOf(detail, Char.AT);
  return at < 2 ? detail : new Text().put("...").add(tail(detail, at)).view();
}
