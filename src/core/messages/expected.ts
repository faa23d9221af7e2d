import { Matcher } from "../bytes/matcher";
import { Char, none, Text } from "../bytes/text";
import { Options } from "../http/options";
import { Outcome } from "../outcome";
import { putLine, putQuoted } from "./format";
import { ANSWER_WORDS } from "./words";

/** Appends what was found: `200 with "UP"`, `got "+PONG"`. */
export function putMatch(out: Text, outcome: Outcome, expected: Matcher): void {
  if (outcome.target.isHttp()) out.decimal(outcome.status).put(" with ");
  else out.put("got ");
  putQuoted(out, expected.written[expected.found]);
}

/** Appends what a TCP or Unix target has answered. @param isSecret whether the answer may repeat a secret, so that it is not shown */
export function putAnswer(out: Text, outcome: Outcome, isSecret: bool): void {
  const answer = outcome.line;
  let end = answer.length;
  // The end of its line goes without saying.
  while (end > 1 && (answer[end - 1] == Char.CR || answer[end - 1] == Char.LF)) end--;
  const index = outcome.length == 0 ? 2 : isSecret ? 1 : 0;
  putLine(out, ANSWER_WORDS, index, answer.subarray(0, end), outcome.length, 0);
}

/** The expected texts as the user wrote them: `"UP" or "STARTING"`; none if there are none. */
export function wantedTexts(options: Options): Uint8Array {
  const expected = options.expected;
  if (expected === null) return none();
  const out = new Text();
  for (let i = 0; i < expected.written.length; i++) {
    if (i > 0) out.put(" or ");
    putQuoted(out, expected.written[i]);
  }
  return out.view();
}
