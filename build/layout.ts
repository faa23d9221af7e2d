import type { Architecture } from "./architectures.ts";

/**
 * How a native executable stands in its process: an address of the core is one of the process, and what 32 bits can name is the core's memory
 * alone.
 *
 *     16 MiB   the core's memory (MEMORY_START of build/wasm.ts): zeros, without a byte in the file
 *      8 GiB   the file: headers, constants, code
 *              and on pages of their own the variables of host and core, zeros too
 *
 * An access adds at most 64 KiB to an address of 32 bits, so that whatever address the core may come to, nothing of the host is there: what
 * is not memory ends the process. Where the machine has no more than 32 bits, wasm.h keeps every access below the file.
 */
const FILE_START = { 32: 32 << 20, 64: 8 * 2 ** 30 };

/**
 * The linker's script. Its first segment is void: build/elf.ts makes it that of the memory, which a linker would write into the file.
 * Constants and code are one segment: each costs time when the program is loaded.
 */
export function linkerScript({ bits }: Architecture): string {
  return `ENTRY(_start)
PHDRS {
  memory PT_NULL;
  file PT_LOAD FILEHDR PHDRS FLAGS(5);
  variables PT_LOAD FLAGS(6);
  stack PT_GNU_STACK FLAGS(6);
}
SECTIONS {
  . = ${FILE_START[bits]} + SIZEOF_HEADERS;
  .rodata : { *(.rodata .rodata.*) *(.data.rel.ro .data.rel.ro.*) *(.got .got.*) *(.toc .toc.*) *(.branch_lt) } :file
  .text : { *(.text .text.*) } :file
  . = ALIGN(CONSTANT(MAXPAGESIZE));
  .data : { *(.data .data.*) *(.sdata .sdata.*) } :variables
  .bss : { *(.bss .bss.*) *(.sbss .sbss.*) *(COMMON) } :variables
  /DISCARD/ : { *(.ARM.exidx .ARM.exidx.*) *(.eh_frame) }
}
`;
}
