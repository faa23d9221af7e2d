import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { TOP } from "../paths.ts";
import { LATE_STRINGS, neededOf, setLateStringsApart, staticObjects, usedObjects } from "./contents.ts";
import { END, packImage, type Segment } from "./image.ts";
import { MEMORY_START } from "./memory.ts";
import { type LeftOut, NOTHING } from "./tricks.ts";

/**
 * Translates WebAssembly to C that compiles with src/native/wasm.h.
 * @param wasm path of a module whose memory begins at MEMORY_START
 * @param output path of the C file to write
 */
export async function translateToC(wasm: string, output: string, leftOut: LeftOut = NOTHING): Promise<void> {
  const raw = `${output}.wasm2c.c`;
  await promisify(execFile)(process.execPath, [`${TOP}/node_modules/wasm2c/wasm2c.js`, wasm, "-o", raw]);
  await writeFile(output, adapt(await readFile(raw, "utf8"), leftOut));
}

/** A call of a function of src/native/host.ts or src/native/crypto.ts. wasm2c calls them through pointers. */
const IMPORT = /\(\*(Z_(?:host|crypto)Z_\w+)\)/g;

/** Offsets of instructions must be smaller; build/native/layout.ts has the reason. */
const MAX_OFFSET = 65_536;

/** Changes what wasm2c writes: the prelude, calls of imports, the first contents of the memory, and accesses to it. */
function adapt(generated: string, leftOut: LeftOut): string {
  const start = generated.indexOf("static u32 func_types[");
  if (start < 0) throw new Error("wasm2c's output has no func_types: is this another version?");
  const body = generated.slice(start);
  if (body.includes("CALL_INDIRECT")) throw new Error("the core makes indirect calls, for which wasm.h has no table");
  const { text, segments } = takeSegments(body);
  const hasLoaders = LATE_STRINGS.every(({ load }) => text.includes(load));
  const all = staticObjects(segments);
  const objects = leftOut.has("noUnusedContents") ? all : usedObjects(all, text, MEMORY_START);
  const isLate = hasLoaders && !leftOut.has("lateWords");
  const parts = (isLate ? setLateStringsApart(objects, MEMORY_START) : [objects]).map((part) =>
    part.map((object) => neededOf(object, leftOut)),
  );
  const [image = "", ...late] = writeParts(parts, leftOut);
  return [
    leftOut.has("fixedMemory") ? MEMORY_AS_ARRAY : "",
    '#include "wasm.h"',
    ...importDeclarations(text),
    `static void load_image(void) {${image}}`,
    separateOffsets(text, leftOut)
      .replace(IMPORT, "$1")
      .replace("static void init_memory(void) {", "$&\n  load_image();"),
    ...(hasLoaders ? LATE_STRINGS.map(({ load }, index) => loader(load, late[index] ?? "")) : []),
    "const u32 memory_start = MEMORY_START, memory_size = MEMORY_SIZE;",
  ].join("\n");
}

/** What precedes wasm.h if the memory is not at MEMORY_START in the process. */
const MEMORY_AS_ARRAY = `
_Alignas(16) unsigned char memory[MEMORY_PAGES * 65536u];
#define ADDRESS_ZERO ((unsigned long)memory - MEMORY_START)`;

function loader(load: string, statements: string): string {
  return `void ${load}(void) {
  static u8 is_done;
  if (is_done) return;
  is_done = 1;
  ${statements}
}`;
}

/** Returns C statements that write each part of the first contents into the memory. */
function writeParts(parts: Segment[][], leftOut: LeftOut): string[] {
  if (!leftOut.has("packedImage")) {
    return packImage(parts, leftOut).map((packed) => {
      return `static const u8 packed[] = {${[...packed, ...END].join(",")}}; unpack(packed);`;
    });
  }
  return parts.map((segments) =>
    segments
      .map(({ address, bytes }) => {
        const to = `at(MEMORY_START + ${address}u)`;
        return `{ static const u8 bytes[] = {${bytes.join(",")}}; __builtin_memcpy(${to}, bytes, sizeof bytes); }`;
      })
      .join("\n"),
  );
}

/** Declares the imports as functions, so that the linker resolves them. */
function importDeclarations(text: string): string[] {
  const names = new Set([...text.matchAll(IMPORT)].map((match) => match[1] ?? ""));
  return [...names].map((name) => {
    const signature = name.slice(name.lastIndexOf("Z_") + 2);
    const parameters = [...signature.slice(1)].filter((type) => type !== "v").map(() => "u32");
    const result = signature[0] === "v" ? "void" : "u32";
    return `${result} ${name}(${parameters.join(", ") || "void"});`;
  });
}

/** Splits `address + offset` of each access into two arguments, so that accesses to one object share the work for its address. */
function separateOffsets(text: string, leftOut: LeftOut): string {
  return text.replace(/\(u64\)\((w2c_\w+)\)(?: \+ (\d+)u?)?/g, (_, address: string, offset = "0") => {
    if (Number(offset) >= MAX_OFFSET)
      throw new Error(`an access has an offset of ${offset}, at most ${MAX_OFFSET - 1}`);
    return leftOut.has("separateOffsets") ? `${address} + ${offset}u, 0` : `${address}, ${offset}u`;
  });
}

/** Takes the data segments out of the text, and the calls that copy them. */
function takeSegments(body: string): { text: string; segments: Segment[] } {
  const contents = new Map<string, Uint8Array>();
  const segments: Segment[] = [];
  const text = body
    .replace(/static const u8 (data_segment_data_\d+)\[\] = \{([^}]*)\};/g, (_, name: string, bytes: string) => {
      contents.set(name, Uint8Array.from(bytes.match(/0x[0-9a-f]+/gi) ?? [], Number));
      return "";
    })
    .replace(/memcpy\(&\(w2c_memory\.data\[(\d+)u\]\), (\w+), (\d+)\);/g, (_, address, name, length) => {
      const bytes = contents.get(name);
      if (bytes?.length !== Number(length)) throw new Error(`data segment ${name} is not as long as its copy`);
      segments.push({ address: Number(address) - MEMORY_START, bytes });
      return "";
    });
  if (segments.length === 0 || segments.length !== contents.size)
    throw new Error("cannot find all data segments in wasm2c's output");
  return { text, segments };
}
