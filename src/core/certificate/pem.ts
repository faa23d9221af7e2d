import { Char, standsAt } from "../bytes/text";
import { TlsHost } from "../tls/host";

/** The most bytes of one certificate: enough for hundreds of names. */
export const MAX_CERTIFICATE: i32 = 16384;
const CHUNK: i32 = 4096;
/** More than the longest line that begins or ends a certificate has, `-----BEGIN TRUSTED CERTIFICATE-----`. */
const MAX_LINE: i32 = 48;

/** What a byte is in base64, if it is none of the 64 digits. */
const enum Kind {
  BLANK = 64,
  PADDING,
  DASH,
  NONE,
}

/** What next() found. */
export const enum Found {
  END,
  CERTIFICATE,
  /** Text that begins like a certificate but is not one; reading may continue. */
  BROKEN,
  /** Reading failed, with the error number in `errno`. */
  FAILED,
}

/**
 * Finds the certificates in a PEM file (RFC 7468) that the host has opened, reading it piece by piece. It skips everything between them,
 * such as comments and keys. All certificates are decoded into the same buffer.
 */
export class Pem {
  /** The last certificate's DER, with anything after it in the same block, in the first `length` bytes; decoding may write up to 3 more. */
  der: Uint8Array = new Uint8Array(MAX_CERTIFICATE + 3);
  length: i32 = 0;
  /** Whether the block had more than MAX_CERTIFICATE bytes; `der` then has the first of them. */
  isTooLarge: bool = false;
  errno: i32 = 0;

  private host: TlsHost;
  private chunk: Uint8Array = new Uint8Array(CHUNK);
  private isAtStart: bool = true;
  private at: i32 = 0;
  private end: i32 = 0;
  private line: Uint8Array = new Uint8Array(MAX_LINE);
  private lineLength: i32 = 0;
  /** For each byte, its value as a digit or its Kind. */
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

  /** Starts with another file, which the host has just opened. */
  restart(): void {
    this.at = 0;
    this.end = 0;
    this.errno = 0;
    this.isAtStart = true;
  }

  /** Reads the next certificate. */
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

  /** Whether the line is `start`, one of OpenSSL's three labels for certificates, and five dashes. */
  private isLine(start: string): bool {
    const line = this.line;
    let at = start.length;
    if (!standsAt(line, 0, start)) return false;
    if (standsAt(line, at, "TRUSTED ")) at += 8;
    else if (standsAt(line, at, "X509 ")) at += 5;
    return this.lineLength == at + 16 && standsAt(line, at, "CERTIFICATE-----");
  }

  /** Reads a line, and keeps its first bytes without trailing blanks. @returns false at the end of the file */
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

  /** Decodes base64 (RFC 4648 §4) up to the next dash, ignoring blanks. @returns false if it is broken */
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
        // Four digits at once: decoding a bundle is most of a check's work.
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
          // Once it is too large, digits are only counted.
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

  /** Ends the base64: any two or three digits left over need padding to make four. */
  private pad(bits: i32, left: i32, padding: i32): bool {
    if (left == 0) return padding == 0;
    if (left == 1 || left + padding != 4) return false;
    if (this.length > MAX_CERTIFICATE) return true;
    const whole = bits << (6 * padding);
    this.der[this.length++] = (whole >> 16) & 0xff;
    if (left == 3) this.der[this.length++] = (whole >> 8) & 0xff;
    return true;
  }

  /** Makes sure that there is a byte at `at`, reading the next piece of the file if needed. @returns false at the end, or on an error */
  private fill(): bool {
    if (this.at < this.end) return true;
    const count = this.host.readFile(this.chunk);
    // Skips the byte order mark that some editors write.
    this.at = this.isAtStart && count > 3 && standsAt(this.chunk, 0, "\xef\xbb\xbf") ? 3 : 0;
    this.isAtStart = false;
    this.end = count > 0 ? count : 0;
    if (count < 0) this.errno = -count;
    return count > 0;
  }
}
