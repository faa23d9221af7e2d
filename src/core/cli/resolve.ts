import { parseAddress, parseIPv6 } from "../bytes/address";
import { among, Char, indexOf, indexOfAny } from "../bytes/text";
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
  const end = indexOf(value, Char.COLON, indexOf(value, Char.COLON, 0) + 1);
  const entry = new HostEntry(written, options.entries);
  // A minus removes an entry of curl's. Its asterisk and plus are no part of a host's name.
  const isWhole = end > 0 && !among(":-", value[0]);
  const error = isWhole ? parseAuthority(value.subarray(0, end), entry.target) : null;
  if (error !== null) return error;
  if (!isWhole || !readAddresses(value.subarray(end + 1), needsBrackets, entry.addresses)) {
    return new UsageError(UsageErrorKind.RESOLVE, value);
  }
  options.entries = entry;
  return null;
}

/** Reads addresses separated by commas, IPv6 in brackets. @returns whether there is nothing else */
function readAddresses(list: Uint8Array, needsBrackets: bool, addresses: Uint8Array[]): bool {
  let start = 0;
  while (start <= list.length) {
    const end = indexOfAny(list, ",", start);
    const last = end - 1;
    const isBracketed = start < last && list[start] == Char.OPEN_BRACKET && list[last] == Char.CLOSE_BRACKET;
    const address = isBracketed ? parseIPv6(list.subarray(start + 1, last)) : parseAddress(list.subarray(start, end));
    if (address.length == 0 || (needsBrackets && !isBracketed && address.length > 4)) return false;
    addresses.push(address);
    start = end + 1;
  }
  return true;
}
