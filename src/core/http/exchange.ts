import { ascii, isBlank, none, same, sameIgnoringCase, Text, trim } from "../bytes/text";
import { HAS_TLS } from "../features";
import { isHeader } from "./header";
import { Options } from "./options";
import { becomesGet, isHeadUnsupported, isRedirect, MAX_REDIRECTS, resolveLocation, withoutUser } from "./redirect";
import { buildRequest } from "./request";
import { MAX_LINE, ResponseParser } from "./response";
import { Scheme, Target } from "./target";

const LOCATION_NAME = "location:";
const CODING_NAME = "content-encoding:";

/** What follows a complete header section. */
export const enum Next {
  /** Nothing: this is the answer. */
  ANSWER,
  /** Another request, which `request` holds after start(). */
  REQUEST,
  // The check ends, because the redirect cannot be followed. In the order of Result.
  TOO_MANY_REDIRECTS,
  BAD_REDIRECT,
  NO_TLS_REDIRECT,
}

/**
 * The requests of one check, and their responses: the first one, and those that follow redirects or an unsupported HEAD. It is used again for
 * the next check.
 */
export class Exchange {
  options!: Options;
  /** The current target, method and data. Redirects may change them, but never the options. */
  target!: Target;
  method: Uint8Array = none();
  data: Uint8Array | null = null;
  /** The first target, if redirects have led away from it; else null. */
  origin: Target | null = null;
  /** The Location of a redirect that cannot be followed. */
  refused: Uint8Array = none();
  /** If text is expected: the response's Content-Encoding other than identity, or null. */
  coding: Uint8Array | null = null;
  request: Text = new Text();
  response: ResponseParser = new ResponseParser();
  /** Whether a redirect has changed the method to GET and dropped the data (RFC 9110 §15.4). */
  isDataDropped: bool = false;
  private redirects: i32 = 0;
  /** The value of the response's Location, if redirects are followed. */
  private location: Text = new Text();
  /** Whether the last line belongs to the Location, so that a folded line continues it. */
  private isInLocation: bool = false;
  /** The object for the next redirect's target. It and the current target take turns, so that redirects take no memory. */
  private spare: Target | null = null;
  private url: Text = new Text();

  /** Begins another check. */
  begin(options: Options): void {
    this.options = options;
    this.target = options.target;
    this.method = options.method;
    this.data = options.data;
    this.origin = null;
    this.isDataDropped = false;
    this.redirects = 0;
    // A target that is not HTTP has no response, and no body that would have to be read.
    this.response.begin(false);
  }

  /** Writes the next request and prepares for its response. */
  start(): void {
    this.response.begin(same(this.method, "HEAD"));
    this.location.length = 0;
    this.coding = null;
    buildRequest(this);
  }

  /** Prepares for the response that follows an interim one. */
  restart(): void {
    this.response.restart();
    this.location.length = 0;
  }

  /** Whether the request goes to the host that the user named. No other host gets credentials. */
  isAtFirstHost(): bool {
    const origin = this.origin;
    return origin === null || this.target.isSameOrigin(origin);
  }

  /** Looks at the header line that was read last. */
  takeLine(): void {
    const options = this.options;
    if (options.expected !== null) this.readCoding();
    if (options.location) this.readLocation();
  }

  /** The first Content-Encoding that encodes anything counts (RFC 9110 §8.4.1). Each response has one at most, so that it takes little memory. */
  private readCoding(): void {
    const response = this.response;
    if (this.coding !== null || response.isInterim()) return;
    if (!isHeader(response.line, response.lineLength, CODING_NAME)) return;
    const coding = trim(response.line.subarray(CODING_NAME.length, response.lineLength));
    if (coding.length > 0 && !sameIgnoringCase(coding, "identity")) this.coding = coding.slice();
  }

  /**
   * Looks for the Location in the line. The first Location counts, with its folded lines (RFC 9112 §5.2). There may be
   * thousands of lines; they take no memory.
   */
  private readLocation(): void {
    const line = this.response.line;
    const length = this.response.lineLength;
    const location = this.location;
    const isFolded = length > 0 && isBlank(line[0]);
    if (!isFolded) {
      this.isInLocation = location.length == 0 && isHeader(line, length, LOCATION_NAME);
    }
    if (!this.isInLocation) return;
    for (let i = isFolded ? 0 : LOCATION_NAME.length; i < length && location.length < MAX_LINE; i++)
      location.byte(line[i]);
  }

  /** The header section is complete. @returns what follows it */
  next(): Next {
    const options = this.options;
    const status = this.response.status;
    if (options.spider && isHeadUnsupported(status) && same(this.method, "HEAD")) {
      this.method = ascii("GET");
      return Next.REQUEST;
    }
    return options.location && isRedirect(status) && this.hasLocation() ? this.redirect(status) : Next.ANSWER;
  }

  /** An empty Location counts as none, as in curl. */
  private hasLocation(): bool {
    return this.isLocationCut() || trim(this.location.view()).length > 0;
  }

  /** A Location that fills the buffer of a line was cut. */
  private isLocationCut(): bool {
    return this.location.length >= MAX_LINE - LOCATION_NAME.length;
  }

  private redirect(status: i32): Next {
    const location = trim(this.location.view());
    this.refused = withoutUser(location);
    if (this.redirects++ == MAX_REDIRECTS) return Next.TOO_MANY_REDIRECTS;
    const base = this.target;
    const spare = this.spare;
    const target = spare === null ? new Target() : spare;
    if (this.isLocationCut() || !resolveLocation(base, location, this.url, target)) return Next.BAD_REDIRECT;
    if (!this.options.admits(target.address)) return Next.BAD_REDIRECT;
    if (!HAS_TLS && target.scheme == Scheme.HTTPS) return Next.NO_TLS_REDIRECT;
    if (this.origin === null) {
      this.origin = base;
      this.spare = null;
    } else {
      this.spare = base;
    }
    this.target = target;
    if (becomesGet(status, this.method)) {
      this.method = ascii("GET");
      this.data = null;
      this.isDataDropped = true;
    }
    return Next.REQUEST;
  }
}
