import { chmodSync, constants, copyFileSync, linkSync, mkdirSync, realpathSync, statSync } from "node:fs";
import { extname } from "node:path";
import { Errno } from "../core/bytes/errno";
import { toText } from "./bytes";
import { errnoOf } from "./errno";

/**
 * Installs the running file in a folder, as a hard link, or as a copy if a link is impossible. An existing file is not changed. The folder is
 * created if there is none; its parents are not.
 * @param path the path to create in it
 * @returns 0 or an error number; an existing link to the running file is no error
 */
export function install(folder: Uint8Array, path: Uint8Array): number {
  // The script, or the single executable itself.
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
      // The folder is on another file system, or links to files of others are forbidden.
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
