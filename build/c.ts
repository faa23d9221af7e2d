import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import * as certificates from "../src/core/certificate/words.ts";
import { CURL } from "../src/core/cli/dialects/curl.ts";
import { HEALTHCHECK } from "../src/core/cli/dialects/healthcheck.ts";
import { NC } from "../src/core/cli/dialects/nc.ts";
import { WGET } from "../src/core/cli/dialects/wget.ts";
import * as help from "../src/core/cli/help-words.ts";
import * as usage from "../src/core/messages/usage-words.ts";
import * as core from "../src/core/messages/words.ts";
import * as tls from "../src/core/tls/words.ts";
import { packImage, type Segment } from "./image.ts";
import { TOP } from "./paths.ts";
import { MEMORY_START } from "./wasm.ts";

/**
 * Translates WebAssembly whose memory begins at MEMORY_START to C that runs on src/native/wasm.h.
 * @param wasm path of the module
 * @param output path of the C file to write
 */
export async function translateToC(wasm: string, output: string): Promise<void> {
  const raw = `${output}.wasm2c.c`;
  await promisify(execFile)(process.execPath, [`${TOP}/node_modules/wasm2c/wasm2c.js`, wasm, "-o", raw]);
  await writeFile(output, adapt(await readFile(raw, "utf8")));
}

/** A call of an imported function: of src/native/host.ts or src/native/crypto.ts. */
const IMPORT = /\(\*(Z_(?:host|crypto)Z_\w+)\)/g;

/** The most that an instruction may add to the address it is given: what that leads to is said in build/layout.ts. */
const MAX_OFFSET = 65_536;

/** Changes what wasm2c writes: its prelude, how imports are called, how the memory gets its contents and how it is accessed. */
export function adapt(generated: string): string {
  const start = generated.indexOf("static u32 func_types[");
  if (start < 0) throw new Error("wasm2c's output has no func_types: is this another version?");
  const body = generated.slice(start);
  if (body.includes("CALL_INDIRECT")) throw new Error("the core makes indirect calls, for which wasm.h has no table");
  const { text, segments } = takeSegments(body);
  const later = LATER.filter(({ load }) => text.includes(load)).map((part) => ({
    ...part,
    segments: segmentsOf(part, segments),
  }));
  const first = segments.filter((segment) => !later.some((part) => part.segments.includes(segment)));
  const [image = [], ...packed] = packImage([first, ...later.map((part) => part.segments)]);
  return [
    '#include "wasm.h"',
    ...importDeclarations(text),
    `static const u8 image[] = {${image.join(",")}};`,
    separateOffsets(text)
      .replace(IMPORT, "$1")
      .replace("static void init_memory(void) {", "$&\n  unpack(image, sizeof image);"),
    ...later.map(({ load }, index) => loader(load, packed[index] ?? new Uint8Array())),
    "const u32 memory_start = MEMORY_START, memory_size = MEMORY_SIZE;",
  ].join("\n");
}

/** Strings that are unpacked only when a function of src/native/host.ts is called. */
interface Later {
  /** The function, as wasm2c calls it. */
  load: string;
  /** The strings of every build, and those that some builds have. */
  always: string[];
  maybe: string[];
}

const LATER: Later[] = [
  {
    load: "Z_hostZ_loadTablesZ_vv",
    always: [...HEALTHCHECK.filter((row) => !row.startsWith(" ")), ...CURL, ...WGET, ...NC],
    maybe: [],
  },
  {
    load: "Z_hostZ_loadWordsZ_vv",
    always: [
      help.HELP_START,
      help.HELP_END,
      ...HEALTHCHECK.filter((row) => row.startsWith(" ")),
      ...[core, usage].flatMap((words) => Object.values(words)),
    ],
    maybe: [help.HELP_WITHOUT_TLS, ...Object.values(tls), ...Object.values(certificates)],
  },
];

function loader(load: string, packed: Uint8Array): string {
  return `void ${load}(void) {
  static const u8 packed[] = {${packed.join(",")}};
  static u8 is_done;
  if (!is_done) unpack(packed, sizeof packed);
  is_done = 1;
}`;
}

/** How far before a string the size of its block of memory stands, in a segment of its own. */
const HEADER_DISTANCE = 12;

/** @returns the segments of these strings. @throws Error if one is missing that every build has */
function segmentsOf({ always, maybe }: Later, segments: Segment[]): Segment[] {
  const texts = new Map(segments.map((segment) => [textOf(segment), segment.address]));
  for (const text of always) {
    if (!texts.has(text)) throw new Error(`not found in the module, to be unpacked later: ${text}`);
  }
  const strings = [...always, ...maybe].flatMap((text) => texts.get(text) ?? []);
  return segments.filter(({ address }) => strings.includes(address) || strings.includes(address + HEADER_DISTANCE));
}

/** The text of a string, which stands behind its class and its length, and without the final zero; of anything else nothing that makes sense. */
function textOf({ bytes }: Segment): string {
  return Buffer.concat([bytes.subarray(8), Buffer.of(0)]).toString("utf16le");
}

/** Imports become plain functions, which the linker can see through; wasm2c has them as pointers. */
function importDeclarations(text: string): string[] {
  const names = new Set([...text.matchAll(IMPORT)].map((match) => match[1] ?? ""));
  return [...names].map((name) => {
    const signature = name.slice(name.lastIndexOf("Z_") + 2);
    const parameters = [...signature.slice(1)].filter((type) => type !== "v").map(() => "u32");
    return `${signature[0] === "v" ? "void" : "u32"} ${name}(${parameters.join(", ") || "void"});`;
  });
}

/** `address + offset` of each access becomes two arguments, so that several accesses to one object share what is done for its address. */
function separateOffsets(text: string): string {
  return text.replace(/\(u64\)\((\w+)\)(?: \+ (\d+)u?)?/g, (_, address: string, offset = "0") => {
    if (Number(offset) >= MAX_OFFSET) throw new Error(`an access has an offset of ${offset}, at most ${MAX_OFFSET}`);
    return `${address}, ${offset}u`;
  });
}

/** Takes the data segments out of the text, with the calls that copy them. */
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
  if (segments.length === 0 || segments.length !== contents.size) throw new Error("data segments were not understood");
  return { text, segments };
}
