import { none } from "../address";
import { Verifier } from "../certificate/chain";
import { CertificateFault } from "../certificate/fault";
import { Host } from "../certificate/names";
import { Roots } from "../certificate/roots";
import { CERTIFICATE_WORDS } from "../certificate/words";
import { Errno } from "../errno";
import { Options } from "../options";
import { Target } from "../target";
import { standsAt, Text } from "../text";
import { putLine, putNumbered } from "../verdict";
import { ERRNO_WORDS } from "../words";
import { TlsClient } from "./client";
import { TlsFault } from "./fault";
import { TlsHost } from "./host";
import { ALERT_WORDS, FILE_WORDS, TLS_WORDS } from "./words";

/** The most bytes of what a peer says that is no TLS. */
const MAX_ANSWER: i32 = 80;
/** The most bytes of what is told of a certificate: the line has room for them behind the longest target. */
const MAX_DETAIL: i32 = 200;

/** TLS for one check: the connection, and whether it leads to whom it should. One is enough for many connections, one after the other. */
export class TlsSession {
  client: TlsClient;
  /** Whether the request is on its way. */
  isRequested: bool = false;
  /** Bytes of the peer's that came before the request was out. */
  rest: Uint8Array = none();
  private isJudged: bool = false;
  private host: TlsHost;
  private options: Options = new Options();
  private roots: Roots | null = null;
  private fault: CertificateFault = CertificateFault.NONE;
  private detail: Uint8Array = none();
  private errno: i32 = 0;

  constructor(host: TlsHost) {
    this.host = host;
    this.client = new TlsClient(host);
  }

  /**
   * Looks for the certificates that are trusted, before anything else: once for a check and all of its redirects.
   * @returns false where there are none
   */
  open(options: Options): bool {
    if (this.options == options && (this.roots !== null || options.insecure)) return true;
    this.options = options;
    this.roots = null;
    // What an earlier command's connection has come to is over.
    this.client.fault = TlsFault.NONE;
    if (options.insecure) return true;
    const roots = new Roots(this.host, options.cacert, options.caFolder);
    this.fault = roots.open();
    this.detail = roots.detail;
    this.errno = roots.errno;
    if (this.fault != CertificateFault.NONE) return false;
    this.roots = roots;
    return true;
  }

  /** Begins a connection to the target of the options: the client's `output` is then what to send. @returns false where that is not possible */
  begin(): bool {
    this.isRequested = false;
    this.isJudged = false;
    this.rest = none();
    this.client.begin(nameOf(this.options.target), this.options.insecure);
    return this.client.fault == TlsFault.NONE;
  }

  /**
   * Takes bytes of the peer's up to the next thing to be done.
   * @returns the index of the first that was not taken, or -1 where it has failed
   */
  take(buffer: Uint8Array, start: i32, end: i32): i32 {
    const client = this.client;
    const at = client.take(buffer, start, end);
    if (client.fault == TlsFault.NOT_TLS) {
      const answer = new Text().add(client.start());
      for (let i = at; i < end && answer.length < MAX_ANSWER; i++) answer.byte(buffer[i]);
      this.detail = firstLine(answer.view());
    }
    if (client.fault != TlsFault.NONE) return -1;
    if (!client.isChainKnown || this.isJudged) return at;
    this.isJudged = true;
    return this.isTrusted() ? at : -1;
  }

  private isTrusted(): bool {
    const roots = this.roots;
    if (roots === null) return this.options.insecure;
    const target = this.options.target;
    const verifier = new Verifier(this.host, roots);
    this.fault = verifier.verify(this.client.chain, target.host, target.address);
    this.detail = verifier.detail;
    return this.fault == CertificateFault.NONE;
  }

  /** What is to be sent at the end of the connection: close_notify, or the alert that tells why it ends. */
  farewell(): Uint8Array {
    return none();
  }

  /** Why it has failed, in words. */
  reason(): Uint8Array {
    const out = new Text();
    const client = this.client;
    if (client.fault == TlsFault.NONE) {
      putLine(out, CERTIFICATE_WORDS, this.fault, this.detail, 0, MAX_DETAIL);
      if (this.errno > 0) putNumbered(out.put(": "), wordsOf(this.errno), this.errno, "system error ");
      return out.view();
    }
    let detail = this.detail;
    if (client.fault == TlsFault.ALERT || client.fault == TlsFault.ALERT_WANTS_CERTIFICATE) {
      const name = new Text();
      putNumbered(name, ALERT_WORDS, client.number, "");
      detail = name.view();
    } else if (client.fault == TlsFault.VERSION) {
      detail = versionName(client.number);
    }
    putLine(out, TLS_WORDS, client.fault, detail, 0, MAX_DETAIL);
    return out.view();
  }
}

/** Up to CR LF, as text protocols end their lines: in others a byte like one of these means something else. */
function firstLine(text: Uint8Array): Uint8Array {
  let end = 0;
  while (end < text.length && !standsAt(text, end, "\r\n")) end++;
  return text.subarray(0, end);
}

/** The words of an error number, where a file was to be read. */
function wordsOf(errno: i32): string {
  return errno == Errno.EISDIR || errno == Errno.EINVAL || errno == Errno.EFBIG ? FILE_WORDS : ERRNO_WORDS;
}

/** The name that a server is told (RFC 6066 §3): no address, no final dot. */
function nameOf(target: Target): Uint8Array {
  return target.address.length > 0 ? none() : new Host(target.host, target.address).name;
}

/** By the number on the wire: 0x0300 is SSL 3.0, 0x0301 is TLS 1.0. */
function versionName(version: i32): Uint8Array {
  const out = new Text();
  if (version == 0x0300) return out.put("SSL 3.0").view();
  if (version < 0x0300 || version > 0x0304) return out.put("another version").view();
  return out
    .put("TLS 1.")
    .decimal((version & 0xff) - 1)
    .view();
}
