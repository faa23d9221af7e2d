import * as certificates from "../../src/core/certificate/words.ts";
import { HELP } from "../../src/core/cli/help.ts";
import * as usage from "../../src/core/messages/usage-words.ts";
import * as core from "../../src/core/messages/words.ts";
import * as tls from "../../src/core/tls/words.ts";
import type { Segment } from "./image.ts";
import { type LeftOut, NOTHING } from "./tricks.ts";

/*
 * The first contents of the core's memory: AssemblyScript's static objects, one after the other. Each is a block (std/assembly/rt/common.ts):
 *
 *     0   size of the block behind this field      read when an array grows
 *     4   two fields of the collector              never read: nothing is collected
 *    12   class                                    read when a method of an interface is called
 *    16   size of the value                        read for each length
 *    20   value
 */
const BLOCK_SIZE_LENGTH = 4;
const CLASS = 12;
const VALUE_SIZE = 16;
const VALUE = 20;
/** The class of strings (std/assembly/rt/common.ts, and the compiler's order of classes). */
const STRING = 2;

/** A static object. */
export interface StaticObject {
  /** The address of its block, from the start of the memory. */
  address: number;
  /** The whole block. */
  block: Uint8Array;
  /** The text, if it is a string. */
  text: string | null;
}

/**
 * Reads the static objects.
 * @param segments all data segments of the module
 * @throws Error if the contents are anything but objects
 */
export function staticObjects(segments: Segment[]): StaticObject[] {
  const end = Math.max(...segments.map(({ address, bytes }) => address + bytes.length));
  const memory = Buffer.alloc(end + VALUE);
  for (const { address, bytes } of segments) memory.set(bytes, address);
  const objects: StaticObject[] = [];
  // The lowest byte of a block's size is never 0.
  let address = Math.min(...segments.map((segment) => segment.address));
  while (address < end) {
    const size = BLOCK_SIZE_LENGTH + memory.readUInt32LE(address);
    const valueSize = memory.readUInt32LE(address + VALUE_SIZE);
    if (VALUE + valueSize > size)
      throw new Error(`no object at ${address}: is this another version of AssemblyScript?`);
    const value = memory.subarray(address + VALUE, address + VALUE + valueSize);
    const isString = memory.readUInt32LE(address + CLASS) === STRING;
    const block = memory.subarray(address, Math.min(address + size, end));
    objects.push({ address, block, text: isString ? value.toString("utf16le") : null });
    address += size;
  }
  return objects;
}

/**
 * What must be written into the memory for an object. Of a string that is its length and its text: nothing reads the rest of its block,
 * since strings do not grow and have no interface.
 */
export function neededOf({ address, block, text }: StaticObject, leftOut: LeftOut = NOTHING): Segment {
  const isWhole = text === null || leftOut.has("noStringHeaders");
  return { address: isWhole ? address : address + VALUE_SIZE, bytes: isWhole ? block : block.subarray(VALUE_SIZE) };
}

/** Messages that a healthy check does not need: those of every build, and those that TLS adds. */
const ALWAYS = [HELP, ...Object.values(core), ...Object.values(usage)];
const WORDS = new Set([...ALWAYS, ...Object.values(tls), ...Object.values(certificates)]);

/**
 * Separates the messages that a healthy check does not need. @returns what every check needs, and these messages
 * @throws Error if a message is missing
 */
export function setWordsApart(objects: StaticObject[]): StaticObject[][] {
  const texts = new Set(objects.map(({ text }) => text));
  for (const words of ALWAYS) if (!texts.has(words)) throw new Error(`these words are not in the module: ${words}`);
  const isOfWords = ({ text }: StaticObject) => text !== null && WORDS.has(text);
  return [objects.filter((object) => !isOfWords(object)), objects.filter(isOfWords)];
}
