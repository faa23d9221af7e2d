import { none } from "./bytes/text";
import { Target } from "./http/target";

/** What a check is doing. Line for line, STAGE_WORDS of words.ts has the words. */
export const enum Stage {
  LOOKING_UP,
  CONNECTING,
  SENDING,
  /** No byte of the response has come. */
  WAITING,
  RECEIVING,
  /** At least one interim response has come (RFC 9110 §15.2), and not yet all of the final one. */
  WAITING_FURTHER,
  /** Without words of its own in that list: they are in the builds with TLS alone. */
  HANDSHAKING,
}

export const enum Result {
  EXPIRED,
  /** TCP and Unix: the connection is there. */
  CONNECTED,
  /** HTTP: a complete header section; the status tells. */
  ANSWERED,
  UNRESOLVED,
  UNREACHABLE,
  /** The connection failed in SENDING or later. */
  LOST,
  /** The peer closed the connection before the response was complete. */
  CLOSED,
  /** There is no TLS connection to whom it should lead to; `line` has the words. */
  TLS_FAILED,
  // From here on: line for line, RESULT_WORDS of words.ts has the words.
  NOT_HTTP,
  HTTP_2,
  BAD_STATUS_LINE,
  BAD_HEADER,
  TOO_LONG,
  TOO_MANY_REDIRECTS,
  BAD_REDIRECT,
  /** A redirect to https://, without TLS. */
  NO_TLS_REDIRECT,
}

/** Why a name has no address. Hosts turn their resolver's errors into these. Line for line, UNRESOLVED_WORDS of words.ts has the words. */
export const enum Unresolved {
  NO_SUCH_NAME,
  /** No name server answered, or one had no answer now. */
  NO_ANSWER,
  /** The resolver failed in another way. */
  FAILED,
  /** No server has the name in the search domains that there is room for; there are more. */
  TOO_MANY_DOMAINS,
}

/** An attempt to connect that failed. */
export class Attempt {
  address: Uint8Array;
  /** Linux's error number (Errno). */
  errno: i32;

  constructor(address: Uint8Array, errno: i32) {
    this.address = address;
    this.errno = errno;
  }
}

/** What a check has come to, in facts; verdict.ts turns them into words. */
export class Outcome {
  /** What was checked last, and the target that redirects have led away from, if any. */
  target: Target;
  origin: Target | null;
  method: Uint8Array;
  result: Result = Result.EXPIRED;
  stage: Stage = Stage.LOOKING_UP;
  /** ANSWERED: the status; WAITING_FURTHER: the first interim one. */
  status: i32 = 0;
  unresolved: Unresolved = Unresolved.FAILED;
  /** LOST: Linux's error number. */
  errno: i32 = 0;
  /** Connecting: what failed so far; the address in hand is not among them. */
  attempts: Attempt[] = [];
  /** Connecting: the address in hand; none for a Unix socket. */
  address: Uint8Array = none();
  /** EXPIRED: the milliseconds that were allowed. */
  limit: i32 = 0;
  /** The start of the line that is wrong, or that is not HTTP; where a redirect leads; why there is no TLS. */
  line: Uint8Array = none();

  constructor(target: Target, origin: Target | null, method: Uint8Array) {
    this.target = target;
    this.origin = origin;
    this.method = method;
  }
}
