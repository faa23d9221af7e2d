import { ascii, Text } from "../bytes/text";
import { HAS_TLS } from "../features";
import { loadWords } from "../load";
import { HELP } from "./help";

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
