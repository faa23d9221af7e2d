import { MEMORY_START } from "./memory.ts";
import { type LeftOut, NOTHING } from "./tricks.ts";

/** Where the file begins: far enough below the memory even for executables that are not built small. */
const FILE_START = 8 << 20;
/** How far below the memory the variables begin: two pages of the largest size. Their offset within a page of the file may take up one. */
const VARIABLES_ROOM = 2 * 65_536;

/**
 * The linker script of a native executable. An address of the core is an address of the process:
 *
 *     8 MiB            headers, constants and code, in one segment
 *     below 16 MiB     the variables of host and core
 *     16 MiB           the core's memory (MEMORY_START): zeros, which are not in the file
 *
 * Variables and memory are one segment with one byte in the file: Rosetta, which runs images for amd64 on other Macs, rejects segments
 * without any. On 64-bit processors everything else is mapped above 32 bits, so that a stray address of the core can write to nothing
 * else. On 32-bit processors wasm.h masks every address; what an instruction adds to it, less than 64 KiB, leads neither into the file
 * nor far behind the memory.
 * @param size the memory's size in bytes
 */
export function linkerScript(size: number, leftOut: LeftOut = NOTHING): string {
  const memory = leftOut.has("fixedMemory") ? "" : `. = ${MEMORY_START}; . = ${MEMORY_START + size};`;
  return `ENTRY(_start)
PHDRS {
  file PT_LOAD FILEHDR PHDRS FLAGS(5);
  variables PT_LOAD FLAGS(6);
  stack PT_GNU_STACK FLAGS(6);
}
SECTIONS {
  . = ${FILE_START} + SIZEOF_HEADERS;
  .rodata : { *(.rodata .rodata.*) *(.data.rel.ro .data.rel.ro.*) *(.got .got.*) *(.toc .toc.*) *(.branch_lt) } :file
  .text : { *(.text .text.*) } :file
  . = ${MEMORY_START - VARIABLES_ROOM} + (. & (CONSTANT(MAXPAGESIZE) - 1));
  .data : { *(.data .data.*) *(.sdata .sdata.*) BYTE(0) } :variables
  .bss : { *(.bss .bss.*) *(.sbss .sbss.*) *(COMMON) ${memory} } :variables
  /DISCARD/ : { *(.ARM.exidx .ARM.exidx.*) *(.eh_frame) }
}
`;
}
