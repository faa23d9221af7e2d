/** A step of the build that makes executables smaller or faster. A build can leave it out, to see what it saves. */
export interface TrickDescription {
  /** What it does. */
  what: string;
  /** Why it is safe. */
  safe: string;
  /** The architecture on which it is measured, if not amd64. */
  architecture?: string;
}

const OPTION = "An option of the compiler.";

/** All tricks, in the order of the build. CONTRIBUTING.md has them in a table, with what each saves (npm run tricks). */
export const TRICKS = {
  smallModule: {
    what: "asc optimises for size (`-Oz`) instead of speed (`-O3`).",
    safe: OPTION,
  },
  noFilling: {
    what: "New objects are not filled with zeros.",
    safe: "Memory is zero at the start and is never used twice. A fill with any other value traps.",
  },
  noCollector: {
    what: "Nothing is freed, so there is no collector and no list of free blocks (`--runtime stub` instead of `minimal`).",
    safe: "The memory has a fixed size; a check that fills it fails. Nothing that a peer sends allocates without bound.",
  },
  noUnusedContents: {
    what: "Constants to which nothing refers, such as those of TLS in the executable without it, are left out.",
    safe: "Any number in the program, or in a constant that is used, counts as a reference.",
  },
  packedImage: {
    what: "The first contents of the memory, mostly text in UTF-16, are packed.",
    safe: "A property test packs and unpacks random contents.",
  },
  cheapestTokens: {
    what: "Packing looks for the cheapest sequence of tokens instead of taking the longest token each time.",
    safe: "The same test.",
  },
  noStringHeaders: {
    what: "Of a string, only length and text are packed, not the rest of its header.",
    safe: "Strings do not grow, are not collected and implement no interface, so nothing reads the rest.",
  },
  lateWords: {
    what: "Messages are unpacked when the first of them is printed, tables of options when one is used, and the words of `sh` for `sh`.",
    safe: "The tables of the tests compare whole lines, on the native executables too.",
  },
  separateOffsets: {
    what: "The constant part of an address becomes the offset of the instruction, which wraps at no boundary.",
    safe: "The build fails on an offset of 64 KiB or more; the layout leaves that much room on either side of the memory.",
  },
  noCallDepth: {
    what: "Calls are not counted, which would stop endless recursion.",
    safe: "All recursion of the core is bounded; `src/native/wasm.h` lists it.",
  },
  unmaskedAccess: {
    what: "On 64-bit processors the core's addresses are not masked.",
    safe: "Within reach of 32 bits and an offset, only the memory and the variables can be written.",
  },
  alignedAccess: {
    what: "The compiler may take accesses to the memory as aligned.",
    safe: "AssemblyScript aligns objects, fields and elements. `npm run sanitize` checks every access.",
    architecture: "riscv64",
  },
  fixedMemory: {
    what: "The memory has a fixed place in the process, so that the core's addresses are pointers. Otherwise it is an array, and every address is masked.",
    safe: "Nothing else that can be written is within reach; a test reads `/proc/PID/maps`.",
  },
  smallC: {
    what: "clang optimises the core for size (`-Oz`) instead of speed (`-O2`).",
    safe: OPTION,
  },
  fewerPasses: {
    what: "LLVM does not rewrite loops, make tables of jumps, turn last calls into jumps, or move what is computed twice or in a loop, and drops more copies.",
    safe: "Options of the compiler.",
  },
  blockOrder: {
    what: "LLVM orders the blocks of a function so that fewer jumps are needed (`-apply-ext-tsp-for-size`).",
    safe: OPTION,
  },
  smallZig: {
    what: "Zig optimises the host for size (`ReleaseSmall`) instead of speed (`ReleaseFast`).",
    safe: "Both lack Zig's run-time checks; `npm run sanitize` runs the tests with them.",
  },
  noFramePointer: {
    what: "Functions keep no frame pointer (`-fomit-frame-pointer`).",
    safe: "Only debuggers use it.",
  },
  noSymbols: {
    what: "Symbols and debug information are left out (`-fstrip`).",
    safe: "Only debuggers use them.",
  },
} satisfies Record<string, TrickDescription>;

export type Trick = keyof typeof TRICKS;

/** The tricks that a build leaves out. */
export type LeftOut = ReadonlySet<Trick>;

/** What shipped executables leave out. */
export const NOTHING: LeftOut = new Set();
