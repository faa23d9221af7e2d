/** Why a certificate is not trusted, each with its words in words.ts. */
export const enum CertificateFault {
  NONE,
  MALFORMED,
  // Trust.
  SELF_SIGNED,
  UNKNOWN_AUTHORITY,
  OTHER_KEY,
  WRONG_SIGNATURE,
  TOO_MANY,
  // What it says of itself, or an authority of itself.
  EXPIRED,
  NOT_YET_VALID,
  WEAK_SIGNATURE,
  UNSUPPORTED_SIGNATURE,
  WEAK_KEY,
  UNSUPPORTED_KEY,
  UNKNOWN_EXTENSION,
  NOT_AN_AUTHORITY,
  TOO_LONG_PATH,
  NOT_FOR_SERVERS,
  NOT_FOR_SIGNATURES,
  NOT_PERMITTED,
  // Names.
  NO_NAMES,
  OTHER_NAME,
  // Where trusted certificates come from.
  UNREADABLE,
  NO_CERTIFICATE,
  TOO_LARGE,
  BROKEN_FILE,
  NO_BUNDLE,
}
