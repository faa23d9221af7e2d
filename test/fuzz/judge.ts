/**
 * Whether bytes that a server has sent are a healthy response, by the README's words and RFC 9112 alone: a second opinion on
 * src/core/response.ts, which has nothing in common with it. Two leniencies are meant: the space behind the status code may be missing
 * where no reason follows (§4 has clients ignore it), and folded lines pass (§5.2 has clients read them).
 */

/** What interim responses, status line and header section may have together. */
const MAX_BYTES = 65_536;
/** HTAB, SP, VCHAR and obs-text (RFC 9110 §5.5). */
const TEXT = "[\\t -~\\x80-\\xff]*";
/** §2.3 and §4: `HTTP/` with major version 1, and three digits; statuses begin with 1 (RFC 9110 §15). */
const STATUS_LINE = new RegExp(`HTTP/1\\.[0-9] ([1-9][0-9][0-9])( ${TEXT})?\\r\\n`, "y");
/** §5.1: a token (RFC 9110 §5.6.2) and at once a colon. */
const FIELD_LINE = new RegExp(`[!#$%&'*+.^_\`|~0-9A-Za-z-]+:${TEXT}\\r\\n`, "y");
const FOLDED_LINE = new RegExp(`[ \\t]${TEXT}\\r\\n`, "y");
const EMPTY_LINE = /\r\n/y;

/**
 * @param received as ISO 8859-1
 * @param isInSet whether a status is one of the set
 */
export function judge(received: string, isInSet: (status: number) => boolean): boolean {
  const bytes = received.slice(0, MAX_BYTES);
  let at = 0;
  const take = (line: RegExp) => {
    line.lastIndex = at;
    const match = line.exec(bytes);
    at += match?.[0].length ?? 0;
    return match;
  };
  while (true) {
    const status = Number(take(STATUS_LINE)?.[1] ?? 0);
    if (status === 0) return false;
    while (take(FIELD_LINE)) while (take(FOLDED_LINE));
    if (!take(EMPTY_LINE)) return false;
    // RFC 9110 §15.2: interim responses are read and passed over; behind 101 there is another protocol.
    if (status >= 200 || status === 101) return isInSet(status);
  }
}
