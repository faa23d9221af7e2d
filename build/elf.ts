/** Types of segments (elf(5)): none, and what is loaded. */
const PT_NULL = 0;
const PT_LOAD = 1;
/** That a segment may be read and written, and not executed. */
const PF_RW = 6;

/** Where the fields stand of which this knows, in files for machine words of 32 and of 64 bits. */
const FIELDS = {
  32: {
    header: { table: 0x1c, sections: 0x20, size: 0x2a, count: 0x2c, sectionSize: 0x2e },
    segment: { type: 0, offset: 4, address: 8, fileSize: 16, memorySize: 20, flags: 24, alignment: 28 },
  },
  64: {
    header: { table: 0x20, sections: 0x28, size: 0x36, count: 0x38, sectionSize: 0x3a },
    segment: { type: 0, flags: 4, offset: 8, address: 16, fileSize: 32, memorySize: 40, alignment: 48 },
  },
};

/** An ELF executable of any kind, to be read and changed. */
class Elf {
  readonly bytes: Buffer;
  readonly fields: (typeof FIELDS)[32 | 64];
  private readonly is64: boolean;
  private readonly isLittle: boolean;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.is64 = bytes[4] === 2;
    this.isLittle = bytes[5] === 1;
    this.fields = FIELDS[this.is64 ? 64 : 32];
  }

  /** Where each program header stands. */
  headers(): number[] {
    const { table, size, count } = this.fields.header;
    return Array.from({ length: this.half(count) }, (_, i) => this.word(table) + i * this.half(size));
  }

  half(at: number): number {
    return this.isLittle ? this.bytes.readUInt16LE(at) : this.bytes.readUInt16BE(at);
  }

  /** Four bytes, whatever the machine. */
  int(at: number): number {
    return this.isLittle ? this.bytes.readUInt32LE(at) : this.bytes.readUInt32BE(at);
  }

  setInt(at: number, value: number): void {
    if (this.isLittle) this.bytes.writeUInt32LE(value, at);
    else this.bytes.writeUInt32BE(value, at);
  }

  /** As many bytes as an address has. */
  word(at: number): number {
    if (!this.is64) return this.int(at);
    return Number(this.isLittle ? this.bytes.readBigUInt64LE(at) : this.bytes.readBigUInt64BE(at));
  }

  setWord(at: number, value: number): void {
    if (!this.is64) this.setInt(at, value);
    else if (this.isLittle) this.bytes.writeBigUInt64LE(BigInt(value), at);
    else this.bytes.writeBigUInt64BE(BigInt(value), at);
  }
}

/**
 * An executable without its section headers and what only they point to. A kernel loads segments; sections are for linkers and debuggers, and
 * of a stripped executable they say little. Segments for debuggers that are not loaded (riscv64 has one) go with them.
 */
export function withoutSections(executable: Buffer): Buffer {
  const elf = new Elf(executable);
  const { header, segment } = elf.fields;
  // What is all zeros has no bytes in the file, and its offset says nothing.
  const inFile = elf.headers().filter((at) => elf.word(at + segment.fileSize) > 0);
  const endOf = (at: number) => elf.word(at + segment.offset) + elf.word(at + segment.fileSize);
  const end = Math.max(...inFile.filter((at) => elf.int(at + segment.type) === PT_LOAD).map(endOf));
  const rest = new Elf(Buffer.from(executable.subarray(0, end)));
  for (const at of inFile.filter((at) => endOf(at) > end)) rest.bytes.fill(0, at, at + elf.half(header.size));
  rest.setWord(header.sections, 0);
  rest.bytes.fill(0, header.sectionSize, header.sectionSize + 6);
  return rest.bytes;
}

/**
 * An executable with another segment, of zeros that may be written, in place of its first one, which has to be none (build/layout.ts leaves it
 * free): kernels want segments in the order of their addresses, and this one comes first.
 * @param start its address, at the start of a page
 * @param size in bytes
 */
export function withZeros(executable: Buffer, start: number, size: number): Buffer {
  const elf = new Elf(Buffer.from(executable));
  const { segment } = elf.fields;
  const at = elf.headers()[0];
  if (at === undefined || elf.int(at + segment.type) !== PT_NULL) throw new Error("there is no segment left for zeros");
  elf.setInt(at + segment.type, PT_LOAD);
  elf.setInt(at + segment.flags, PF_RW);
  elf.setWord(at + segment.address, start);
  elf.setWord(at + segment.memorySize, size);
  elf.setWord(at + segment.alignment, 0x1000);
  return elf.bytes;
}
