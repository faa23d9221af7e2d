import { expect, test } from "vitest";
import { CODE_LENGTHS } from "../../src/core/grpc/texts.ts";
import { both } from "./both.ts";

/** Bytes written in hexadecimal, with spaces anywhere. */
function hex(digits: string): Uint8Array {
  return new Uint8Array(Buffer.from(digits.replaceAll(" ", ""), "hex"));
}

const block = (digits: string) => both("hpack", hex(digits));
const huffman = (digits: string) => both("huffman", hex(digits));

const DATE = "Mon, 21 Oct 2013 20:13:21 GMT";
const COOKIE = "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1";

test("integers of RFC 7541, C.1", () => {
  // As the size of the dynamic table, whose prefix has five bits.
  expect(block("2a")).toBe("dynamic table 10");
  expect(block("3f 9a0a")).toBe("dynamic table 1337");
  expect(block(`00 01 61 2a ${"62".repeat(42)}`)).toBe(`a: ${"b".repeat(42)}\n`);
});

test.each([
  ["C.2.1", "400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572", "custom-key: custom-header\n"],
  ["C.2.2", "040c 2f73 616d 706c 652f 7061 7468", "[4]: /sample/path\n"],
  ["C.2.3", "1008 7061 7373 776f 7264 0673 6563 7265 74", "password: secret\n"],
  ["C.2.4", "82", "[2]: \n"],
  ["C.3.1", "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d", "[2]: \n[6]: \n[4]: \n[1]: www.example.com\n"],
  ["C.4.1", "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff", "[2]: \n[6]: \n[4]: \n[1]: www.example.com\n"],
  [
    "C.5.1",
    `4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3120 474d
     546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d`.replaceAll("\n", ""),
    `[8]: 302\n[24]: private\n[33]: ${DATE}\n[46]: https://www.example.com\n`,
  ],
  [
    "C.6.1",
    `4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7
     8f0b 97c8 e9ae 82ae 43d3`.replaceAll("\n", ""),
    `[8]: 302\n[24]: private\n[33]: ${DATE}\n[46]: https://www.example.com\n`,
  ],
])("the header block of RFC 7541, %s", (_, digits, fields) => {
  expect(block(digits)).toBe(fields);
});

test.each([
  ["C.3.2", "8286 84be 5808 6e6f 2d63 6163 6865", 62],
  ["C.3.3", "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65", 63],
  ["C.4.2", "8286 84be 5886 a8eb 1064 9cbf", 62],
  ["C.4.3", "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf", 63],
  ["C.5.2", "4803 3330 37c1 c0bf", 65],
  ["C.5.3", "88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0", 65],
  ["C.6.2", "4883 640e ffc1 c0bf", 65],
  ["C.6.3", "88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab", 65],
])("the header block of RFC 7541, %s, needs the dynamic table", (_, digits, index) => {
  expect(block(digits).split("\n").at(-1)).toBe(`dynamic table ${index}`);
});

test.each([
  ["f1e3 c2e5 f23a 6ba0 ab90 f4ff", "www.example.com"],
  ["a8eb 1064 9cbf", "no-cache"],
  ["25a8 49e9 5ba9 7d7f", "custom-key"],
  ["25a8 49e9 5bb8 e8b4 bf", "custom-value"],
  ["6402", "302"],
  ["aec3 771a 4b", "private"],
  ["d07a be94 1054 d444 a820 0595 040b 8166 e082 a62d 1bff", DATE],
  ["9d29 ad17 1863 c78f 0b97 c8e9 ae82 ae43 d3", "https://www.example.com"],
  ["640e ff", "307"],
  ["d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff", DATE.replace(":21 GMT", ":22 GMT")],
  ["9bd9 ab", "gzip"],
  [
    "94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07",
    COOKIE,
  ],
])("Huffman's code of RFC 7541, C.4 and C.6: %s", (digits, text) => {
  expect(huffman(digits)).toBe(text);
});

/** The codes as bits, made from the lengths in another way than huffman.ts goes: sorted, and counted upwards. */
function codes(): string[] {
  const symbols = [...CODE_LENGTHS].map((letter, symbol) => ({ symbol, length: letter.charCodeAt(0) - 97 + 5 }));
  const bits: string[] = [];
  let next = 0n;
  let before = 0;
  for (const { symbol, length } of symbols.toSorted((a, b) => a.length - b.length || a.symbol - b.symbol)) {
    next <<= BigInt(length - before);
    bits[symbol] = next.toString(2).padStart(length, "0");
    next++;
    before = length;
  }
  // All that is left is EOS.
  expect(next.toString(2)).toBe("1".repeat(30));
  return bits;
}

/** Bits as bytes, the last one filled with ones. */
function packed(bits: string): Uint8Array {
  const whole = bits.padEnd(Math.ceil(bits.length / 8) * 8, "1");
  return Uint8Array.from(whole.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}

test("every byte has a code, alone and in front of another", () => {
  const all = codes();
  // Some of RFC 7541, appendix B.
  expect(all[0x30]).toBe("00000");
  expect(all[0x00]).toBe("1111111111000");
  expect(all[0xff]).toBe("11111111111111111111101110");
  expect(all[0x16]).toBe("111111111111111111111111111110");
  for (const [symbol, bits] of all.entries()) {
    const text = String.fromCharCode(symbol);
    expect(both("huffman", packed(bits))).toBe(text);
    expect(both("huffman", packed(bits + all[0x61] + bits))).toBe(`${text}a${text}`);
  }
});

test.each([
  ["EOS", "ffff ffff"],
  ["eight ones behind a text", "640e ffff"],
  ["a zero among the ones at the end", "640e fe"],
  ["a code that is cut off", "fffe"],
])("Huffman's code is refused: %s", (_, digits) => {
  expect(huffman(digits)).toBe("broken");
  expect(block(`00 01 61 ${(0x80 + hex(digits).length).toString(16)} ${digits}`)).toBe("bad Huffman code");
});

test("every index of the static table is known, and none behind it", () => {
  const statuses: Record<number, string> = {
    8: "200",
    9: "204",
    10: "206",
    11: "304",
    12: "400",
    13: "404",
    14: "500",
  };
  for (let index = 1; index <= 61; index++) {
    expect(both("hpack", Uint8Array.of(0x80 + index))).toBe(`[${index}]: ${statuses[index] ?? ""}\n`);
  }
  expect(block("be")).toBe("dynamic table 62");
  expect(block("ff 00")).toBe("dynamic table 127");
  expect(block("ff ff ff ff 7f")).toBe("dynamic table 268435582");
});

test.each([
  ["index 0", "80"],
  ["a number that is cut off", "ff"],
  ["a number that is too large", "ff ff ff ff ff 01"],
  ["a name that is cut off", "00 03 61"],
  ["a value that is cut off", "00 01 61 02 62"],
  ["no value", "00 01 61"],
  ["a name longer than the block", "00 7f ff ff ff 7f"],
  ["no name", "40"],
])("a header block is malformed: %s", (_, digits) => {
  expect(block(digits)).toBe("malformed");
});

test("a table of size 0 is what was wanted, wherever it is said", () => {
  expect(block("20 88")).toBe("[8]: 200\n");
  expect(block("20 20 20")).toBe("");
  expect(block("88 20")).toBe("[8]: 200\n");
});

test("of a long name or value the start is kept", () => {
  expect(block(`00 7f d901 ${"61".repeat(344)} 01 62`)).toBe(`${"a".repeat(256)}: b\n`);
  expect(block(`00 01 62 7f d901 ${"61".repeat(344)} 88`)).toBe(`b: ${"a".repeat(256)}\n[8]: 200\n`);
});
