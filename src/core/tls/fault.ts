/** What is wrong with a peer's TLS. Line for line, TLS_WORDS of words.ts has the words; alert.ts has the alerts. */
export const enum TlsFault {
  NONE,
  /** The first bytes are no record. */
  NOT_TLS,
  /** The peer has sent an alert that ends the connection; `number` is its description (RFC 8446 §6). */
  ALERT,
  /** The same, after it has asked for a client certificate. */
  ALERT_WANTS_CERTIFICATE,
  /** The server supports only an older version, which is `number`. */
  VERSION,
  RECORD_TOO_LONG,
  /** Too many records in a row that are empty, or that a check has no use for. */
  IDLE_RECORDS,
  /** A record that was changed on its way, or is protected with other keys. */
  NOT_GENUINE,
  HANDSHAKE_TOO_LONG,
  /** A message or record that must not come now. */
  UNEXPECTED_MESSAGE,
  /** A length or a field does not fit the structure. */
  MALFORMED_MESSAGE,
  /** A well-formed value that was not offered, or is not allowed here. */
  ILLEGAL_VALUE,
  /** The server has picked a protocol that was not offered (RFC 7301). */
  OTHER_PROTOCOL,
  /** The server has picked none, but the one that was offered is needed. */
  NO_PROTOCOL,
  /** An extension that answers nothing in the ClientHello. */
  UNOFFERED_EXTENSION,
  /** An extension that was offered, in a message where it is not allowed. */
  MISPLACED_EXTENSION,
  REPEATED_EXTENSION,
  MISSING_EXTENSION,
  /** The server says that this handshake renegotiates an earlier one: somebody else's (RFC 5746 §1). */
  RENEGOTIATION,
  NO_CERTIFICATE,
  /** Of the certificates that are kept none leads to a trusted one, and more were sent. */
  TOO_MANY_CERTIFICATES,
  /** The server's public key for this connection is not a valid one. */
  BAD_KEY,
  /** The server does not prove that the certificate is its own. */
  BAD_SIGNATURE,
  /** The server has not seen the same handshake. */
  BAD_FINISHED,
  /** The system has no random numbers. */
  NO_RANDOM,
}
