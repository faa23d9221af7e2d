import { Errno } from "../bytes/errno";
import { ascii, Char, indexOf, none, Text } from "../bytes/text";
import { TlsHost } from "../tls/host";
import { ANY_PURPOSE, findSubject, PURPOSES } from "./certificate";
import { Der, Tag } from "./der";
import { CertificateFault } from "./fault";
import { Found, Pem } from "./pem";

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
 * The trusted certificates: those in the given file, or else in the system's bundle; and those in the given folders, which come in addition
 * (as with OpenSSL, but here every file in them is read, whatever its name). They are read one after the other into the same buffer.
 */
export class Roots {
  /** The file or folder that a fault is about, and the error number if it could not be read. */
  detail: Uint8Array = none();
  errno: i32 = 0;
  /** The last certificate that next() found: the first `length` bytes of `der.bytes`, its subject in [start, to). */
  der: Der;
  length: i32 = 0;

  private host: TlsHost;
  private isFileGiven: bool;
  private areFoldersGiven: bool;
  private file: Uint8Array;
  private folders: Uint8Array;
  private pem: Pem;
  private aux: Der;
  /** Whether a file is open, and a folder. */
  private isFileOpen: bool = false;
  private isFolderOpen: bool = false;
  private isFileRead: bool = false;
  /** Where the next folder begins in the list. */
  private nextFolder: i32 = 0;
  private filesLeft: i32 = MAX_FILES;
  /** The file that was opened last, and the first one with a certificate that is too large. */
  private current: Uint8Array = none();
  private tooLarge: Uint8Array = none();
  /** The first folder that could not be opened, and why. */
  private failedFolder: Uint8Array = none();
  private folderErrno: i32 = 0;
  private path: Text = new Text();
  private folderLength: i32 = 0;
  private name: Uint8Array = new Uint8Array(MAX_NAME);

  /**
   * @param file a path, or empty for the system's bundle
   * @param folders paths separated by colons, or empty
   */
  constructor(host: TlsHost, file: Uint8Array, folders: Uint8Array) {
    this.host = host;
    this.isFileGiven = file.length > 0;
    this.areFoldersGiven = folders.length > 0;
    this.file = file;
    this.folders = folders;
    const pem = new Pem(host);
    this.pem = pem;
    this.der = new Der(pem.der, 0);
    this.aux = new Der(pem.der, 0);
  }

  /** Checks, before anything is sent, that there are trusted certificates. A given file is read to its end, and none of it may be broken. */
  open(): CertificateFault {
    return this.isFileGiven ? this.readThrough() : this.findBundle();
  }

  private readThrough(): CertificateFault {
    this.detail = this.file;
    this.errno = this.host.openFile(this.file);
    if (this.errno != 0) return CertificateFault.UNREADABLE;
    this.pem.restart();
    let isAny = false;
    let isTooLarge = false;
    let found = this.pem.next();
    for (; found == Found.CERTIFICATE; found = this.pem.next()) {
      if (this.pem.isTooLarge) isTooLarge = true;
      else if (this.isCertificate()) isAny = true;
      else return CertificateFault.BROKEN_FILE;
    }
    this.errno = this.pem.errno;
    if (found == Found.BROKEN) return CertificateFault.BROKEN_FILE;
    if (found == Found.FAILED) return CertificateFault.UNREADABLE;
    if (isAny) return CertificateFault.NONE;
    if (!isTooLarge) return CertificateFault.NO_CERTIFICATE;
    // The folders may have others.
    return this.areFoldersGiven ? CertificateFault.NONE : CertificateFault.TOO_LARGE;
  }

  /** Finds the system's bundle, or else a folder. */
  private findBundle(): CertificateFault {
    const paths = ascii(BUNDLES);
    let errno = 0;
    let start = 0;
    while (start < paths.length) {
      const end = indexOf(paths, Char.LF, start);
      const path = paths.subarray(start, end);
      const failed = this.host.openFile(path);
      if (failed == 0) {
        this.file = path;
        return CertificateFault.NONE;
      }
      if (failed != Errno.ENOENT && failed != Errno.ENOTDIR) {
        errno = failed;
        this.detail = path;
      }
      start = end + 1;
    }
    if (errno != 0) {
      this.errno = errno;
      return CertificateFault.UNREADABLE;
    }
    if (!this.areFoldersGiven) this.folders = ascii(FOLDERS);
    if (!this.openFolder()) return this.absence();
    this.rewind();
    return CertificateFault.NONE;
  }

  /** Why next() has found no certificate at all, with `detail` and `errno`. */
  absence(): CertificateFault {
    if (this.tooLarge.length > 0) {
      this.detail = this.tooLarge;
      return CertificateFault.TOO_LARGE;
    }
    if (!this.isFileGiven && !this.areFoldersGiven) return CertificateFault.NO_BUNDLE;
    this.detail = this.isFileGiven ? this.file : this.folders;
    if (this.isFileGiven || this.folderErrno == 0) return CertificateFault.NO_CERTIFICATE;
    this.detail = this.failedFolder;
    this.errno = this.folderErrno;
    return CertificateFault.UNREADABLE;
  }

  /** Starts again with the first certificate. */
  rewind(): void {
    this.isFileOpen = false;
    this.isFolderOpen = false;
    this.isFileRead = this.file.length == 0;
    this.nextFolder = 0;
    this.filesLeft = MAX_FILES;
  }

  /** Reads the next certificate, skipping what cannot be read. @returns false if there is none */
  next(): bool {
    while (true) {
      const found = this.isFileOpen ? this.pem.next() : Found.END;
      if (found == Found.CERTIFICATE) {
        if (!this.pem.isTooLarge && this.isCertificate()) return true;
        if (this.pem.isTooLarge && this.tooLarge.length == 0) this.tooLarge = this.current.slice(0);
      } else if (found != Found.BROKEN && !this.openNext()) {
        return false;
      }
    }
  }

  /** Whether a certificate was read, as far as its subject shows. A TRUSTED CERTIFICATE has OpenSSL's own settings after it. */
  private isCertificate(): bool {
    this.der.restart(this.pem.der, 0, this.pem.length);
    this.length = findSubject(this.der);
    return this.length > 0;
  }

  /** Whether OpenSSL's settings after a TRUSTED CERTIFICATE (X509_CERT_AUX: purposes it is trusted for; [0] purposes it is rejected for) allow servers. */
  isForServers(): bool {
    const aux = this.aux;
    if (this.length == this.pem.length) return true;
    aux.restart(this.pem.der, this.length, this.pem.length);
    aux.enter(Tag.SEQUENCE);
    let isTrusted = true;
    if (aux.peek() == Tag.SEQUENCE) isTrusted = namesServers(aux, Tag.SEQUENCE);
    if (aux.peek() == Tag.CONTEXT_CONSTRUCTED && namesServers(aux, Tag.CONTEXT_CONSTRUCTED)) isTrusted = false;
    return isTrusted && !aux.bad;
  }

  /** Opens the next file. @returns false if there is none */
  private openNext(): bool {
    this.isFileOpen = false;
    while (!this.isFileOpen) {
      if (!this.isFileRead) {
        this.isFileRead = true;
        this.openFile(this.file);
        continue;
      }
      const length = this.isFolderOpen ? this.host.nextName(this.name) : 0;
      if (length == 0) {
        if (!this.openFolder()) return false;
        continue;
      }
      if (this.filesLeft-- == 0) return false;
      this.path.length = this.folderLength;
      this.path.byte(Char.SLASH);
      for (let i = 0; i < length && i < MAX_NAME; i++) this.path.byte(this.name[i]);
      this.openFile(this.path.view());
    }
    return true;
  }

  private openFile(path: Uint8Array): void {
    this.current = path;
    this.isFileOpen = this.host.openFile(path) == 0;
    this.pem.restart();
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
      if (errno != 0 && this.folderErrno == 0) {
        this.folderErrno = errno;
        this.failedFolder = folder;
      }
      this.path.length = 0;
      this.folderLength = this.path.add(folder).length;
    }
    return this.isFolderOpen;
  }
}

/** Reads a list of purposes. @returns whether serverAuth or any purpose is in it (RFC 5280 §4.2.1.12) */
function namesServers(der: Der, tag: i32): bool {
  const end = der.enter(tag);
  let isNamed = false;
  while (!der.done()) {
    der.read(Tag.OBJECT_IDENTIFIER);
    if (der.below(PURPOSES) == 1 || der.below(ANY_PURPOSE) == 0) isNamed = true;
  }
  der.leave(end);
  return isNamed;
}
