import { TextMatcher } from "../bytes/matcher";
import { none, Text } from "../bytes/text";
import { Options } from "../http/options";
import { Outcome } from "../outcome";
import { putQuoted } from "./format";

/** Appends what was found: `200 with "UP"`. */
export function putMatch(out: Text, outcome: Outcome, expected: TextMatcher): void {
  out.decimal(outcome.status).put(" with ");
  putQuoted(out, expected.texts[expected.found].written);
}

/** The expected texts as the user wrote them: `"UP" or "STARTING"`; none if there are none. */
export function wantedTexts(options: Options): Uint8Array {
  const expected = options.expected;
  if (expected === null) return none();
  const out = new Text();
  for (let i = 0; i < expected.texts.length; i++) {
    if (i > 0) out.put(" or ");
    putQuoted(out, expected.texts[i].written);
  }
  return out.view();
}
