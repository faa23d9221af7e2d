import { parseAddress, parseIPv6 } from "../bytes/address";
import { among, Char, indexOf } from "../bytes/text";
import { HostEntry } from "../http/host-entry";
import { Options } from "../http/options";
import { parseAuthority } from "../http/url";
import { UsageError, UsageErrorKind } from "../usage-error";

/**
 * Adds an entry of `--resolve`, HOST:PORT:ADDRESS[,ADDRESS].
 * @param written the value as the user wrote it
 * @param needsBrackets whether IPv6 addresses must stand in brackets; curl takes them without, too
 * @returns what is wrong with it, or null
 */
export function addHostEntry(
  options: Options,
  value: Uint8Array,
  written: Uint8Array,
  needsBrackets: bool,
): UsageError | null {
  // curl's wildcard, its entries that expire, and those that are removed.
  if (value.length > 0 && among("*+-", value[0]))
    return new UsageError(UsageErrorKind.RESOLVE_SIGN, value.subarray(0, 1));
  const colon = indexOf(value, Char.COLON, 0);
  const end = indexOf(value, Char.COLON, colon + 1);
  if (colon < 1 || end < 0) return new UsageError(UsageErrorKind.RESOLVE, value);
  const entry = new HostEntry(written, options.entries);
  const error = parseAuthority(value.subarray(0, end), entry.target);
  if (error !== null) return error;
  let start = end + 1;
  while (start <= value.length) {
    let comma = indexOf(value, Char.COMMA, start);
    if (comma < 0) comma = value.length;
    const text = value.subarray(start, comma);
    const address = readAddress(text, needsBrackets);
    if (address.length == 0) return new UsageError(UsageErrorKind.RESOLVE_ADDRESS, text);
    entry.addresses.push(address);
    start = comma + 1;
  }
  options.entries = entry;
  return null;
}

/** An IPv4 address, or an IPv6 address in brackets; none for anything else. */
function readAddress(text: Uint8Array, needsBrackets: bool): Uint8Array {
  const last = text.length - 1;
  if (last > 0 && text[0] == Char.OPEN_BRACKET && text[last] == Char.CLOSE_BRACKET)
    return parseIPv6(text.subarray(1, last));
  const address = parseAddress(text);
  return needsBrackets && address.length == 16 ? text.subarray(0, 0) : address;
}
