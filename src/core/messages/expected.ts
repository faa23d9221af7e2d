import { Char, none, Text } from "../bytes/text";
import { Options } from "../http/options";
import { Outcome, Result } from "../outcome";
import { putLine, putQuoted, putShown } from "./format";
import { ANSWER_WORDS, OR_WORDS, WANTED_WORDS } from "./words";

/** The most bytes of the expected texts. */
export const MAX_WANTED: i32 = 100;

/** Appends why a check is healthy: `200`, `200 with "UP"`, `got "+PONG"`, `connected`, `SERVING`. */
export function putSuccess(out: Text, outcome: Outcome, options: Options): void {
  const expected = options.expected;
  const isHttp = outcome.target.isHttp();
  if (isHttp) out.decimal(outcome.status);
  if (expected !== null) putQuoted(out.put(isHttp ? " with " : "got "), expected.written[expected.found]);
  else if (outcome.result == Result.SERVING) out.add(outcome.line);
  else if (!isHttp) out.put(outcome.result == Result.SENT ? "sent" : "connected");
}

/** The expected texts as the user wrote them: `"UP" or "STARTING"`; none if there are none. */
export function wantedTexts(options: Options): Uint8Array {
  const expected = options.expected;
  if (expected === null) return none();
  const out = new Text();
  for (let i = 0; i < expected.written.length; i++) {
    if (i > 0) out.put(OR_WORDS);
    putQuoted(out, expected.written[i]);
  }
  return out.view();
}

/** Appends `, wanted "UP" or "STARTING"`. */
export function putWanted(out: Text, options: Options): void {
  putShown(out.put(WANTED_WORDS), wantedTexts(options), MAX_WANTED);
}

/** Appends what a TCP or Unix target has answered, `got "-ERR", wanted "+PONG", `; not its text if that may repeat a secret. */
export function putAnswer(out: Text, outcome: Outcome, options: Options): void {
  const answer = outcome.line;
  let end = answer.length;
  // The end of its line goes without saying.
  while (end > 1 && (answer[end - 1] == Char.CR || answer[end - 1] == Char.LF)) end--;
  const index = outcome.length == 0 ? 2 : options.isSendSecret ? 1 : 0;
  putLine(out, ANSWER_WORDS, index, answer.subarray(0, end), outcome.length, 0);
  putWanted(out, options);
  out.put(", ");
}
