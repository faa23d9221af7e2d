import { Errno } from "../bytes/errno";
import { ascii, Char, indexOf, none, Text } from "../bytes/text";
import { TlsHost } from "../tls/host";
import { ANY_PURPOSE, findSubject, PURPOSES } from "./certificate";
import { Der, Tag } from "./der";
import { CertificateFault } from "./fault";
import { Found, Pem } from "./pem";

/** Where systems keep their trusted certificates: the first of these files that can be opened holds all of them. */
const BUNDLES = `/etc/ssl/certs/ca-certificates.crt
/etc/pki/tls/certs/ca-bundle.crt
/etc/ssl/ca-bundle.pem
/etc/pki/tls/cacert.pem
/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem
/etc/ssl/cert.pem
`;
/** And where they are one by one, looked at where there is no such file. */
const FOLDERS = "/etc/ssl/certs";

/** The most files of folders that are read: far more than there are authorities. */
const MAX_FILES: i32 = 1024;
const MAX_NAME: i32 = 255;

/**
 * The certificates that are trusted: those of a file that was named, or else of the system's; and of folders that were named. (As OpenSSL has it,
 * SSL_CERT_DIR takes nothing from the file; but every file in it is read, whatever its name.) They come one after the other, in one buffer.
 */
export class Roots {
  /** What was found wrong with `detail`, and the error number that says why it could not be read. */
  detail: Uint8Array = none();
  errno: i32 = 0;
  /** The last certificate that next() found: the first `length` bytes of these, and in [start, to) its subject. */
  der: Der;
  length: i32 = 0;

  private host: TlsHost;
  private file: Uint8Array;
  private folders: Uint8Array;
  private pem: Pem;
  private aux: Der;
  /** Whether there is a file open whose certificates are being read, and a folder whose files are. */
  private isFileOpen: bool = false;
  private isFolderOpen: bool = false;
  private isFileRead: bool = false;
  /** Where in the list of folders the next one begins. */
  private nextFolder: i32 = 0;
  private filesLeft: i32 = MAX_FILES;
  private path: Text = new Text();
  private folderLength: i32 = 0;
  private name: Uint8Array = new Uint8Array(MAX_NAME);

  /**
   * @param file a path, or nothing for the system's
   * @param folders paths, separated by colons, or nothing
   */
  constructor(host: TlsHost, file: Uint8Array, folders: Uint8Array) {
    this.host = host;
    this.file = file;
    this.folders = folders;
    const pem = new Pem(host);
    this.pem = pem;
    this.der = new Der(pem.der, 0);
    this.aux = new Der(pem.der, 0);
  }

  /** Looks whether there are any, before anything is asked of a peer: a file that was named is read to its end, and has to be whole. */
  open(): CertificateFault {
    return this.file.length > 0 ? this.readThrough() : this.findBundle();
  }

  private readThrough(): CertificateFault {
    this.detail = this.file;
    this.errno = this.host.openFile(this.file);
    if (this.errno != 0) return CertificateFault.UNREADABLE;
    this.pem.restart();
    let fault = CertificateFault.NO_CERTIFICATE;
    let found = this.pem.next();
    for (; found == Found.CERTIFICATE; found = this.pem.next()) {
      // What is too long for the buffer is none that could be used, but it may be whole.
      if (!this.isCertificate() && !this.pem.isCut()) return CertificateFault.BROKEN_FILE;
      fault = CertificateFault.NONE;
    }
    this.errno = this.pem.errno;
    if (found == Found.BROKEN) return CertificateFault.BROKEN_FILE;
    return found == Found.FAILED ? CertificateFault.UNREADABLE : fault;
  }

  /** Finds the system's file, or else a folder. */
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
    if (this.folders.length == 0) this.folders = ascii(FOLDERS);
    if (errno == 0 && this.openFolder()) {
      this.rewind();
      return CertificateFault.NONE;
    }
    this.errno = errno;
    return errno == 0 ? CertificateFault.NO_BUNDLE : CertificateFault.UNREADABLE;
  }

  /** Begins anew. */
  rewind(): void {
    this.isFileOpen = false;
    this.isFolderOpen = false;
    this.isFileRead = this.file.length == 0;
    this.nextFolder = 0;
    this.filesLeft = MAX_FILES;
  }

  /** Goes on to the next certificate. What cannot be read is passed over. @returns false where there is none */
  next(): bool {
    while (true) {
      const found = this.isFileOpen ? this.pem.next() : Found.END;
      if (found == Found.CERTIFICATE) {
        if (this.isCertificate()) return true;
      } else if (found != Found.BROKEN && !this.openNext()) {
        return false;
      }
    }
  }

  /** Whether what was read is a certificate as far as to its subject. Behind it there may be something else: what OpenSSL trusts it for. */
  private isCertificate(): bool {
    this.der.restart(this.pem.der, 0, this.pem.length);
    this.length = findSubject(this.der);
    return this.length > 0;
  }

  /** Whether OpenSSL's own words behind a TRUSTED CERTIFICATE (X509_CERT_AUX: purposes it is trusted for, [0] and is not) let it vouch for servers. */
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

  /** Opens the next file. @returns false where there is none */
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
    this.isFileOpen = this.host.openFile(path) == 0;
    this.pem.restart();
  }

  /** Opens the next folder that can be opened. @returns false where there is none */
  private openFolder(): bool {
    const folders = this.folders;
    this.isFolderOpen = false;
    while (this.nextFolder < folders.length && !this.isFolderOpen) {
      let end = indexOf(folders, Char.COLON, this.nextFolder);
      if (end < 0) end = folders.length;
      const folder = folders.subarray(this.nextFolder, end);
      this.nextFolder = end + 1;
      this.isFolderOpen = folder.length > 0 && this.host.openFolder(folder) == 0;
      this.path.length = 0;
      this.folderLength = this.path.add(folder).length;
    }
    return this.isFolderOpen;
  }
}

/** Whether a list of purposes, which comes next, has that of servers or any (RFC 5280 §4.2.1.12). */
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
