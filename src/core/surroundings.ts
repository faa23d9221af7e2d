/** The most bytes of one argument or variable, before and after expansion. */
export const MAX_TEXT: i32 = 8192;

/** The most arguments, without the program's own name. */
export const MAX_ARGUMENTS: i32 = 256;
/** The most bytes of all arguments together, expanded. */
export const MAX_TOGETHER: i32 = 32768;

/** The arguments and variables that a host gives the core. The host cuts a longer text than MAX_TEXT bytes at MAX_TEXT + 1. */
export interface Surroundings {
  /** How many arguments there are, with the program's own name. */
  argumentCount(): i32;
  /** Argument `index`: 0 is the name the program was called by, with or without a path. */
  argument(index: i32): Uint8Array;
  /** The value of an environment variable, or null if it is not set. */
  variable(name: Uint8Array): Uint8Array | null;
  /** Whether there may be a variable whose name begins with these bytes; false only where there is none. */
  hasVariables(prefix: Uint8Array): bool;
}
