import { Char, isDigit, lower } from "../bytes/text";
import { Match } from "./directory";

// Whether a name lies within a subtree of name constraints (RFC 5280 §4.2.1.10): the name is in [from, to) of its bytes, the subtree's
// base in [start, end) of its own. Nothing is allocated here, for there may be a million of these comparisons. SAME means within.

/** A host name: the base and all below it, or only those below it where it begins with a dot, as many write it. */
export function isHostWithin(base: Uint8Array, start: i32, end: i32, name: Uint8Array, from: i32, to: i32): Match {
  if (!endsIn(base, start, end, name, from, to)) return Match.DIFFERENT;
  const rest = to - (end - start);
  const isWhole = start == end || rest == from || base[start] == Char.DOT || name[rest - 1] == Char.DOT;
  return isWhole ? Match.SAME : Match.DIFFERENT;
}

/** An address of 4 or 16 bytes; the base is an address and a mask. */
export function isAddressWithin(base: Uint8Array, start: i32, end: i32, name: Uint8Array, from: i32, to: i32): Match {
  const length = to - from;
  const half = (end - start) >> 1;
  if ((length != 4 && length != 16) || (end - start != 8 && end - start != 32)) return Match.UNKNOWN;
  if (length != half) return Match.DIFFERENT;
  for (let i = 0; i < half; i++) {
    const difference: i32 = name[from + i] ^ base[start + i];
    if ((difference & base[start + half + i]) != 0) return Match.DIFFERENT;
  }
  return Match.SAME;
}

/** A mailbox; the base is one mailbox, a host with all of its mailboxes, or a dot and a domain with all hosts below it. */
export function isMailboxWithin(base: Uint8Array, start: i32, end: i32, name: Uint8Array, from: i32, to: i32): Match {
  const at = lastAt(name, from, to);
  if (at < from || !isPrintable(name, from, to)) return Match.UNKNOWN;
  const baseAt = lastAt(base, start, end);
  if (baseAt < start) return isHostOf(base, start, end, name, at + 1, to);
  // With nothing before its @ the base is a host, as OpenSSL has it. The local part is compared in its own case (RFC 5321 §2.4).
  if (baseAt > start) {
    if (baseAt - start != at - from) return Match.DIFFERENT;
    for (let i = from; i < at; i++) if (name[i] != base[start + i - from]) return Match.DIFFERENT;
  }
  return isSame(base, baseAt + 1, end, name, at + 1, to) ? Match.SAME : Match.DIFFERENT;
}

/** A URI with a host name (RFC 3986 §3.2); the base is a host, or a dot and a domain with all hosts below it. */
export function isUriWithin(base: Uint8Array, start: i32, end: i32, name: Uint8Array, from: i32, to: i32): Match {
  if (!isPrintable(name, from, to)) return Match.UNKNOWN;
  let host = from;
  while (host < to && name[host] != Char.COLON) host++;
  if (host == from || to - host < 3 || name[host + 1] != Char.SLASH || name[host + 2] != Char.SLASH)
    return Match.UNKNOWN;
  host += 3;
  let stop = host;
  while (stop < to && name[stop] != Char.SLASH && name[stop] != Char.QUESTION && name[stop] != Char.HASH) stop++;
  const at = lastAt(name, host, stop);
  if (at >= host) host = at + 1;
  for (let i = host; i < stop; i++) if (name[i] == Char.COLON) stop = i;
  // An address is no host name (RFC 5280 has such a URI rejected), in brackets or not.
  if (isAddress(name, host, stop)) return Match.UNKNOWN;
  return isHostOf(base, start, end, name, host, stop);
}

/** Whether it is this host, or below this domain where the base begins with a dot. */
function isHostOf(base: Uint8Array, start: i32, end: i32, name: Uint8Array, from: i32, to: i32): Match {
  const isDomain = start < end && base[start] == Char.DOT;
  if (
    isDomain
      ? to - from > end - start && endsIn(base, start, end, name, from, to)
      : isSame(base, start, end, name, from, to)
  )
    return Match.SAME;
  return Match.DIFFERENT;
}

/** Whether a host is none, an IPv4 address, or begins like an IPv6 address in brackets. */
function isAddress(bytes: Uint8Array, from: i32, to: i32): bool {
  if (from == to || bytes[from] == Char.OPEN_BRACKET) return true;
  for (let i = from; i < to; i++) if (!isDigit(bytes[i]) && bytes[i] != Char.DOT) return false;
  return true;
}

/** Whether the name ends in the base, ASCII letters in any case. */
function endsIn(base: Uint8Array, start: i32, end: i32, name: Uint8Array, from: i32, to: i32): bool {
  const rest = to - (end - start);
  return rest >= from && isSame(base, start, end, name, rest, to);
}

function isSame(base: Uint8Array, start: i32, end: i32, name: Uint8Array, from: i32, to: i32): bool {
  if (end - start != to - from) return false;
  for (let i = from; i < to; i++) if (lower(name[i]) != lower(base[start + i - from])) return false;
  return true;
}

/** Whether all of it is printable ASCII, without blanks: mailboxes and URIs are nothing else. */
function isPrintable(bytes: Uint8Array, from: i32, to: i32): bool {
  for (let i = from; i < to; i++) {
    const c: i32 = bytes[i];
    if (c <= Char.SPACE || c >= Char.DELETE) return false;
  }
  return true;
}

/** The index of the last @, or -1. */
function lastAt(bytes: Uint8Array, from: i32, to: i32): i32 {
  for (let i = to - 1; i >= from; i--) if (bytes[i] == Char.AT) return i;
  return -1;
}
