/**
 * Whether bytes that a server has sent are a healthy response, by the README's words alone: a second opinion on src/core/http/response.ts,
 * with which it shares nothing.
 */

/** What interim responses, status line and header section may have together. */
const MAX_BYTES = 65_536;
/** Version 1.x, or 2 and 2.0, which some servers write; three digits, of which the first is not 0 (RFC 9110 §15); anything but a fourth digit. */
const STATUS_LINE = /^HTTP\/(?:1\.[0-9]|2(?:\.0)?) [ \t]*([1-9][0-9][0-9])(?![0-9])/i;

/**
 * @param received as ISO 8859-1
 * @param isInSet whether a status is one of the set
 * @param isHead whether HEAD was asked for
 */
export function judge(received: string, isInSet: (status: number) => boolean, isHead = false): boolean {
  const lines = received.slice(0, MAX_BYTES).split("\n");
  // Behind the last LF there is no complete line.
  lines.pop();
  while (true) {
    const status = Number(STATUS_LINE.exec(line(lines) ?? "")?.[1] ?? 0);
    if (status === 0) return false;
    const headers: string[] = [];
    for (let header = line(lines); header !== ""; header = line(lines)) {
      if (header === null) return false;
      const isFolded = /^[ \t]/.test(header);
      if (isFolded ? headers.length === 0 : !header.includes(":")) return false;
      headers.push(header);
    }
    // RFC 9110 §15.2: interim responses are passed over; behind 101 there is another protocol.
    if (status < 200 && status !== 101) continue;
    const hasBody = !isHead && status >= 200 && status !== 204 && status !== 304;
    return isInSet(status) && (!hasBody || hasOneLength(headers));
  }
}

/** The next line without its end, or null where there is none, or one with a NUL or a CR within. */
function line(lines: string[]): string | null {
  const text = lines.shift()?.replace(/\r$/, "");
  return text === undefined || /[\0\r]/.test(text) ? null : text;
}

/** RFC 9112 §6.3: every Content-Length is a number, or a list of numbers, and all are the same. */
function hasOneLength(headers: string[]): boolean {
  const values = headers.flatMap((header) => /^content-length:(.*)$/is.exec(header)?.[1]?.split(",") ?? []);
  const numbers = values.map((value) => value.replace(/^[ \t]+|[ \t]+$/g, ""));
  return numbers.every((number) => /^[0-9]+$/.test(number)) && new Set(numbers.map(BigInt)).size <= 1;
}
