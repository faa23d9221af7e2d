import type { StartServer } from "../../servers";
import type { SentAlert } from "../wire";
import type { Part } from "./structure";

/** How a check ends, and what it tells the server. */
export interface Outcome {
  /** Behind the target, in the line; null for healthy. */
  words: string | null;
  /** The alert's description; null for none but the close_notify of a healthy check. */
  alert: number | null;
}

export const HEALTHY: Outcome = { words: null, alert: null };
export const MALFORMED: Outcome = { words: "malformed TLS: a malformed message", alert: 50 };
export const ILLEGAL: Outcome = { words: "malformed TLS: a value that is not allowed", alert: 47 };
/** The server has picked this protocol. */
export function picked(protocol: string): Outcome {
  return { words: `the peer picks the protocol "${protocol}" (ALPN), which was not offered`, alert: 47 };
}
export const UNOFFERED: Outcome = { words: "malformed TLS: an extension that was not offered", alert: 110 };
export const MISPLACED: Outcome = { words: "malformed TLS: an extension in the wrong message", alert: 47 };
export const REPEATED: Outcome = { words: "malformed TLS: the same extension twice", alert: 47 };
export const MISSING: Outcome = { words: "malformed TLS: an extension is missing", alert: 109 };
export const UNEXPECTED: Outcome = { words: "malformed TLS: an unexpected message", alert: 10 };
export const RENEGOTIATION: Outcome = { words: "malformed TLS: a renegotiation of another connection", alert: 40 };
export const BAD_KEY: Outcome = { words: "malformed TLS: a bad public key", alert: 47 };
export const BAD_PROOF: Outcome = { words: "the peer has not the key of its certificate", alert: 51 };
export const BAD_FINISHED: Outcome = { words: "malformed TLS: the handshake was tampered with", alert: 51 };
export const NO_CERTIFICATE: Outcome = { words: "the peer shows no certificate", alert: 50 };
export const BAD_CERTIFICATE: Outcome = { words: "certificate is malformed", alert: 42 };

/** A handshake message that a server is about to send. */
export interface Message {
  name: string;
  type: number;
  parts: Part[];
}

/** What is done to the messages of a handshake. */
export interface Scenario {
  /** Bytes to be sent in place of a message; the message itself where nothing is given. */
  change?: (message: Message) => Buffer | undefined;
  /** Which messages of the flight are sent, in which order. */
  order?: (names: string[]) => string[];
  /** Whether the client is asked for a certificate. */
  hasRequest?: boolean;
  /** Of TLS 1.3, what the HelloRetryRequest asks for; there is none without it. */
  retry?: ("cookie" | "key_share")[];
  /** Of TLS 1.3, whether there are tickets. */
  hasTicket?: boolean;
  /** Whether the client is expected to hang up before the response: what it says then is not to be lost because more comes than it reads. */
  isRefused?: boolean;
  /** Of TLS 1.2, the server's public key, signed as it is; a good one where nothing is said. */
  point?: Buffer;
  /** Of TLS 1.2, whether the master secret depends on the messages; it does where nothing is said. */
  isExtended?: boolean;
}

/** A server that goes through a handshake, and what its client has to say. */
export interface Served {
  start: StartServer;
  /** Resolves when the connection has ended: the alerts of the client's, in their order. */
  alerts(): Promise<SentAlert[]>;
}

/** Reasons why curl accepts what is refused here. */
export const DIFFERS = {
  unknown:
    "OpenSSL and Go ignore extensions that they do not know. RFC 8446 §4.2 and RFC 5246 §7.4.1.4 say to refuse them, as BoringSSL, NSS and rustls do: they answer a hello that is not ours",
  offered: "curl offers it",
  go: "OpenSSL does not look at it; Go refuses it",
  flood: "OpenSSL ignores any number of them",
};

export interface MessageRow {
  name: string;
  serve(): Served;
  outcome: Outcome;
  /** Whether the alert is encrypted. */
  isProtected: boolean;
  /** Why curl judges otherwise: where it does so, and nowhere else. */
  curlDiffers: string | undefined;
}
