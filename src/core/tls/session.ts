import { parseAddress } from "../bytes/address";
import { Errno } from "../bytes/errno";
import { none, standsAt, Text } from "../bytes/text";
import { Verifier } from "../certificate/chain";
import { CertificateFault } from "../certificate/fault";
import { Host } from "../certificate/names";
import { Roots } from "../certificate/roots";
import { CERTIFICATE_WORDS } from "../certificate/words";
import { Crypto } from "../crypto";
import { Files } from "../files";
import { Options } from "../http/options";
import { Target } from "../http/target";
import { putLine, putNumbered } from "../messages/format";
import { ERRNO_WORDS } from "../messages/words";
import { alertOf, alertOfCertificate } from "./alert";
import { TlsClient } from "./client";
import { TlsFault } from "./fault";
import { ALERT_WORDS, FILE_WORDS, TLS_WORDS } from "./words";

/** The most bytes of what a peer says that is no TLS. */
const MAX_ANSWER: i32 = 80;
/** The most bytes of what is told of a certificate: the line has room for them behind the longest target. */
const MAX_DETAIL: i32 = 200;

/** What has come of the peer's bytes. */
export const enum TlsEvent {
  /** More bytes are needed. */
  NONE,
  /** The client's `output` is to be sent first. */
  OUTPUT,
  /** The client's `data` is of the response. */
  DATA,
  /** The peer has ended the connection as it should. */
  ENDED,
  /** The connection cannot go on: reason() tells why. */
  FAILED,
}

/** TLS for one check: the connection, and whether it leads to whom it should. One is enough for many connections, one after the other. */
export class TlsSession {
  client: TlsClient;
  /** Whether the request is on its way. */
  isRequested: bool = false;
  /** Bytes [start, end) are the peer's, and were not taken yet. */
  private buffer: Uint8Array = none();
  private start: i32 = 0;
  private end: i32 = 0;
  /** Whose certificate it must be. */
  private host: Uint8Array = none();
  private address: Uint8Array = none();
  private isGrpc: bool = false;
  private request: Uint8Array = none();
  private isJudged: bool = false;
  /** Whether there are options. */
  private isOpen: bool = false;
  private crypto: Crypto;
  private files: Files;
  private options!: Options;
  private roots: Roots | null = null;
  private fault: CertificateFault = CertificateFault.NONE;
  private detail: Uint8Array = none();
  private errno: i32 = 0;

  constructor(crypto: Crypto, files: Files) {
    this.crypto = crypto;
    this.files = files;
    this.client = new TlsClient(crypto);
  }

  /**
   * Looks for the certificates that are trusted, before anything else: once for a check and all of its redirects.
   * @returns false where there are none
   */
  open(options: Options): bool {
    if (this.isOpen && this.options == options && (this.roots !== null || options.insecure)) return true;
    this.isOpen = true;
    this.options = options;
    this.roots = null;
    // What an earlier command's connection has come to is over.
    this.client.fault = TlsFault.NONE;
    if (options.insecure) return true;
    const roots = new Roots(this.files, options.cacert, options.caFolder);
    this.fault = roots.open();
    this.detail = roots.detail;
    this.errno = roots.errno;
    if (this.fault != CertificateFault.NONE) return false;
    this.roots = roots;
    return true;
  }

  /**
   * Begins a connection: the client's `output` is then what to send.
   * @param request what is to be sent over it
   * @returns false where that is not possible
   */
  begin(target: Target, request: Uint8Array): bool {
    const name = this.options.serverName;
    this.host = name.length > 0 ? name : target.host;
    this.address = name.length > 0 ? parseAddress(name) : target.address;
    this.isGrpc = target.isGrpc();
    this.request = request;
    this.isRequested = false;
    this.isJudged = false;
    this.start = 0;
    this.end = 0;
    this.client.begin(this.nameToSend(), this.options.insecure, this.isGrpc ? "h2" : "http/1.1");
    return this.client.fault == TlsFault.NONE;
  }

  /** The client's output is out. @returns whether the request was in it */
  sent(): bool {
    this.client.output.length = 0;
    return this.isRequested;
  }

  /** The first `length` bytes of the buffer have come. They are taken by next(), or kept by keep(), before the buffer changes. */
  feed(buffer: Uint8Array, length: i32): void {
    this.buffer = buffer;
    this.start = 0;
    this.end = length;
  }

  /** Keeps what was not taken: the buffer is about to change. */
  keep(): void {
    if (this.start == this.end) return;
    this.feed(this.buffer.slice(this.start, this.end), this.end - this.start);
  }

  /** Takes bytes up to the next thing to be done. */
  next(): TlsEvent {
    const client = this.client;
    while (this.start < this.end) {
      this.start = client.take(this.buffer, this.start, this.end);
      if (client.fault == TlsFault.NOT_TLS) this.detail = this.answer();
      if (client.fault != TlsFault.NONE) return TlsEvent.FAILED;
      if (client.isChainKnown() && !this.isJudged) {
        this.isJudged = true;
        if (!this.isTrusted()) {
          client.abort(alertOfCertificate(this.fault));
          return TlsEvent.FAILED;
        }
        client.accept();
      }
      if (client.isEnded()) return TlsEvent.ENDED;
      if (client.isEstablished() && !this.isRequested) {
        if (this.isGrpc && client.protocol().length == 0) {
          client.fault = TlsFault.NO_PROTOCOL;
          client.abort(alertOf(client.fault));
          return TlsEvent.FAILED;
        }
        client.send(this.request);
        this.isRequested = true;
      }
      if (client.output.length > 0) return TlsEvent.OUTPUT;
      if (client.dataLength > 0) return TlsEvent.DATA;
    }
    return TlsEvent.NONE;
  }

  /** What a peer has said that speaks no TLS. */
  private answer(): Uint8Array {
    const answer = new Text().add(this.client.start());
    for (let i = this.start; i < this.end && answer.length < MAX_ANSWER; i++) answer.byte(this.buffer[i]);
    return firstLine(answer.view());
  }

  private isTrusted(): bool {
    const roots = this.roots;
    if (roots === null) return this.options.insecure;
    const verifier = new Verifier(this.crypto, roots);
    this.fault = verifier.verify(this.client.chain(), this.host, this.address, this.client.isTls13());
    this.detail = verifier.finding.detail;
    this.errno = roots.errno;
    // The authority's certificate may be among those that were not kept.
    if (this.fault == CertificateFault.UNKNOWN_AUTHORITY && this.client.hasSentMore())
      this.client.fault = TlsFault.TOO_MANY_CERTIFICATES;
    return this.fault == CertificateFault.NONE;
  }

  /** What is to be sent at the end of the connection: close_notify, or the alert that tells why it ends. */
  farewell(): Uint8Array {
    this.client.close();
    return this.client.output.view();
  }

  /** The name that a server is told (RFC 6066 §3): no address, no final dot. */
  private nameToSend(): Uint8Array {
    return this.address.length > 0 ? none() : new Host(this.host, this.address).name;
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
    } else if (client.fault == TlsFault.OTHER_PROTOCOL) {
      detail = client.protocol();
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
