import { putBase64 } from "../bytes/base64";
import { Char, indexOf, sameIgnoringCase, startsWith, Text, tail, trim } from "../bytes/text";
import { VERSION } from "../version";
import { Options } from "./options";

/** The name in a header of the user's, `Name: value`. */
export function nameIn(header: Uint8Array): Uint8Array {
  return header.subarray(0, indexOf(header, Char.COLON, 0));
}

/** Its value, without white space around it. */
export function valueIn(header: Uint8Array): Uint8Array {
  return trim(tail(header, indexOf(header, Char.COLON, 0) + 1));
}

/** Whether the first `length` bytes of a line are the header with this name, which ends in its colon. */
export function isHeader(line: Uint8Array, length: i32, name: string): bool {
  return length >= name.length && startsWith(line, name);
}

/** Whether a name is one of these, in any letter case. */
export function isAmong(name: Uint8Array, names: string[]): bool {
  for (let i = 0; i < names.length; i++) if (sameIgnoringCase(name, names[i])) return true;
  return false;
}

/** Appends the value of User-Agent; nothing if it is not sent. */
export function putUserAgent(out: Text, options: Options): void {
  const agent = options.userAgent;
  if (agent !== null) out.add(agent);
  else out.put("healthcheck/").put(VERSION);
}

/** Appends the value of Authorization for `user:password` (RFC 7617 §2). */
export function putBasic(out: Text, credentials: Uint8Array): void {
  putBase64(out.put("Basic "), credentials);
}
