import { chmodSync, constants, copyFileSync, linkSync, mkdirSync, realpathSync, statSync } from "node:fs";
import { extname } from "node:path";
import { Errno } from "../core/bytes/errno";
import { toText } from "./bytes";
import { errnoOf } from "./errno";

/**
 * Puts the file that is running into a folder, as a link or else as a copy; an existing file stays as it is. The folder is made where there
 * is none, but not what it is in.
 * @param path the file to make in it
 * @returns 0 or an error number
 */
export function install(folder: Uint8Array, path: Uint8Array): number {
  // The script; of a single executable that is its own path.
  const own = realpathSync(process.argv[1] ?? process.execPath);
  const name = toText(path) + (process.platform === "win32" ? extname(own) : "");
  try {
    if (statSync(toText(folder), { throwIfNoEntry: false }) === undefined) {
      mkdirSync(toText(folder));
      chmodSync(toText(folder), 0o755);
    }
    try {
      linkSync(own, name);
    } catch (error) {
      if (errnoOf(error as NodeJS.ErrnoException) === Errno.EEXIST) throw error;
      // Another file system, or a rule against links to the files of others.
      copyFileSync(own, name, constants.COPYFILE_EXCL);
      chmodSync(name, 0o755);
    }
    return 0;
  } catch (error) {
    const errno = errnoOf(error as NodeJS.ErrnoException);
    return errno === Errno.EEXIST && isSameFile(own, name) ? 0 : errno;
  }
}

function isSameFile(a: string, b: string): boolean {
  const [one, other] = [a, b].map((path) => statSync(path, { throwIfNoEntry: false }));
  return one !== undefined && one.ino === other?.ino && one.dev === other.dev;
}
