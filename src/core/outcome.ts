import { none } from "./bytes/text";
import { HAS_TLS } from "./features";
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
  /** HTTP: text is expected in the body. */
  READING_BODY,
  /** TCP and Unix: text is expected. */
  READING_ANSWER,
  /** Not in that list, because only builds with TLS have its words. */
  HANDSHAKING,
}

export const enum Result {
  EXPIRED,
  /** TCP and Unix: the connection was made. */
  CONNECTED,
  /** TCP and Unix: all was sent. */
  SENT,
  /** The expected text was found, and with HTTP the status is healthy. */
  MATCHED,
  /** gRPC: the service is serving; `line` has that word. */
  SERVING,
  /** HTTP: the header section is complete, and the status is healthy. */
  ANSWERED,
  /** The same, and the status is not healthy. */
  UNWANTED_STATUS,
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
  /** TCP and Unix: the expected text is not in the first bytes of the answer. */
  ANSWER_TOO_LONG,
  // The status is healthy, but the expected text was not found.
  NO_MATCH,
  /** The same, where the headers might have had it as well. */
  NO_MATCH_IN_RESPONSE,
  BODY_TOO_LONG,
  BAD_CHUNK,
  ENCODED_BODY,
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
  /** ANSWERED, UNWANTED_STATUS, READING_BODY: the status; WAITING_FURTHER: the first interim one. */
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
  /** READING_BODY, READING_ANSWER: how many bytes were read. */
  length: i32 = 0;
  /**
   * The start of the line that is wrong; or the target of a redirect that is not followed; or why TLS or the gRPC call failed; or the Content-Encoding of the
   * body; or the start of the answer.
   */
  line: Uint8Array = none();

  constructor(target: Target, origin: Target | null, method: Uint8Array) {
    this.target = target;
    this.origin = origin;
    this.method = method;
  }

  /** Whether the body or the answer is being read. */
  isReading(): bool {
    if (HAS_TLS) {
      if (this.stage == Stage.HANDSHAKING) return false;
    }
    return this.stage >= Stage.READING_BODY;
  }
}
