import type { StartServer } from "../../servers";

/** A peer that breaks the rules, or obeys them in an unusual way. */
export interface AbuseRow {
  name: string;
  server: StartServer;
  /** Null for healthy. Several texts if the kernel decides which one it is; an empty list if any text is right. */
  words: string | string[] | null;
  /** Whether only the deadline ends the check. */
  expires: boolean | "perhaps";
}

/** The deadline of rows that wait for it, in milliseconds. */
export const DEADLINE = 1000;

export function refused(name: string, server: StartServer, words: string | string[] = []): AbuseRow {
  return { name, server, words, expires: false };
}

export function healthy(name: string, server: StartServer): AbuseRow {
  return { name, server, words: null, expires: false };
}

export function expires(name: string, server: StartServer, stage = "making the TLS handshake"): AbuseRow {
  return { name, server, words: `timed out after ${DEADLINE / 1000}s ${stage}`, expires: true };
}

export const CUT = [
  "connection closed by the peer while making the TLS handshake",
  "connection reset while making the TLS handshake",
];

export const MALFORMED = "malformed TLS: a malformed message";

export const ILLEGAL = "malformed TLS: a value that is not allowed";

export const UNOFFERED = "malformed TLS: an extension that was not offered";

export const MISSING = "malformed TLS: an extension is missing";

export const UNEXPECTED = "malformed TLS: an unexpected message";

export const TAMPERED = "malformed TLS: a record that was tampered with";

export const IDLE = "malformed TLS: records that say nothing";

export const BAD_KEY = "malformed TLS: a bad public key";

export const NOT_ITS_KEY = "the peer has not the key of its certificate";

export const TOO_LONG = "malformed TLS: a record that is too long";

export const LONG_HANDSHAKE = "malformed TLS: a handshake longer than 65536 bytes";

export const BAD_FINISHED = "malformed TLS: the handshake was tampered with";
