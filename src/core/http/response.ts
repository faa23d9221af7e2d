import { parseDecimal } from "../bytes/numbers";
import { Char, isDigit, lower, startsWith } from "../bytes/text";
import { Body } from "./body";

/** The most bytes of status lines and header sections, interim responses included. */
export const MAX_RESPONSE: i32 = 65536;
/** How many bytes of a line are kept, to be read and quoted. */
export const MAX_LINE: i32 = 2048;

export const enum Progress {
  /** More bytes are needed. */
  MORE,
  /** A status line or header line is complete. */
  LINE,
  /** A header section is complete. */
  COMPLETE,
  // Faults, in the order of Result.
  NOT_HTTP,
  HTTP_2,
  BAD_STATUS_LINE,
  BAD_HEADER,
  TOO_LONG,
}

/** In lower case. */
const PROTOCOL = "http/";
/** The length of `HTTP/1.1`. */
const VERSION_LENGTH: i32 = 8;
/** The length of an HTTP/2 frame's header: three bytes of length, type, flags, four bytes of stream (RFC 9113 §4.1). */
const FRAME_HEADER: i32 = 9;
/** The frames that an HTTP/2 server sends first, or when it gives up (RFC 9113 §6.5, §6.8). */
const SETTINGS: i32 = 4;
const GOAWAY: i32 = 7;

/**
 * Reads status lines and header sections as curl does (RFC 9112 §2 to §5). A line ends in LF, with or without CR before it. A header line has
 * a colon, and any bytes around it but NUL and a lone CR. A folded line continues the one before. A header section that leaves the length of
 * the body ambiguous is malformed (§6.3).
 */
export class ResponseParser {
  progress: Progress = Progress.MORE;
  /** 100 to 999; 0 until it was read. */
  status: i32 = 0;
  /** How many bytes were read in all. */
  received: i32 = 0;
  /** The start of the line that was read last, or that is wrong: the first `lineLength` bytes. */
  line: Uint8Array = new Uint8Array(MAX_LINE);
  lineLength: i32 = 0;
  /** What the header section says about the body. */
  body: Body = new Body();
  /** How many lines of this response were read. */
  private lines: i32 = 0;
  /** The length of the current line, with the bytes that are not kept. */
  private lineBytes: i32 = 0;
  private hasColon: bool = false;
  private endsInCr: bool = false;
  /** Whether the line holds a NUL, or a CR that does not end it. */
  private isBroken: bool = false;
  private isHead: bool = false;

  /** Begins the responses of another connection. @param isHead whether the request is a HEAD, so that no body follows */
  begin(isHead: bool): void {
    this.isHead = isHead;
    this.received = 0;
    this.restart();
  }

  /** Begins the next response on the same connection, which follows an interim one. */
  restart(): void {
    this.progress = Progress.MORE;
    this.status = 0;
    this.lines = 0;
    this.body.begin();
    this.startLine();
  }

  private startLine(): void {
    this.lineLength = 0;
    this.lineBytes = 0;
    this.hasColon = false;
    this.endsInCr = false;
    this.isBroken = false;
  }

  /**
   * Reads bytes [start, end) up to the end of a line, and sets `progress`. After COMPLETE call restart() first; after a fault do not call it again.
   * @returns the index of the first byte that was not read
   */
  read(buffer: Uint8Array, start: i32, end: i32): i32 {
    if (this.progress == Progress.LINE) this.startLine();
    const line = this.line;
    const room = start + MAX_RESPONSE - this.received;
    const limit = end < room ? end : room;
    let i = start;
    let c: i32 = 0;
    while (i < limit) {
      c = buffer[i++];
      if (c == Char.LF) break;
      if (c == 0 || this.endsInCr) this.isBroken = true;
      if (c == Char.COLON) this.hasColon = true;
      this.endsInCr = c == Char.CR;
      if (this.lineBytes < MAX_LINE) line[this.lineBytes] = c;
      this.lineBytes++;
    }
    this.received += i - start;
    this.measureLine();
    if (c == Char.LF) this.progress = this.endLine();
    else if (this.lines == 0 && !this.isProtocol()) this.progress = this.otherProtocol(false);
    else this.progress = i < end ? Progress.TOO_LONG : Progress.MORE;
    return i;
  }

  /** The CR before an LF is not part of the line. */
  private measureLine(): void {
    const length = this.endsInCr ? this.lineBytes - 1 : this.lineBytes;
    this.lineLength = length < MAX_LINE ? length : MAX_LINE;
  }

  /** Whether the bytes of the first line so far match `HTTP/`, in any letter case. */
  private isProtocol(): bool {
    const length = this.lineLength < PROTOCOL.length ? this.lineLength : PROTOCOL.length;
    for (let i = 0; i < length; i++) if (lower(this.line[i]) != PROTOCOL.charCodeAt(i)) return false;
    return true;
  }

  /** The first line is not HTTP/1. If it may become the header of an HTTP/2 frame, more bytes are needed, unless the line has ended. */
  private otherProtocol(isEnded: bool): Progress {
    const line = this.line;
    const length = this.lineBytes;
    const type: i32 = line[3];
    const isFrame = line[0] == 0 && (length < 2 || line[1] == 0) && (length < 4 || type == SETTINGS || type == GOAWAY);
    if (isFrame && length >= FRAME_HEADER) return Progress.HTTP_2;
    return isFrame && !isEnded ? Progress.MORE : Progress.NOT_HTTP;
  }

  private endLine(): Progress {
    if (this.lines++ == 0) return this.readStatusLine();
    if (this.isBroken) return Progress.BAD_HEADER;
    if (this.lineLength == 0) {
      this.body.start(this.hasBody());
      return Progress.COMPLETE;
    }
    // A folded line continues the one before it (RFC 9112 §5.2); there is none before the first.
    const first: i32 = this.line[0];
    if (first == Char.SPACE || first == Char.TAB) return this.lines > 2 ? Progress.LINE : Progress.BAD_HEADER;
    if (!this.hasColon) return Progress.BAD_HEADER;
    if (this.hasBody() && !this.body.readHeader(this.line, this.lineLength)) return Progress.BAD_HEADER;
    return Progress.LINE;
  }

  /** Whether another response follows this one: it does after 1xx, except 101, which begins another protocol (RFC 9110 §15.2). */
  isInterim(): bool {
    return this.status >= 100 && this.status < 200 && this.status != 101;
  }

  /** Whether a body may follow (RFC 9112 §6.3, items 1 and 2). */
  private hasBody(): bool {
    return !this.isHead && this.status >= 200 && this.status != 204 && this.status != 304;
  }

  /** Reads `HTTP/1.1 200 OK`. Anything but a fourth digit may follow the three digits. */
  private readStatusLine(): Progress {
    const line = this.line;
    const length = this.lineLength;
    if (length < PROTOCOL.length || !this.isProtocol()) return this.otherProtocol(true);
    let i = versionEnd(line);
    if (this.isBroken || i >= length || line[i] != Char.SPACE) return Progress.BAD_STATUS_LINE;
    while (i < length && (line[i] == Char.SPACE || line[i] == Char.TAB)) i++;
    const end = i + 3;
    // No class of statuses begins with 0 (RFC 9110 §15).
    const status = end <= length ? parseDecimal(line, i, end, 999) : -1;
    if (status < 100 || (end < length && isDigit(line[end]))) return Progress.BAD_STATUS_LINE;
    this.status = status;
    return Progress.LINE;
  }
}

/** The index after `HTTP/1.N` with any digit N (RFC 9110 §2.5), or after `HTTP/2` or `HTTP/2.0`, which some servers send; else 0. */
function versionEnd(line: Uint8Array): i32 {
  if (startsWith(line, "HTTP/1.") && isDigit(line[VERSION_LENGTH - 1])) return VERSION_LENGTH;
  if (startsWith(line, "HTTP/2.0")) return VERSION_LENGTH;
  return startsWith(line, "HTTP/2 ") ? VERSION_LENGTH - 2 : 0;
}
