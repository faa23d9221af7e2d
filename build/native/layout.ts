import { MEMORY_START } from "./wasm.ts";

/** Where the file begins: far enough below the memory for executables that were not made small. */
const FILE_START = 8 << 20;
/** How far below the memory the variables begin: two of the largest pages, one of which their place within the file's page may take. */
const VARIABLES_ROOM = 2 * 65_536;

/**
 * How a native executable stands in its process, as the linker's script: an address of the core is one of the process.
 *
 *     8 MiB            headers, constants and code: one segment, since each costs time when a program is loaded
 *     below 16 MiB     the variables of host and core
 *     16 MiB           the core's memory (MEMORY_START of build/native/wasm.ts): zeros, without a byte in the file
 *
 * Variables and memory are one segment with a byte of the file: Rosetta, which runs images for amd64 on other Macs, takes no segment
 * without. What else the process has stands beyond 32 bits where it has more, so that whatever address the core may come to, it can write to
 * nothing else. Where it has not, wasm.h keeps every access off the file and off what comes behind the memory, but for the 64 KiB that an
 * instruction may add to an address.
 * @param size of the memory, in bytes
 */
export function linkerScript(size: number): string {
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
  .bss : { *(.bss .bss.*) *(.sbss .sbss.*) *(COMMON) . = ${MEMORY_START}; . = ${MEMORY_START + size}; } :variables
  /DISCARD/ : { *(.ARM.exidx .ARM.exidx.*) *(.eh_frame) }
}
`;
}
