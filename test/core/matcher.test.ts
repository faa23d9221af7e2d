import fc from "fast-check";
import { expect, test } from "vitest";
import { holds } from "../fuzz/runs.ts";
import { both, memoryUsed } from "./both.ts";

/** Which of the texts is found in a stream of these pieces, and in which piece; an empty string if none is. */
function found(texts: string[], pieces: string[]): string {
  return both("matcher", ...[...texts, "", ...pieces].map((text) => Buffer.from(text, "latin1")));
}

/** The same with Buffer.indexOf(): the text that ends first, and the piece that its last byte is in. */
function expected(texts: string[], pieces: string[]): string {
  const stream = Buffer.from(pieces.join(""), "latin1");
  let first = -1;
  let end = stream.length + 1;
  for (const [index, text] of texts.entries()) {
    const at = stream.indexOf(Buffer.from(text, "latin1"));
    if (at < 0 || at + text.length >= end) continue;
    first = index;
    end = at + text.length;
  }
  if (first < 0) return "";
  let piece = 0;
  for (let length = pieces[0]?.length ?? 0; length < end; length += pieces[piece]?.length ?? 0) piece++;
  return `${first} ${piece}`;
}

test.each([
  ["a text alone", ["UP"], ["UP"], "0 0"],
  ["a text in the middle", ["UP"], ['{"status":"UP"}'], "0 0"],
  ["a text in three pieces", ["status"], ["st", "a", "tus"], "0 2"],
  ["empty pieces", ["UP"], ["", "U", "", "P"], "0 3"],
  ["another letter case", ["UP"], ["up"], ""],
  ["a text cut off", ["UP"], ["U"], ""],
  ["an overlapping start", ["aab"], ["aaab"], "0 0"],
  ["an overlapping start in pieces", ["abab c"], ["ab", "ab", "ab", " c"], "0 3"],
  ["a start that is its own border", ["aaaab"], ["aaaaaaaab"], "0 0"],
  ["a border of a border", ["abaabab"], ["abaabaabab"], "0 0"],
  ["bytes, NUL and line feeds included", ["\0\n\xff"], ["x\0", "\n\xff"], "0 1"],
  ["the text that ends first", ["abcd", "bc"], ["abcd"], "1 0"],
  ["the first of two that end together", ["cd", "bcd"], ["abcd"], "0 0"],
  ["one text twice", ["x", "x"], ["x"], "0 0"],
  ["the second of two", ["DOWN", "UP"], ["U", "P"], "1 1"],
])("finds %s", (_, texts, pieces, result) => {
  expect(found(texts, pieces)).toBe(result);
  expect(expected(texts, pieces)).toBe(result);
});

test("finds what Buffer.indexOf() finds, however the stream is cut", () => {
  // Two letters make texts that overlap themselves and each other.
  const letters = (maxLength: number, minLength = 0) =>
    fc.string({ unit: fc.constantFrom("a", "b"), minLength, maxLength });
  const texts = fc.array(letters(9, 1), { minLength: 1, maxLength: 3 });
  let hits = 0;
  holds(3000, fc.tuple(texts, fc.array(letters(12), { minLength: 1, maxLength: 6 })), ([wanted, pieces]) => {
    const result = expected(wanted, pieces);
    expect(found(wanted, pieces)).toBe(result);
    if (result !== "") hits++;
  });
  expect(hits).toBeGreaterThan(500);
});

test("finds a text in every place that it can be cut at", () => {
  const stream = "aabaabaaabaabaab";
  for (let i = 0; i <= stream.length; i++) {
    for (let k = i; k <= stream.length; k++) {
      const pieces = [stream.slice(0, i), stream.slice(i, k), stream.slice(k)];
      for (const text of ["aaab", "baabaab", "aabaabaab", stream])
        expect(found([text], pieces)).toBe(expected([text], pieces));
    }
  }
});

test("a text of 8192 bytes is found, and a stream takes neither much time nor memory", () => {
  const text = `${"a".repeat(8191)}b`;
  const piece = "a".repeat(65_000);
  expect(found([text], ["a".repeat(9000), "b"])).toBe("0 1");
  found([text], [piece]);
  const little = memoryUsed;
  // The bytes of the stream are in memory themselves, as input.
  const input = 9 * (piece.length + 2);
  expect(found([text], Array(10).fill(piece))).toBe("");
  expect(memoryUsed - little).toBeLessThan(input + 4096);
});
