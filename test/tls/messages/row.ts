import type { StartServer } from "../../servers";
import type { SentAlert } from "../wire";
import type { Part } from "./structure";

/** How a check ends, and which alert it sends. */
export interface Outcome {
  /** The text after the target; null for healthy. */
  words: string | null;
  /** The number of the alert; null for close_notify, which a healthy check sends. */
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

/** Changes of a handshake. */
export interface Scenario {
  /** Bytes that replace a message; undefined leaves it. */
  change?: (message: Message) => Buffer | undefined;
  /** Which messages of the flight are sent, in which order. */
  order?: (names: string[]) => string[];
  /** Whether the client is asked for a certificate. */
  hasRequest?: boolean;
  /** TLS 1.3: what the HelloRetryRequest asks for. If missing, none is sent. */
  retry?: ("cookie" | "key_share")[];
  /** TLS 1.3: whether tickets are sent. */
  hasTicket?: boolean;
  /** Whether the client hangs up before the response. Then the server waits for that, so that a reset does not lose the alert. */
  isRefused?: boolean;
  /** TLS 1.2: the public key of the server, correctly signed; by default a good one. */
  point?: Buffer;
  /** TLS 1.2: whether the extended master secret is used; by default it is. */
  isExtended?: boolean;
}

/** A server that makes a handshake, and the alerts of its client. */
export interface Served {
  start: StartServer;
  /** Resolves with the alerts of the client, in order, when the connection has ended. */
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
  /** Why curl has another verdict; undefined if it has the same. */
  curlDiffers: string | undefined;
}
