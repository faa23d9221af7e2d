import { Reader } from "../bytes/reader";
import { none, same } from "../bytes/text";
import { Group } from "../crypto";
import { Extension, ExtensionBlock, hasExtension, Place } from "./extensions";
import { TlsFault } from "./fault";
import { ClientHello, hexByte, isEqual, RANDOM_LENGTH, TLS_12, TLS_13 } from "./hello";
import { isOffered } from "./suite";

/** The random number by which a ServerHello is a HelloRetryRequest (RFC 8446 §4.1.3). */
const RETRY_RANDOM = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";
/** "DOWNGRD": bytes 24 to 30 of the random number of a server that supports TLS 1.3 and has not been offered it (RFC 8446 §4.1.3). */
const DOWNGRADE = "444f574e475244";
const DOWNGRADE_AT: i32 = 24;
/** The most bytes of a session's identifier (RFC 8446 §4.1.3). */
const MAX_SESSION_ID: i32 = 32;
/** The most bytes of a cookie: they come back in a hello, which is one record, and cost memory several times. */
const MAX_COOKIE: i32 = 4096;
const UNCOMPRESSED_POINT: i32 = 0;

/** What a ServerHello or a HelloRetryRequest says: RFC 8446 §4.1.3, §4.1.4, RFC 5246 §7.4.1.3. */
export class ServerHello {
  /** TLS_12 or TLS_13; with the fault VERSION, another one. */
  version: i32 = 0;
  isRetry: bool = false;
  random: Uint8Array = none();
  suite: i32 = 0;
  /** The group of `publicKey`; of a retry request, the one that the server wants a key of, or NONE. */
  group: i32 = Group.NONE;
  publicKey: Uint8Array = none();
  cookie: Uint8Array = none();
  isMasterSecretExtended: bool = false;

  /**
   * @param body behind the message's header
   * @returns NONE where it is well-formed and answers this ClientHello
   */
  read(body: Uint8Array, hello: ClientHello): TlsFault {
    const reader = new Reader(body);
    this.version = reader.u16();
    this.random = reader.take(RANDOM_LENGTH);
    const sessionId = reader.take(reader.u8());
    this.suite = reader.u16();
    const compression = reader.u8();
    if (!reader.isGood || sessionId.length > MAX_SESSION_ID) return TlsFault.MALFORMED_MESSAGE;
    // TLS 1.3 is said by an extension, never here.
    if (this.version == TLS_13) return TlsFault.ILLEGAL_VALUE;
    if (this.version != TLS_12) return TlsFault.VERSION;
    this.isRetry = isHex(this.random, 0, RETRY_RANDOM);
    const fault = reader.isAtEnd() ? TlsFault.NONE : this.readExtensions(reader, hello);
    if (fault != TlsFault.NONE) return fault;
    if (!reader.isComplete()) return TlsFault.MALFORMED_MESSAGE;
    const isTls13 = this.version == TLS_13;
    if (this.isRetry && !isTls13) return TlsFault.MISSING_EXTENSION;
    if (compression != 0 || !isOffered(this.suite, isTls13)) return TlsFault.ILLEGAL_VALUE;
    if (isTls13) return this.judgeTls13(sessionId, hello);
    // The server was not offered TLS 1.3: somebody has changed what we said.
    return isHex(this.random, DOWNGRADE_AT, DOWNGRADE) ? TlsFault.ILLEGAL_VALUE : TlsFault.NONE;
  }

  private judgeTls13(sessionId: Uint8Array, hello: ClientHello): TlsFault {
    if (!isEqual(sessionId, hello.sessionId)) return TlsFault.ILLEGAL_VALUE;
    if (this.isRetry) return TlsFault.NONE;
    if (this.group == Group.NONE) return TlsFault.MISSING_EXTENSION;
    return this.group == hello.group ? TlsFault.NONE : TlsFault.ILLEGAL_VALUE;
  }

  private readExtensions(reader: Reader, hello: ClientHello): TlsFault {
    let place = Place.SERVER_HELLO_12;
    if (this.isRetry) place = Place.RETRY_REQUEST;
    else if (hasExtension(reader.bytes, reader.at, Extension.SUPPORTED_VERSIONS)) place = Place.SERVER_HELLO_13;
    const extensions = new ExtensionBlock(reader, place, hello.name.length > 0);
    while (extensions.next()) {
      const content = extensions.content;
      extensions.fault = this.readExtension(extensions.type, content, hello);
      if (extensions.fault == TlsFault.NONE && !content.isComplete()) extensions.fault = TlsFault.MALFORMED_MESSAGE;
    }
    return extensions.fault;
  }

  /** @returns what is wrong with its value; whether it is complete is for the caller to see */
  private readExtension(type: i32, content: Reader, hello: ClientHello): TlsFault {
    switch (type) {
      case Extension.SUPPORTED_VERSIONS:
        this.version = content.u16();
        return !content.isGood || this.version == TLS_13 ? TlsFault.NONE : TlsFault.ILLEGAL_VALUE;
      case Extension.KEY_SHARE:
        this.group = content.u16();
        if (!this.isRetry) this.publicKey = content.take(content.u16());
        return !content.isGood || this.group != Group.NONE ? TlsFault.NONE : TlsFault.ILLEGAL_VALUE;
      case Extension.COOKIE:
        this.cookie = content.take(content.u16());
        return isBetween(this.cookie.length, 1, MAX_COOKIE) ? TlsFault.NONE : TlsFault.MALFORMED_MESSAGE;
      case Extension.EXTENDED_MASTER_SECRET:
        this.isMasterSecretExtended = true;
        return TlsFault.NONE;
      case Extension.RENEGOTIATION_INFO:
        // RFC 5746 §3.4: it is empty in a first handshake.
        return content.take(content.u8()).length > 0 && content.isComplete() ? TlsFault.RENEGOTIATION : TlsFault.NONE;
      case Extension.POINT_FORMATS:
        return readPointFormats(content);
      case Extension.PROTOCOLS:
        return readProtocol(content, hello);
      case Extension.SUPPORTED_GROUPS:
        content.skip(content.bytes.length);
        return TlsFault.NONE;
      default:
        // The server's name, which it only confirms.
        return TlsFault.NONE;
    }
  }
}

/** @returns ILLEGAL_VALUE where the server wants compressed points only (RFC 8422 §5.2) */
function readPointFormats(content: Reader): TlsFault {
  const formats = content.take(content.u8());
  if (formats.length == 0) return TlsFault.MALFORMED_MESSAGE;
  for (let i = 0; i < formats.length; i++) if (formats[i] == UNCOMPRESSED_POINT) return TlsFault.NONE;
  return TlsFault.ILLEGAL_VALUE;
}

/** Reads the protocol that the server has picked (RFC 7301 §3.1). @returns OTHER_PROTOCOL if it was not offered */
export function readProtocol(content: Reader, hello: ClientHello): TlsFault {
  const list = new Reader(content.take(content.u16()));
  const name = list.take(list.u8());
  if (name.length == 0 || !list.isComplete() || !content.isComplete()) return TlsFault.MALFORMED_MESSAGE;
  hello.picked = name.slice(0);
  return same(name, hello.protocol) ? TlsFault.NONE : TlsFault.OTHER_PROTOCOL;
}

function isBetween(value: i32, least: i32, most: i32): bool {
  return value >= least && value <= most;
}

/** Whether these digits stand in the bytes from this index on. */
function isHex(bytes: Uint8Array, index: i32, digits: string): bool {
  for (let i = 0; i < digits.length; i += 2) if (bytes[index + (i >> 1)] != hexByte(digits, i)) return false;
  return true;
}
