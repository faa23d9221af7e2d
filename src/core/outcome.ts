import { none } from "./bytes/text";
import { Target } from "./http/target";

/** What a check is doing. STAGE_WORDS (messages/words.ts) has a line for each, in this order. */
export const enum Stage {
  LOOKING_UP,
  CONNECTING,
  SENDING,
  /** No byte of the response has arrived. */
  WAITING,
  RECEIVING,
  /** An interim response has arrived (RFC 9110 §15.2), but not all of the final one. */
  WAITING_FURTHER,
  /** Not in that list, because only builds with TLS have its words. */
  HANDSHAKING,
}

export const enum Result {
  EXPIRED,
  /** TCP and Unix: the connection was made. */
  CONNECTED,
  /** gRPC: the service is serving; `line` has that word. */
  SERVING,
  /** HTTP: the header section is complete; the status decides. */
  ANSWERED,
  UNRESOLVED,
  UNREACHABLE,
  /** The connection failed in SENDING or later. */
  LOST,
  /** The peer closed the connection before the response was complete. */
  CLOSED,
  /** TLS or the gRPC call failed, or the service is not serving; `line` has the words. */
  FAILED,
  // From here on RESULT_WORDS (messages/words.ts) has a line for each, in this order.
  NOT_HTTP,
  HTTP_2,
  BAD_STATUS_LINE,
  BAD_HEADER,
  TOO_LONG,
  TOO_MANY_REDIRECTS,
  BAD_REDIRECT,
  /** A redirect to https:// in a build without TLS. */
  NO_TLS_REDIRECT,
}

/** Why a name has no address. UNRESOLVED_WORDS (messages/words.ts) has a line for each, in this order. */
export const enum Unresolved {
  NO_SUCH_NAME,
  /** No name server answered, or one could not answer now. */
  NO_ANSWER,
  /** The resolver failed in another way. */
  FAILED,
  /** The name is in none of the search domains that were read, but there are more. */
  TOO_MANY_DOMAINS,
}

/** An attempt to connect that failed. */
export class Attempt {
  address: Uint8Array;
  /** A Linux error number (Errno). */
  errno: i32;

  constructor(address: Uint8Array, errno: i32) {
    this.address = address;
    this.errno = errno;
  }
}

/** The facts about a check that has ended, or that is in progress. messages/verdict.ts turns them into words. */
export class Outcome {
  /** The last target, and the first one if redirects led away from it. */
  target: Target;
  origin: Target | null;
  method: Uint8Array;
  result: Result = Result.EXPIRED;
  stage: Stage = Stage.LOOKING_UP;
  /** ANSWERED: the status; WAITING_FURTHER: the first interim one. */
  status: i32 = 0;
  unresolved: Unresolved = Unresolved.FAILED;
  /** LOST: a Linux error number. */
  errno: i32 = 0;
  /** Connecting: the attempts that have failed; not the current one. */
  attempts: Attempt[] = [];
  /** Connecting: the current address; empty for a Unix socket. */
  address: Uint8Array = none();
  /** EXPIRED: the milliseconds that were allowed. */
  limit: i32 = 0;
  /** The start of the line that is wrong; or the target of a redirect that is not followed; or why TLS or the gRPC call failed. */
  line: Uint8Array = none();

  constructor(target: Target, origin: Target | null, method: Uint8Array) {
    this.target = target;
    this.origin = origin;
    this.method = method;
  }
}
