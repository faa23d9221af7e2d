import { parseUrl, Scheme, schemeEnd, Target } from "./target";
import { among, Char, indexOf, same, standsAt, Text } from "./text";

/** How many redirects are followed. */
export const MAX_REDIRECTS: i32 = 10;
/** The longest Location that is followed, in bytes. */
export const MAX_LOCATION: i32 = 2000;

/** Whether a response with this status and a Location sends its client elsewhere (RFC 9110 §15.4). */
export function isRedirect(status: i32): bool {
  return status >= 300 && status <= 308 && status != 304 && status != 305 && status != 306;
}

/** Whether a redirect with this status makes a GET of this method: a POST always did, and 303 means it (RFC 9110 §15.4.2 to §15.4.4). */
export function becomesGet(status: i32, method: Uint8Array): bool {
  if (status == 303) return !same(method, "HEAD");
  return status <= 302 && same(method, "POST");
}

/**
 * Where a Location leads (RFC 3986 §5.2; `../` are taken off at its start alone).
 * @param base the URL it was got from
 * @param value the header's value
 * @returns null where that is no http or https URL, or too long
 */
export function redirectTarget(base: Target, value: Uint8Array): Target | null {
  if (value.length > MAX_LOCATION) return null;
  const location = withoutSpaces(value);
  const url = new Text();
  if (hasScheme(location)) url.add(location);
  else if (standsAt(location, 0, "//")) url.put(base.scheme == Scheme.HTTP ? "http:" : "https:").add(location);
  else {
    base.putOrigin(url);
    putPath(url, base.path, location);
  }
  const target = new Target();
  const bytes = url.view();
  const end = schemeEnd(bytes);
  if (end < 0 || parseUrl(bytes, end, target) !== null || !target.isHttp()) return null;
  // What a server gives for a user and a password is not the user's.
  target.credentials = null;
  return target;
}

/** A space is no part of a URL, but of what some servers send: it is sent back as clients do (WHATWG URL, path percent-encode set). */
function withoutSpaces(value: Uint8Array): Uint8Array {
  const out = new Text();
  for (let i = 0; i < value.length; i++) {
    if (value[i] == Char.SPACE) out.put("%20");
    else out.byte(value[i]);
  }
  return out.view();
}

/** Whether it begins with a scheme: a colon before any slash, question mark or hash. */
function hasScheme(reference: Uint8Array): bool {
  let i = 0;
  while (i < reference.length && !among(":/?#", reference[i])) i++;
  return i < reference.length && reference[i] == Char.COLON;
}

/** Appends the path and query that the reference means from `base` on (RFC 3986 §5.2.2, §5.2.3). */
function putPath(url: Text, base: Uint8Array, reference: Uint8Array): void {
  const first: i32 = reference.length > 0 ? reference[0] : Char.HASH;
  let end = indexOf(base, Char.QUESTION, 0);
  if (end < 0 || first == Char.HASH) end = base.length;
  let rest = reference;
  if (first == Char.SLASH) end = 0;
  else if (first != Char.QUESTION && first != Char.HASH) {
    end = directoryEnd(base, end);
    while (standsAt(rest, 0, "./") || standsAt(rest, 0, "../")) {
      const isUp = rest[1] == Char.DOT;
      if (isUp) end = directoryEnd(base, end - 1);
      rest = rest.subarray(isUp ? 3 : 2);
    }
  }
  url.add(base.subarray(0, end)).add(rest);
}

/** Behind the last slash before `end`; at least behind the first. */
function directoryEnd(path: Uint8Array, end: i32): i32 {
  let i = end;
  while (i > 1 && path[i - 1] != Char.SLASH) i--;
  return i < 1 ? 1 : i;
}
