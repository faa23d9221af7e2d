import { Char, standsAt } from "../bytes/text";
import { TlsHost } from "../tls/host";

/** The most bytes of one certificate: those of hundreds of names fit. */
export const MAX_CERTIFICATE: i32 = 16384;
const CHUNK: i32 = 4096;
/** A line that may begin or end a certificate, `-----BEGIN TRUSTED CERTIFICATE-----`, has fewer bytes. */
const MAX_LINE: i32 = 48;

/** What a byte is in base64, behind the 64 digits. */
const enum Kind {
  BLANK = 64,
  PADDING,
  DASH,
  NONE,
}

/** What next() has come to. */
export const enum Found {
  END,
  CERTIFICATE,
  /** What begins like a certificate and does not go on like one; the next one may be read none the less. */
  BROKEN,
  /** Reading failed, with the error number in `errno`. */
  FAILED,
}

/**
 * Finds the certificates in a PEM file (RFC 7468), which a host has opened and reads piece by piece. Whatever stands between them is
 * skipped: comments, keys. One buffer serves them all.
 */
export class Pem {
  /** The last certificate's DER, and what else was there, in the first `length` bytes; decoding may write a few more. */
  der: Uint8Array = new Uint8Array(MAX_CERTIFICATE + 3);
  length: i32 = 0;
  /** Whether there was more than MAX_CERTIFICATE bytes, of which these are the first. */
  isTooLarge: bool = false;
  errno: i32 = 0;

  private host: TlsHost;
  private chunk: Uint8Array = new Uint8Array(CHUNK);
  private isAtStart: bool = true;
  private at: i32 = 0;
  private end: i32 = 0;
  private line: Uint8Array = new Uint8Array(MAX_LINE);
  private lineLength: i32 = 0;
  /** By byte: its value as a digit, or its Kind. */
  private digits: Uint8Array = new Uint8Array(256);

  constructor(host: TlsHost) {
    this.host = host;
    for (let i = 0; i < 256; i++) this.digits[i] = Kind.NONE;
    for (let i = 0; i < 26; i++) {
      this.digits[Char.UPPER_A + i] = i;
      this.digits[Char.LOWER_A + i] = 26 + i;
    }
    for (let i = 0; i < 10; i++) this.digits[Char.ZERO + i] = 52 + i;
    this.digits[0x2b] = 62;
    this.digits[Char.SLASH] = 63;
    this.digits[Char.EQUALS] = Kind.PADDING;
    this.digits[Char.MINUS] = Kind.DASH;
    this.digits[Char.SPACE] = Kind.BLANK;
    this.digits[Char.TAB] = Kind.BLANK;
    this.digits[Char.CR] = Kind.BLANK;
    this.digits[Char.LF] = Kind.BLANK;
  }

  /** Begins with another file, which the host has just opened. */
  restart(): void {
    this.at = 0;
    this.end = 0;
    this.errno = 0;
    this.isAtStart = true;
  }

  /** Goes on to the next certificate. */
  next(): Found {
    while (this.readLine()) {
      if (!this.isLine("-----BEGIN ")) continue;
      const isWhole = this.readBase64() && this.readLine() && this.isLine("-----END ");
      if (this.errno > 0) break;
      this.isTooLarge = this.length > MAX_CERTIFICATE;
      if (this.isTooLarge) this.length = MAX_CERTIFICATE;
      return isWhole ? Found.CERTIFICATE : Found.BROKEN;
    }
    return this.errno > 0 ? Found.FAILED : Found.END;
  }

  /** Whether the line is this, a kind of certificate, and five dashes. OpenSSL knows these three kinds. */
  private isLine(start: string): bool {
    const line = this.line;
    let at = start.length;
    if (!standsAt(line, 0, start)) return false;
    if (standsAt(line, at, "TRUSTED ")) at += 8;
    else if (standsAt(line, at, "X509 ")) at += 5;
    return this.lineLength == at + 16 && standsAt(line, at, "CERTIFICATE-----");
  }

  /** Reads up to the end of the line, of which the first bytes are kept, without blanks at its end. @returns false at the end of the file */
  private readLine(): bool {
    let length = 0;
    this.lineLength = 0;
    while (this.fill()) {
      const c: i32 = this.chunk[this.at++];
      if (c == Char.LF) return true;
      if (length < MAX_LINE) this.line[length] = c;
      if (length <= MAX_LINE) length++;
      if (this.digits[c] != Kind.BLANK) this.lineLength = length;
    }
    return length > 0 && this.errno == 0;
  }

  /** Decodes up to the next dash (RFC 4648 §4). @returns false where it is broken; blanks may stand anywhere */
  private readBase64(): bool {
    const digits = this.digits;
    const der = this.der;
    let length = 0;
    let bits = 0;
    let count = 0;
    let padding = 0;
    while (this.fill()) {
      const chunk = this.chunk;
      const end = this.end;
      for (let i = this.at; i < end; i++) {
        // Four at once, as nearly all of them stand: for a bundle this is most of a check's work.
        for (; (count & 3) == 0 && end - i > 4 && length <= MAX_CERTIFICATE; i += 4) {
          const first: i32 = digits[chunk[i]];
          const second: i32 = digits[chunk[i + 1]];
          const third: i32 = digits[chunk[i + 2]];
          const fourth: i32 = digits[chunk[i + 3]];
          if ((first | second | third | fourth) > 63 || padding > 0) break;
          der[length] = (first << 2) | (second >> 4);
          der[length + 1] = ((second << 4) | (third >> 2)) & 0xff;
          der[length + 2] = ((third << 6) | fourth) & 0xff;
          length += 3;
        }
        const digit: i32 = digits[chunk[i]];
        if (digit < 64) {
          bits = (bits << 6) | digit;
          if (padding > 0) {
            this.at = i;
            return false;
          }
          if ((++count & 3) != 0) continue;
          // What is too long stays at the length at which that was seen.
          if (length > MAX_CERTIFICATE) continue;
          der[length++] = (bits >> 16) & 0xff;
          der[length++] = (bits >> 8) & 0xff;
          der[length++] = bits & 0xff;
        } else if (digit == Kind.PADDING) {
          padding++;
        } else if (digit != Kind.BLANK) {
          this.at = i;
          this.length = length;
          return digit == Kind.DASH && this.pad(bits, count & 3, padding);
        }
      }
      this.at = end;
    }
    return false;
  }

  /** Ends the base64: with two or three digits left, and as many of padding as make them four. */
  private pad(bits: i32, left: i32, padding: i32): bool {
    if (left == 0) return padding == 0;
    if (left == 1 || left + padding != 4) return false;
    if (this.length > MAX_CERTIFICATE) return true;
    const whole = bits << (6 * padding);
    this.der[this.length++] = (whole >> 16) & 0xff;
    if (left == 3) this.der[this.length++] = (whole >> 8) & 0xff;
    return true;
  }

  /** Whether there is a byte at `at`: reads the next piece of the file where there is none. */
  private fill(): bool {
    if (this.at < this.end) return true;
    const count = this.host.readFile(this.chunk);
    // A byte order mark, as some editors write it.
    this.at = this.isAtStart && count > 3 && standsAt(this.chunk, 0, "\xef\xbb\xbf") ? 3 : 0;
    this.isAtStart = false;
    this.end = count > 0 ? count : 0;
    if (count < 0) this.errno = -count;
    return count > 0;
  }
}
