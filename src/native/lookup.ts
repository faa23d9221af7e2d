import { Errno } from "../core/bytes/errno";
import { u16At } from "../core/bytes/numbers";
import { Check } from "../core/check/check";
import { Lookup, Need } from "../resolver/lookup";
import * as host from "./host";

const DNS_PORT: i32 = 53;

/** Looks the check's name up with blocking calls and reports to the check. @returns 0, or ETIME, negative, where time was up before */
export function lookUp(check: Check): i32 {
  const lookup = new Lookup(check.name, check.family, check.deadline, host.random());
  while (lookup.need != Need.DONE) {
    const result = lookup.need == Need.READ ? read(lookup) : receive(lookup);
    if (result == -Errno.ETIME) return result;
  }
  if (lookup.addresses.length > 0) check.resolved(lookup.addresses, host.now());
  else check.unresolved(lookup.reason, host.now());
  return 0;
}

/** @returns how many bytes were read, or an error */
function read(lookup: Lookup): i32 {
  const path = lookup.path;
  const buffer = lookup.buffer;
  const length = host.readFile(path.dataStart, path.length, lookup.offset, buffer.dataStart, buffer.length);
  lookup.read(length > 0 ? length : 0, host.now());
  return length;
}

/** @returns 0 or more, or an error */
function receive(lookup: Lookup): i32 {
  const isStream = lookup.need == Need.ASK_STREAM;
  const buffer = lookup.buffer;
  let result = 0;
  if (lookup.need != Need.RECEIVE) result = ask(lookup, isStream);
  let length = 0;
  while (result >= 0) {
    host.wait(lookup.wait);
    result = host.receive(buffer.dataStart + length, buffer.length - length);
    if (result > 0) length += result;
    if (!isStream || result == 0 || length == buffer.length || (length > 1 && length >= u16At(buffer, 0) + 2)) break;
  }
  if (result < 0) lookup.silent(host.now());
  else lookup.received(length, host.now());
  return result;
}

/** Connects to the name server and sends the queries. @returns 0 or an error */
function ask(lookup: Lookup, isStream: bool): i32 {
  const server = lookup.server;
  let result = isStream
    ? host.connect(server.dataStart, server.length, DNS_PORT, lookup.wait)
    : host.connectDatagram(server.dataStart, server.length, DNS_PORT);
  for (let i = 0; i < lookup.queries.length && result == 0; i++) {
    result = host.send(lookup.queries[i].dataStart, lookup.queries[i].length);
  }
  return result;
}
