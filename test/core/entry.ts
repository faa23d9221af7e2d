/**
 * What the vectors call: the core and the resolver behind one function that takes bytes and gives text, so that the same calls
 * can be made to them as JavaScript and as WebAssembly. Portable TypeScript, like the core.
 */

import { parseAddress, putAddress } from "../../src/core/bytes/address";
import { parseDecimal, u16At } from "../../src/core/bytes/numbers";
import { Char, indexOf, same, Text } from "../../src/core/bytes/text";
import { Check } from "../../src/core/check/check";
import { Want } from "../../src/core/check/task";
import { Action } from "../../src/core/cli/command";
import { Dialect } from "../../src/core/cli/dialect";
import { HEALTHCHECK } from "../../src/core/cli/dialects/healthcheck";
import { parseDuration } from "../../src/core/cli/duration";
import { Expansion } from "../../src/core/cli/expand";
import { helpText } from "../../src/core/cli/help";
import { readCommand } from "../../src/core/cli/reader";
import { parseStatusSet } from "../../src/core/cli/status";
import { Crypto } from "../../src/core/crypto";
import { putDuration, putShown } from "../../src/core/messages/format";
import { usageLine } from "../../src/core/messages/usage";
import { Surroundings } from "../../src/core/surroundings";
import { ResolverConfig } from "../../src/resolver/config";
import { Hosts } from "../../src/resolver/hosts";
import { Lookup } from "../../src/resolver/lookup";
import { buildQuery, readAnswer } from "../../src/resolver/message";
import { Need } from "../../src/resolver/need";
import { isStream, serverAt } from "../../src/resolver/sockets";
import { Tokenizer } from "../../src/resolver/tokenizer";
import { certificateVector } from "./wasm/certificate";
import { grpcVector } from "./wasm/grpc";

/** Fields: `nNAME` the program's name, `aTEXT` an argument, `eNAME=VALUE` a variable; the rest is for others. */
class FieldSurroundings implements Surroundings {
  private fields: Uint8Array[];

  constructor(fields: Uint8Array[]) {
    this.fields = fields;
  }

  argumentCount(): i32 {
    let count = 1;
    for (let i = 0; i < this.fields.length; i++) if (this.fields[i][0] == 0x61) count++;
    return count;
  }

  argument(index: i32): Uint8Array {
    let left = index;
    for (let i = 0; i < this.fields.length; i++) {
      if (this.fields[i][0] == 0x6e && index == 0) return this.fields[i].subarray(1);
      if (this.fields[i][0] != 0x61) continue;
      left--;
      if (left == 0) return this.fields[i].subarray(1);
    }
    return new Uint8Array(0);
  }

  variable(name: Uint8Array): Uint8Array | null {
    for (let i = 0; i < this.fields.length; i++) {
      const field = this.fields[i];
      if (field[0] != 0x65) continue;
      const equals = indexOf(field, Char.EQUALS, 0);
      if (sameBytes(field.subarray(1, equals), name)) return field.subarray(equals + 1);
    }
    return null;
  }

  hasVariables(prefix: Uint8Array): bool {
    for (let i = 0; i < this.fields.length; i++) {
      const field = this.fields[i];
      const isLong = field.length > prefix.length && field[0] == 0x65;
      if (isLong && sameBytes(field.subarray(1, 1 + prefix.length), prefix)) return true;
    }
    return false;
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): bool {
  if (a.length != b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] != b[i]) return false;
  return true;
}

/** Fields come as two bytes of length, the higher one first, and the bytes. */
function split(input: Uint8Array): Uint8Array[] {
  const fields: Uint8Array[] = [];
  let i = 0;
  while (i < input.length) {
    const end = i + 2 + u16At(input, i);
    fields.push(input.subarray(i + 2, end));
    i = end;
  }
  return fields;
}

/**
 * Runs the function that the first field names on the other fields.
 * @param host what certificates need of one
 * @returns its result as text
 */
export function vector(input: Uint8Array, host: Crypto | null): Uint8Array {
  const fields = split(input);
  const name = fields[0];
  const out = new Text();
  if (same(name, "check")) runCheck(fields, out, true);
  else if (same(name, "verdict")) runCheck(fields, out, false);
  else if (same(name, "lookup")) runLookup(fields, out);
  else if (same(name, "decimal")) {
    const value = parseDecimal(fields[1], 0, fields[1].length, 65535);
    putNumber(out, value);
  } else if (same(name, "duration")) {
    const value = parseDuration(fields[1]);
    putNumber(out, value);
    if (value > 0) putDuration(out.byte(Char.SPACE), value);
  } else if (same(name, "status")) putStatuses(fields[1], out);
  else if (same(name, "address")) {
    const address = parseAddress(fields[1]);
    if (address.length > 0) putAddress(out, address);
  } else if (same(name, "expand")) {
    const expansion = new Expansion(new FieldSurroundings(fields), fields[1], -1);
    const error = expansion.error;
    if (error === null) out.add(expansion.text.view());
    else out.put("error ").decimal(error.kind).byte(Char.SPACE).add(error.detail);
  } else if (same(name, "command")) readWith(fields, out);
  else if (same(name, "shown")) putShown(out, fields[1], parseDecimal(fields[2], 0, fields[2].length, 1000));
  else if (same(name, "hosts")) {
    const hosts = new Hosts(fields[2], same(fields[3], "6") ? 6 : 4);
    const words = new Tokenizer();
    for (let i = 0; i <= fields[1].length; i++) if (words.read(byteOrEnd(fields[1], i))) hosts.read(words);
    putAddresses(out, hosts.addressesV4);
    putAddresses(out, hosts.addressesV6);
  } else if (same(name, "resolv.conf")) putConfig(fields, out);
  else if (same(name, "query")) {
    const query = new Text();
    if (buildQuery(query, 0x1234, new Text().add(fields[1]), 1)) putBytes(out, query.view());
  } else if (same(name, "answer")) {
    const addresses: Uint8Array[] = [];
    putNumber(out, readAnswer(fields[2], fields[2].length, new Text().add(fields[1]), addresses));
    for (let i = 0; i < addresses.length; i++) putAddress(out.byte(Char.SPACE), addresses[i]);
  } else if (same(name, "huffman") || same(name, "hpack")) grpcVector(fields, out);
  else if (host !== null) certificateVector(fields, out, host);
  return out.view();
}

function putNumber(out: Text, value: i32): void {
  if (value < 0) out.byte(Char.MINUS).decimal(-value);
  else out.decimal(value);
}

/**
 * Reads a command line by a copy of the program's own table of options that has one more row: the second field and its help, the third. An option of its
 * letter does what STATUS does. Says what statuses are healthy, or what is wrong; or prints the help for this table.
 */
function readWith(fields: Uint8Array[], out: Text): void {
  const table = HEALTHCHECK.slice(0);
  table.push(stringOf(fields[1]));
  table.push(stringOf(fields[2]));
  const surroundings = new FieldSurroundings(fields);
  const words: Uint8Array[] = [];
  for (let i = 0; i < surroundings.argumentCount(); i++) words.push(surroundings.argument(i));
  const command = readCommand(surroundings, words, [], Dialect.HEALTHCHECK, table);
  const error = command.error;
  if (error !== null) out.add(usageLine(error));
  else if (command.action == Action.HELP) out.add(helpText(table));
  else putStatuses(command.options.statuses.text, out);
}

function stringOf(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i]);
  return text;
}

/** All statuses of the set as ranges. */
function putStatuses(text: Uint8Array, out: Text): void {
  const set = parseStatusSet(text);
  if (set === null) {
    out.put("none");
    return;
  }
  for (let status = 0; status < 1000; status++) {
    if (!set.has(status) || set.has(status - 1)) continue;
    let last = status;
    while (set.has(last + 1)) last++;
    out.decimal(status).byte(Char.MINUS).decimal(last).byte(Char.SPACE);
  }
}

/** A line feed where the bytes end. */
function byteOrEnd(bytes: Uint8Array, index: i32): i32 {
  return index < bytes.length ? bytes[index] : Char.LF;
}

function putAddresses(out: Text, addresses: Uint8Array[]): void {
  for (let i = 0; i < addresses.length; i++) {
    if (out.length > 0) out.byte(Char.SPACE);
    putAddress(out, addresses[i]);
  }
}

/** The first field behind the name is the name to look up, each further one a line. */
function putConfig(fields: Uint8Array[], out: Text): void {
  const config = new ResolverConfig();
  const words = new Tokenizer();
  config.begin();
  for (let i = 2; i < fields.length; i++) {
    for (let k = 0; k <= fields[i].length; k++) if (words.read(byteOrEnd(fields[i], k))) config.read(words);
  }
  config.end();
  for (let i = 0; i < config.servers.length; i++) {
    putAddress(out.byte(i == 0 ? 0x5b : Char.COMMA), config.servers[i]);
    if (config.zones[i].length > 0) out.byte(Char.PERCENT).add(config.zones[i]);
  }
  out.byte(0x5d);
  const name = new Text();
  for (let i = 0; i < config.nameCount(fields[1]); i++) {
    config.putName(name, fields[1], i);
    out.byte(Char.SPACE).add(name.view());
  }
  if (config.usesStreams) out.put(" use-vc");
  if (config.isSearchCut) out.put(" cut");
}

function putBytes(out: Text, bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) putByte(out, bytes[i]);
}

function putByte(out: Text, byte: i32): void {
  const digits = "0123456789abcdef";
  out.byte(digits.charCodeAt(byte >> 4)).byte(digits.charCodeAt(byte & 15));
}

/**
 * Runs a check through events: `tN` the time from now on, `rA,B` resolved, `mA,B` the same with more to come, `uN` unresolved, `c` connected, `s` sent, `fN` failed,
 * `dBYTES` received, `bBYTES` received byte by byte, `d` closed, `i` installed, `x` expired. Says what is printed and how it ends, and before that
 * each want, where that is asked for. The peer closes the connection where the next event is of another one, and behind the last verdict.
 */
function runCheck(fields: Uint8Array[], out: Text, wants: bool): void {
  const check = new Check(new FieldSurroundings(fields), null, null);
  let now = 0;
  putWant(check, out, wants);
  for (let i = 1; i < fields.length; i++) {
    const field = fields[i];
    const kind: i32 = field[0];
    const rest = field.subarray(1);
    if (kind == 0x61 || kind == 0x65 || kind == 0x6e) continue;
    // No host reports anything to a check that is finished.
    if (check.want == Want.FINISH) break;
    const number = parseDecimal(rest, 0, rest.length, 10000000);
    if (kind == 0x74) {
      now = number;
      continue;
    }
    if ((kind == 0x72 || kind == 0x6d || kind == 0x63) && isClosedByPeer(check, now, out, wants)) break;
    if (kind == 0x72) check.resolved(addressesOf(rest), false, now);
    else if (kind == 0x6d) check.resolved(addressesOf(rest), true, now);
    else if (kind == 0x75) check.unresolved(number, now);
    else if (kind == 0x63) check.connected(now);
    else if (kind == 0x73) check.sent(now);
    else if (kind == 0x66) check.failed(number, now);
    else if (kind == 0x69) check.installed(now);
    else if (kind == 0x64) check.received(rest, rest.length, now);
    else if (kind == 0x62) {
      const one = new Uint8Array(1);
      for (let k = 0; k < rest.length && check.want == Want.RECEIVE; k++) {
        one[0] = rest[k];
        check.received(one, 1, now);
      }
    } else if (kind == 0x78) check.expired(now);
    putWant(check, out, wants);
  }
  if (check.output.length > 0) isClosedByPeer(check, now, out, wants);
}

/** Closes the connection where the check wants to receive. @returns whether that was its end */
function isClosedByPeer(check: Check, now: i32, out: Text, wants: bool): bool {
  if (check.want != Want.RECEIVE) return false;
  check.received(new Uint8Array(0), 0, now);
  putWant(check, out, wants);
  return isFinished(check);
}

function isFinished(check: Check): bool {
  return check.want == Want.FINISH;
}

function addressesOf(list: Uint8Array): Uint8Array[] {
  const addresses: Uint8Array[] = [];
  let start = 0;
  while (start < list.length) {
    let end = indexOf(list, Char.COMMA, start);
    if (end < 0) end = list.length;
    addresses.push(parseAddress(list.subarray(start, end)));
    start = end + 1;
  }
  return addresses;
}

function putWant(check: Check, out: Text, wants: bool): void {
  while (check.want == Want.PRINT) {
    out.put("print ").decimal(check.stream).byte(Char.SPACE).add(check.output);
    check.printed();
  }
  if (check.want == Want.FINISH) {
    out.put("finish ").decimal(check.exitStatus);
    return;
  }
  if (!wants) return;
  switch (check.want) {
    case Want.LOOK_UP:
      out.put(check.isBrief ? "look up again " : check.isContinued ? "go on looking up " : "look up ");
      out.add(check.name).byte(Char.SPACE).decimal(check.family);
      break;
    case Want.CONNECT:
      out.put(check.isContinued ? "go on connecting " : "connect ");
      if (check.address.length > 0) putAddress(out, check.address);
      else out.add(check.path);
      out.byte(Char.SPACE).decimal(check.port).byte(Char.SPACE).decimal(check.allowance);
      break;
    case Want.SEND:
      out.put("send ").add(check.request);
      break;
    case Want.INSTALL:
      out.put("install ").add(check.path).put(" in ").add(check.name);
      break;
    default:
      out.put("receive");
  }
  out.put(" until ").decimal(check.deadline).put("\n");
}

/** Beyond it nothing happens in a lookup. */
const LOOKUP_DEADLINE: i32 = 5000;

/**
 * Runs a lookup of the name and family in the first two fields, with the contents of /etc/hosts and /etc/resolv.conf in the next two,
 * through events: `tN` the time from now on, `NBYTES` received from socket N, `eN` socket N fails, `s` silence until the wait is over, `g` go on after a pause, `b` go on
 * briefly. Says what it sends and waits for, and what it comes to. Time that no event gives passes by itself.
 */
function runLookup(fields: Uint8Array[], out: Text): void {
  const lookup = new Lookup();
  lookup.begin(fields[1], parseDecimal(fields[2], 0, fields[2].length, 6), LOOKUP_DEADLINE, 0x1234);
  const events = new LookupEvents(fields, out);
  while (true) {
    if (lookup.need == Need.PAUSE) {
      putPause(out, lookup);
      if (!lookup.isMoreToCome || !events.resume(lookup)) return;
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
  /** What the socket that is ready gives. */
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

  resume(lookup: Lookup): bool {
    const kind = this.kind();
    if (kind == 0) return false;
    this.index++;
    lookup.resume(kind == 0x62, this.now);
    return true;
  }

  /** Does what is needed. @returns whether there was an event for it */
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

  /** @returns the socket that is ready; silence lasts as long as is waited for */
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

/** @returns how many bytes of the content from the wanted offset on are in the lookup's buffer now */
function copyPiece(content: Uint8Array, lookup: Lookup): i32 {
  if (lookup.offset >= content.length) return 0;
  let end = lookup.offset + lookup.buffer.length;
  if (end > content.length) end = content.length;
  lookup.buffer.set(content.subarray(lookup.offset, end));
  return end - lookup.offset;
}
