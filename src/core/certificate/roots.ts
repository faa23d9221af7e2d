import { none } from "../bytes/text";
import { Files } from "../files";
import { findSubject } from "./certificate";
import { Der, Tag } from "./der";
import { ANY_PURPOSE, PURPOSES } from "./extensions";
import { CertificateFault } from "./fault";
import { Found, Pem } from "./pem";
import { TrustedFiles } from "./trusted-files";

/** The trusted certificates: those in the files of TrustedFiles. They are read one after the other into the same buffer. */
export class Roots {
  /** The file or folder that a fault is about, and the error number if it could not be read. */
  detail: Uint8Array = none();
  errno: i32 = 0;
  /** The last certificate that next() found: the first `length` bytes of `der.bytes`, its subject in [start, to). */
  der: Der;
  length: i32 = 0;

  private files: TrustedFiles;
  private pem: Pem;
  private aux: Der;
  private isFileOpen: bool = false;
  /** The first file with a certificate that is too large. */
  private tooLarge: Uint8Array = none();

  /** The parameters are those of TrustedFiles. */
  constructor(host: Files, file: Uint8Array, folders: Uint8Array) {
    this.files = new TrustedFiles(host, file, folders);
    const pem = new Pem(host);
    this.pem = pem;
    this.der = new Der(pem.der, 0);
    this.aux = new Der(pem.der, 0);
  }

  /** Checks, before anything is sent, that there are trusted certificates. A given file is read to its end, and none of it may be broken. */
  open(): CertificateFault {
    const files = this.files;
    if (files.isFileGiven) return this.readThrough();
    if (files.findBundle()) return CertificateFault.NONE;
    if (files.errno != 0) return this.unreadable();
    return files.hasFolder() ? CertificateFault.NONE : this.absence();
  }

  private readThrough(): CertificateFault {
    this.detail = this.files.file;
    this.errno = this.files.open(this.detail);
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
    return this.files.areFoldersGiven ? CertificateFault.NONE : CertificateFault.TOO_LARGE;
  }

  /** Why next() has found no certificate at all, with `detail` and `errno`. */
  absence(): CertificateFault {
    const files = this.files;
    if (this.tooLarge.length > 0) {
      this.detail = this.tooLarge;
      return CertificateFault.TOO_LARGE;
    }
    if (!files.isFileGiven && !files.areFoldersGiven) return CertificateFault.NO_BUNDLE;
    if (!files.isFileGiven && files.errno != 0) return this.unreadable();
    this.detail = files.isFileGiven ? files.file : files.folders;
    return CertificateFault.NO_CERTIFICATE;
  }

  private unreadable(): CertificateFault {
    this.detail = this.files.failed;
    this.errno = this.files.errno;
    return CertificateFault.UNREADABLE;
  }

  /** Starts again with the first certificate. */
  rewind(): void {
    this.isFileOpen = false;
    this.files.rewind();
  }

  /** Reads the next certificate, skipping what cannot be read. @returns false if there is none */
  next(): bool {
    while (true) {
      const found = this.isFileOpen ? this.pem.next() : Found.END;
      if (found == Found.CERTIFICATE) {
        if (!this.pem.isTooLarge && this.isCertificate()) return true;
        if (this.pem.isTooLarge && this.tooLarge.length == 0) this.tooLarge = this.files.current.slice(0);
      } else if (found != Found.BROKEN) {
        this.isFileOpen = this.files.next();
        if (!this.isFileOpen) return false;
        this.pem.restart();
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
