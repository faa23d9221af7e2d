import { ascii, Char, indexOf, sameIgnoringCase, tail } from "../../bytes/text";
import { Scheme, Target } from "../../http/target";
import { parseHttpUrl, parseWebUrl, schemeEnd } from "../../http/url";
import { UsageError, UsageErrorKind } from "../../usage-error";

/**
 * Reads a URL as curl and wget take it: without a scheme it is HTTP.
 * @param hasPatterns whether braces and brackets stand for several URLs, as they do for curl
 * @returns what is wrong with it, or null
 */
export function readUrl(text: Uint8Array, hasPatterns: bool, target: Target): UsageError | null {
  if (hasPatterns && indexOf(text, Char.OPEN_BRACE, 0) >= 0) return new UsageError(UsageErrorKind.PATTERN, ascii("{"));
  const end = schemeEnd(text);
  const scheme = text.subarray(0, end < 0 ? 0 : end);
  if (end >= 0 && !sameIgnoringCase(scheme, "http") && !sameIgnoringCase(scheme, "https")) {
    return new UsageError(UsageErrorKind.NOT_A_WEB_URL, scheme);
  }
  target.scheme = Scheme.HTTP;
  const error = end >= 0 ? parseWebUrl(scheme, tail(text, end + 3), target) : parseHttpUrl(text, target);
  const isPattern = hasPatterns && indexOf(target.path, Char.OPEN_BRACKET, 0) >= 0;
  return error === null && isPattern ? new UsageError(UsageErrorKind.PATTERN, ascii("[")) : error;
}
