import { Text } from "../bytes/text";
import { Cipher, TlsHost } from "./host";

/** What a record holds (RFC 8446 §5.1). */
export const enum Content {
  CHANGE_CIPHER_SPEC = 20,
  ALERT = 21,
  HANDSHAKE = 22,
  APPLICATION_DATA = 23,
}

export const HEADER_LENGTH: i32 = 5;
export const TAG_LENGTH: i32 = 16;
/** The most bytes of plain text in a record (RFC 8446 §5.1). */
export const MAX_PLAIN: i32 = 16384;
/** The most bytes of a record behind its header: 256 more for TLS 1.3 (RFC 8446 §5.2), less for our ciphers of TLS 1.2. */
const MAX_RECORD: i32 = MAX_PLAIN + 256;
/** The part of the nonce that each record of TLS 1.2 with AES-GCM carries (RFC 5288 §3). */
const EXPLICIT_LENGTH: i32 = 8;
export const NONCE_LENGTH: i32 = 12;

/** The protection of the records of one direction. */
export class Protection {
  private host: TlsHost;
  private cipher: Cipher;
  private key: Uint8Array;
  /** 12 bytes, or 4 where records carry the rest. */
  private iv: Uint8Array;
  isTls13: bool;
  /** Counts records: a check has far fewer than 2^31. */
  private sequence: i32 = 0;
  private nonce: Uint8Array = new Uint8Array(NONCE_LENGTH);
  /** What is authenticated beside the text: of TLS 1.3 the record's header, of TLS 1.2 what RFC 5246 §6.2.3.3 says. */
  private additional: Uint8Array;

  constructor(host: TlsHost, cipher: Cipher, key: Uint8Array, iv: Uint8Array, isTls13: bool) {
    this.host = host;
    this.cipher = cipher;
    this.key = key;
    this.iv = iv;
    this.isTls13 = isTls13;
    this.additional = new Uint8Array(isTls13 ? HEADER_LENGTH : 8 + HEADER_LENGTH);
  }

  /** Appends a record of this content. */
  seal(content: Content, plain: Uint8Array, out: Text): void {
    const isExplicit = this.iv.length < NONCE_LENGTH;
    // TLS 1.3 hides what it is behind it (RFC 8446 §5.2).
    const text = this.isTls13 ? new Text().add(plain).byte(content).view() : plain;
    const length = (isExplicit ? EXPLICIT_LENGTH : 0) + text.length + TAG_LENGTH;
    putHeader(out, this.isTls13 ? Content.APPLICATION_DATA : content, length);
    this.prepare(content, this.isTls13 ? length : text.length);
    if (isExplicit) out.add(this.nonce.subarray(NONCE_LENGTH - EXPLICIT_LENGTH));
    const sealed = new Uint8Array(text.length + TAG_LENGTH);
    this.host.seal(this.cipher, this.key, this.nonce, this.additional, text, sealed);
    out.add(sealed);
    this.sequence++;
  }

  /**
   * Opens a record.
   * @param sealed has from HEADER_LENGTH to `end` what is behind its header
   * @param to where the text goes
   * @returns the bytes of the text, of TLS 1.3 with what is hidden behind it; -1 where it is not genuine
   */
  open(content: Content, sealed: Uint8Array, end: i32, to: Uint8Array): i32 {
    const explicit = this.iv.length < NONCE_LENGTH ? EXPLICIT_LENGTH : 0;
    const length = end - HEADER_LENGTH - explicit - TAG_LENGTH;
    if (length < 0 || length > to.length) return -1;
    this.prepare(content, this.isTls13 ? end - HEADER_LENGTH : length);
    for (let i = 0; i < explicit; i++) this.nonce[NONCE_LENGTH - EXPLICIT_LENGTH + i] = sealed[HEADER_LENGTH + i];
    const start = HEADER_LENGTH + explicit;
    this.sequence++;
    return this.host.open(this.cipher, this.key, this.nonce, this.additional, sealed, start, length, to) ? length : -1;
  }

  /** Makes the nonce (RFC 8446 §5.3, RFC 7905 §2; for AES-GCM in TLS 1.2 the record's number is as good as any) and what is authenticated. */
  private prepare(content: Content, length: i32): void {
    const nonce = this.nonce;
    const iv = this.iv;
    const additional = this.additional;
    const isTls13 = this.isTls13;
    for (let i = 0; i < NONCE_LENGTH; i++) nonce[i] = i < iv.length ? iv[i] : 0;
    for (let i = 0; i < 4; i++) {
      const byte = (this.sequence >> (8 * i)) & 0xff;
      nonce[NONCE_LENGTH - 1 - i] = nonce[NONCE_LENGTH - 1 - i] ^ byte;
      if (!isTls13) additional[7 - i] = byte;
    }
    const at = additional.length - HEADER_LENGTH;
    additional[at] = isTls13 ? Content.APPLICATION_DATA : content;
    additional[at + 1] = 3;
    additional[at + 2] = 3;
    additional[at + 3] = length >> 8;
    additional[at + 4] = length & 0xff;
  }
}

/** Appends a record's header: TLS 1.2 on the wire, also for 1.3 (RFC 8446 §5.1). */
export function putHeader(out: Text, content: Content, length: i32): void {
  out
    .byte(content)
    .byte(3)
    .byte(3)
    .byte(length >> 8)
    .byte(length & 0xff);
}

/** Puts together records from bytes as they come. */
export class RecordReader {
  bytes: Uint8Array = new Uint8Array(HEADER_LENGTH + MAX_RECORD);
  /** How many of them are of the record in hand, its header included. */
  length: i32 = 0;

  /**
   * Takes bytes up to the end of a record; the first one behind a complete record begins the next.
   * @returns the index of the first byte that was not taken
   */
  take(from: Uint8Array, start: i32, end: i32): i32 {
    if (this.isComplete()) this.length = 0;
    let at = start;
    while (at < end && !this.isComplete() && !this.isTooLong()) {
      const wanted = this.length < HEADER_LENGTH ? HEADER_LENGTH : HEADER_LENGTH + this.bodyLength();
      while (this.length < wanted && at < end) this.bytes[this.length++] = from[at++];
    }
    return at;
  }

  /** Whether so far this can be the start of a record (RFC 8446 §5.1): its type, and 3 as the version's first byte. */
  isPlausible(): bool {
    const bytes = this.bytes;
    const content: i32 = bytes[0];
    if (this.length > 0 && (content < Content.CHANGE_CIPHER_SPEC || content > Content.APPLICATION_DATA)) return false;
    return this.length < 2 || bytes[1] == 3;
  }

  isTooLong(): bool {
    return this.length >= HEADER_LENGTH && this.bodyLength() > MAX_RECORD;
  }

  isComplete(): bool {
    return this.length >= HEADER_LENGTH && this.length == HEADER_LENGTH + this.bodyLength();
  }

  content(): Content {
    return this.bytes[0] as Content;
  }

  private bodyLength(): i32 {
    const high: i32 = this.bytes[3];
    return high * 256 + this.bytes[4];
  }
}
