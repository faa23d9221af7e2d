/** Runs the resolver's lookups. Portable TypeScript, like the core. */
import { parseDecimal, u16At } from "../../../src/core/bytes/numbers";
import { none, same, Text } from "../../../src/core/bytes/text";
import { Lookup } from "../../../src/resolver/lookup";
import { MAX_ADDRESSES } from "../../../src/resolver/message";
import { Need } from "../../../src/resolver/need";
import { fieldAt } from "./fields";
import { demand, hasFinding, mix, mixNumber } from "./findings";
import { checkAddresses } from "./resolver";

/** More than any input can make a lookup need. */
const MAX_TURNS: i32 = 20000;
/** The deadline of every lookup, in milliseconds. */
const LOOKUP_DEADLINE: i32 = 5000;
/** One for all lookups of an input, as in a process. */
const lookup: Lookup = new Lookup();

/**
 * Runs a lookup. Its fields are the name, the family, the contents of /etc/hosts and of /etc/resolv.conf, then events: `tN` N milliseconds
 * pass, `rNBYTES` received, `aNBYTES` received after the identifier and the question of a query, `eN` a socket fails, `s` silence. Here N
 * is a byte that selects one of six sockets and one of two queries. After a pause the lookup continues.
 */
export function runLookup(fields: Uint8Array[]): void {
  const name = fields[0];
  if (name.length > 254) return;
  const text = fieldAt(fields, 1);
  const family = same(text, "4") ? 4 : same(text, "6") ? 6 : 0;
  lookup.begin(name, family, LOOKUP_DEADLINE, 0x1234);
  const events = new LookupEvents(fields);
  let found = 0;
  for (let turns = 0; !hasFinding(); turns++) {
    demand(turns < MAX_TURNS, "the lookup does not end");
    mixNumber(lookup.need);
    if (lookup.need === Need.PAUSE) {
      found += lookup.addresses.length;
      checkAddresses(lookup.addresses, family);
      demand(found <= 2 * MAX_ADDRESSES, "more addresses than are kept");
      demand(!lookup.isMoreToCome || family === 0, "more to come of one family");
      if (!lookup.isMoreToCome || events.now >= LOOKUP_DEADLINE) return;
      lookup.resume(found % 2 === 0, events.now);
    } else if (lookup.need === Need.READ) {
      const isHosts = same(lookup.path, "/etc/hosts");
      demand(isHosts || same(lookup.path, "/etc/resolv.conf"), "a file to read");
      demand(lookup.offset >= 0, "where to read a file");
      lookup.report(copyPiece(fieldAt(fields, isHosts ? 2 : 3), lookup), events.now);
    } else {
      if (events.now >= LOOKUP_DEADLINE) return;
      lookup.report(events.step(), events.now);
    }
  }
}

/** What happens to the sockets of a lookup. */
class LookupEvents {
  now: i32 = 0;
  private fields: Uint8Array[];
  private event: i32 = 4;
  /** What the ready socket gives, and the error if it fails. */
  private bytes: Uint8Array = none();
  private error: i32 = 0;
  /** The last queries, for A and for AAAA. */
  private queries: Text[] = [new Text(), new Text()];
  private opened: i32 = 0;

  constructor(fields: Uint8Array[]) {
    this.fields = fields;
  }

  /** Does what the lookup needs. @returns what to report */
  step(): i32 {
    const sockets = lookup.sockets;
    const bit = 1 << sockets.socket;
    if (lookup.need === Need.OPEN) {
      demand(sockets.server.length === 4 || sockets.server.length === 16, "the address of a name server");
      mix(sockets.zone);
      this.opened |= bit;
      return 0;
    }
    if (lookup.need === Need.SEND) {
      demand((this.opened & bit) !== 0, "sending over a socket that is not open");
      demand(sockets.message.length > 16 && sockets.message.length <= 2 * (2 + 12 + 255 + 4), "a query's length");
      mix(sockets.message.view());
      if (sockets.socket < 3) this.note(sockets.message.view());
      else this.noteFramed(sockets.message.view());
      return 0;
    }
    if (lookup.need === Need.RECEIVE) return this.receive(sockets.into, sockets.start);
    demand(sockets.wait > 0, "no time to wait for a name server");
    demand(((sockets.readable | sockets.writable) & ~this.opened) === 0, "waiting for a socket that is not open");
    return this.wait(sockets.readable | sockets.writable, sockets.wait);
  }

  private note(query: Uint8Array): void {
    const isA = query[query.length - 3] === 1;
    const text = this.queries[isA ? 0 : 1];
    text.length = 0;
    text.add(query);
  }

  private noteFramed(bytes: Uint8Array): void {
    let i = 0;
    while (i + 2 < bytes.length) {
      const end = i + 2 + u16At(bytes, i);
      demand(end <= bytes.length, "a query that is shorter than it says");
      if (end > bytes.length) return;
      this.note(bytes.subarray(i + 2, end));
      i = end;
    }
    demand(i === bytes.length, "bytes behind a query");
  }

  private wait(set: i32, milliseconds: i32): i32 {
    while (true) {
      const field = fieldAt(this.fields, this.event++);
      const kind: i32 = field.length > 0 ? field[0] : 0;
      if (kind === 0x74) {
        const passed = parseDecimal(field, 1, field.length, 10000);
        if (passed > 0) this.now += passed;
        continue;
      }
      const socket = field.length > 1 ? field[1] % 6 : 0;
      if ((kind !== 0x72 && kind !== 0x61 && kind !== 0x65) || ((1 << socket) & set) === 0) {
        this.now += milliseconds;
        return 0;
      }
      this.error = kind === 0x65 ? -111 : 0;
      this.bytes = kind === 0x72 ? field.subarray(2) : this.answer(socket >= 3, field.subarray(1));
      return 1 << socket;
    }
  }

  /** An answer to a query: its identifier, flags and counts from the event, its question, records from the event. Over a stream the length comes first. */
  private answer(isStream: bool, bytes: Uint8Array): Uint8Array {
    if (bytes.length < 9) return none();
    const query = this.queries[(bytes[0] / 6) & 1].view();
    if (query.length === 0) return none();
    const out = new Text();
    out.add(query.subarray(0, 2)).byte(bytes[1] | 0x80);
    out.add(bytes.subarray(2, 3)).byte(0).byte(1).add(bytes.subarray(3, 9));
    out.add(query.subarray(12)).add(bytes.subarray(9));
    if (!isStream) return out.view();
    const framed = new Text().byte(out.length >> 8).byte(out.length & 0xff);
    return framed.add(out.view()).view();
  }

  private receive(into: Uint8Array, start: i32): i32 {
    demand(start >= 0 && start < into.length, "no room to receive into");
    if (this.error !== 0) return this.error;
    let length = into.length - start;
    if (this.bytes.length < length) length = this.bytes.length;
    for (let i = 0; i < length; i++) into[start + i] = this.bytes[i];
    return length;
  }
}

/** Fills the lookup's buffer from its offset on. @returns how many bytes */
function copyPiece(content: Uint8Array, lookup: Lookup): i32 {
  let length = 0;
  while (length < lookup.buffer.length && lookup.offset + length < content.length) {
    lookup.buffer[length] = content[lookup.offset + length];
    length++;
  }
  return length;
}
