import * as crypto from "node:crypto";
import * as dgram from "node:dgram";
import * as dns from "node:dns";
import * as fs from "node:fs";
import { glob, readFile } from "node:fs/promises";
import * as net from "node:net";
import { TOP } from "../paths.ts";

/** What the Node host meets besides the core's objects. */
const FOREIGN: object[] = [
  globalThis,
  process,
  Buffer,
  Uint8Array,
  Int32Array,
  Atomics,
  Promise,
  Error,
  Array,
  String,
  Math,
  Date,
  DataView,
]
  .flatMap((value) => [value, Object(value).prototype ?? {}])
  .concat([
    crypto,
    dgram,
    dns,
    fs,
    net,
    fs.Stats.prototype,
    fs.constants,
    crypto.constants,
    crypto.KeyObject.prototype,
    crypto.createHash("sha256"),
    crypto.createHmac("sha256", ""),
    crypto.createCipheriv("aes-128-gcm", Buffer.alloc(16), Buffer.alloc(12)),
    crypto.createDecipheriv("aes-128-gcm", Buffer.alloc(16), Buffer.alloc(12)),
    crypto.createECDH("prime256v1"),
    net.Socket.prototype,
    dgram.Socket.prototype,
  ]);

/** Taken when this file is loaded: AssemblyScript's compiler, once it is, adds to objects that all share, and the bundle would depend on that. */
const foreign = new Set(FOREIGN.flatMap(namesOf));

/**
 * The names of members that may be shortened in the bundle: those of the classes of the core, the resolver and the Node host, but for
 * what an object of JavaScript or Node has too, or what is written as a key. Members of enumerations, in capitals, are inlined instead.
 * @returns a pattern of them, for esbuild's mangleProps
 */
export async function memberNames(): Promise<RegExp> {
  const texts: string[] = [];
  for await (const file of glob(`${TOP}/src/{core,resolver,node}/**/*.ts`)) texts.push(await readFile(file, "utf8"));
  const source = texts.join("\n");
  const members = source.matchAll(/^ {2}(?:private )?(?:async )?([a-z]\w*)(?=[:(]| =)/gm);
  const isKey = (name: string) => new RegExp(`[{,]\\s*${name}\\s*[:,}]`).test(source);
  const names = new Set([...members].map((match) => match[1] ?? ""));
  return new RegExp(`^(?:${[...names].filter((name) => !foreign.has(name) && !isKey(name)).join("|")})$`);
}

/** The names of an object's members, inherited ones included. */
function namesOf(value: object): string[] {
  const names = Object.getOwnPropertyNames(value);
  const parent = Object.getPrototypeOf(value);
  return parent === null ? names : [...names, ...namesOf(parent)];
}
