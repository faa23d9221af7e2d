import type { Response } from "./response";

/** Responses whose verdict does not follow `curl -f`. Of at least one of each kind curl says otherwise. */
export interface Exception {
  kind: string;
  reason: string;
  applies(response: Response): boolean;
  /** Our verdict on all of this kind. */
  healthy: boolean;
}

export const exceptions: Exception[] = [
  {
    kind: "101",
    reason: "another protocol follows, which was not asked for; curl reads on as if it were an interim response",
    applies: ({ bytes }) => /^HTTP\/1\.1 101 /.test(headsOf(bytes).at(-1) ?? ""),
    healthy: false,
  },
  {
    kind: "a header section that is cut off",
    reason: "the server broke down within it, as Go and Node see it; curl takes what has come for all of it",
    applies: ({ name }) => name.startsWith("head cut"),
    healthy: false,
  },
  {
    kind: "more than 64 KiB",
    reason: "what a check reads is bounded; curl's bound is 300 KB, Node's 16 KiB",
    applies: ({ name }) => name.startsWith("head too long"),
    healthy: false,
  },
  {
    kind: "a CR without LF",
    reason:
      "it ends a line for some and not for others (RFC 9112 §2.2); curl ends the header section at a line that begins with it",
    applies: ({ bytes }) => headsOf(bytes).some((head) => /\r(?!\n)/.test(head)),
    healthy: false,
  },
  {
    kind: "a NUL byte",
    reason: "curl refuses it as well, but does not see it at the start of a header line",
    applies: ({ bytes }) => headsOf(bytes).some((head) => head.includes("\0")),
    healthy: false,
  },
  {
    kind: "HTTP/1.2 and later",
    reason: "a later minor version is read like the highest one that is known (RFC 9110 §2.5); curl knows 1.0 and 1.1",
    applies: ({ bytes }) => /^HTTP\/1\.[2-9] /.test(bytes),
    healthy: true,
  },
  {
    kind: "a Content-Length that is no number, or two that differ",
    reason:
      "the end of the body is unknown (RFC 9112 §6.3), as Go and Node see it; curl reads the digits in front, and takes the last of two",
    applies: (response) => hasBody(response) && isLengthWrong(response),
    healthy: false,
  },
  {
    kind: "such a Content-Length in answer to HEAD",
    reason: "no body follows, whatever it says (RFC 9112 §6.3, item 1); curl reads it all the same",
    applies: (response) => response.method === "HEAD" && isLengthWrong(response),
    healthy: true,
  },
];

/** The status lines and header sections of a response, those of interim responses first; line ends included. */
function headsOf(bytes: string): string[] {
  const end = /\n\r?\n/.exec(bytes);
  if (end === null) return [bytes];
  const length = end.index + end[0].length;
  const head = bytes.slice(0, length);
  return /^HTTP\/1\.\d 1(?!01)/.test(head) ? [head, ...headsOf(bytes.slice(length))] : [head];
}

function hasBody({ bytes, method }: Response): boolean {
  return method === "GET" && !/^HTTP\/1\.\d [23]04 /.test(headsOf(bytes).at(-1) ?? "");
}

function isLengthWrong({ bytes }: Response): boolean {
  const values = [...(headsOf(bytes).at(-1) ?? "").matchAll(/^content-length:(.*)$/gim)].map((it) => it[1] ?? "");
  const items = values.flatMap((value) => value.split(",").map((item) => item.replace(/^[ \t]+|[ \t\r]+$/g, "")));
  return items.some((item) => !/^\d+$/.test(item)) || new Set(items.map(BigInt)).size > 1;
}
