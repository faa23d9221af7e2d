import fc from "fast-check";
import { expect, test } from "vitest";
import { packImage, type Segment } from "../build/native/image.ts";

/** What `unpack` of src/native/wasm.h does with tokens, as it is described there. */
function unpack(tokens: Uint8Array, memory: Uint8Array): void {
  let at = 0;
  let to = 0;
  const next = () => {
    expect(at).toBeLessThan(tokens.length);
    return tokens[at++] ?? 0;
  };
  const address = () => next() | (next() << 8);
  while (at < tokens.length) {
    const token = next();
    if (token === 0) to = address();
    else if (token === 31) {
      to = ((to + 3) & -16) + 28;
      memory[to] = next();
      to += 4;
    } else if (token < 31) for (let left = token; left > 0; left--) memory[to++] = next();
    else if (token < 128) {
      memory[to] = token;
      to += 2;
    } else if (token < 192) to += token - 127;
    else {
      let from = address();
      // It may copy four bytes at a time.
      expect(Math.abs(to - from)).toBeGreaterThanOrEqual(4);
      for (let left = token - 190; left > 0; left--, from += 2, to += 2) memory.copyWithin(to, from, from + 2);
    }
  }
}

/** Bytes as they come: text in UTF-16, zeros, and others, with much that stands there twice. */
const contents = fc
  .array(
    fc.oneof(
      fc.constantFrom("HTTP/1.1 ", "healthcheck: ", "aaaaaaaa", "\n").map((text) => Buffer.from(text, "utf16le")),
      fc.nat(150).map((length) => Buffer.alloc(length)),
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => Uint8Array.from(Buffer.concat(parts)))
  .filter((bytes) => bytes.length > 0);

/** Segments one behind the other, with gaps, and for each the part that it belongs to. */
const layout = fc
  .array(fc.record({ gap: fc.nat(300), bytes: contents, part: fc.nat(2) }), { minLength: 1, maxLength: 6 })
  .map((all) => {
    let end = 12;
    const parts: Segment[][] = [[], [], []];
    for (const { gap, bytes, part } of all) {
      parts[part]?.push({ address: end + gap, bytes });
      end += gap + bytes.length;
    }
    return parts;
  });

function written(parts: Segment[][]): Uint8Array {
  const memory = new Uint8Array(65_536);
  for (const { address, bytes } of parts.flat()) memory.set(bytes, address);
  return memory;
}

test("what is packed comes out again, the first part first and the others in any order, and the same when it is unpacked twice", () => {
  fc.assert(
    fc.property(layout, fc.constantFrom([1, 2], [2, 1]), (parts, order) => {
      const packed = packImage(parts);
      expect(packed).toHaveLength(3);
      const memory = new Uint8Array(65_536);
      unpack(packed[0] ?? new Uint8Array(), memory);
      const known = [parts[0] ?? []];
      const expectKnown = () => expect(Buffer.compare(memory, written(known))).toBe(0);
      expectKnown();
      for (const index of [...order, ...order]) {
        unpack(packed[index] ?? new Uint8Array(), memory);
        known.push(parts[index] ?? []);
        expectKnown();
      }
    }),
    { numRuns: 50 },
  );
});

test("what does not fit into the two bytes of an address is refused", () => {
  expect(() => packImage([[{ address: 65_500, bytes: new Uint8Array(36) }]])).toThrow(
    "the memory's first contents end at 65536, at most 65535",
  );
});
