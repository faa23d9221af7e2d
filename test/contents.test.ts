import { expect, test } from "vitest";
import { LATE_STRINGS, neededOf, setLateStringsApart, staticObjects } from "../build/native/contents.ts";
import type { Segment } from "../build/native/image.ts";

const STRING = 2;
const ARRAY = 5;

/** A static object of AssemblyScript as it is in the memory: size of its block, two unused fields, class, size of its value, value. */
function block(classId: number, value: Buffer): Buffer {
  const bytes = Buffer.alloc(Math.ceil((20 + value.length) / 16) * 16);
  bytes.writeUInt32LE(bytes.length - 4, 0);
  bytes.writeUInt32LE(classId, 12);
  bytes.writeUInt32LE(value.length, 16);
  value.copy(bytes, 20);
  return bytes;
}

const string = (text: string) => block(STRING, Buffer.from(text, "utf16le"));

/** One block after the other, as binaryen writes them: without the zeros, in many segments. */
function segmentsOf(blocks: Buffer[]): Segment[] {
  const memory = Buffer.concat(blocks);
  const found: Segment[] = [];
  for (let start = 0; start < memory.length; start++) {
    if (memory[start] === 0) continue;
    let end = start;
    while (memory[end] !== 0 || memory[end + 1] !== 0) end++;
    found.push({ address: 12 + start, bytes: memory.subarray(start, end) });
    start = end;
  }
  return found;
}

test("static objects are found, and of strings their length and text are needed", () => {
  const blocks = [string("GET"), block(ARRAY, Buffer.of(1, 0, 0, 0, 2, 0, 0, 0)), string("")];
  const objects = staticObjects(segmentsOf(blocks));
  expect(objects.map(({ address, text }) => [address, text])).toEqual([
    [12, "GET"],
    [12 + 32, null],
    [12 + 64, ""],
  ]);
  const [text, array] = objects.map((object) => neededOf(object));
  expect(text).toEqual({ address: 12 + 16, bytes: blocks[0]?.subarray(16) });
  expect(array).toEqual({ address: 12 + 32, bytes: blocks[1] });
});

test("late strings are set apart, each for its function, and a missing one is an error", () => {
  const late = LATE_STRINGS.map(({ always }) => [...new Set(always)]);
  const blocks = ["GET", ...late.flat(), "POST"].map(string);
  const parts = setLateStringsApart(staticObjects(segmentsOf(blocks)));
  expect(parts.map((part) => part.map(({ text }) => text))).toEqual([["GET", "POST"], ...late]);
  const lacking = blocks.toSpliced(1, 1);
  expect(() => setLateStringsApart(staticObjects(segmentsOf(lacking)))).toThrow("this string is not in the module");
});

test("what is no object is an error", () => {
  const damaged = string("GET");
  damaged.writeUInt32LE(64, 16);
  expect(() => staticObjects(segmentsOf([damaged, string("x")]))).toThrow("no object at 12");
});
