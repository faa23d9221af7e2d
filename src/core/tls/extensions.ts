import { none } from "../bytes/text";
import { TlsFault } from "./fault";
import { Reader } from "./reader";

/** Types of extensions (RFC 8446 §4.2): those that are offered, and others that a server may send unasked. */
export const enum Extension {
  SERVER_NAME = 0,
  STATUS_REQUEST = 5,
  SUPPORTED_GROUPS = 10,
  POINT_FORMATS = 11,
  SIGNATURE_ALGORITHMS = 13,
  PROTOCOLS = 16,
  CERTIFICATE_TIMESTAMP = 18,
  EXTENDED_MASTER_SECRET = 23,
  EARLY_DATA = 42,
  SUPPORTED_VERSIONS = 43,
  COOKIE = 44,
  CERTIFICATE_AUTHORITIES = 47,
  OID_FILTERS = 48,
  SIGNATURE_ALGORITHMS_CERT = 50,
  KEY_SHARE = 51,
  RENEGOTIATION_INFO = 0xff01,
}

/** Where a block of extensions stands. The numbers are bits. */
export const enum Place {
  NOWHERE = 0,
  /** A ServerHello of TLS 1.2. */
  SERVER_HELLO_12 = 1,
  /** A ServerHello of TLS 1.3. */
  SERVER_HELLO_13 = 2,
  RETRY_REQUEST = 4,
  ENCRYPTED_EXTENSIONS = 8,
  /** An entry of a Certificate message of TLS 1.3. */
  CERTIFICATE = 16,
  CERTIFICATE_REQUEST = 32,
  TICKET = 64,
}

/** Messages that answer nothing, so that a client must ignore extensions unknown to it there (RFC 8446 §4.3.2, §4.6.1). */
const UNASKED: i32 = Place.CERTIFICATE_REQUEST | Place.TICKET;

/** Whether the ClientHello has the extension. The server's name is not offered where the target is an address. */
function isOffered(type: i32, isNameOffered: bool): bool {
  switch (type) {
    case Extension.SERVER_NAME:
      return isNameOffered;
    case Extension.SUPPORTED_GROUPS:
    case Extension.POINT_FORMATS:
    case Extension.SIGNATURE_ALGORITHMS:
    case Extension.PROTOCOLS:
    case Extension.EXTENDED_MASTER_SECRET:
    case Extension.SUPPORTED_VERSIONS:
    case Extension.COOKIE:
    case Extension.KEY_SHARE:
    case Extension.RENEGOTIATION_INFO:
      return true;
    default:
      return false;
  }
}

/** The places where a server may send the extension: RFC 8446 §4.2's table, and for TLS 1.2 the RFC of each. */
function placesOf(type: i32): i32 {
  switch (type) {
    case Extension.SERVER_NAME:
    case Extension.PROTOCOLS:
    // No answer in TLS 1.2, but some load balancers send it, and OpenSSL and BoringSSL ignore it there.
    case Extension.SUPPORTED_GROUPS:
      return Place.SERVER_HELLO_12 | Place.ENCRYPTED_EXTENSIONS;
    case Extension.POINT_FORMATS:
    case Extension.EXTENDED_MASTER_SECRET:
    case Extension.RENEGOTIATION_INFO:
      return Place.SERVER_HELLO_12;
    case Extension.SUPPORTED_VERSIONS:
    case Extension.KEY_SHARE:
      return Place.SERVER_HELLO_13 | Place.RETRY_REQUEST;
    case Extension.COOKIE:
      return Place.RETRY_REQUEST;
    case Extension.STATUS_REQUEST:
    case Extension.SIGNATURE_ALGORITHMS:
    case Extension.CERTIFICATE_TIMESTAMP:
    case Extension.CERTIFICATE_AUTHORITIES:
    case Extension.OID_FILTERS:
    case Extension.SIGNATURE_ALGORITHMS_CERT:
      return Place.CERTIFICATE_REQUEST;
    case Extension.EARLY_DATA:
      return Place.TICKET;
    default:
      return Place.NOWHERE;
  }
}

/** Whether a block, from its length on, has an extension of this type: of a ServerHello, supported_versions decides how to read the others. */
export function hasExtension(bytes: Uint8Array, start: i32, type: i32): bool {
  const reader = new Reader(bytes);
  reader.skip(start + 2);
  let isFound = false;
  while (!reader.isAtEnd() && !isFound) {
    isFound = reader.u16() == type;
    reader.skip(reader.u16());
  }
  return isFound;
}

/** A block of extensions. It gives those that may stand where it does, each once; any other one is a fault, or ignored where it must be. */
export class ExtensionBlock {
  /** MALFORMED_MESSAGE, UNOFFERED_EXTENSION, MISPLACED_EXTENSION or REPEATED_EXTENSION, after which nothing comes. */
  fault: TlsFault = TlsFault.NONE;
  type: i32 = 0;
  /** What is in the extension. */
  content: Reader = new Reader(none());
  private block: Reader;
  private place: Place;
  private isNameOffered: bool;
  /** The types below 64 that have come, a bit each; all but one of those known here are. */
  private seenLow: i32 = 0;
  private seenHigh: i32 = 0;
  private isRenegotiationSeen: bool = false;

  /** @param reader is at the length of the block, and is moved behind it; when it goes beyond its end, that is for its owner to see */
  constructor(reader: Reader, place: Place, isNameOffered: bool) {
    this.block = new Reader(reader.take(reader.u16()));
    this.place = place;
    this.isNameOffered = isNameOffered;
  }

  /** Goes on to the next one. @returns false at the end of the block, and with a fault */
  next(): bool {
    const block = this.block;
    while (this.fault == TlsFault.NONE && !block.isAtEnd()) {
      const type = block.u16();
      const length = block.u16();
      this.type = type;
      const isAllowed = (placesOf(type) & this.place) != 0;
      if (!isAllowed || (type == Extension.SERVER_NAME && !this.isNameOffered)) {
        if (isOffered(type, this.isNameOffered)) this.fault = TlsFault.MISPLACED_EXTENSION;
        else if ((this.place & UNASKED) == 0) this.fault = TlsFault.UNOFFERED_EXTENSION;
        // Without a view of it: there may be thousands.
        block.skip(length);
      } else if (this.isRepeated(type)) {
        this.fault = TlsFault.REPEATED_EXTENSION;
      } else {
        this.content = new Reader(block.take(length));
        if (block.isGood) return true;
      }
      if (!block.isGood) this.fault = TlsFault.MALFORMED_MESSAGE;
    }
    return false;
  }

  private isRepeated(type: i32): bool {
    if (type == Extension.RENEGOTIATION_INFO) {
      const isRepeated = this.isRenegotiationSeen;
      this.isRenegotiationSeen = true;
      return isRepeated;
    }
    const bit = 1 << (type & 31);
    if (type < 32) {
      const isRepeated = (this.seenLow & bit) != 0;
      this.seenLow |= bit;
      return isRepeated;
    }
    const isRepeated = (this.seenHigh & bit) != 0;
    this.seenHigh |= bit;
    return isRepeated;
  }
}
