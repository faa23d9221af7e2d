/** The most bytes of a file: 8 MiB, where the certificates that systems trust have a quarter of one. */
export const MAX_FILE: i32 = 8388608;

/** How the host reads files and lists folders: one of each at a time. Errors are numbers of Linux. */
export interface Files {
  /**
   * Opens a file to be read from its start, in place of an earlier one. What is no file, or has more than MAX_FILE bytes, may have no end: it is
   * not opened. @returns 0 or an error number: EISDIR for a folder, EINVAL for what is no file either, EFBIG
   */
  openFile(path: Uint8Array): i32;

  /** Reads on in it. @returns how many bytes came, 0 at its end, or an error number, negative */
  readFile(to: Uint8Array): i32;

  /** Opens a folder to be listed, in place of an earlier one. @returns 0 or an error number */
  openFolder(path: Uint8Array): i32;

  /** The next name in the folder, in no order; at most 255 bytes. @returns its length, or 0 at the end */
  nextName(to: Uint8Array): i32;
}
