/**
 * Whether the bytes of a server are a healthy response by the rules of the README: a second opinion on src/core/http/response.ts, with which
 * it shares nothing.
 */

/** The most bytes of interim responses, status line and header section together. */
const MAX_BYTES = 65_536;
/** Version 1.x, or 2 or 2.0, which some servers write; three digits that do not begin with 0 (RFC 9110 §15); no fourth digit. */
const STATUS_LINE = /^HTTP\/(?:1\.[0-9]|2(?:\.0)?) [ \t]*([1-9][0-9][0-9])(?![0-9])/i;

/**
 * @param received in ISO 8859-1
 * @param isInSet whether a status is in the set
 * @param isHead whether the method is HEAD
 */
export function judge(received: string, isInSet: (status: number) => boolean, isHead = false): boolean {
  const lines = received.slice(0, MAX_BYTES).split("\n");
  // The text after the last LF is not a complete line.
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
    // RFC 9110 §15.2: interim responses are skipped; after 101 another protocol follows.
    if (status < 200 && status !== 101) continue;
    const hasBody = !isHead && status >= 200 && status !== 204 && status !== 304;
    return isInSet(status) && (!hasBody || hasOneLength(headers));
  }
}

/** The next line without its end; null if there is none, or if it contains NUL or CR. */
function line(lines: string[]): string | null {
  const text = lines.shift()?.replace(/\r$/, "");
  return text === undefined || /[\0\r]/.test(text) ? null : text;
}

/** RFC 9112 §6.3: every Content-Length is a number or a list of numbers, and all are equal. */
function hasOneLength(headers: string[]): boolean {
  const values = headers.flatMap((header) => /^content-length:(.*)$/is.exec(header)?.[1]?.split(",") ?? []);
  const numbers = values.map((value) => value.replace(/^[ \t]+|[ \t]+$/g, ""));
  return numbers.every((number) => /^[0-9]+$/.test(number)) && new Set(numbers.map(BigInt)).size <= 1;
}
