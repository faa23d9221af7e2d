import { gzipSync } from "node:zlib";

/** A file of an archive. */
export interface Entry {
  /** Its path: at most 100 bytes, ASCII, relative. */
  path: string;
  content: Uint8Array;
  mode: number;
}

const BLOCK = 512;

/**
 * Packs files as a POSIX archive (ustar) whose bytes depend on the arguments alone: the owner is root, the order is that of the list.
 * @param time seconds since 1970, of every file
 * @throws Error if a path does not fit into a header
 */
export function pack(entries: Entry[], time: number): Buffer {
  const blocks = entries.flatMap(({ path, content, mode }) => [
    header(path, content.length, mode, time),
    content,
    Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK),
  ]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

/** Compresses an archive. zlib's header has no time in it. */
export function compress(archive: Uint8Array): Buffer {
  return gzipSync(archive, { level: 9 });
}

/** A header as POSIX.1-2017 has it (pax, "ustar Interchange Format"): numbers are octal and end with NUL. */
function header(path: string, size: number, mode: number, time: number): Buffer {
  if (!/^[\x21-\x7e]{1,100}$/.test(path)) throw new Error(`${path} does not fit into an archive`);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, offset: number, length: number) =>
    block.write(value.toString(8).padStart(length - 1, "0"), offset, "latin1");
  block.write(path, 0, "latin1");
  octal(mode, 100, 8);
  octal(0, 108, 8); // owner
  octal(0, 116, 8); // group
  octal(size, 124, 12);
  octal(time, 136, 12);
  block.write("0", 156, "latin1"); // a file
  block.write("ustar\x0000", 257, "latin1");
  // The sum of all bytes, with blanks in its own place, which is six digits, NUL and a blank.
  block.fill(" ", 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return block;
}
