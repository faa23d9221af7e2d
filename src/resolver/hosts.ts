import { parseAddress } from "../core/bytes/address";
import { Char, indexOf, lower, none } from "../core/bytes/text";
import { wordEnd, wordStart } from "./words";

/**
 * The address that the line [start, end) of /etc/hosts (hosts(5)) gives the name. The file may have any number of lines, so that
 * one about other names costs no memory.
 * @param family 4 or 6
 * @returns 4 or 16 bytes, or none where the line is about other names or the other family
 */
export function hostsAddress(file: Uint8Array, start: i32, end: i32, name: Uint8Array, family: i32): Uint8Array {
  const addressStart = wordStart(file, start, end);
  const addressEnd = wordEnd(file, addressStart, end);
  let i = wordStart(file, addressEnd, end);
  while (i < end) {
    const nameEnd = wordEnd(file, i, end);
    if (sameName(file, i, nameEnd, name)) {
      // Looked at before it is read: one of the other family costs no memory either.
      const colon = indexOf(file, Char.COLON, addressStart);
      const isIPv6 = colon >= 0 && colon < addressEnd;
      return isIPv6 == (family == 6) ? parseAddress(file.slice(addressStart, addressEnd)) : none();
    }
    i = wordStart(file, nameEnd, end);
  }
  return none();
}

/** Names are the same whatever their case (RFC 4343). */
function sameName(file: Uint8Array, start: i32, end: i32, name: Uint8Array): bool {
  if (end - start != name.length) return false;
  for (let i = 0; i < name.length; i++) if (lower(file[start + i]) != lower(name[i])) return false;
  return true;
}
