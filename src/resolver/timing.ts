import { atLeastOne } from "../core/bytes/numbers";

/**
 * Milliseconds after which the next server is asked too, if there is no answer. A server that is down costs no more than this, and as long as
 * servers answer, the order of /etc/resolv.conf counts.
 */
const NEXT_SERVER: i32 = 200;
/** The least milliseconds after which open questions are asked again. */
const AGAIN: i32 = 500;
/** Milliseconds to wait for one family if the other has addresses: some servers never answer for IPv6. */
const SECOND_ANSWER: i32 = 500;

/** Milliseconds of a brief wait for answers. */
export const BRIEF: i32 = 20;
/** Later than every deadline. */
export const NEVER: i32 = 0x7fffffff;

/** How long a lookup waits, in milliseconds; less if the deadline is near. */
export class Timing {
  private begun: i32;
  private deadline: i32;

  constructor(now: i32, deadline: i32) {
    this.begun = now;
    this.deadline = deadline;
  }

  /** Until the next of so many servers is asked. */
  nextServer(servers: i32): i32 {
    return this.share(NEXT_SERVER, this.begun, 2 * servers);
  }

  /** Until open questions are asked again: first at equal intervals, later less and less often. */
  again(now: i32): i32 {
    const half = (now - this.begun) >> 1;
    return this.share(half > AGAIN ? half : AGAIN, this.begun, 2);
  }

  /** Until the addresses of one family are returned without those of the other. */
  secondAnswer(now: i32): i32 {
    return this.share(SECOND_ANSWER, now, 2);
  }

  /** So many milliseconds, but at most this part of the time from `start` to the deadline. */
  private share(milliseconds: i32, start: i32, parts: i32): i32 {
    const part = ((this.deadline - start) / parts) | 0;
    return atLeastOne(part < milliseconds ? part : milliseconds);
  }
}
