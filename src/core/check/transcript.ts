import { startsWith, Text } from "../bytes/text";
import { withoutUser } from "../http/redirect";
import { putShown } from "../messages/format";

/** The most bytes of the transcript: with the verdict before it, it stays within the 4096 that Docker keeps (moby, daemon/health.go). */
const MAX_TRANSCRIPT: i32 = 3500;
/** The most bytes of one of its lines. */
const MAX_LINE: i32 = 250;

/** What `--verbose` prints after the verdict: each stage with its time, and the lines of the response. */
export class Transcript {
  /** Empty without `--verbose`. */
  text: Text = new Text();
  /** Whether more is wanted: `--verbose`, and there is room. */
  isWanted: bool;

  constructor(isWanted: bool) {
    this.isWanted = isWanted;
  }

  /** Adds what happened `now` milliseconds after the start. */
  step(words: Uint8Array, now: i32): void {
    if (!this.isWanted) return;
    const before = this.text.length;
    this.text.put("at ").decimal(now).put(" ms: ");
    this.add(words, before);
  }

  /** Adds a line of the response. There may be thousands, so lines that are not wanted take no memory. */
  line(buffer: Uint8Array, length: i32): void {
    if (!this.isWanted) return;
    const before = this.text.length;
    this.text.put("< ");
    const line = buffer.subarray(0, length);
    // A server may send a user and a password on, too.
    this.add(startsWith(line, "location:") ? withoutUser(line) : line, before);
  }

  /** Adds what was found out about the connection. */
  note(words: Uint8Array): void {
    if (!this.isWanted) return;
    const before = this.text.length;
    this.text.put("* ");
    this.add(words, before);
  }

  /** Adds the words to the line that began at `before`, or removes that line if there is no room. */
  private add(words: Uint8Array, before: i32): void {
    putShown(this.text, words, MAX_LINE);
    this.text.put("\n");
    if (this.text.length <= MAX_TRANSCRIPT) return;
    this.isWanted = false;
    this.text.length = before;
    this.text.put("...\n");
  }
}
