import { among, Char, indexOf, lastIndexOf, same, standsAt, Text, tail } from "../bytes/text";
import { Scheme, Target } from "./target";
import { authorityEnd, parseWebUrl, schemeEnd } from "./url";

/** How many redirects are followed. */
export const MAX_REDIRECTS: i32 = 10;
/** The most bytes of a Location; the URL that results from it may be twice as long. */
export const MAX_LOCATION: i32 = 2000;

/** Whether a response with this status and a Location is a redirect (RFC 9110 §15.4). */
export function isRedirect(status: i32): bool {
  return status >= 300 && status <= 308 && status != 304 && status != 305 && status != 306;
}

/** Whether this status may mean that only HEAD is unsupported (RFC 9110 §15.5.6, §15.6.2). Some servers send 500 instead, as wget knows. */
export function isHeadUnsupported(status: i32): bool {
  return status == 405 || status == 500 || status == 501;
}

/** Whether a redirect with this status changes this method to GET (RFC 9110 §15.4.2 to §15.4.4): 301 and 302 change POST, 303 all but HEAD. */
export function becomesGet(status: i32, method: Uint8Array): bool {
  if (status == 303) return !same(method, "HEAD");
  return (status == 301 || status == 302) && same(method, "POST");
}

/**
 * Resolves a Location (RFC 3986 §5.2).
 * @param base the target that sent it
 * @param location the header's value
 * @param url a buffer that is overwritten
 * @param target gets the result; must not be `base`
 * @returns whether it is an http or https URL, and not too long
 */
export function resolveLocation(base: Target, location: Uint8Array, url: Text, target: Target): bool {
  if (location.length > MAX_LOCATION) return false;
  url.length = 0;
  // Dot segments are removed from here on.
  let pathStart = 0;
  if (hasScheme(location) || standsAt(location, 0, "//")) {
    if (location[0] == Char.SLASH) url.put(base.scheme == Scheme.HTTP ? "http:" : "https:");
    const authority = indexOf(location, Char.SLASH, 0) + 2;
    pathStart = url.length + authority + authorityEnd(tail(location, authority));
    putEncoded(url, location);
  } else {
    base.putOrigin(url);
    pathStart = url.length;
    putPath(url, base.path, location);
  }
  removeDotSegments(url, pathStart);
  // The base's path counts too.
  if (url.length > 2 * MAX_LOCATION) return false;
  const bytes = url.view();
  const end = schemeEnd(bytes);
  target.clear();
  if (end < 0 || parseWebUrl(bytes.subarray(0, end), tail(bytes, end + 3), target) !== null) return false;
  // Credentials in a Location are not the user's. The host is copied because `url` will be overwritten.
  target.credentials = null;
  target.host = target.host.slice(0);
  return true;
}

/** The Location as it may be shown: without user and password. */
export function withoutUser(location: Uint8Array): Uint8Array {
  const at = lastIndexOf(location, Char.AT);
  if (at < 0) return location;
  let start = 0;
  while (start < at && !standsAt(location, start, "//")) start++;
  if (start == at) return location;
  return new Text()
    .add(location.subarray(0, start + 2))
    .add(tail(location, at + 1))
    .view();
}

/** Whether it begins with a scheme: a colon before any slash, question mark or hash. */
function hasScheme(reference: Uint8Array): bool {
  const colon = indexOf(reference, Char.COLON, 0);
  return colon >= 0 && colon < authorityEnd(reference);
}

/** Appends a reference. Some servers send spaces in it, which are encoded as browsers do (WHATWG URL, path percent-encode set). */
function putEncoded(url: Text, reference: Uint8Array): void {
  for (let i = 0; i < reference.length; i++) {
    if (reference[i] == Char.SPACE) url.put("%20");
    else url.byte(reference[i]);
  }
}

/** Appends the path and query that the reference means relative to `base` (RFC 3986 §5.2.2, §5.2.3). */
function putPath(url: Text, base: Uint8Array, reference: Uint8Array): void {
  const first: i32 = reference[0];
  // The reference is not empty: an empty Location counts as none.
  let end = 0;
  if (first == Char.HASH) {
    end = base.length;
  } else if (first != Char.SLASH) {
    const query = indexOf(base, Char.QUESTION, 0);
    end = query < 0 ? base.length : query;
    if (first != Char.QUESTION) end = lastIndexOf(base.subarray(0, end), Char.SLASH) + 1;
  }
  url.add(base.subarray(0, end));
  putEncoded(url, reference);
}

/** Removes the segments `.` and `..` from the path that starts here (RFC 3986 §5.2.4), up to its query or fragment. */
function removeDotSegments(url: Text, start: i32): void {
  const bytes = url.bytes;
  let out = start;
  let i = start;
  while (i < url.length && bytes[i] == Char.SLASH) {
    let end = i + 1;
    while (end < url.length && !among("/?#", bytes[end])) end++;
    const dots = end - i - 1;
    const isUp = dots == 2 && standsAt(bytes, i, "/..");
    if (isUp || (dots == 1 && standsAt(bytes, i, "/."))) {
      if (isUp && out > start) out = lastIndexOf(bytes.subarray(0, out), Char.SLASH);
      // A dot segment at the end leaves its slash.
      if (end == url.length || bytes[end] != Char.SLASH) bytes[out++] = Char.SLASH;
      i = end;
    } else {
      while (i < end) bytes[out++] = bytes[i++];
    }
  }
  while (i < url.length) bytes[out++] = bytes[i++];
  url.length = out;
}
