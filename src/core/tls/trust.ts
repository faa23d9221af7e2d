import { Errno } from "../bytes/errno";
import { none, Text } from "../bytes/text";
import { Verifier } from "../certificate/chain";
import { CertificateFault } from "../certificate/fault";
import { Host } from "../certificate/names";
import { Roots } from "../certificate/roots";
import { CERTIFICATE_WORDS } from "../certificate/words";
import { Crypto } from "../crypto";
import { Files } from "../files";
import { Options } from "../http/options";
import { putLine, putNumbered } from "../messages/format";
import { ERRNO_WORDS, SYSTEM_ERROR } from "../messages/words";
import { Alert, alertOfCertificate } from "./alert";
import { Handshake } from "./handshake";
import { FILE_WORDS } from "./words";

/** The most bytes that a line quotes of a certificate, a file's name or a peer's answer: it has room for them behind the longest target. */
export const MAX_DETAIL: i32 = 200;

/** The certificates that one check trusts, and whether a server's chain leads to one of them. */
export class Trust {
  /** What the last fault is about: a name in a certificate, or a file. */
  detail: Uint8Array = none();

  private crypto: Crypto;
  private files: Files;
  private options: Options | null = null;
  /** Whether any certificate is accepted. */
  private isInsecure: bool = false;
  private roots: Roots | null = null;
  private fault: CertificateFault = CertificateFault.NONE;
  /** A Linux error number, if a file could not be read. */
  private errno: i32 = 0;

  constructor(crypto: Crypto, files: Files) {
    this.crypto = crypto;
    this.files = files;
  }

  /**
   * Finds the trusted certificates before anything is sent: once for a check and all of its redirects.
   * @returns false if there are none; putReason() says why
   */
  open(options: Options): bool {
    if (this.options == options && (this.roots !== null || this.isInsecure)) return true;
    this.options = options;
    this.isInsecure = options.insecure;
    this.roots = null;
    if (options.insecure) return true;
    const roots = new Roots(this.files, options.cacert, options.caFolder);
    this.fault = roots.open();
    this.detail = roots.detail;
    this.errno = roots.errno;
    if (this.fault != CertificateFault.NONE) return false;
    this.roots = roots;
    return true;
  }

  /** Judges the chain that a server has sent. @returns false if it is not trusted for this host; putReason() says why */
  accepts(handshake: Handshake, host: Host): bool {
    const roots = this.roots;
    if (roots === null) return this.isInsecure;
    const verifier = new Verifier(this.crypto, roots);
    this.fault = verifier.verify(handshake.chain, host, handshake.isTls13());
    this.detail = verifier.finding.detail;
    this.errno = roots.errno;
    return this.fault == CertificateFault.NONE;
  }

  /** Whether the last chain led to no trusted authority. */
  isUnknown(): bool {
    return this.fault == CertificateFault.UNKNOWN_AUTHORITY;
  }

  /** The alert that tells the server why its chain is not accepted. */
  alert(): Alert {
    return alertOfCertificate(this.fault);
  }

  /** Appends why there are no trusted certificates, or why the chain leads to none. */
  putReason(out: Text): void {
    putLine(out, CERTIFICATE_WORDS, this.fault, this.detail, 0, MAX_DETAIL);
    if (this.errno > 0) putNumbered(out.put(": "), wordsOf(this.errno), this.errno, SYSTEM_ERROR);
  }
}

/** The words of an error number, where a file was to be read. */
function wordsOf(errno: i32): string {
  return errno == Errno.EISDIR || errno == Errno.EINVAL || errno == Errno.EFBIG ? FILE_WORDS : ERRNO_WORDS;
}
