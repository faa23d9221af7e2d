import { expect, test } from "vitest";
import { LATE_STRINGS, neededOf, setLateStringsApart, staticObjects, usedObjects } from "../build/native/contents.ts";
import type { Segment } from "../build/native/image.ts";

const STRING = 2;
const ARRAY = 5;
const BUFFER = 1;

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

test("static objects are found, but for empty ones, and of strings their length and text are needed", () => {
  const blocks = [string("GET"), block(ARRAY, Buffer.of(1, 0, 0, 0, 2, 0, 0, 0)), string(""), string("PUT")];
  const objects = staticObjects(segmentsOf(blocks));
  expect(objects.map(({ address, text }) => [address, text])).toEqual([
    [12, "GET"],
    [12 + 32, null],
    [12 + 96, "PUT"],
  ]);
  const [text, array] = objects.map((object) => neededOf(object));
  const inMemory = (address: number, bytes: Uint8Array) => ({ address, bytes: Uint8Array.from(bytes) });
  expect(text).toEqual(inMemory(12, Buffer.from(blocks[0] ?? []).fill(0, 0, 16)));
  expect(array).toEqual(inMemory(12 + 32, blocks[1] ?? Buffer.of()));
});

test("objects are left out if neither the program nor a used object refers to them", () => {
  const start = 4096;
  const pointer = Buffer.alloc(4);
  // Of the fourth block, 96 bytes behind the first; its value begins at 20.
  pointer.writeUInt32LE(start + 12 + 96 + 20);
  const blocks = [string("GET"), block(ARRAY, pointer), string("PUT"), string("HEAD"), string("POST")];
  const objects = staticObjects(segmentsOf(blocks));
  const textsOf = (code: string) => usedObjects(objects, code, start).map(({ text }) => text);
  expect(textsOf(`w2c_i0 = ${start + 12 + 20}u;`)).toEqual(["GET"]);
  expect(textsOf(`i32_load((&w2c_memory), (u64)(w2c_i0) + ${start + 12 + 32 + 31}u)`)).toEqual([null, "HEAD"]);
  expect(textsOf(`w2c_i0 = ${start + 12 + 160}u;`)).toEqual([]);
  expect(textsOf("")).toEqual([]);
});

test("late strings are set apart, each for its function, and a missing one is an error", () => {
  const late = LATE_STRINGS.map(({ always }) => [...new Set(always)]);
  const blocks = ["GET", ...late.flat(), "POST"].map(string);
  const parts = setLateStringsApart(staticObjects(segmentsOf(blocks)), 0);
  expect(parts.map((part) => part.map(({ text }) => text))).toEqual([["GET", "POST"], ...late]);
  const lacking = blocks.toSpliced(1, 1);
  expect(() => setLateStringsApart(staticObjects(segmentsOf(lacking)), 0)).toThrow("this string is not in the module");
});

test("the arrays of a table are set apart with it", () => {
  const [tables = [], messages = [], ...more] = LATE_STRINGS.map(({ always }) => [...new Set(always)].map(string));
  const strings = [...tables, ...messages, ...more.flat()];
  const addressOf = (before: Buffer[]) => 12 + 20 + Buffer.concat(before).length;
  const pointer = (address: number) => {
    const value = Buffer.alloc(8);
    value.writeUInt32LE(4096 + address, 4);
    return value;
  };
  // The second string of the tables, and the last one of the messages.
  const rows = block(BUFFER, pointer(addressOf(strings.slice(0, 1))));
  const others = block(BUFFER, pointer(addressOf([...tables, ...messages.slice(0, -1)])));
  const blocks = [...strings, rows, others, block(ARRAY, pointer(addressOf(strings))), block(ARRAY, pointer(20))];
  const parts = setLateStringsApart(staticObjects(segmentsOf(blocks)), 4096);
  const arrays = parts.map((part) => part.filter(({ text }) => text === null).map(({ address }) => address + 20));
  const addresses = [-4, -3, -2, -1].map((index) => addressOf(blocks.slice(0, index)));
  expect(arrays).toEqual([[addresses[3]], [addresses[0], addresses[2]], [addresses[1]], ...more.map(() => [])]);
});

test("what is no object is an error", () => {
  const damaged = string("GET");
  damaged.writeUInt32LE(64, 16);
  expect(() => staticObjects(segmentsOf([damaged, string("x")]))).toThrow("no object at 12");
});
