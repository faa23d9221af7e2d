import { u16At } from "./numbers";

/** Looks for something in a stream that comes in pieces. It takes no memory for the stream. */
export abstract class Matcher {
  /** Whether it was found; then the rest of the stream does not matter. */
  isFound: bool = false;
  /** What is looked for, as the user wrote it, which messages show; and after a match, which of these was found. */
  written: Uint8Array[] = [];
  found: i32 = 0;

  /** Reads bytes [start, end), the next piece of the stream. */
  abstract feed(bytes: Uint8Array, start: i32, end: i32): void;

  /** The stream has ended. */
  finish(): void {}
}

/** Looks for any of some texts. */
export class TextMatcher extends Matcher {
  private texts: WantedText[] = [];

  /**
   * Looks for one more text. The one whose end comes first is found; of those that end at the same byte, the first one.
   * @param text 1 to 65,535 bytes
   * @param written the text as the user wrote it
   */
  add(text: Uint8Array, written: Uint8Array): void {
    this.texts.push(new WantedText(text));
    this.written.push(written);
  }

  feed(bytes: Uint8Array, start: i32, end: i32): void {
    for (let i = start; i < end && !this.isFound; i++) {
      for (let k = 0; k < this.texts.length && !this.isFound; k++) {
        if (!this.texts[k].read(bytes[i])) continue;
        this.isFound = true;
        this.found = k;
      }
    }
  }
}

/** A text that is looked for with the algorithm of Knuth, Morris and Pratt: each byte of the stream is read once. */
class WantedText {
  private text: Uint8Array;
  /** For each length of a start of the text: the longest shorter start that it also ends with, two bytes each. */
  private borders: Uint8Array;
  /** How many bytes of the text the stream ends with so far. */
  private matched: i32 = 0;

  constructor(text: Uint8Array) {
    this.text = text;
    const borders = new Uint8Array(text.length * 2);
    this.borders = borders;
    let border = 0;
    for (let length = 1; length < text.length; length++) {
      borders[length * 2] = border >> 8;
      borders[length * 2 + 1] = border & 0xff;
      border = this.next(border, text[length]);
    }
  }

  /** Reads the next byte of the stream. @returns whether the text ends with it; then do not call it again */
  read(c: i32): bool {
    this.matched = this.next(this.matched, c);
    return this.matched == this.text.length;
  }

  /** How much of the text is matched after this byte, if it was `matched` before, which is less than all. */
  private next(matched: i32, c: i32): i32 {
    let length = matched;
    while (length > 0 && this.text[length] != c) length = u16At(this.borders, length * 2);
    return this.text[length] == c ? length + 1 : 0;
  }
}
