import { Errno } from "../bytes/errno";
import { ascii, Char, indexOf, none, Text } from "../bytes/text";
import { Files } from "../files";

/** Where systems keep their trusted certificates; the first of these files that can be opened is used. */
const BUNDLES = `/etc/ssl/certs/ca-certificates.crt
/etc/pki/tls/certs/ca-bundle.crt
/etc/ssl/ca-bundle.pem
/etc/pki/tls/cacert.pem
/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem
/etc/ssl/cert.pem
`;
/** Where they are in files of their own; used if there is no such bundle. */
const FOLDERS = "/etc/ssl/certs";

/** The most files read from folders: far more than there are public authorities. */
const MAX_FILES: i32 = 1024;
const MAX_NAME: i32 = 255;

/**
 * The files in which trusted certificates are looked for: the given file, or else the system's bundle; and all files in the given folders,
 * which come in addition (as with OpenSSL, but here every file in them is read, whatever its name). One is open at a time.
 */
export class TrustedFiles {
  isFileGiven: bool;
  areFoldersGiven: bool;
  /** The path of the file; empty if there is none. */
  file: Uint8Array;
  /** Paths separated by colons. */
  folders: Uint8Array;
  /** The file that was opened last. */
  current: Uint8Array = none();
  /** A bundle that cannot be opened, or the first such folder, and the error number; 0 if there is none. */
  failed: Uint8Array = none();
  errno: i32 = 0;

  private host: Files;
  private isFileRead: bool = false;
  private isFolderOpen: bool = false;
  /** Where the next folder begins in the list. */
  private nextFolder: i32 = 0;
  private left: i32 = MAX_FILES;
  /** The path of a file in a folder, of which the folder's takes up the first `folderLength` bytes. */
  private path: Text = new Text();
  private folderLength: i32 = 0;
  private name: Uint8Array = new Uint8Array(MAX_NAME);

  /**
   * @param file a path, or empty for the system's bundle
   * @param folders paths separated by colons, or empty
   */
  constructor(host: Files, file: Uint8Array, folders: Uint8Array) {
    this.host = host;
    this.isFileGiven = file.length > 0;
    this.areFoldersGiven = folders.length > 0;
    this.file = file;
    this.folders = folders;
  }

  /** Finds the system's bundle, for which no file was given. @returns false if there is none; `errno` then says whether one cannot be opened */
  findBundle(): bool {
    const paths = ascii(BUNDLES);
    let start = 0;
    while (start < paths.length) {
      const end = indexOf(paths, Char.LF, start);
      const path = paths.subarray(start, end);
      const errno = this.host.openFile(path);
      if (errno == 0) {
        this.errno = 0;
        this.file = path;
        return true;
      }
      if (errno != Errno.ENOENT && errno != Errno.ENOTDIR) this.fail(path, errno);
      start = end + 1;
    }
    return false;
  }

  /** Whether one of the folders, or the system's if none were given, can be opened. */
  hasFolder(): bool {
    if (!this.areFoldersGiven) this.folders = ascii(FOLDERS);
    const isFound = this.openFolder();
    this.rewind();
    return isFound;
  }

  /** Starts again: next() opens the first file. */
  rewind(): void {
    this.isFolderOpen = false;
    this.isFileRead = this.file.length == 0;
    this.nextFolder = 0;
    this.left = MAX_FILES;
  }

  /** Opens the next file that can be opened. @returns false if there is none */
  next(): bool {
    while (true) {
      if (!this.isFileRead) {
        this.isFileRead = true;
        if (this.open(this.file) == 0) return true;
        continue;
      }
      const length = this.isFolderOpen ? this.host.nextName(this.name) : 0;
      if (length == 0) {
        if (!this.openFolder()) return false;
        continue;
      }
      if (this.left-- == 0) return false;
      this.path.length = this.folderLength;
      this.path.byte(Char.SLASH);
      for (let i = 0; i < length && i < MAX_NAME; i++) this.path.byte(this.name[i]);
      if (this.open(this.path.view()) == 0) return true;
    }
  }

  /** Opens a file. @returns 0 or an error number */
  open(path: Uint8Array): i32 {
    this.current = path;
    return this.host.openFile(path);
  }

  /** Opens the next folder that can be opened. @returns false if there is none */
  private openFolder(): bool {
    const folders = this.folders;
    this.isFolderOpen = false;
    while (this.nextFolder < folders.length && !this.isFolderOpen) {
      let end = indexOf(folders, Char.COLON, this.nextFolder);
      if (end < 0) end = folders.length;
      const folder = folders.subarray(this.nextFolder, end);
      this.nextFolder = end + 1;
      if (folder.length == 0) continue;
      const errno = this.host.openFolder(folder);
      this.isFolderOpen = errno == 0;
      if (errno != 0 && this.errno == 0) this.fail(folder, errno);
      this.path.length = 0;
      this.folderLength = this.path.add(folder).length;
    }
    return this.isFolderOpen;
  }

  private fail(path: Uint8Array, errno: i32): void {
    this.failed = path;
    this.errno = errno;
  }
}
