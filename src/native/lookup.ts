import { Errno } from "../core/bytes/errno";
import { parseDecimal } from "../core/bytes/numbers";
import { Check } from "../core/check/check";
import { Lookup } from "../resolver/lookup";
import { Need } from "../resolver/need";
import { isStream } from "../resolver/sockets";
import * as host from "./host";

const DNS_PORT: i32 = 53;
const MAX_INTERFACE: i32 = 100000000;

/** Used for all lookups, one after the other; created for the first one. */
let lookup: Lookup | null = null;

/** Looks up the check's name and reports to the check. @returns 0, or -ETIME if the deadline passed and the check was told nothing */
export function lookUp(check: Check): i32 {
  let steps = lookup;
  if (steps === null) {
    steps = new Lookup();
    lookup = steps;
  }
  if (check.isContinued) steps.resume(check.isBrief, host.now());
  else steps.begin(check.name, check.family, check.deadline, host.random());
  while (steps.need != Need.PAUSE) {
    const result = act(steps);
    if (result != -Errno.ETIME) steps.report(result, host.now());
    else if (steps.hasReason()) break;
    else return result;
  }
  if (steps.addresses.length > 0 || steps.isMoreToCome) check.resolved(steps.addresses, steps.isMoreToCome, host.now());
  else check.unresolved(steps.reason, host.now());
  return 0;
}

/** Does what the lookup needs. @returns the result to report */
function act(steps: Lookup): i32 {
  const sockets = steps.sockets;
  const socket = sockets.socket;
  const into = sockets.into;
  if (steps.need == Need.READ) {
    const path = steps.path;
    const buffer = steps.buffer;
    return host.readFile(path.dataStart, path.length, steps.offset, buffer.dataStart, buffer.length);
  }
  if (steps.need == Need.OPEN) {
    const server = sockets.server;
    const scope = scopeOf(sockets.zone);
    return host.openSocket(socket, isStream(socket), server.dataStart, server.length, DNS_PORT, scope);
  }
  if (steps.need == Need.WAIT) return host.waitForSockets(sockets.readable, sockets.writable, sockets.wait);
  if (steps.need == Need.SEND) return host.sendOn(socket, sockets.message.bytes.dataStart, sockets.message.length);
  return host.receiveFrom(socket, into.dataStart + sockets.start, into.length - sockets.start);
}

/** The number of the interface that a zone names (RFC 4007 §11.2). */
function scopeOf(zone: Uint8Array): i32 {
  if (zone.length == 0) return 0;
  const number = parseDecimal(zone, 0, zone.length, MAX_INTERFACE);
  return number >= 0 ? number : host.interfaceIndex(zone.dataStart, zone.length);
}
