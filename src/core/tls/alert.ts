import { CertificateFault } from "../certificate/fault";
import { TlsFault } from "./fault";

/** Descriptions of alerts (RFC 8446 §6) that mean something to the client, or that it sends. */
export const enum Alert {
  /** No alert at all. */
  NONE = -1,
  CLOSE_NOTIFY = 0,
  UNEXPECTED_MESSAGE = 10,
  BAD_RECORD_MAC = 20,
  RECORD_OVERFLOW = 22,
  HANDSHAKE_FAILURE = 40,
  BAD_CERTIFICATE = 42,
  UNSUPPORTED_CERTIFICATE = 43,
  CERTIFICATE_EXPIRED = 45,
  CERTIFICATE_UNKNOWN = 46,
  ILLEGAL_PARAMETER = 47,
  UNKNOWN_CA = 48,
  DECODE_ERROR = 50,
  DECRYPT_ERROR = 51,
  PROTOCOL_VERSION = 70,
  INTERNAL_ERROR = 80,
  USER_CANCELED = 90,
  MISSING_EXTENSION = 109,
  UNSUPPORTED_EXTENSION = 110,
  NO_APPLICATION_PROTOCOL = 120,
}

/** First byte of an alert. TLS 1.3 gives it no meaning (RFC 8446 §6). */
export const enum AlertLevel {
  WARNING = 1,
  FATAL = 2,
}

/** The alert that tells the server why the client gives up: RFC 8446 §6.2, RFC 5246 §7.2.2. */
export function alertOf(fault: TlsFault): Alert {
  switch (fault) {
    // The peer would not understand an alert, or has sent one itself.
    case TlsFault.NONE:
    case TlsFault.NOT_TLS:
    case TlsFault.ALERT:
    case TlsFault.ALERT_WANTS_CERTIFICATE:
      return Alert.NONE;
    case TlsFault.VERSION:
      return Alert.PROTOCOL_VERSION;
    case TlsFault.RECORD_TOO_LONG:
      return Alert.RECORD_OVERFLOW;
    case TlsFault.NOT_GENUINE:
      return Alert.BAD_RECORD_MAC;
    case TlsFault.IDLE_RECORDS:
    case TlsFault.UNEXPECTED_MESSAGE:
      return Alert.UNEXPECTED_MESSAGE;
    case TlsFault.MALFORMED_MESSAGE:
    case TlsFault.NO_CERTIFICATE:
      return Alert.DECODE_ERROR;
    case TlsFault.ILLEGAL_VALUE:
    case TlsFault.OTHER_PROTOCOL:
    case TlsFault.MISPLACED_EXTENSION:
    case TlsFault.REPEATED_EXTENSION:
    case TlsFault.BAD_KEY:
      return Alert.ILLEGAL_PARAMETER;
    case TlsFault.UNOFFERED_EXTENSION:
      return Alert.UNSUPPORTED_EXTENSION;
    case TlsFault.MISSING_EXTENSION:
      return Alert.MISSING_EXTENSION;
    case TlsFault.NO_PROTOCOL:
      return Alert.NO_APPLICATION_PROTOCOL;
    // RFC 5746 §3.4.
    case TlsFault.RENEGOTIATION:
      return Alert.HANDSHAKE_FAILURE;
    case TlsFault.TOO_MANY_CERTIFICATES:
      return Alert.UNKNOWN_CA;
    case TlsFault.BAD_SIGNATURE:
    case TlsFault.BAD_FINISHED:
      return Alert.DECRYPT_ERROR;
    // Limits of the client's own.
    default:
      return Alert.INTERNAL_ERROR;
  }
}

/** The alert for a certificate that is not trusted. */
export function alertOfCertificate(fault: CertificateFault): Alert {
  switch (fault) {
    case CertificateFault.SELF_SIGNED:
    case CertificateFault.UNKNOWN_AUTHORITY:
    case CertificateFault.OTHER_KEY:
    case CertificateFault.TOO_MANY:
    case CertificateFault.NOT_AN_AUTHORITY:
    case CertificateFault.TOO_LONG_PATH:
      return Alert.UNKNOWN_CA;
    // "Expired or not currently valid".
    case CertificateFault.EXPIRED:
    case CertificateFault.NOT_YET_VALID:
      return Alert.CERTIFICATE_EXPIRED;
    case CertificateFault.UNSUPPORTED_SIGNATURE:
    case CertificateFault.UNSUPPORTED_KEY:
    case CertificateFault.UNKNOWN_EXTENSION:
    case CertificateFault.NOT_FOR_SERVERS:
    case CertificateFault.NOT_FOR_SIGNATURES:
      return Alert.UNSUPPORTED_CERTIFICATE;
    case CertificateFault.NOT_PERMITTED:
      return Alert.CERTIFICATE_UNKNOWN;
    default:
      return Alert.BAD_CERTIFICATE;
  }
}
