/** The most bytes of a file: 8 MiB. The certificates that a system trusts take about a quarter of 1 MiB. */
export const MAX_FILE: i32 = 8388608;

/** How the host reads files and lists folders, one of each at a time. Errors are Linux error numbers. */
export interface Files {
  /**
   * Opens a regular file of at most MAX_FILE bytes, and closes an earlier one. Anything else might never end.
   * @returns 0 or an error number: EISDIR for a folder, EINVAL for anything else that is no regular file, EFBIG
   */
  openFile(path: Uint8Array): i32;

  /** Reads the next bytes of the file. @returns how many were read, 0 at the end, or a negative error number */
  readFile(to: Uint8Array): i32;

  /** Opens a folder to list it, and closes an earlier one. @returns 0 or an error number */
  openFolder(path: Uint8Array): i32;

  /** Writes the next name in the folder to `to`, in any order; names have at most 255 bytes. @returns its length, or 0 at the end */
  nextName(to: Uint8Array): i32;
}
