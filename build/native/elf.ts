/** The type of a segment that is loaded (elf(5)); that of none is 0. */
const PT_LOAD = 1;

/**
 * An ELF executable of any kind without its section headers and what only they point to. A kernel loads segments; sections are for linkers
 * and debuggers, and of a stripped executable they say little. Segments for debuggers that are not loaded (riscv64 has one) go with them.
 */
export function withoutSections(elf: Buffer): Buffer {
  const is64 = elf[4] === 2;
  const isLittle = elf[5] === 1;
  const word = (offset: number) => {
    if (!is64) return isLittle ? elf.readUInt32LE(offset) : elf.readUInt32BE(offset);
    return Number(isLittle ? elf.readBigUInt64LE(offset) : elf.readBigUInt64BE(offset));
  };
  const half = (offset: number) => (isLittle ? elf.readUInt16LE(offset) : elf.readUInt16BE(offset));
  const typeOf = (header: number) => (isLittle ? elf.readUInt32LE(header) : elf.readUInt32BE(header));
  // Of the ELF header: e_phoff, e_phentsize, e_phnum, e_shoff, and e_shentsize, e_shnum, e_shstrndx in a row; of a program header: p_offset, p_filesz.
  const at = is64
    ? { table: 0x20, size: 0x36, count: 0x38, sections: 0x28, sectionCount: 0x3a, offset: 8, length: 32 }
    : { table: 0x1c, size: 0x2a, count: 0x2c, sections: 0x20, sectionCount: 0x2e, offset: 4, length: 16 };
  const headers = Array.from({ length: half(at.count) }, (_, i) => word(at.table) + i * half(at.size));
  // What is all zeros has no bytes in the file, and its offset says nothing.
  const inFile = headers.filter((header) => word(header + at.length) > 0);
  const endOf = (header: number) => word(header + at.offset) + word(header + at.length);
  const end = Math.max(...inFile.filter((header) => typeOf(header) === PT_LOAD).map(endOf));
  const rest = Buffer.from(elf.subarray(0, end));
  for (const header of inFile.filter((header) => endOf(header) > end)) rest.fill(0, header, header + half(at.size));
  rest.fill(0, at.sections, at.sections + (is64 ? 8 : 4));
  rest.fill(0, at.sectionCount, at.sectionCount + 6);
  return rest;
}
