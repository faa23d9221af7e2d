/** What is wrong with a peer's TLS. Line for line, TLS_WORDS of words.ts has the words. */
export const enum TlsFault {
  NONE,
  /** The first bytes are no record. */
  NOT_TLS,
  /** The peer has sent an alert that ends the connection; `number` is its description (RFC 8446 §6). */
  ALERT,
  /** The same, after it has asked for a certificate of ours. */
  ALERT_WANTS_CERTIFICATE,
  /** The server speaks an older version alone; `number` is it. */
  VERSION,
  RECORD_TOO_LONG,
  /** Records without any content, or without any that a check wants, one after the other. */
  IDLE_RECORDS,
  /** A record that was changed on its way, or is protected with other keys. */
  NOT_GENUINE,
  HANDSHAKE_TOO_LONG,
  /** A message that is not the one that must come. */
  UNEXPECTED_MESSAGE,
  MALFORMED_MESSAGE,
  NO_CERTIFICATE,
  /** The server's public key for this connection is none. */
  BAD_KEY,
  /** The server does not prove that the certificate is its own. */
  BAD_SIGNATURE,
  /** The server has not seen the same handshake. */
  BAD_FINISHED,
  /** The system has no random numbers. */
  NO_RANDOM,
}
