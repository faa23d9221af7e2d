import { digitsEnd, putDecoded } from "../bytes/numbers";
import {
  among,
  ascii,
  Char,
  characterAt,
  indexOf,
  isFieldChar,
  lower,
  sameIgnoringCase,
  startsWith,
  Text,
  tail,
  utf8Length,
} from "../bytes/text";
import { Scheme, Target } from "../http/target";
import {
  authorityEnd,
  parseAuthority,
  parsePath,
  parsePort,
  parseWebUrl,
  schemeEnd,
  withoutPassword,
} from "../http/url";
import { Surroundings } from "../surroundings";
import { numberError, UsageError, UsageErrorKind, usageError, withSource } from "../usage-error";

/** The longest path of a Unix socket in bytes: sun_path has 108 with the final NUL (unix(7)). */
export const MAX_SOCKET_PATH: i32 = 107;

/**
 * Reads any form of target into `target`: a port, `host:port`, `host:port/path`, `/path` (with $PORT), a URL.
 * @returns what is wrong with it, or null
 */
export function parseTarget(text: Uint8Array, surroundings: Surroundings, target: Target): UsageError | null {
  if (text.length == 0) return usageError(UsageErrorKind.EMPTY_TARGET);
  if (text[0] == Char.SLASH) return parseLocalPath(text, surroundings, target);
  const scheme = schemeEnd(text);
  if (scheme >= 0) return parseUrl(text, scheme, target);
  if (digitsEnd(text, 0) == text.length) return parsePort(text, target);
  const slash = indexOf(text, Char.SLASH, 0);
  const error = parseAuthority(slash < 0 ? text : text.subarray(0, slash), target);
  if (error !== null || slash < 0) return withoutPassword(error, text, UsageErrorKind.CREDENTIALS);
  target.scheme = Scheme.HTTP;
  return parsePath(tail(text, slash), target);
}

function parseLocalPath(text: Uint8Array, surroundings: Surroundings, target: Target): UsageError | null {
  const name = ascii("PORT");
  const port = target.isOverSocket ? ascii("80") : surroundings.variable(name);
  if (port === null || port.length == 0) return new UsageError(UsageErrorKind.PORT_VARIABLE, text);
  const error = parsePort(port, target);
  if (error !== null) return withSource(error, name);
  target.scheme = Scheme.HTTP;
  return parsePath(text, target);
}

/** Reads a URL; `schemeEnd` is the index of its `://`. */
function parseUrl(text: Uint8Array, schemeEnd: i32, target: Target): UsageError | null {
  const scheme = text.subarray(0, schemeEnd);
  const rest = tail(text, schemeEnd + 3);
  if (sameIgnoringCase(scheme, "unix")) {
    const error = parseSocketPath(rest, target);
    if (error !== null && error.kind == UsageErrorKind.SOCKET_ABSTRACT) return error;
    return withoutPassword(error, rest, UsageErrorKind.CREDENTIALS);
  }
  const isTcp = sameIgnoringCase(scheme, "tcp");
  const isSecure = scheme.length == 5 && lower(scheme[4]) == 0x73;
  const isGrpc = startsWith(scheme, "grpc") && (isSecure || scheme.length == 4);
  if (!isTcp && !isGrpc) return parseWebUrl(scheme, rest, target);
  // It may end a password. In a service it is written %40.
  if (indexOf(rest, Char.AT, 0) >= 0) return usageError(UsageErrorKind.CREDENTIALS);
  const end = authorityEnd(rest);
  if (isTcp) {
    if (end < rest.length) return new UsageError(UsageErrorKind.AFTER_PORT, tail(rest, end));
    return parseAuthority(rest, target);
  }
  target.scheme = isSecure ? Scheme.GRPCS : Scheme.GRPC;
  return parseGrpc(rest, end, target);
}

/** `[host]:port[/service]`, whose authority ends at `end`. The service is one part of a path; over a Unix socket the port may be left out. */
function parseGrpc(rest: Uint8Array, end: i32, target: Target): UsageError | null {
  const service = tail(rest, end + 1);
  const name = new Text();
  putDecoded(name, service, service.length);
  const isPart = end == rest.length || (rest[end] == Char.SLASH && authorityEnd(service) == service.length);
  const error = parseAuthority(rest.subarray(0, end), target);
  if (error !== null) return error;
  target.path = name.view();
  return isPart && isServiceName(target.path) ? null : new UsageError(UsageErrorKind.SERVICE, tail(rest, end));
}

/** Whether it is UTF-8, as protobuf's strings are, and without control bytes. */
export function isServiceName(name: Uint8Array): bool {
  let i = 0;
  while (i < name.length && isFieldChar(name[i]) && characterAt(name, i) >= 0) i += utf8Length(characterAt(name, i));
  return i == name.length;
}

function parseSocketPath(path: Uint8Array, target: Target): UsageError | null {
  if (path.length == 0 || !among("/@", path[0])) return new UsageError(UsageErrorKind.SOCKET_RELATIVE, path);
  target.scheme = Scheme.UNIX;
  target.path = path;
  return checkSocketPath(path);
}

/** What is wrong with a path as a Unix socket's, or null. */
export function checkSocketPath(path: Uint8Array): UsageError | null {
  if (path.length == 0) return usageError(UsageErrorKind.SOCKET_EMPTY);
  // How many programs write an abstract socket's name (unix(7)); a file's path would be written ./@name.
  if (path[0] == Char.AT) return usageError(UsageErrorKind.SOCKET_ABSTRACT);
  return path.length <= MAX_SOCKET_PATH ? null : numberError(UsageErrorKind.SOCKET_LONG, path.length);
}
