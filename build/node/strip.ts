/**
 * A 64-bit little-endian ELF executable without the sections that are not loaded: symbols and debug information. What is injected later would not survive it. (Zig 0.16 has no strip: its objcopy writes no ELF files.)
 */
export function strip(elf: Buffer): Buffer {
  const HEADER_SIZE = 64;
  const table = Number(elf.readBigUInt64LE(0x28));
  const headers = Array.from({ length: elf.readUInt16LE(0x3c) }, (_, i) =>
    Buffer.from(elf.subarray(table + i * HEADER_SIZE, table + (i + 1) * HEADER_SIZE)),
  );
  const names = headers[elf.readUInt16LE(0x3e)];
  // Fields of a section header: sh_flags with SHF_ALLOC, sh_offset, sh_size, sh_type with SHT_NOBITS.
  const isLoaded = (header: Buffer): boolean => (header.readUInt32LE(8) & 2) !== 0;
  const start = (header: Buffer): number => Number(header.readBigUInt64LE(24));
  const size = (header: Buffer): number => Number(header.readBigUInt64LE(32));
  const isEmpty = (header: Buffer): boolean => header.readUInt32LE(4) === 8;
  // The first header is void; behind it, the loaded sections keep their places in the file and in the table.
  const count = headers.findLastIndex(isLoaded) + 1;
  const loaded = headers.slice(0, count);
  if (!names || !loaded.slice(1).every(isLoaded)) throw new Error("Node has its sections in another order");
  const end = Math.max(...loaded.map((header) => start(header) + (isEmpty(header) ? 0 : size(header))));
  const nameBytes = elf.subarray(start(names), start(names) + size(names));
  names.writeBigUInt64LE(BigInt(end), 24);
  const padding = Buffer.alloc(7 - ((end + nameBytes.length + 7) % 8));
  const stripped = Buffer.concat([elf.subarray(0, end), nameBytes, padding, ...loaded, names]);
  stripped.writeBigUInt64LE(BigInt(end + nameBytes.length + padding.length), 0x28);
  stripped.writeUInt16LE(count + 1, 0x3c);
  stripped.writeUInt16LE(count, 0x3e);
  return stripped;
}
