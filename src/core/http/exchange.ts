import { ascii, isBlank, none, same, startsWith, Text, trim } from "../bytes/text";
import { HAS_TLS } from "../features";
import { Options } from "./options";
import { becomesGet, isHeadUnsupported, isRedirect, MAX_REDIRECTS, resolveLocation, withoutUser } from "./redirect";
import { buildRequest } from "./request";
import { MAX_LINE, ResponseParser } from "./response";
import { Scheme, Target } from "./target";

const LOCATION_NAME = "location:";

/** What follows a complete header section. */
export const enum Next {
  /** Nothing: its status is the answer. */
  ANSWER,
  /** Another request, which `request` holds after start(). */
  REQUEST,
  // The answer, since a redirect cannot be followed. In the order of Result.
  TOO_MANY_REDIRECTS,
  BAD_REDIRECT,
  NO_TLS_REDIRECT,
}

/**
 * The requests of one check, and their responses: the first, and those that redirects and an unsupported HEAD lead to. One serves for many checks,
 * one after the other.
 */
export class Exchange {
  options!: Options;
  /** What is asked now: a redirect may have changed it from what the options say. */
  target!: Target;
  method: Uint8Array = none();
  data: Uint8Array | null = null;
  /** The target that redirects have led away from; null before the first one. */
  origin: Target | null = null;
  /** Where a redirect that cannot be followed leads. */
  refused: Uint8Array = none();
  request: Text = new Text();
  response: ResponseParser = new ResponseParser();
  /** Whether a redirect has made a GET of it, which has no body (RFC 9110 §15.4). */
  isDataDropped: bool = false;
  private redirects: i32 = 0;
  /** The value of the response's Location, where it is looked for. */
  private location: Text = new Text();
  /** Whether the last line was one of it, which a folded line would continue. */
  private isInLocation: bool = false;
  /** Where redirects lead: the target in hand and the next one take turns. */
  private spare: Target | null = null;
  private url: Text = new Text();

  /** Starts with another check. */
  begin(options: Options): void {
    this.options = options;
    this.target = options.target;
    this.method = options.method;
    this.data = options.data;
    this.origin = null;
    this.isDataDropped = false;
    this.redirects = 0;
  }

  /** Writes the next request, and makes ready for its response. */
  start(): void {
    this.response.begin(same(this.method, "HEAD"));
    this.location.length = 0;
    buildRequest(this);
  }

  /** Goes on to the response behind an interim one. */
  restart(): void {
    this.response.restart();
    this.location.length = 0;
  }

  /** Whether the request goes to the host that the user has named, which alone gets credentials. */
  isAtFirstHost(): bool {
    const origin = this.origin;
    return origin === null || this.target.isSameOrigin(origin);
  }

  /**
   * Takes the line that the response has just given. There may be thousands, and they cost no memory. The first Location counts, with what folds
   * it (RFC 9112 §5.2).
   */
  takeLine(): void {
    if (!this.options.location) return;
    const line = this.response.line;
    const length = this.response.lineLength;
    const location = this.location;
    const isFolded = length > 0 && isBlank(line[0]);
    if (!isFolded) {
      this.isInLocation = location.length == 0 && length >= LOCATION_NAME.length && startsWith(line, LOCATION_NAME);
    }
    if (!this.isInLocation) return;
    for (let i = isFolded ? 0 : LOCATION_NAME.length; i < length && location.length < MAX_LINE; i++)
      location.byte(line[i]);
  }

  /** The header section is complete: what follows it. */
  next(): Next {
    const options = this.options;
    const status = this.response.status;
    if (options.spider && isHeadUnsupported(status) && same(this.method, "HEAD")) {
      this.method = ascii("GET");
      return Next.REQUEST;
    }
    return options.location && isRedirect(status) && this.hasLocation() ? this.redirect(status) : Next.ANSWER;
  }

  /** An empty one is none, as for curl. */
  private hasLocation(): bool {
    return this.isLocationCut() || trim(this.location.view()).length > 0;
  }

  /** One that fills what is kept of a line was cut. */
  private isLocationCut(): bool {
    return this.location.length >= MAX_LINE - LOCATION_NAME.length;
  }

  private redirect(status: i32): Next {
    const location = trim(this.location.view());
    this.refused = withoutUser(location);
    if (this.redirects++ == MAX_REDIRECTS) return Next.TOO_MANY_REDIRECTS;
    const spare = this.spare;
    const target = spare === null ? new Target() : spare;
    if (this.isLocationCut() || !resolveLocation(this.target, location, this.url, target)) return Next.BAD_REDIRECT;
    if (!this.options.admits(target.address)) return Next.BAD_REDIRECT;
    if (!HAS_TLS && target.scheme == Scheme.HTTPS) return Next.NO_TLS_REDIRECT;
    if (this.origin === null) {
      this.origin = this.target;
      this.spare = null;
    } else {
      this.spare = this.target;
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
