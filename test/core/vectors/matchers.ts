/** Matchers of a stream of bytes. Portable TypeScript, like the core. */
import { TextMatcher } from "../../../src/core/bytes/matcher";
import { Char, same, Text } from "../../../src/core/bytes/text";
import { Grep } from "../../../src/core/cli/shell/grep";
import { usageLine } from "../../../src/core/messages/usage";
import { FieldSurroundings } from "./fields";

/** @returns whether the name is one of a matcher */
export function putFound(name: Uint8Array, fields: Uint8Array[], out: Text): bool {
  if (same(name, "matcher")) runMatcher(fields, out);
  else if (same(name, "grep")) runGrep(fields, out);
  else return false;
  return true;
}

/**
 * Looks for texts, the fields up to an empty one, in the stream of which each further field is a piece. Says which text was found, and in which piece;
 * or nothing.
 */
function runMatcher(fields: Uint8Array[], out: Text): void {
  const matcher = new TextMatcher();
  let i = 1;
  for (; fields[i].length > 0; i++) matcher.add(fields[i], fields[i]);
  const start = ++i;
  while (i < fields.length && !matcher.isFound) {
    matcher.feed(fields[i], 0, fields[i].length);
    i++;
  }
  if (!matcher.isFound) return;
  out.decimal(matcher.found).byte(Char.SPACE);
  out.decimal(i - start - 1);
}

/** Runs grep's command line, the fields up to an empty one, on the stream of which each further field is a piece. Says its exit status. */
function runGrep(fields: Uint8Array[], out: Text): void {
  const words: Uint8Array[] = [];
  let i = 1;
  for (; fields[i].length > 0; i++) words.push(fields[i]);
  const grep = new Grep(new FieldSurroundings([]), words, []);
  const error = grep.error;
  if (error !== null) {
    out.add(usageLine(error));
    return;
  }
  for (i++; i < fields.length; i++) grep.matcher.feed(fields[i], 0, fields[i].length);
  grep.matcher.finish();
  out.decimal(grep.matcher.isFound ? 0 : 1);
}
