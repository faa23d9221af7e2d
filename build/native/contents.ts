import { globSync, readFileSync } from "node:fs";
import * as certificates from "../../src/core/certificate/words.ts";
import { CURL } from "../../src/core/cli/dialects/curl.ts";
import { GREP } from "../../src/core/cli/dialects/grep.ts";
import { GRPC_HEALTH_PROBE } from "../../src/core/cli/dialects/grpc_health_probe.ts";
import { HEALTHCHECK } from "../../src/core/cli/dialects/healthcheck.ts";
import { NC } from "../../src/core/cli/dialects/nc.ts";
import { WGET } from "../../src/core/cli/dialects/wget.ts";
import * as help from "../../src/core/cli/help-words.ts";
import * as call from "../../src/core/grpc/texts.ts";
import * as grpc from "../../src/core/grpc/words.ts";
import * as usage from "../../src/core/messages/usage-words.ts";
import * as core from "../../src/core/messages/words.ts";
import * as tls from "../../src/core/tls/words.ts";
import { TOP } from "../paths.ts";
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
 * Reads the static objects. An empty one has nothing to read, and is left out.
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
    if (valueSize > 0) objects.push({ address, block, text: isString ? value.toString("utf16le") : null });
    address += size;
  }
  return objects;
}

/**
 * Leaves out objects to which nothing refers, such as those of code that was compiled away.
 * @param code the program in C: any of its numbers may be an address in an object
 * @param start where the memory begins
 */
export function usedObjects(objects: StaticObject[], code: string, start: number): StaticObject[] {
  const used = new Set<StaticObject>();
  const addresses = new Set([...code.matchAll(/\b(\d+)u/g)].map(([, number]) => Number(number) - start));
  // A set also gives what is added to it on the way: the addresses in objects that are used.
  for (const target of addresses) {
    const object = objects.find(({ address, block }) => target >= address && target < address + block.length);
    if (!object || used.has(object)) continue;
    used.add(object);
    for (const word of wordsOf(object.block)) addresses.add(word - start);
  }
  return objects.filter((object) => used.has(object));
}

/**
 * What must be written into the memory for an object. Of a string that is its length and its text: nothing reads the rest of its block,
 * since strings do not grow and have no interface, so that it is zeros.
 */
export function neededOf({ address, block, text }: StaticObject, leftOut: LeftOut = NOTHING): Segment {
  const bytes = Uint8Array.from(block);
  if (text !== null && !leftOut.has("noStringHeaders")) bytes.fill(0, 0, VALUE_SIZE);
  return { address, bytes };
}

/** Strings that are unpacked only when a function of src/native/host.ts is called (src/core/load.ts). */
interface LateStrings {
  /** The function, as wasm2c calls it. */
  load: string;
  /** Those of every build, and those that some builds have. */
  always: string[];
  maybe: string[];
}

const isHelp = (row: string) => row.startsWith(" ");

/** A comment or a template, whose quotes begin no string, or a string literal; the group is its text. */
const COMMENT_OR_STRING = /\/\*[\s\S]*?\*\/|\/\/.*|`[^`]*`|"((?:[^"\\\n]|\\.)*)"/g;

/** The texts of the string literals of a folder that no other source file has. */
function textsOnlyIn(folder: string): string[] {
  const files = globSync("src/**/*.ts", { cwd: TOP });
  const inside = files.filter((file) => file.startsWith(`${folder}/`));
  const outside = new Set(files.filter((file) => !inside.includes(file)).flatMap(textsIn));
  return [...new Set(inside.flatMap(textsIn))].filter((text) => !outside.has(text));
}

/** The texts of a file's string literals, but for the paths of imports. */
function textsIn(file: string): string[] {
  const code = readFileSync(`${TOP}/${file}`, "utf8").replace(/ from ".*";$/gm, "");
  const literals = [...code.matchAll(COMMENT_OR_STRING)].flatMap(([, literal]) => literal ?? []);
  return literals.map((literal) =>
    JSON.parse(`"${literal.replace(/\\x|\\0/g, (it) => (it === "\\x" ? "\\u00" : "\\u0000"))}"`),
  );
}

export const LATE_STRINGS: LateStrings[] = [
  {
    load: "Z_hostZ_loadTablesZ_vv",
    always: [...HEALTHCHECK.filter((row) => !isHelp(row)), ...CURL, ...WGET, ...NC, ...GREP, ...GRPC_HEALTH_PROBE],
    maybe: [],
  },
  {
    load: "Z_hostZ_loadShellZ_vv",
    always: textsOnlyIn("src/core/cli/shell"),
    maybe: [],
  },
  {
    load: "Z_hostZ_loadCallZ_vv",
    always: Object.values(call).flat(),
    maybe: [],
  },
  {
    load: "Z_hostZ_loadWordsZ_vv",
    always: [
      help.HELP_START,
      help.HELP_END,
      ...HEALTHCHECK.filter(isHelp),
      ...[core, usage, grpc].flatMap((words) => Object.values(words)),
    ],
    maybe: [help.HELP_WITHOUT_TLS, ...Object.values(tls), ...Object.values(certificates)],
  },
];

/** The objects that hold the address of one of these: the contents of arrays, or the arrays themselves. */
function holdersOf(held: StaticObject[], objects: StaticObject[], start: number): StaticObject[] {
  const addresses = new Set(held.map(({ address }) => start + address + VALUE));
  return objects.filter(({ block, text }) => text === null && wordsOf(block).some((word) => addresses.has(word)));
}

/** The numbers of 32 bits in an object's value. */
function wordsOf(block: Uint8Array): number[] {
  const words: number[] = [];
  for (let i = VALUE; i + 4 <= block.length; i += 4) words.push(Buffer.from(block).readUInt32LE(i));
  return words;
}

/**
 * Separates late strings from the rest, and the arrays that hold them. An array of strings of two parts belongs to the first.
 * @param start where the memory begins
 * @returns what every check needs, and the strings of each of LATE_STRINGS
 * @throws Error if one is missing that every build has
 */
export function setLateStringsApart(objects: StaticObject[], start: number): StaticObject[][] {
  const texts = new Set(objects.map(({ text }) => text));
  let rest = objects;
  const late = LATE_STRINGS.map(({ always, maybe }) => {
    for (const text of always) if (!texts.has(text)) throw new Error(`this string is not in the module: ${text}`);
    const wanted = new Set([...always, ...maybe]);
    const strings = rest.filter(({ text }) => text !== null && wanted.has(text));
    const lists = holdersOf(strings, rest, start);
    const late = new Set([...strings, ...lists, ...holdersOf(lists, rest, start)]);
    rest = rest.filter((object) => !late.has(object));
    return [...late];
  });
  return [rest, ...late];
}
