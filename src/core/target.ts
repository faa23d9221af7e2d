import { hexDigitOf, loopbackIPv4, loopbackIPv6, none, parseAddress, parseIPv6 } from "./address";
import { Complaint, complain, complainAbout, Wrong } from "./complaint";
import { Surroundings } from "./surroundings";
import {
  among,
  ascii,
  Char,
  hexDigit,
  indexOf,
  isDigit,
  isLetter,
  lower,
  parseDecimal,
  sameIgnoringCase,
  standsAt,
  Text,
} from "./text";

export const enum Scheme {
  TCP,
  UNIX,
  HTTP,
  HTTPS,
}

/** The longest path of a Unix socket in bytes: sun_path has 108 with the final NUL (unix(7)). */
export const MAX_SOCKET_PATH: i32 = 107;
/** The longest host name (RFC 1035 §2.3.4, in text form). */
const MAX_HOST: i32 = 253;

/** What is to be checked. */
export class Target {
  scheme: Scheme = Scheme.TCP;
  /** The name or address, without brackets; empty for UNIX. */
  host: Uint8Array = ascii("localhost");
  /** The address where the host is one, else none. */
  address: Uint8Array = none();
  /** 1 to 65535. */
  port: i32 = 0;
  /** HTTP: the request target, as it is sent. UNIX: the socket's path. */
  path: Uint8Array = ascii("/");
  /** What `path` is a part of: written over by the next URL. */
  pathText: Text = new Text();
  /** Whether HTTP goes over a Unix socket, which needs no port. */
  isOverSocket: bool = false;
  /** `user:password` of a URL, decoded; or null. */
  credentials: Uint8Array | null = null;

  /** Forgets what it was, for another URL in its place. */
  clear(): void {
    this.host = none();
    this.address = none();
    this.credentials = null;
  }

  isHttp(): bool {
    return this.scheme == Scheme.HTTP || this.scheme == Scheme.HTTPS;
  }

  /** Whether the host is `localhost` or below it, which needs no lookup (RFC 6761 §6.3). */
  isLocalhost(): bool {
    let end = this.host.length;
    if (end > 0 && this.host[end - 1] == Char.DOT) end--;
    const start = end - 9;
    return (
      start >= 0 &&
      sameIgnoringCase(this.host.subarray(start, end), "localhost") &&
      (start == 0 || this.host[start - 1] == Char.DOT)
    );
  }

  /** The addresses that are known without a lookup, of this family (4, 6, or 0 for both); none for a name. */
  knownAddresses(family: i32): Uint8Array[] {
    const addresses: Uint8Array[] = [];
    if (this.address.length > 0) addresses.push(this.address);
    else if (this.isLocalhost()) {
      if (family != 6) addresses.push(loopbackIPv4());
      if (family != 4) addresses.push(loopbackIPv6());
    }
    return addresses;
  }

  /** Appends `http://host:port`. */
  putOrigin(out: Text): void {
    out.put(this.scheme == Scheme.HTTP ? "http://" : "https://");
    this.putAuthority(out);
  }

  /** Whether the other is of the same scheme, host and port (RFC 6454 §5). */
  isSameOrigin(other: Target): bool {
    if (this.scheme != other.scheme || this.port != other.port || this.host.length != other.host.length) return false;
    for (let i = 0; i < this.host.length; i++) if (lower(this.host[i]) != lower(other.host[i])) return false;
    return true;
  }

  /** Appends `host:port` for a Host header; HTTP's default port is left out (RFC 9110 §7.2). */
  putAuthority(out: Text): void {
    if (this.address.length == 16) out.byte(Char.OPEN_BRACKET).add(this.host).byte(Char.CLOSE_BRACKET);
    else out.add(this.host);
    if (this.port != defaultPort(this.scheme)) out.byte(Char.COLON).decimal(this.port);
  }
}

function defaultPort(scheme: Scheme): i32 {
  return scheme == Scheme.HTTP ? 80 : scheme == Scheme.HTTPS ? 443 : 0;
}

/**
 * Reads any form of target into `target`: a port, `host:port`, `host:port/path`, `/path` (with $PORT), a URL.
 * @returns what is wrong with it, or null
 */
export function parseTarget(text: Uint8Array, surroundings: Surroundings, target: Target): Complaint | null {
  if (text.length == 0) return complain(Wrong.EMPTY_TARGET);
  if (text[0] == Char.SLASH) return parseLocalPath(text, surroundings, target);
  const scheme = schemeEnd(text);
  if (scheme >= 0) return parseUrl(text, scheme, target);
  if (isNumber(text)) return parsePort(text, target);
  const slash = indexOf(text, Char.SLASH, 0);
  const complaint = parseAuthority(slash < 0 ? text : text.subarray(0, slash), target);
  if (complaint !== null) return withoutPassword(complaint, text, Wrong.CREDENTIALS);
  if (slash < 0) return null;
  target.scheme = Scheme.HTTP;
  return parsePath(text.subarray(slash), target);
}

/** A port alone. */
export function parsePort(text: Uint8Array, target: Target): Complaint | null {
  target.port = parseDecimal(text, 0, text.length, 65535);
  return target.port > 0 ? null : new Complaint(Wrong.PORT, text);
}

function parseLocalPath(text: Uint8Array, surroundings: Surroundings, target: Target): Complaint | null {
  const name = ascii("PORT");
  const port = target.isOverSocket ? ascii("80") : surroundings.variable(name);
  if (port === null || port.length == 0) return new Complaint(Wrong.PORT_VARIABLE, text);
  const complaint = parsePort(port, target);
  if (complaint !== null) return complainAbout(complaint, name);
  target.scheme = Scheme.HTTP;
  return parsePath(text, target);
}

/** Where the scheme ends: the index of its `://`, or -1 where there is none. */
export function schemeEnd(text: Uint8Array): i32 {
  let i = 0;
  while (i < text.length && (isLetter(text[i]) || isDigit(text[i]) || among("+-.", text[i]))) i++;
  return standsAt(text, i, "://") ? i : -1;
}

function isNumber(text: Uint8Array): bool {
  for (let i = 0; i < text.length; i++) if (!isDigit(text[i])) return false;
  return true;
}

/** Reads a URL; `schemeEnd` is the index of its `://`. */
export function parseUrl(text: Uint8Array, schemeEnd: i32, target: Target): Complaint | null {
  const scheme = text.subarray(0, schemeEnd);
  const rest = text.subarray(schemeEnd + 3);
  if (sameIgnoringCase(scheme, "unix")) {
    const complaint = parseSocketPath(rest, target);
    if (complaint !== null && complaint.kind == Wrong.SOCKET_ABSTRACT) return complaint;
    return complaint !== null ? withoutPassword(complaint, rest, Wrong.CREDENTIALS) : null;
  }
  if (sameIgnoringCase(scheme, "tcp")) {
    const after = authorityEnd(rest);
    if (after < rest.length) {
      return withoutPassword(new Complaint(Wrong.AFTER_PORT, rest.subarray(after)), rest, Wrong.CREDENTIALS);
    }
    return parseAuthority(rest, target);
  }
  if (sameIgnoringCase(scheme, "http")) target.scheme = Scheme.HTTP;
  else if (sameIgnoringCase(scheme, "https")) target.scheme = Scheme.HTTPS;
  else return new Complaint(Wrong.SCHEME, scheme);
  return parseHttpUrl(rest, target);
}

/** Reads what stands behind the `://` of an HTTP URL; the target has its scheme. */
export function parseHttpUrl(rest: Uint8Array, target: Target): Complaint | null {
  const end = authorityEnd(rest);
  const at = lastIndexOf(rest.subarray(0, end), Char.AT);
  if (at >= 0) target.credentials = parseCredentials(rest.subarray(0, at));
  const authority = rest.subarray(at + 1, end);
  const isPortAlone = authority.length > 0 && authority[0] == Char.COLON && indexOf(authority, Char.COLON, 1) < 0;
  if (authority.length == 0 || isPortAlone) return complain(Wrong.NO_HOST);
  const complaint = parseAuthority(authority, target);
  const behind = rest.subarray(end);
  return complaint !== null ? withoutPassword(complaint, behind, Wrong.PASSWORD) : parsePath(behind, target);
}

/**
 * With an `@` in the text, what was taken for a port or a path may be the end of a password that holds a slash: then it is not told,
 * and the complaint is of another kind.
 */
function withoutPassword(complaint: Complaint, text: Uint8Array, kind: Wrong): Complaint {
  return indexOf(text, Char.AT, 0) < 0 ? complaint : complain(kind);
}

/** Where the authority ends: at the first slash, question mark or hash (RFC 3986 §3.2). */
export function authorityEnd(rest: Uint8Array): i32 {
  let i = 0;
  while (i < rest.length && !among("/?#", rest[i])) i++;
  return i;
}

/** The index of the last such byte, or -1. */
export function lastIndexOf(bytes: Uint8Array, c: i32): i32 {
  let i = bytes.length - 1;
  while (i >= 0 && bytes[i] != c) i--;
  return i;
}

/** `user:password` with its percent-encoding undone; a user alone has an empty password, as with curl. */
function parseCredentials(userinfo: Uint8Array): Uint8Array {
  const out = new Text();
  for (let i = 0; i < userinfo.length; i++) {
    const high = userinfo[i] == Char.PERCENT && i + 2 < userinfo.length ? hexDigit(userinfo[i + 1]) : -1;
    const low = high >= 0 ? hexDigit(userinfo[i + 2]) : -1;
    if (low >= 0) {
      out.byte(high * 16 + low);
      i += 2;
    } else {
      out.byte(userinfo[i]);
    }
  }
  if (indexOf(userinfo, Char.COLON, 0) < 0) out.byte(Char.COLON);
  return out.view();
}

/** `host:port`, `[address]:port` or `:port`; for HTTP URLs the port may be left out with its colon. */
function parseAuthority(text: Uint8Array, target: Target): Complaint | null {
  if (indexOf(text, Char.AT, 0) >= 0) return complain(Wrong.CREDENTIALS);
  const bracketed = text.length > 0 && text[0] == Char.OPEN_BRACKET;
  const close = bracketed ? indexOf(text, Char.CLOSE_BRACKET, 0) : -1;
  if (bracketed && close < 0) return new Complaint(Wrong.HOST, text);
  const colon = indexOf(text, Char.COLON, close + 1);
  const hostEnd = colon < 0 ? text.length : colon;
  if (bracketed && hostEnd != close + 1) return new Complaint(Wrong.HOST, text);
  // More than one colon outside of brackets: an IPv6 address whose end and port cannot be told apart.
  if (!bracketed && colon >= 0 && indexOf(text, Char.COLON, colon + 1) >= 0) return new Complaint(Wrong.BRACKETS, text);
  if (colon < 0) {
    target.port = defaultPort(target.scheme);
  } else {
    const complaint = parsePort(text.subarray(colon + 1), target);
    if (complaint !== null) return complaint;
  }
  if (bracketed) {
    target.host = text.subarray(1, close);
    target.address = parseIPv6(target.host);
    if (target.address.length == 0) return new Complaint(Wrong.HOST, text.subarray(0, hostEnd));
  } else if (hostEnd > 0) {
    const complaint = parseHost(text.subarray(0, hostEnd), target);
    if (complaint !== null) return complaint;
  }
  return target.port > 0 ? null : new Complaint(Wrong.NO_PORT, text);
}

/** A name or an address, without brackets. */
export function parseHost(text: Uint8Array, target: Target): Complaint | null {
  target.host = text;
  target.address = parseAddress(text);
  if (target.address.length > 0 || isHostName(text)) return null;
  const isPort = parseDecimal(text, 0, text.length, 65535) >= 0;
  return new Complaint(isPort ? Wrong.HOST_OR_PORT : Wrong.HOST, text);
}

/**
 * Letters, digits, `-`, `.` and `_` (Compose allows that one). A last label of digits alone would be read as an odd form of
 * IPv4 address by the resolver (`127.1`, `8080`), so that is not a name.
 */
function isHostName(host: Uint8Array): bool {
  let label = 0;
  let letters = false;
  for (let i = 0; i < host.length; i++) {
    const c: i32 = host[i];
    if (c == Char.DOT) {
      if (label == 0) return false;
      label = 0;
      if (i + 1 < host.length) letters = false;
      continue;
    }
    if (!isLetter(c) && !isDigit(c) && c != Char.MINUS && c != Char.UNDERSCORE) return false;
    if (!isDigit(c)) letters = true;
    label++;
    if (label > 63) return false;
  }
  // A final dot is not counted: it stands for the root (RFC 1035 §3.1).
  const length = label > 0 ? host.length : host.length - 1;
  return letters && length <= MAX_HOST;
}

/** The request target: fragment dropped, what a URI may not hold percent-encoded (RFC 3986 §2); white space is refused. */
function parsePath(text: Uint8Array, target: Target): Complaint | null {
  const path = target.pathText;
  path.length = 0;
  if (text.length == 0 || text[0] != Char.SLASH) path.byte(Char.SLASH);
  for (let i = 0; i < text.length && text[i] != Char.HASH; i++) {
    const c: i32 = text[i];
    if (c <= Char.SPACE || c == Char.DELETE) return new Complaint(Wrong.PATH, text);
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

function parseSocketPath(path: Uint8Array, target: Target): Complaint | null {
  if (path.length == 0 || !among("/@", path[0])) return new Complaint(Wrong.SOCKET_RELATIVE, path);
  target.scheme = Scheme.UNIX;
  target.path = path;
  return checkSocketPath(path);
}

/** What is wrong with a path as a Unix socket's, or null. */
export function checkSocketPath(path: Uint8Array): Complaint | null {
  if (path.length == 0) return complain(Wrong.SOCKET_EMPTY);
  // How many programs write an abstract socket's name (unix(7)); a file's path would be written ./@name.
  if (path[0] == Char.AT) return complain(Wrong.SOCKET_ABSTRACT);
  if (path.length <= MAX_SOCKET_PATH) return null;
  const complaint = complain(Wrong.SOCKET_LONG);
  complaint.number = path.length;
  return complaint;
}
