/** What the fuzzer does with `curl … | grep …`. Portable TypeScript, like harness.ts. */
import { ascii, Char, characterAt, indexOf, Text, utf8Length } from "../../../src/core/bytes/text";
import { MAX_TEXT } from "../../../src/core/surroundings";
import { exitStatusOf, hasUsageError, runCheck } from "./check";
import { CAPACITY } from "./check-events";
import { fieldAt } from "./fields";
import { demand, hasFinding, mixNumber } from "./findings";
import { FOUND, GrepOptions, judgeGrep, REFUSED } from "./grep-judge";

/** A command has at most 256 words, and each pattern takes two. */
const MAX_FIELDS: i32 = 100;

/** A letter of the first field that is no option of grep. */
enum Letter {
  /** The name is egrep, or fgrep. */
  EGREP = 0x65,
  FGREP = 0x66,
  /** curl prints the headers too. */
  HEADERS = 0x68,
  /** The only pattern is no option's value. */
  OPERAND = 0x70,
}

/** The pipe of an input: its first field has the options, the second the body; the others are patterns. */
export class GrepPipe {
  options: GrepOptions = new GrepOptions();
  patterns: Uint8Array[] = [];
  /** All that the server sends. */
  response: Text = new Text();
  /** grep and its arguments. */
  words: Uint8Array[] = [];
  private body: Uint8Array;
  private hasHeaders: bool;

  constructor(fields: Uint8Array[]) {
    const letters = fields[0];
    const body = fieldAt(fields, 1);
    this.body = body;
    this.hasHeaders = has(letters, Letter.HEADERS);
    this.response.put("HTTP/1.1 200 OK\r\nContent-Length: ").decimal(body.length).put("\r\n\r\n").add(body);
    for (let i = 2; i < fields.length; i++) this.patterns.push(fields[i]);
    this.readOptions(letters);
    const isOperand = this.patterns.length === 1 && has(letters, Letter.OPERAND);
    for (let i = 0; i < this.patterns.length; i++) {
      this.words.push(ascii(isOperand ? "--" : "-e"));
      this.words.push(this.patterns[i]);
    }
  }

  /** What grep reads: the response, or only its body. */
  piped(): Uint8Array {
    return this.hasHeaders ? this.response.view() : this.body;
  }

  private readOptions(letters: Uint8Array): void {
    const options = this.options;
    const isEgrep = has(letters, Letter.EGREP);
    const isFgrep = !isEgrep && has(letters, Letter.FGREP);
    options.isExtended = isEgrep || has(letters, 0x45);
    options.isFixed = isFgrep || has(letters, 0x46);
    options.ignoresCase = has(letters, 0x69);
    options.isWord = has(letters, 0x77);
    options.isLine = has(letters, 0x78);
    this.words.push(ascii(isEgrep ? "egrep" : isFgrep ? "fgrep" : "grep"));
    for (let i = 0; i < letters.length; i++) {
      const c: i32 = letters[i];
      if (indexOf(ascii("EFiwxqsco"), c, 0) >= 0) this.words.push(new Text().byte(Char.MINUS).byte(c).view());
    }
  }

  /** The text for `sh -c`. */
  text(): Uint8Array {
    const out = new Text().put(this.hasHeaders ? "curl -si" : "curl -s");
    out.put(" http://10.0.0.1/ | ").add(this.words[0]);
    for (let i = 1; i < this.words.length; i++) putQuoted(out.byte(Char.SPACE), this.words[i]);
    return out.view();
  }
}

/** Whether an input is one that a command line can hold and a server send. */
export function isPipe(fields: Uint8Array[]): bool {
  if (
    fields.length < 3 ||
    fields.length > MAX_FIELDS ||
    fields[0].length > 16 ||
    fieldAt(fields, 1).length > CAPACITY - 64
  )
    return false;
  for (let i = 2; i < fields.length; i++) if (!isText(fields[i])) return false;
  return true;
}

/** Whether an argument may hold this: it has no NUL, and must be UTF-8 without U+FFFD. */
function isText(bytes: Uint8Array): bool {
  let i = 0;
  while (i < bytes.length) {
    const c = characterAt(bytes, i);
    if (c <= 0 || c === 0xfffd) return false;
    i += utf8Length(c);
  }
  return true;
}

/** Compares the verdict of a pipe with grep-judge.ts, however the response is split. */
export function checkGrep(fields: Uint8Array[]): void {
  if (!isPipe(fields)) return;
  const pipe = new GrepPipe(fields);
  const text = pipe.text();
  if (text.length > MAX_TEXT) return;
  const wanted = judgeGrep(pipe.options, pipe.patterns, pipe.piped());
  mixNumber(wanted);
  const all: Uint8Array[] = [ascii("nsh"), ascii("a-c"), new Text().byte(0x61).add(text).view()];
  all.push(new Text().byte(0x64).add(pipe.response.view()).view());
  for (let size = 0; size <= 14 && !hasFinding(); size += 7) {
    runCheck(all, size === 14 ? 1 : size);
    if (hasFinding()) return;
    demand(hasUsageError() === (wanted === REFUSED), "a pattern is refused that is supported, or the reverse");
    demand((exitStatusOf() === 0) === (wanted === FOUND), "grep decides in another way");
  }
}

function putQuoted(out: Text, word: Uint8Array): void {
  out.byte(Char.APOSTROPHE);
  for (let i = 0; i < word.length; i++) {
    if (word[i] === Char.APOSTROPHE) out.put("'\\''");
    else out.byte(word[i]);
  }
  out.byte(Char.APOSTROPHE);
}

function has(letters: Uint8Array, c: i32): bool {
  return indexOf(letters, c, 0) >= 0;
}
