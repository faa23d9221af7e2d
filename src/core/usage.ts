import { HAS_TLS } from "./features";
import { HELP } from "./help";
import { loadWords } from "./load";
import { ascii, Text } from "./text";

const LAST_SENTENCE: i32 = 33;

export function helpText(): Uint8Array {
  loadWords();
  if (HAS_TLS)
    return new Text()
      .put(HELP.substring(0, HELP.length - LAST_SENTENCE))
      .put("\n")
      .view();
  return ascii(HELP);
}
