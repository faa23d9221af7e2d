import { parseAddress } from "../core/bytes/address";
import { sameRange } from "../core/bytes/text";
import { Found } from "./found";
import { MAX_ADDRESSES } from "./message";
import { V4, V6 } from "./queries";
import { Tokenizer } from "./tokenizer";

/** The longest text of an address, `ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255` (RFC 4291 §2.2). */
const MAX_ADDRESS_TEXT: i32 = 45;
/** The most lines with the wanted name that are read: each takes memory. */
const MAX_LINES: i32 = 256;

/** The addresses of a name in /etc/hosts (hosts(5)), at most MAX_ADDRESSES of each family, in the order of the file. */
export class Hosts {
  found: Found = new Found();

  private name: Uint8Array;
  private family: i32;
  private addressText: Uint8Array = new Uint8Array(MAX_ADDRESS_TEXT);
  /** 0 if the line's address is too long or was added already. */
  private addressLength: i32 = 0;
  private lines: i32 = 0;

  /** @param family 4, 6, or 0 for both */
  constructor(name: Uint8Array, family: i32) {
    this.name = name;
    this.family = family;
  }

  /** Reads the next word of the file. */
  read(words: Tokenizer): void {
    if (words.index == 0) {
      this.addressLength = words.length <= MAX_ADDRESS_TEXT ? words.length : 0;
      for (let i = 0; i < this.addressLength; i++) this.addressText[i] = words.word[i];
    } else if (this.addressLength > 0 && this.isName(words) && this.lines < MAX_LINES) {
      this.lines++;
      this.add(parseAddress(this.addressText.slice(0, this.addressLength)));
      this.addressLength = 0;
    }
  }

  private add(address: Uint8Array): void {
    const isV4 = address.length == 4;
    if (address.length == 0 || (isV4 ? this.family == 6 : this.family == 4)) return;
    const addresses = this.found.of(isV4 ? V4 : V6);
    if (addresses.length < MAX_ADDRESSES) addresses.push(address);
  }

  /** Whether the word is the name, in any letter case (RFC 4343). */
  private isName(words: Tokenizer): bool {
    return words.length == this.name.length && sameRange(words.word, this.name, 0, words.length);
  }
}
