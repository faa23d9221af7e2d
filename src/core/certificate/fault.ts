/** Why a certificate is not trusted; words.ts has the words. */
export const enum CertificateFault {
  NONE,
  MALFORMED,
  // Trust.
  SELF_SIGNED,
  UNKNOWN_AUTHORITY,
  OTHER_KEY,
  WRONG_SIGNATURE,
  TOO_MANY,
  // The contents of a certificate in the path.
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
  // The host's name.
  NO_NAMES,
  OTHER_NAME,
  // The trusted certificates.
  UNREADABLE,
  NO_CERTIFICATE,
  TOO_LARGE,
  BROKEN_FILE,
  NO_BUNDLE,
}
