/**
 * What the fuzzer calls: one input is one use of the core or of the resolver, and what must hold of every such use is demanded while it
 * goes on. Portable TypeScript, like the core. Inputs are fields with the byte 0xff between them, which no UTF-8 has; the first byte of
 * the first field says what is used (see use()).
 */

import { parseAddress, putAddress } from "../../src/core/bytes/address";
import { parseDecimal, u16At } from "../../src/core/bytes/numbers";
import {
  ascii,
  Char,
  indexOf,
  isFieldChar,
  none,
  same,
  standsAt,
  startsWith,
  Text,
  utf8Length,
} from "../../src/core/bytes/text";
import { Check } from "../../src/core/check/check";
import { Want } from "../../src/core/check/task";
import { HEALTHCHECK } from "../../src/core/cli/dialects/healthcheck";
import { parseDuration } from "../../src/core/cli/duration";
import { Expansion } from "../../src/core/cli/expand";
import { helpText } from "../../src/core/cli/help";
import { parseStatusSet } from "../../src/core/cli/status";
import { putDuration, putShown } from "../../src/core/messages/format";
// biome-ignore lint/style/useImportType: AssemblyScript knows one kind of import.
import { MAX_TEXT, Surroundings } from "../../src/core/surroundings";
import { ResolverConfig } from "../../src/resolver/config";
import { Hosts } from "../../src/resolver/hosts";
import { Lookup } from "../../src/resolver/lookup";
import { buildQuery, MAX_ADDRESSES, readAnswer } from "../../src/resolver/message";
import { Need } from "../../src/resolver/need";
import { Tokenizer } from "../../src/resolver/tokenizer";
import { checkFrames, checkHeaders } from "./grpc-parts";
import { FuzzTlsHost, Lie, unescaped } from "./tls-host";
import { checkChain, readCertificate, readPem } from "./tls-parts";
import { isTls13, putServersMessage, putServersRecord } from "./tls-peer";

/** How long a host's buffer is. */
const CAPACITY: i32 = 4096;
/** More than any input can make a check or a lookup want. */
const MAX_TURNS: i32 = 20000;

/** What did not hold first; empty where all did. */
let finding: string = "";
/** A number made of all that was decided and written: JavaScript and WebAssembly must come to the same one. */
let digest: i32 = 0;
/** The last check's exit status. */
let exitStatus: i32 = -1;
let input: Uint8Array = none();
/** What goes into the digest besides. */
let digestText: Text = new Text();
/** What a connection has given so far, and what an event repeats; there for all checks of an input, since nothing is freed. */
const seen: Text = new Text();
const repeated: Uint8Array = new Uint8Array(CAPACITY);
/** What a peer of TLS says next, and the certificates of its next message of them. */
const queue: Text = new Text();
const list: Text = new Text();
const piece: Uint8Array = new Uint8Array(CAPACITY);
let certificates: Uint8Array[] = [];

/** @returns where `length` bytes of input may be written */
export function reserve(length: i32): i32 {
  input = new Uint8Array(length);
  // @ts-expect-error AssemblyScript's arrays alone have it.
  return input.dataStart as i32;
}

/** Uses what was written. @returns whether all held */
export function run(): bool {
  return fuzz(input);
}

/** @returns whether all held */
export function fuzz(bytes: Uint8Array): bool {
  finding = "";
  digest = 0;
  digestText = new Text();
  if (bytes.length > 0) use(bytes[0], split(bytes.subarray(1)));
  return finding.length === 0;
}

/** @returns where the words for what did not hold are; their length is findingLength() */
export function findingStart(): i32 {
  input = ascii(finding);
  // @ts-expect-error AssemblyScript's arrays alone have it.
  return input.dataStart as i32;
}

export function findingLength(): i32 {
  return finding.length;
}

export function findingText(): string {
  return finding;
}

export function digestOf(): i32 {
  return digest;
}

export function exitStatusOf(): i32 {
  return exitStatus;
}

function use(kind: i32, fields: Uint8Array[]): void {
  const first = fields[0];
  if (kind === 0x63) runCheck(fields, 0);
  else if (kind === 0x72) compareSplits(fields);
  else if (kind === 0x73) runCheck(asShell(fields), 0);
  else if (kind === 0x6c) runLookup(fields);
  else if (kind === 0x68) readHosts(fields);
  else if (kind === 0x76) readConfig(fields);
  else if (kind === 0x61) readMessage(fields);
  else if (kind === 0x65) expand(fields);
  else if (kind === 0x6f) runCheck(asRedirected(fields), 0);
  else if (kind === 0x64) readDuration(first);
  else if (kind === 0x6e) readStatuses(first);
  else if (kind === 0x69) readAddress(first);
  else if (kind === 0x77) show(first);
  else useTls(kind, fields);
}

/** What is no text comes with its bytes 0xfe and 0xff escaped. */
function useTls(kind: i32, fields: Uint8Array[]): void {
  const all: Uint8Array[] = [];
  for (let i = 0; i < fields.length; i++) all.push(unescaped(fields[i]));
  let wrong = "";
  if (kind === 0x54) runCheck(all, 0);
  else if (kind === 0x55) compareSplits(all);
  else if (kind === 0x50) wrong = readPem(all, digestText);
  else if (kind === 0x56) wrong = checkChain(all, digestText);
  else if (kind === 0x58) wrong = readCertificate(all, digestText);
  else if (kind === 0x47) wrong = checkFrames(all[0], digestText);
  else if (kind === 0x48) wrong = checkHeaders(all[0], digestText);
  demand(wrong.length === 0, wrong);
  mix(digestText.view());
}

/** At least one field. */
function split(bytes: Uint8Array): Uint8Array[] {
  const fields: Uint8Array[] = [];
  let start = 0;
  while (start <= bytes.length) {
    let end = indexOf(bytes, 0xff, start);
    if (end < 0) end = bytes.length;
    fields.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return fields;
}

function fieldAt(fields: Uint8Array[], index: i32): Uint8Array {
  return index < fields.length ? fields[index] : none();
}

function demand(holds: bool, words: string): void {
  if (!holds && finding.length === 0) finding = words;
}

function mixNumber(value: i32): void {
  digest = (digest * 31 + value) | 0;
}

function mix(bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) mixNumber(bytes[i]);
}

/** Fields: `nNAME` the program's name, `aTEXT` an argument, `eNAME=VALUE` a variable; the rest are events. */
class FieldSurroundings implements Surroundings {
  private name: Uint8Array = none();
  private args: Uint8Array[] = [];
  private variables: Uint8Array[] = [];

  constructor(fields: Uint8Array[]) {
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i];
      if (field.length === 0) continue;
      if (field[0] === 0x6e) this.name = field.subarray(1);
      else if (field[0] === 0x61) this.args.push(cut(field.subarray(1)));
      else if (field[0] === 0x65) this.variables.push(field.subarray(1));
    }
  }

  argumentCount(): i32 {
    return this.args.length + 1;
  }

  argument(index: i32): Uint8Array {
    return index === 0 ? this.name : this.args[index - 1];
  }

  hasVariables(prefix: Uint8Array): bool {
    for (let i = 0; i < this.variables.length; i++) {
      const one = this.variables[i];
      if (one.length >= prefix.length && sameBytes(one.subarray(0, prefix.length), prefix)) return true;
    }
    return false;
  }

  variable(name: Uint8Array): Uint8Array | null {
    for (let i = 0; i < this.variables.length; i++) {
      const one = this.variables[i];
      const equals = indexOf(one, Char.EQUALS, 0);
      if (equals === name.length && sameBytes(one.subarray(0, equals), name)) return cut(one.subarray(equals + 1));
    }
    return null;
  }
}

/** As hosts do it. */
function cut(text: Uint8Array): Uint8Array {
  return text.length > MAX_TEXT ? text.subarray(0, MAX_TEXT + 1) : text;
}

function sameBytes(a: Uint8Array, b: Uint8Array): bool {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The text in the first field is one that a shell is given. */
function asShell(fields: Uint8Array[]): Uint8Array[] {
  const all: Uint8Array[] = [ascii("nsh"), ascii("a-c"), new Text().byte(0x61).add(fields[0]).view()];
  for (let i = 1; i < fields.length; i++) all.push(fields[i]);
  return all;
}

/** The first field is a target, the second one a Location that it answers with; the others come behind. */
function asRedirected(fields: Uint8Array[]): Uint8Array[] {
  const all: Uint8Array[] = [ascii("a-L"), new Text().byte(0x61).add(fields[0]).view(), ascii("r10.0.0.1")];
  const response = new Text().put("dHTTP/1.1 302 Found\r\nLocation: ").add(fieldAt(fields, 1)).put("\r\n\r\n");
  all.push(response.view());
  for (let i = 2; i < fields.length; i++) all.push(fields[i]);
  return all;
}

/**
 * Runs a check through events: `tN` so many milliseconds pass, `rA,B` resolved, `uN` unresolved, `fN` failed, `dBYTES` received,
 * `mBYTES` received again and again until a buffer is full, `d` alone closed, `x` time is up. One that does not fit what the check wants is
 * passed over; connecting and sending succeed where nothing else is said. When there are no more, time is up.
 *
 * Of TLS: `FTEXT` and `GDER` what is in files, `EN` and `RN` error numbers of opening and reading them, `CN` how much is read at a time,
 * `NNAME` a file in a folder, `D` the date, `LBITS` lies of the host; `pMC` a record of content C, protected as M says (tls-peer.ts), `hMK` a
 * message of kind K, `zMKLL` one made longer with zeros, `kDER` a certificate and `cM` the message with all of them. All that stand together
 * come at once, unless `,` stands between; `*N` is the next one so many times.
 * @param size how many bytes are received at a time; 0 for all that there are
 */
function runCheck(fields: Uint8Array[], size: i32): CheckRun {
  const run = new CheckRun(fields, size);
  while (run.check.want !== Want.FINISH && finding.length === 0) run.turn();
  if (finding.length === 0) run.end();
  return run;
}

/** A response may come in any pieces. */
function compareSplits(fields: Uint8Array[]): void {
  const whole = runCheck(fields, 0);
  const status = whole.check.exitStatus;
  const first = whole.decided;
  const single = runCheck(fields, 1);
  demand(single.check.exitStatus === status && single.decided === first, "byte by byte it ends in another way");
  const seven = runCheck(fields, 7);
  demand(seven.check.exitStatus === status && seven.decided === first, "in pieces of 7 bytes it ends in another way");
}

class CheckRun {
  check: Check;
  /** A number made of the requests and of how each verdict begins, which is the same however a response is split. */
  decided: i32 = 0;
  private fields: Uint8Array[];
  private size: i32;
  private event: i32 = 0;
  private now: i32 = 0;
  private turns: i32 = 0;
  /** Whether a connection is what is wanted, there is one, and what it has given. */
  private isConnectionAlone: bool = false;
  private isConnected: bool = false;
  /** Whether there was anything to do for a host but to print. */
  private hasActed: bool = false;
  private isShell: bool;
  private isAsked: bool = false;
  private host: FuzzTlsHost;
  /** Where in the queue the next byte is, and how often the next event is to happen. */
  private queueAt: i32 = 0;
  private times: i32 = 1;

  constructor(fields: Uint8Array[], size: i32) {
    this.fields = fields;
    this.size = size;
    const surroundings = new FieldSurroundings(fields);
    const host = hostOf(fields);
    this.host = host;
    this.check = new Check(surroundings, host, host);
    queue.length = 0;
    certificates = [];
    const name = surroundings.argument(0);
    this.isShell = name.length >= 2 && standsAt(name, name.length - 2, "sh");
  }

  turn(): void {
    const check = this.check;
    demand(++this.turns < MAX_TURNS, "it does not end");
    mixNumber(check.want);
    if (check.want === Want.PRINT) {
      this.checkOutput();
      check.printed();
      return;
    }
    this.hasActed = true;
    demand(check.deadline >= this.now && check.deadline <= this.now + 3600000, "the deadline");
    demand(check.now <= this.now, "the clock");
    if (check.want === Want.CONNECT) this.checkConnect();
    else if (check.want === Want.SEND) this.checkRequest();
    else if (check.want === Want.LOOK_UP) this.checkName();
    else if (check.want === Want.INSTALL) demand(check.path.length > check.name.length, "a path to install as");
    if (finding.length === 0) this.report();
    const wrong = this.host.wrong;
    demand(wrong.length === 0, wrong);
  }

  /** A name has at most 253 letters, and a final dot (RFC 1035 §3.1). */
  private checkName(): void {
    const name = this.check.name;
    const hasFinalDot = name.length > 0 && name[name.length - 1] === Char.DOT;
    const length = hasFinalDot ? name.length - 1 : name.length;
    demand(length > 0 && length <= 253, "a name to look up");
  }

  /** Tells the check what has happened. */
  private report(): void {
    const check = this.check;
    const want = check.want;
    if (want === Want.RECEIVE) {
      this.fillQueue();
      if (this.queueAt < queue.length) {
        this.receiveQueue();
        return;
      }
    }
    while (this.event < this.fields.length) {
      const field = this.fields[this.event];
      const kind: i32 = field.length > 0 ? field[0] : 0;
      const rest = field.length > 0 ? field.subarray(1) : field;
      const number = parseDecimal(rest, 0, rest.length, 100000);
      if (kind === 0x74 && number > 0) {
        this.event++;
        // From the deadline on a host says nothing but that it has passed.
        this.now = this.now + number < check.deadline ? this.now + number : check.deadline;
      } else if (kind === 0x78) {
        this.event++;
        this.expire();
        return;
      } else if (kind === 0x66 && number > 0 && want !== Want.LOOK_UP) {
        this.event++;
        check.failed(number, this.now);
        return;
      } else if (kind === 0x72 && want === Want.LOOK_UP) {
        this.event++;
        check.resolved(addressesOf(rest), false, this.now);
        return;
      } else if (kind === 0x79 && want === Want.LOOK_UP) {
        this.event++;
        check.resolved(addressesOf(rest), true, this.now);
        return;
      } else if (kind === 0x75 && want === Want.LOOK_UP) {
        this.event++;
        check.unresolved(number >= 0 && number < 3 ? number : 0, this.now);
        return;
      } else if ((kind === 0x64 || kind === 0x6d) && want === Want.RECEIVE) {
        this.event++;
        if (kind === 0x6d) this.receive(repeated, repeat(rest));
        else this.receive(rest, rest.length);
        return;
      } else if (
        (kind === 0x64 || kind === 0x6d || isTlsEvent(kind)) &&
        (want === Want.CONNECT || want === Want.SEND)
      ) {
        break;
      } else {
        this.event++;
      }
    }
    if (want === Want.CONNECT) {
      this.isConnected = true;
      check.connected(this.now);
    } else if (want === Want.SEND) check.sent(this.now);
    else if (want === Want.INSTALL) check.installed(this.now);
    else this.expire();
  }

  /** Puts together what the peer says next, up to the next event of another kind. */
  private fillQueue(): void {
    if (this.queueAt < queue.length) return;
    queue.length = 0;
    this.queueAt = 0;
    while (this.event < this.fields.length && queue.length < 65536) {
      const field = this.fields[this.event];
      const kind: i32 = field.length > 0 ? field[0] : 0;
      if (!isTlsEvent(kind)) return;
      this.event++;
      if (kind === 0x2c) {
        if (queue.length > 0) return;
      } else if (kind === 0x2a) {
        const times = parseDecimal(field, 1, field.length, 5000);
        if (times > 0) this.times = times;
      } else {
        for (let i = 0; i < this.times && queue.length < 65536; i++) putTlsEvent(kind, field);
        this.times = 1;
      }
    }
  }

  private receiveQueue(): void {
    const check = this.check;
    const size = this.size > 0 ? this.size : CAPACITY;
    while (this.queueAt < queue.length && check.want === Want.RECEIVE) {
      let length = 0;
      while (length < size && this.queueAt < queue.length) piece[length++] = queue.bytes[this.queueAt++];
      if (!this.host.isUsed) for (let i = 0; i < length; i++) seen.byte(piece[i]);
      check.received(piece, length, this.now);
    }
  }

  private expire(): void {
    this.now = this.check.deadline;
    this.check.expired(this.now);
  }

  private receive(bytes: Uint8Array, count: i32): void {
    const check = this.check;
    if (!this.host.isUsed) for (let i = 0; i < count; i++) seen.byte(bytes[i]);
    if (count === 0 || this.size === 0) {
      check.received(bytes, count, this.now);
      return;
    }
    const few = new Uint8Array(this.size);
    let start = 0;
    while (start < count && check.want === Want.RECEIVE) {
      let length = 0;
      while (length < this.size && start < count) few[length++] = bytes[start++];
      check.received(few, length, this.now);
    }
  }

  private checkConnect(): void {
    const check = this.check;
    demand(check.allowance >= 0 && check.allowance <= check.deadline, "the time for an attempt to connect");
    this.isConnectionAlone = check.request.length === 0;
    this.isConnected = false;
    this.isAsked = false;
    this.host.restart();
    queue.length = 0;
    this.queueAt = 0;
    mix(check.address);
    mix(check.path);
    mixNumber(check.port);
    if (check.address.length === 0) demand(check.path.length > 0 && check.path.length <= 107, "the path of a socket");
    else {
      demand(check.address.length === 4 || check.address.length === 16, "an address");
      demand(check.port > 0 && check.port < 65536, "a port");
    }
  }

  private checkRequest(): void {
    const host = this.host;
    if (!host.isUsed) {
      this.checkHttp(this.check.request);
      return;
    }
    this.checkRecords(this.check.request);
    if (host.sealed.length === 0 || finding.length > 0) return;
    this.checkTrust();
    if (this.isAsked) demand(host.sealed.length === 0, "a second request on a connection");
    this.checkHttp(host.sealed.view());
    host.sealed.length = 0;
  }

  /** What is sent are whole records. */
  private checkRecords(bytes: Uint8Array): void {
    mix(bytes);
    demand(bytes.length > 0, "nothing to send");
    let i = 0;
    while (i < bytes.length && finding.length === 0) {
      demand(i + 5 <= bytes.length && bytes[i] >= 20 && bytes[i] <= 23 && bytes[i + 1] === 3, "a record's header");
      if (finding.length > 0) return;
      const high: i32 = bytes[i + 3];
      const length = high * 256 + bytes[i + 4];
      demand(length > 0 && length <= 16384 + 256, "a record's length");
      i += 5 + length;
    }
    demand(i === bytes.length, "a record that is cut");
  }

  /** Nothing is said to a peer that has not shown that it is the one; and whoever has lied is never healthy. */
  private checkTrust(): void {
    const host = this.host;
    demand(!host.hasRefused, "on with a record that is not genuine");
    demand((host.lies & (Lie.OPEN | Lie.MAC | Lie.NO_RANDOM | Lie.NO_KEY | Lie.NO_SECRET)) === 0, "on with a lie");
    demand(!host.hasRefusedSignature, "on with a signature that is not good");
    // One command of a shell may check, and another one not.
    if (host.hasOpenedFile && !this.isShell) demand(host.verified > 0, "on without a good signature");
  }

  /** A request is a request line and header lines, each a token and a value, and no more than one empty line before the body. */
  private checkHttp(request: Uint8Array): void {
    demand(!this.isAsked, "a second request on a connection");
    this.isAsked = true;
    seen.length = 0;
    mix(request);
    for (let i = 0; i < request.length; i++) this.decide(request[i]);
    let i = 0;
    let spaces = 0;
    while (i < request.length && request[i] !== Char.CR) {
      demand(request[i] === Char.SPACE || isVisible(request[i]), "a byte in the request line");
      if (request[i++] === Char.SPACE) spaces++;
    }
    demand(spaces === 2 && standsAt(request, i - 9, " HTTP/1.1\r\n"), "the request line");
    i += 2;
    while (i < request.length && request[i] !== Char.CR) {
      const start = i;
      while (i < request.length && isFieldChar(request[i])) i++;
      const colon = indexOf(request, Char.COLON, start);
      demand(colon > start && colon + 2 < i && request[colon + 1] === Char.SPACE, "a header");
      for (let k = start; k < colon; k++) demand(isVisible(request[k]), "a header's name");
      demand(standsAt(request, i, "\r\n"), "the end of a header");
      if (finding.length > 0) return;
      i += 2;
    }
    demand(standsAt(request, i, "\r\n"), "the end of the headers");
  }

  private decide(value: i32): void {
    this.decided = (this.decided * 31 + value) | 0;
  }

  private checkOutput(): void {
    const output = this.check.output;
    const stream = this.check.stream;
    mix(output);
    demand(stream === 1 || stream === 2, "the stream");
    demand(output.length > 0 && output[output.length - 1] === Char.LF, "the last byte of the output");
    if (finding.length > 0) return;
    // The whole text is written only where it may be that.
    if (standsAt(output, 0, "Usage") && sameBytes(output, helpText(HEALTHCHECK))) return;
    demand(output.length <= CAPACITY, "more output than Docker keeps");
    const end = indexOf(output, Char.LF, 0);
    demand(end < 500, "a verdict longer than 500 bytes");
    for (let i = 0; i <= end && !standsAt(output, i, ': "') && !standsAt(output, i, "(it answered"); i++)
      if (!standsAt(output, i, " in ")) this.decide(output[i]);
    demandShown(output);
    // What --verbose adds.
    for (let i = end + 1; i < output.length; i = indexOf(output, Char.LF, i) + 1) {
      const isKnown = standsAt(output, i, "at ") || standsAt(output, i, "< ") || standsAt(output, i, "...\n");
      demand(isKnown, "a line that is none of ours");
      if (!isKnown) return;
    }
    const isHealthy = standsAt(output, 0, "healthy: ");
    if (isHealthy) this.checkHealthy();
    const isUsage = standsAt(output, 0, "healthcheck");
    demand(isHealthy || isUsage || standsAt(output, 0, "unhealthy: "), "the beginning of the verdict");
    demand(
      isHealthy ? this.check.exitStatus === 0 : isUsage || this.check.exitStatus === 1,
      "the exit status of a verdict",
    );
    if (isUsage && this.check.exitStatus === 1) {
      demand(!this.hasActed || indexOfWords(output, "cannot make") > 0, "a usage error of what was begun");
    }
    if (!this.isShell) demand(stream === (this.check.exitStatus === 0 ? 1 : 2), "the stream of a verdict");
  }

  /** Nothing is healthy without a connection, and HTTP not without a header section that has no byte in it that may not be there. */
  private checkHealthy(): void {
    demand(this.isConnected, "healthy without a connection");
    if (this.isConnectionAlone) return;
    if (this.host.isUsed) this.checkTrust();
    const bytes = seen.view();
    demand(startsWith(bytes, "HTTP/"), "healthy without a response");
    let i = 0;
    while (i < bytes.length && !standsAt(bytes, i, "\n\n") && !standsAt(bytes, i, "\n\r\n")) {
      const isBroken = bytes[i] === 0 || (bytes[i] === Char.CR && !standsAt(bytes, i, "\r\n"));
      demand(!isBroken, "healthy with a byte that no header may have");
      i++;
    }
    demand(i < bytes.length, "healthy before the headers are complete");
    const end = standsAt(bytes, i, "\n\n") ? i + 2 : i + 3;
    demand(end <= 65536, "healthy with more headers than are read");
  }

  end(): void {
    const status = this.check.exitStatus;
    exitStatus = status;
    mixNumber(status);
    demand(status === 0 || status === 1, "the exit status");
    // Without a word, as with --quiet; `true` of a shell needs none.
    if (status === 0 && !this.isShell && this.check.output.length === 0) this.checkHealthy();
  }
}

/** What a host of TLS is told in these fields. */
function hostOf(fields: Uint8Array[]): FuzzTlsHost {
  const host = new FuzzTlsHost(seen);
  for (let i = 0; i < fields.length; i++) host.set(fields[i]);
  return host;
}

function isTlsEvent(kind: i32): bool {
  return kind === 0x70 || kind === 0x68 || kind === 0x7a || kind === 0x6b || kind === 0x63 || isQueueMark(kind);
}

/** A comma or an asterisk. */
function isQueueMark(kind: i32): bool {
  return kind === 0x2c || kind === 0x2a;
}

/** Appends to the queue what this event has the peer say. */
function putTlsEvent(kind: i32, field: Uint8Array): void {
  if (kind === 0x6b) certificates.push(field.subarray(1));
  else if (kind === 0x70 && field.length > 2) putServersRecord(queue, field[1], field[2], field.subarray(3));
  else if (kind === 0x63 && field.length > 1) {
    putServersMessage(queue, field[1], 11, certificateList(isTls13(field[1])), 0);
    certificates = [];
  } else if (kind === 0x68 && field.length > 2) putServersMessage(queue, field[1], field[2], field.subarray(3), 0);
  else if (kind === 0x7a && field.length > 4) {
    // No more than is taken of a handshake: the queue's memory is the core's.
    const high: i32 = field[3] & 0x0f;
    putServersMessage(queue, field[1], field[2], field.subarray(5), high * 256 + field[4]);
  }
}

/** The body of a message Certificate (RFC 8446 §4.4.2, RFC 5246 §7.4.2). */
function certificateList(hasExtensions: bool): Uint8Array {
  let total = 0;
  for (let i = 0; i < certificates.length; i++) total += certificates[i].length + (hasExtensions ? 5 : 3);
  list.length = 0;
  if (hasExtensions) list.byte(0);
  putLength(total);
  for (let i = 0; i < certificates.length; i++) {
    putLength(certificates[i].length);
    list.add(certificates[i]);
    if (hasExtensions) list.byte(0).byte(0);
  }
  return list.view();
}

function putLength(length: i32): void {
  list
    .byte((length >> 16) & 0xff)
    .byte((length >> 8) & 0xff)
    .byte(length & 0xff);
}

/** Fills `repeated` with these bytes, again and again. @returns how many are in it */
function repeat(bytes: Uint8Array): i32 {
  for (let i = 0; i < CAPACITY && bytes.length > 0; i++) repeated[i] = bytes[i % bytes.length];
  return bytes.length === 0 ? 0 : CAPACITY;
}

function isVisible(c: i32): bool {
  return c > Char.SPACE && c < Char.DELETE;
}

function indexOfWords(bytes: Uint8Array, words: string): i32 {
  for (let i = 0; i < bytes.length; i++) if (standsAt(bytes, i, words)) return i;
  return -1;
}

/** Text as it may reach a terminal: UTF-8, and no control characters but LF. */
function demandShown(bytes: Uint8Array): void {
  let i = 0;
  while (i < bytes.length) {
    const length = utf8Length(bytes, i);
    demand(length > 0, "output that is not UTF-8");
    if (length === 0) return;
    const c: i32 = bytes[i];
    const isC1 = length === 2 && c === 0xc2 && bytes[i + 1] < 0xa0;
    const isC0 = c < Char.SPACE && c !== Char.LF;
    demand(!isC0 && c !== Char.DELETE && !isC1, "a control character");
    i += length;
  }
}

function addressesOf(list: Uint8Array): Uint8Array[] {
  const addresses: Uint8Array[] = [];
  let start = 0;
  while (start < list.length && addresses.length < 2 * MAX_ADDRESSES) {
    let end = indexOf(list, Char.COMMA, start);
    if (end < 0) end = list.length;
    const address = parseAddress(list.subarray(start, end));
    if (address.length > 0) addresses.push(address);
    start = end + 1;
  }
  return addresses;
}

/** The deadline of every lookup. */
const LOOKUP_DEADLINE: i32 = 5000;
/** One for all lookups of an input, as in a process. */
const lookup: Lookup = new Lookup();

/**
 * Looks up the name in the first field, of the family in the second, with the contents of /etc/hosts and /etc/resolv.conf in the next
 * two, through events: `tN` so many milliseconds pass, `rNBYTES` received, `aNBYTES` received behind the identifier and the question of a
 * query, `eN` a socket fails, `s` silence. N is one byte that chooses the socket, of six, and one of two queries. After a pause the lookup goes on.
 */
function runLookup(fields: Uint8Array[]): void {
  const name = fields[0];
  if (name.length > 254) return;
  const text = fieldAt(fields, 1);
  const family = same(text, "4") ? 4 : same(text, "6") ? 6 : 0;
  lookup.begin(name, family, LOOKUP_DEADLINE, 0x1234);
  const events = new LookupEvents(fields);
  let found = 0;
  for (let turns = 0; finding.length === 0; turns++) {
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

function checkAddresses(addresses: Uint8Array[], family: i32): void {
  for (let i = 0; i < addresses.length; i++) {
    mix(addresses[i]);
    demand(addresses[i].length === 4 || addresses[i].length === 16, "an address that was found");
    if (family === 4) demand(addresses[i].length === 4, "an address of IPv6");
    if (family === 6) demand(addresses[i].length === 16, "an address of IPv4");
    if (i > 0) demand(addresses[i].length >= addresses[i - 1].length, "IPv6 before IPv4");
  }
}

/** What the sockets of a lookup meet. */
class LookupEvents {
  now: i32 = 0;
  private fields: Uint8Array[];
  private event: i32 = 4;
  /** What the socket that is ready gives; where it fails, the error. */
  private bytes: Uint8Array = none();
  private error: i32 = 0;
  /** The last queries for A and for AAAA. */
  private queries: Text[] = [new Text(), new Text()];
  private opened: i32 = 0;

  constructor(fields: Uint8Array[]) {
    this.fields = fields;
  }

  /** Does what is needed. @returns what to report */
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

  /** An answer to a query: flags and counts between its identifier and its question, records behind them. Over a stream its length comes first. */
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

/** @returns how many bytes of the content from the wanted offset on are in the lookup's buffer now */
function copyPiece(content: Uint8Array, lookup: Lookup): i32 {
  let length = 0;
  while (length < lookup.buffer.length && lookup.offset + length < content.length) {
    lookup.buffer[length] = content[lookup.offset + length];
    length++;
  }
  return length;
}

/** The first field is a file like /etc/hosts, the second one the name, the third the family. */
function readHosts(fields: Uint8Array[]): void {
  const family = same(fieldAt(fields, 2), "6") ? 6 : 4;
  const hosts = new Hosts(fieldAt(fields, 1), family);
  const words = new Tokenizer();
  for (let i = 0; i < fields[0].length; i++) if (words.read(fields[0][i])) hosts.read(words);
  if (words.read(Char.LF)) hosts.read(words);
  const found = family === 6 ? hosts.addressesV6 : hosts.addressesV4;
  const others = family === 6 ? hosts.addressesV4 : hosts.addressesV6;
  demand(others.length === 0 && found.length <= MAX_ADDRESSES, "the addresses from /etc/hosts");
  checkAddresses(found, family);
}

/** The first field is the name to look up, each further one a line of /etc/resolv.conf. */
function readConfig(fields: Uint8Array[]): void {
  const config = new ResolverConfig();
  const words = new Tokenizer();
  for (let i = 1; i < fields.length; i++) {
    for (let k = 0; k < fields[i].length; k++) if (words.read(fields[i][k])) config.read(words);
    if (words.read(Char.LF)) config.read(words);
  }
  config.end();
  const servers = config.servers;
  demand(servers.length > 0 && servers.length <= 3 && servers.length === config.zones.length, "the name servers");
  for (let i = 0; i < servers.length; i++) {
    mix(servers[i]);
    mix(config.zones[i]);
    demand(servers[i].length === 4 || servers[i].length === 16, "a name server");
  }
  const count = config.nameCount(fields[0]);
  demand(count > 0, "the names to ask for");
  const name = new Text();
  const query = new Text();
  for (let i = 0; i < count && i < 100; i++) {
    config.putName(name, fields[0], i);
    mix(name.view());
    if (!buildQuery(query, 0x1234, name, 1)) continue;
    mix(query.view());
    demand(query.length > 16 && query.length <= 12 + 255 + 4, "a query's length");
  }
}

/** The first field is a name; the first byte of the second one its type, the rest an answer behind identifier and question. */
function readMessage(fields: Uint8Array[]): void {
  const bytes = fieldAt(fields, 1);
  if (bytes.length < 9) return;
  const isA = bytes[0] % 2 === 0;
  const query = new Text();
  if (!buildQuery(query, 0x1234, new Text().add(fields[0]), isA ? 1 : 28)) return;
  const out = new Text().byte(0x12).byte(0x34).byte(bytes[1]).byte(bytes[2]).byte(0).byte(1).add(bytes.subarray(3, 9));
  const message = out.add(query.view().subarray(12)).add(bytes.subarray(9)).view();
  const addresses: Uint8Array[] = [];
  const reply = readAnswer(message, message.length, query, addresses);
  mixNumber(reply);
  demand(reply >= 0 && reply <= 3, "the kind of an answer");
  demand(addresses.length <= MAX_ADDRESSES, "more addresses than are kept");
  demand(addresses.length === 0 || reply === 1, "addresses from what is no answer");
  checkAddresses(addresses, isA ? 4 : 6);
  // However it is cut, it is read within its length.
  for (let length = 0; length < message.length; length += 5) readAnswer(message.slice(0, length), length, query, []);
}

/** The first field is expanded, with the variables in the others. */
function expand(fields: Uint8Array[]): void {
  const expansion = new Expansion(new FieldSurroundings(fields), fields[0], -1);
  const text = expansion.text.view();
  mix(text);
  demand(text.length <= MAX_TEXT, "an expansion that is too long");
  const error = expansion.error;
  if (error !== null) mixNumber(error.kind);
  else if (indexOf(fields[0], Char.DOLLAR, 0) < 0) demand(sameBytes(text, fields[0]), "an expansion of nothing");
}

/** What is printed of a duration means the same. */
function readDuration(text: Uint8Array): void {
  const value = parseDuration(text);
  mixNumber(value);
  demand(value === -1 || value === -2 || (value >= 10 && value <= 3600000), "a duration");
  if (value < 0) return;
  const out = new Text();
  putDuration(out, value);
  demand(parseDuration(out.view()) === value, "a duration that is written in another way than it is read");
}

function readStatuses(text: Uint8Array): void {
  const set = parseStatusSet(text);
  if (set === null) return;
  for (let status = -1; status < 1100; status++) {
    if (!set.has(status)) continue;
    mixNumber(status);
    demand(status >= 100 && status <= 599, "a status");
  }
}

/** What is printed of an address means the same. */
function readAddress(text: Uint8Array): void {
  const address = parseAddress(text);
  if (address.length === 0) return;
  const out = new Text();
  putAddress(out, address);
  mix(out.view());
  demand(sameBytes(parseAddress(out.view()), address), "an address that is written in another way than it is read");
}

function show(bytes: Uint8Array): void {
  const out = new Text();
  putShown(out, bytes, 80);
  mix(out.view());
  demand(out.length <= 80 + 3 + 3, "shown text that is too long");
  demandShown(out.view());
  demand(indexOf(out.view(), Char.LF, 0) < 0, "a line feed in shown text");
}
