import { readFile } from "node:fs/promises";
import { expect } from "vitest";
import { NodeTlsHost } from "../../src/node/tls.ts";
import { VECTORS } from "./compile.ts";
import { cryptoImports } from "./crypto.ts";
import { vector } from "./entry.ts";

/** The first byte of a field of `certificate verify` that has the date: days since 1970 and seconds, of 32 bits each. */
const DATE = 0x64;

class Host extends NodeTlsHost {
  today: Uint8Array | undefined;

  override date(to: Uint8Array): void {
    if (this.today === undefined) super.date(to);
    else to.set(this.today);
  }
}

const host = new Host();

const module = new WebAssembly.Module(new Uint8Array(await readFile(VECTORS)));

/** How much of WebAssembly's memory the last call has used, in bytes: all of it is one stack of allocations that only grows. */
export let memoryUsed = 0;

interface Exports extends WebAssembly.Exports {
  memory: WebAssembly.Memory;
  reserve(length: number): number;
  run(): number;
  resultLength(): number;
}

/**
 * Calls a function of test/core/entry.ts as JavaScript and as WebAssembly and demands the same of both.
 * @param fields its name and its arguments; a string stands for its UTF-8
 * @returns its result, bytes as characters of ISO 8859-1
 */
export function both(...fields: (string | Uint8Array)[]): string {
  const encoded = fields.map((field) => (typeof field === "string" ? new TextEncoder().encode(field) : field));
  host.today = encoded
    .slice(4)
    .find((field) => field[0] === DATE)
    ?.subarray(1);
  const input = encode(encoded);
  const asJavaScript = latin1(vector(input, host));
  if (asWebAssembly(input) !== asJavaScript) expect(asWebAssembly(input), "as WebAssembly").toBe(asJavaScript);
  return asJavaScript;
}

function asWebAssembly(input: Uint8Array): string {
  const crypto = cryptoImports(host, () => memory);
  const { memory, reserve, run, resultLength } = new WebAssembly.Instance(module, { crypto }).exports as Exports;
  new Uint8Array(memory.buffer).set(input, reserve(input.length));
  const start = run();
  const result = latin1(new Uint8Array(memory.buffer, start, resultLength()));
  memoryUsed = reserve(1);
  return result;
}

function encode(fields: Uint8Array[]): Uint8Array {
  return Uint8Array.from(fields.flatMap((field) => [field.length >> 8, field.length & 255, ...field]));
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}
