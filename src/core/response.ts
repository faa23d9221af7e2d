import { Char, isDigit, isFieldChar, isTokenChar } from "./text";

/** The most bytes of status lines and header sections, interim responses included. */
export const MAX_RESPONSE: i32 = 65536;
/** How many bytes of a line are kept, to be shown, or since it tells where a redirect leads. */
export const MAX_LINE: i32 = 2048;

export const enum Progress {
  /** More bytes are needed. */
  MORE,
  /** A header section is complete. */
  COMPLETE,
  NOT_HTTP,
  BAD_STATUS_LINE,
  BAD_HEADER,
  /** A line that ends in LF without CR. */
  BARE_LF,
  TOO_LONG,
}

/** Where the parser stands within a response. */
const enum At {
  VERSION,
  CODE,
  CODE_END,
  REASON,
  STATUS_LINE_LF,
  LINE,
  NAME,
  VALUE,
  HEADER_LF,
  LAST_LF,
}

const VERSION_FORM = "HTTP/1.";

/**
 * Reads status line and header section byte by byte (RFC 9112 §2 to §5), strictly: every line ends in CR LF, no white space
 * before a colon or the first header, no control bytes. Two leniencies, both the RFC's: the space behind the status
 * code may be missing where there is no reason phrase (§4), and folded header lines are read (§5.2).
 */
export class ResponseParser {
  /** 100 to 999 once it was read; 0 before. */
  status: i32 = 0;
  /** How many bytes were read in all. */
  received: i32 = 0;
  /** The start of the line that was read last, or of the one that is wrong. */
  line: Uint8Array = new Uint8Array(MAX_LINE);
  lineLength: i32 = 0;
  private at: At = At.VERSION;
  private matched: i32 = 0;
  private first: bool = true;
  private lineEnded: bool = false;

  /** Whether the line in `line` is complete after the last byte. */
  hasLine(): bool {
    return this.lineEnded;
  }

  /** Starts with another connection. */
  begin(): void {
    this.restart();
    this.status = 0;
    this.received = 0;
    this.lineLength = 0;
    this.lineEnded = false;
  }

  /** Starts with the next response on the same connection: the one behind an interim response. */
  restart(): void {
    this.at = At.VERSION;
    this.matched = 0;
    this.first = true;
  }

  /** Reads one byte. After COMPLETE comes restart() or nothing; after a fault, only more of the line to be shown. */
  read(c: i32): Progress {
    if (this.received == MAX_RESPONSE) return Progress.TOO_LONG;
    this.received++;
    if (this.lineEnded) {
      this.lineEnded = false;
      this.lineLength = 0;
    }
    const progress = this.step(c);
    if (c == Char.LF) this.lineEnded = true;
    else if (c != Char.CR) this.keep(c);
    return progress;
  }

  /** Keeps a byte of the line to be shown. */
  keep(c: i32): void {
    if (this.lineLength < MAX_LINE) this.line[this.lineLength++] = c;
  }

  private step(c: i32): Progress {
    switch (this.at) {
      case At.VERSION: {
        return this.version(c);
      }
      case At.CODE: {
        // No class of statuses begins with 0 (RFC 9110 §15).
        if (!isDigit(c) || (this.matched == 0 && c == Char.ZERO)) return lineFault(c, Progress.BAD_STATUS_LINE);
        this.status = this.status * 10 + c - Char.ZERO;
        this.matched++;
        if (this.matched == 3) this.at = At.CODE_END;
        return Progress.MORE;
      }
      case At.CODE_END: {
        if (c != Char.SPACE && c != Char.CR) return lineFault(c, Progress.BAD_STATUS_LINE);
        this.at = c == Char.CR ? At.STATUS_LINE_LF : At.REASON;
        return Progress.MORE;
      }
      case At.REASON: {
        if (c == Char.CR) this.at = At.STATUS_LINE_LF;
        else if (!isFieldChar(c)) return lineFault(c, Progress.BAD_STATUS_LINE);
        return Progress.MORE;
      }
      case At.STATUS_LINE_LF: {
        if (c != Char.LF) return this.strayCr(Progress.BAD_STATUS_LINE);
        this.at = At.LINE;
        return Progress.MORE;
      }
      case At.LINE: {
        if (c == Char.CR) this.at = At.LAST_LF;
        // A folded line continues the value before it; there is none before the first header (RFC 9112 §2.2).
        else if (!this.first && (c == Char.SPACE || c == Char.TAB)) this.at = At.VALUE;
        else if (isTokenChar(c)) this.at = At.NAME;
        else return lineFault(c, Progress.BAD_HEADER);
        this.first = false;
        return Progress.MORE;
      }
      case At.NAME: {
        if (c == Char.COLON) this.at = At.VALUE;
        else if (!isTokenChar(c)) return lineFault(c, Progress.BAD_HEADER);
        return Progress.MORE;
      }
      case At.VALUE: {
        if (c == Char.CR) this.at = At.HEADER_LF;
        else if (!isFieldChar(c)) return lineFault(c, Progress.BAD_HEADER);
        return Progress.MORE;
      }
      case At.HEADER_LF: {
        if (c != Char.LF) return this.strayCr(Progress.BAD_HEADER);
        this.at = At.LINE;
        return Progress.MORE;
      }
      default: {
        return c == Char.LF ? Progress.COMPLETE : this.strayCr(Progress.BAD_HEADER);
      }
    }
  }

  /** The fault of a CR without LF, which has to be seen in the line that is shown. */
  private strayCr(fault: Progress): Progress {
    this.keep(Char.CR);
    return fault;
  }

  /** `HTTP/1.` and a digit and a space; the digit is 0 in `HTTP/1.0` and may be any later one (RFC 9110 §2.5). */
  private version(c: i32): Progress {
    const matched = this.matched++;
    if (matched < VERSION_FORM.length) {
      if (c == VERSION_FORM.charCodeAt(matched)) return Progress.MORE;
      return matched < 5 ? Progress.NOT_HTTP : lineFault(c, Progress.BAD_STATUS_LINE);
    }
    if (matched == VERSION_FORM.length ? !isDigit(c) : c != Char.SPACE) return lineFault(c, Progress.BAD_STATUS_LINE);
    if (matched > VERSION_FORM.length) {
      this.at = At.CODE;
      this.matched = 0;
      this.status = 0;
    }
    return Progress.MORE;
  }
}

/** The fault of a line that this byte is wrong in: a bare LF, where it is one. */
function lineFault(c: i32, fault: Progress): Progress {
  return c == Char.LF ? Progress.BARE_LF : fault;
}
