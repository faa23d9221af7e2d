import { u16, vector } from "../wire";

// Messages as trees of named fields. A field can be changed alone, and all lengths still fit.

export interface Field {
  kind: "field";
  name: string;
  bytes: Buffer;
}

/** A length of `lengthBytes` bytes, and parts of that length. */
export interface Vector {
  kind: "vector";
  name: string;
  lengthBytes: number;
  parts: Part[];
}

export interface Extension {
  kind: "extension";
  name: string;
  type: number;
  parts: Part[];
}

export type Part = Field | Vector | Extension;

export function field(name: string, ...bytes: number[] | [Buffer]): Field {
  const [first] = bytes;
  return { kind: "field", name, bytes: Buffer.isBuffer(first) ? first : Buffer.from(bytes as number[]) };
}

export function list(name: string, lengthBytes: number, ...parts: Part[]): Vector {
  return { kind: "vector", name, lengthBytes, parts };
}

export function extension(name: string, type: number, ...parts: Part[]): Extension {
  return { kind: "extension", name, type, parts };
}

export function encode(parts: Part[]): Buffer {
  return Buffer.concat(parts.map(encodePart));
}

function encodePart(part: Part): Buffer {
  if (part.kind === "field") return part.bytes;
  const content = encode(part.parts);
  return part.kind === "vector"
    ? vector(part.lengthBytes, content)
    : Buffer.concat([u16(part.type), vector(2, content)]);
}

/** Every part, its path in the tree, and its name with those of the parts around it. */
export function places(
  parts: Part[],
  above: string[] = [],
  path: number[] = [],
): { part: Part; path: number[]; name: string }[] {
  return parts.flatMap((part, index) => {
    const names = [...above, part.name];
    const here = { part, path: [...path, index], name: names.join(".") };
    return part.kind === "field" ? [here] : [here, ...places(part.parts, names, here.path)];
  });
}

/** Replaces a part. */
export function replaced(parts: Part[], [index, ...rest]: number[], by: Part[]): Part[] {
  return parts.flatMap((part, i) => {
    if (i !== index) return [part];
    if (rest.length === 0) return by;
    if (part.kind === "field") throw new Error(`nothing is in ${part.name}`);
    return [{ ...part, parts: replaced(part.parts, rest, by) }];
  });
}

/** The part with this name, and its path. */
export function partNamed(parts: Part[], name: string): { part: Part; path: number[] } {
  const found = places(parts).find((it) => it.name === name);
  if (found === undefined) throw new Error(`no ${name} in ${places(parts).map((it) => it.name)}`);
  return found;
}

/** A vector or an extension with a wrong length. */
export function misstated(part: Vector | Extension, by: number): Field {
  const content = encode(part.parts);
  const lengthBytes = part.kind === "vector" ? part.lengthBytes : 2;
  const length = Buffer.alloc(lengthBytes);
  length.writeUIntBE(content.length + by, 0, lengthBytes);
  const type = part.kind === "extension" ? u16(part.type) : Buffer.alloc(0);
  return field(part.name, Buffer.concat([type, length, content]));
}
