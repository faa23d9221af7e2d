/** Segment types (elf(5)). */
export const PT_LOAD = 1;
const PT_NULL = 0;

/** One entry of the program header table: a segment. Numbers are bytes. */
export interface ProgramHeader {
  /** Where the entry itself is in the file, and how long it is. */
  position: number;
  size: number;
  type: number;
  flags: number;
  /** The segment in the file, and in the process. */
  offset: number;
  fileSize: number;
  address: number;
  memorySize: number;
}

/** Where the fields are: the ELF header's, then a program header's. */
const LAYOUTS = {
  32: {
    ...{ tablePosition: 0x1c, entrySize: 0x2a, entryCount: 0x2c, sectionTable: 0x20, sectionFields: 0x2e },
    ...{ flags: 24, offset: 4, address: 8, fileSize: 16, memorySize: 20 },
  },
  64: {
    ...{ tablePosition: 0x20, entrySize: 0x36, entryCount: 0x38, sectionTable: 0x28, sectionFields: 0x3a },
    ...{ flags: 4, offset: 8, address: 16, fileSize: 32, memorySize: 40 },
  },
};
/** e_shentsize, e_shnum and e_shstrndx, two bytes each. */
const SECTION_FIELDS_SIZE = 6;

/**
 * Reads the program headers of an ELF file of either class and byte order.
 * @throws Error if it is not an ELF file
 */
export function programHeaders(elf: Buffer): ProgramHeader[] {
  if (elf.readUInt32BE(0) !== 0x7f454c46) throw new Error("not an ELF file");
  const view = new DataView(elf.buffer, elf.byteOffset, elf.length);
  const isLittle = elf[5] === 1;
  const bits = wordBits(elf);
  const fields = LAYOUTS[bits];
  const word = (at: number) => (bits === 64 ? Number(view.getBigUint64(at, isLittle)) : view.getUint32(at, isLittle));
  const size = view.getUint16(fields.entrySize, isLittle);
  return Array.from({ length: view.getUint16(fields.entryCount, isLittle) }, (_, i) => {
    const position = word(fields.tablePosition) + i * size;
    return {
      position,
      size,
      type: view.getUint32(position, isLittle),
      flags: view.getUint32(position + fields.flags, isLittle),
      offset: word(position + fields.offset),
      fileSize: word(position + fields.fileSize),
      address: word(position + fields.address),
      memorySize: word(position + fields.memorySize),
    };
  });
}

/**
 * Strips an executable: removes the section headers and everything that only they point to, such as symbols and debug information.
 * A kernel loads segments; sections are for linkers and debuggers. Segments that are not loaded and lie behind those that are go too
 * (riscv64 has one for debuggers).
 */
export function withoutSections(elf: Buffer): Buffer {
  // A segment that is all zeros has no bytes in the file; its offset means nothing.
  const inFile = programHeaders(elf).filter(({ fileSize }) => fileSize > 0);
  const endOf = ({ offset, fileSize }: ProgramHeader) => offset + fileSize;
  const end = Math.max(...inFile.filter(({ type }) => type === PT_LOAD).map(endOf));
  const stripped = Buffer.from(elf.subarray(0, end));
  for (const { position, size } of inFile.filter((header) => endOf(header) > end)) {
    stripped.fill(PT_NULL, position, position + size);
  }
  const bits = wordBits(elf);
  const { sectionTable, sectionFields } = LAYOUTS[bits];
  stripped.fill(0, sectionTable, sectionTable + bits / 8);
  stripped.fill(0, sectionFields, sectionFields + SECTION_FIELDS_SIZE);
  return stripped;
}

function wordBits(elf: Buffer): 32 | 64 {
  return elf[4] === 2 ? 64 : 32;
}
