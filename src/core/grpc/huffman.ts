import { Text } from "../bytes/text";
import { CODE_LENGTHS } from "./texts";

/** The shortest code and the longest one, in bits. */
const SHORTEST: i32 = 5;
const LONGEST: i32 = 30;
/** The letter that stands for the shortest code in CODE_LENGTHS. */
const SHORTEST_LETTER: i32 = 0x61;
const SYMBOLS: i32 = 256;
/** The most bits that may follow the last code to fill its byte (RFC 7541 §5.2). */
const MAX_PADDING: i32 = 7;

/** Decodes HPACK's Huffman code (RFC 7541 §5.2). */
export class Huffman {
  /** All bytes, in the order of their codes. */
  private symbols: Uint8Array = new Uint8Array(SYMBOLS);
  /** How many codes have a length of so many bits. */
  private counts: Uint8Array = new Uint8Array(LONGEST + 1);

  constructor() {
    let next = 0;
    for (let length = SHORTEST; length <= LONGEST; length++) {
      const start = next;
      for (let symbol = 0; symbol < SYMBOLS; symbol++) {
        if (CODE_LENGTHS.charCodeAt(symbol) == SHORTEST_LETTER + length - SHORTEST) this.symbols[next++] = symbol;
      }
      this.counts[length] = next - start;
    }
  }

  /**
   * Decodes bytes [from, to) and appends them to `out`, until that has `most` bytes; the rest is only checked.
   * @returns false if the text holds EOS, or does not end in fewer than eight ones
   */
  decode(bytes: Uint8Array, from: i32, to: i32, out: Text, most: i32): bool {
    // Of the codes with `length` bits, `first` is the lowest, and `index` is the place of its symbol.
    let code = 0;
    let length = 0;
    let first = 0;
    let index = 0;
    for (let bit = from * 8; bit < to * 8; bit++) {
      const byte: i32 = bytes[bit >> 3];
      code = code * 2 + ((byte >> (7 - (bit & 7))) & 1);
      length++;
      if (length > LONGEST) return false;
      first *= 2;
      const count: i32 = this.counts[length];
      if (code - first < count) {
        if (out.length < most) out.byte(this.symbols[index + code - first]);
        code = 0;
        length = 0;
        first = 0;
        index = 0;
      } else {
        index += count;
        first += count;
      }
    }
    return length <= MAX_PADDING && code == (1 << length) - 1;
  }
}
