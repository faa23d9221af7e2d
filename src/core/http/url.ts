import { parseAddress, parseIPv6 } from "../bytes/address";
import { digitsEnd, hexDigitOf, parseDecimal, putDecoded } from "../bytes/numbers";
import {
  among,
  Char,
  indexOf,
  indexOfAny,
  lastIndexOf,
  sameIgnoringCase,
  standsAt,
  Text,
  tail,
  wordEnd,
} from "../bytes/text";
import { UsageError, UsageErrorKind, usageError } from "../usage-error";
import { defaultPort, Scheme, Target } from "./target";

/** The longest host name (RFC 1035 §2.3.4, in text form). */
const MAX_HOST: i32 = 253;
/** The longest part of one between dots. */
const MAX_LABEL: i32 = 63;

/** The index of the `://` after a scheme, or -1 if there is none. */
export function schemeEnd(text: Uint8Array): i32 {
  const end = wordEnd(text, 0, "+-.");
  return standsAt(text, end, "://") ? end : -1;
}

/** Reads an HTTP URL: its scheme, and what follows the `://`. */
export function parseWebUrl(scheme: Uint8Array, rest: Uint8Array, target: Target): UsageError | null {
  if (sameIgnoringCase(scheme, "http")) target.scheme = Scheme.HTTP;
  else if (sameIgnoringCase(scheme, "https")) target.scheme = Scheme.HTTPS;
  else return new UsageError(UsageErrorKind.SCHEME, scheme);
  return parseHttpUrl(rest, target);
}

/** Reads the part of an HTTP URL after `://`; the target has its scheme already. */
export function parseHttpUrl(rest: Uint8Array, target: Target): UsageError | null {
  const end = authorityEnd(rest);
  const at = lastIndexOf(rest.subarray(0, end), Char.AT);
  if (at >= 0) target.credentials = parseCredentials(rest.subarray(0, at));
  const authority = rest.subarray(at + 1, end);
  const isPortAlone = standsAt(authority, 0, ":") && indexOf(authority, Char.COLON, 1) < 0;
  if (authority.length == 0 || isPortAlone) return usageError(UsageErrorKind.NO_HOST);
  const error = parseAuthority(authority, target);
  const behind = tail(rest, end);
  return error !== null ? withoutPassword(error, behind, UsageErrorKind.PASSWORD) : parsePath(behind, target);
}

/**
 * If there is an `@` in the text, the supposed port or path may be the end of a password with a slash. Then the error is replaced by one
 * that does not show it.
 */
export function withoutPassword(error: UsageError | null, text: Uint8Array, kind: UsageErrorKind): UsageError | null {
  return error === null || indexOf(text, Char.AT, 0) < 0 ? error : usageError(kind);
}

/** The end of the authority: the first slash, question mark or hash (RFC 3986 §3.2). */
export function authorityEnd(rest: Uint8Array): i32 {
  return indexOfAny(rest, "/?#", 0);
}

/** `user:password` with its percent-encoding undone; a user alone has an empty password, as with curl. */
function parseCredentials(userinfo: Uint8Array): Uint8Array {
  const out = new Text();
  putDecoded(out, userinfo, userinfo.length);
  if (indexOf(userinfo, Char.COLON, 0) < 0) out.byte(Char.COLON);
  return out.view();
}

/** Reads a port. */
export function parsePort(text: Uint8Array, target: Target): UsageError | null {
  target.port = parseDecimal(text, 0, text.length, 65535);
  return target.port > 0 ? null : new UsageError(UsageErrorKind.PORT, text);
}

/** Reads `host:port`, `[address]:port` or `:port`; HTTP URLs may omit the port and its colon. */
export function parseAuthority(text: Uint8Array, target: Target): UsageError | null {
  if (indexOf(text, Char.AT, 0) >= 0) return usageError(UsageErrorKind.CREDENTIALS);
  const bracketed = standsAt(text, 0, "[");
  const close = bracketed ? indexOf(text, Char.CLOSE_BRACKET, 0) : -1;
  const colon = indexOf(text, Char.COLON, close + 1);
  const hostEnd = colon < 0 ? text.length : colon;
  if (bracketed && (close < 0 || hostEnd != close + 1)) return new UsageError(UsageErrorKind.HOST, text);
  // More than one colon without brackets: an IPv6 address, whose port cannot be told from its last part.
  if (!bracketed && colon >= 0 && indexOf(text, Char.COLON, colon + 1) >= 0)
    return new UsageError(UsageErrorKind.BRACKETS, text);
  if (colon < 0) {
    target.port = defaultPort(target.scheme);
  } else {
    const error = parsePort(tail(text, colon + 1), target);
    if (error !== null) return error;
  }
  if (bracketed) {
    target.host = text.subarray(1, close);
    target.address = parseIPv6(target.host);
    if (target.address.length == 0) return new UsageError(UsageErrorKind.HOST, text.subarray(0, hostEnd));
  } else if (hostEnd > 0) {
    const error = parseHost(text.subarray(0, hostEnd), target);
    if (error !== null) return error;
  }
  const isGrpc = target.isGrpc();
  if (target.port > 0 || (isGrpc && target.isOverSocket)) return null;
  return new UsageError(isGrpc ? UsageErrorKind.NO_PORT_GRPC : UsageErrorKind.NO_PORT, text);
}

/** Reads a name or an address, without brackets. */
export function parseHost(text: Uint8Array, target: Target): UsageError | null {
  target.host = text;
  target.address = parseAddress(text);
  if (target.address.length > 0 || isHostName(text)) return null;
  const isPort = parseDecimal(text, 0, text.length, 65535) >= 0;
  return new UsageError(isPort ? UsageErrorKind.HOST_OR_PORT : UsageErrorKind.HOST, text);
}

/**
 * A name has letters, digits, `-`, `.` and `_` (which Compose allows). If its last label has digits only, it is no name: resolvers would take
 * it for an unusual form of IPv4 address (`127.1`, `8080`).
 */
function isHostName(host: Uint8Array): bool {
  let start = 0;
  let end = wordEnd(host, 0, "-_");
  while (end > start && end - start <= MAX_LABEL) {
    const isDot = standsAt(host, end, ".");
    // A final dot stands for the root and is not counted (RFC 1035 §3.1).
    if (end + (isDot ? 1 : 0) == host.length) return end <= MAX_HOST && digitsEnd(host, start) < end;
    if (!isDot) return false;
    start = end + 1;
    end = wordEnd(host, start, "-_");
  }
  return false;
}

/** Reads the request target. The fragment is dropped, bytes that a URI must not contain are percent-encoded (RFC 3986 §2), white space is an error. */
export function parsePath(text: Uint8Array, target: Target): UsageError | null {
  const path = target.pathText;
  path.length = 0;
  if (!standsAt(text, 0, "/")) path.byte(Char.SLASH);
  for (let i = 0; i < text.length && text[i] != Char.HASH; i++) {
    const c: i32 = text[i];
    if (c <= Char.SPACE || c == Char.DELETE) return new UsageError(UsageErrorKind.PATH, text);
    if (c > Char.DELETE || among('"<>\\^`{|}', c)) {
      path
        .byte(Char.PERCENT)
        .byte(upperHexDigit(c >> 4))
        .byte(upperHexDigit(c & 15));
    } else {
      path.byte(c);
    }
  }
  target.path = path.view();
  return null;
}

function upperHexDigit(value: i32): i32 {
  return value < 10 ? hexDigitOf(value) : hexDigitOf(value) - 32;
}
