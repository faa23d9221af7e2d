/** Runs lookups of the resolver through events. Portable TypeScript, like the core. */
import { putAddress } from "../../../src/core/bytes/address";
import { parseDecimal } from "../../../src/core/bytes/numbers";
import { Char, same, Text } from "../../../src/core/bytes/text";
import { Lookup } from "../../../src/resolver/lookup";
import { Need } from "../../../src/resolver/need";
import { isStream, serverAt } from "../../../src/resolver/sockets";
import { putBytes } from "./output";

/** Lookups end here, in milliseconds. */
const LOOKUP_DEADLINE: i32 = 5000;

/**
 * Runs a lookup. Its fields are the name, the family, the contents of /etc/hosts and of /etc/resolv.conf, then events: `tN` sets the time,
 * `NBYTES` received from socket N, `eN` socket N fails, `s` silence until the wait is over, `g` continue after a pause, `b` continue briefly, `n` look the name up
 * again after the end.
 * Writes what the lookup sends and what it finds.
 */
export function runLookup(fields: Uint8Array[], out: Text): void {
  const lookup = new Lookup();
  const family = parseDecimal(fields[2], 0, fields[2].length, 6);
  lookup.begin(fields[1], family, LOOKUP_DEADLINE, 0x1234);
  const events = new LookupEvents(fields, out);
  while (true) {
    if (lookup.need == Need.PAUSE) {
      putPause(out, lookup);
      if (lookup.isMoreToCome) {
        if (!events.resume(lookup)) return;
      } else {
        if (!events.isAnew()) return;
        lookup.begin(fields[1], family, LOOKUP_DEADLINE, 0x1234);
      }
    }
    if (lookup.need == Need.READ) {
      lookup.report(copyPiece(same(lookup.path, "/etc/hosts") ? fields[3] : fields[4], lookup), events.now);
    } else if (!events.step(lookup)) {
      out.put("waiting");
      if (lookup.hasReason()) out.put(" reason ").decimal(lookup.reason);
      return;
    }
  }
}

class LookupEvents {
  now: i32 = 0;
  private fields: Uint8Array[];
  private out: Text;
  private index: i32 = 5;
  /** What the ready socket gives. */
  private bytes: Uint8Array = new Uint8Array(0);
  private isFailing: bool = false;

  constructor(fields: Uint8Array[], out: Text) {
    this.fields = fields;
    this.out = out;
  }

  private kind(): i32 {
    while (this.index < this.fields.length && this.fields[this.index][0] == 0x74) {
      const field = this.fields[this.index++];
      this.now = parseDecimal(field, 1, field.length, 100000);
    }
    return this.index < this.fields.length ? this.fields[this.index][0] : 0;
  }

  /** Whether another lookup follows. */
  isAnew(): bool {
    return this.kind() == 0x6e && this.index++ > 0;
  }

  resume(lookup: Lookup): bool {
    const kind = this.kind();
    if (kind == 0) return false;
    this.index++;
    lookup.resume(kind == 0x62, this.now);
    return true;
  }

  /** Does what the lookup needs. @returns whether there was an event for it */
  step(lookup: Lookup): bool {
    const sockets = lookup.sockets;
    const out = this.out;
    let result = 0;
    if (lookup.need == Need.OPEN) {
      putAddress(out.put(isStream(sockets.socket) ? "stream " : "open "), sockets.server);
      if (sockets.zone.length > 0) out.byte(Char.PERCENT).add(sockets.zone);
      out.put("\n");
    } else if (lookup.need == Need.SEND) {
      result = this.takeError();
      putBytes(
        out.put("at ").decimal(this.now).put(" to ").decimal(serverAt(sockets.socket)).byte(Char.SPACE),
        sockets.message.view(),
      );
      out.put("\n");
    } else if (lookup.need == Need.RECEIVE) {
      result = this.receive(sockets.into, sockets.start);
    } else {
      const kind = this.kind();
      if (kind == 0) return false;
      result = this.wait(kind, sockets.wait, sockets.readable | sockets.writable);
    }
    lookup.report(result, this.now);
    return true;
  }

  private receive(into: Uint8Array, start: i32): i32 {
    const error = this.takeError();
    if (error != 0) return error;
    let length = into.length - start;
    if (this.bytes.length < length) length = this.bytes.length;
    for (let i = 0; i < length; i++) into[start + i] = this.bytes[i];
    return length;
  }

  private takeError(): i32 {
    const error = this.isFailing ? -111 : 0;
    this.isFailing = false;
    return error;
  }

  /** @returns the bit of the socket that is ready; 0 after silence, which lasts `wait` milliseconds */
  private wait(kind: i32, wait: i32, set: i32): i32 {
    const field = this.fields[this.index++];
    if (kind == 0x73) {
      this.now += wait;
      return 0;
    }
    this.isFailing = kind == 0x65;
    const socket = (this.isFailing ? field[1] : kind) - 0x30;
    this.bytes = field.subarray(1);
    return (1 << socket) & set;
  }
}

function putPause(out: Text, lookup: Lookup): void {
  out.put(lookup.isMoreToCome ? "some" : "done");
  for (let i = 0; i < lookup.addresses.length; i++) putAddress(out.byte(Char.SPACE), lookup.addresses[i]);
  if (lookup.addresses.length == 0 && !lookup.isMoreToCome) out.put(" reason ").decimal(lookup.reason);
  out.put("\n");
}

/** Fills the lookup's buffer from its offset on. @returns how many bytes */
function copyPiece(content: Uint8Array, lookup: Lookup): i32 {
  if (lookup.offset >= content.length) return 0;
  let end = lookup.offset + lookup.buffer.length;
  if (end > content.length) end = content.length;
  lookup.buffer.set(content.subarray(lookup.offset, end));
  return end - lookup.offset;
}
