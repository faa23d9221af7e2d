import { atLeastOne } from "../core/bytes/numbers";
import { ascii, Char, none, Text } from "../core/bytes/text";
import { Unresolved } from "../core/check/outcome";
import { ResolverConfig } from "./config";
import { hostsAddress } from "./hosts";
import { buildQuery, MAX_ADDRESSES, RecordType, Reply, readAnswer } from "./message";

/** How much of a file is read at a time; a line that is longer does not count. */
const CAPACITY: i32 = 4096;
/** So many lines of resolv.conf count. */
const MAX_CONFIG_LINES: i32 = 256;
/** Every name server is asked so often, as resolv.conf(5) has it. */
const ROUNDS: i32 = 2;
/** How many milliseconds to wait for one family's answer once the other has given addresses: some servers never answer for IPv6. */
const SECOND_ANSWER: i32 = 500;

const BEYOND_DEADLINE: i32 = 1000;

/** What a lookup needs its host to do next. */
export const enum Need {
  /** Read the file `path` from `offset` on into `buffer`, as much as fits; report read(). */
  READ,
  /**
   * Open a datagram socket to `server`, port 53, in place of an earlier one, and send all of `queries`; then receive into `buffer` as for
   * RECEIVE.
   */
  ASK,
  /**
   * The same over a stream, for an answer that is too long for a datagram: connect within `wait` milliseconds, send `queries`, and
   * receive until the buffer holds as much as its first two bytes announce or is full; report received() or silent().
   */
  ASK_STREAM,
  /** Receive one datagram into `buffer` within `wait` milliseconds; report received() or silent(). */
  RECEIVE,
  /** `addresses`, or `reason` where there are none. */
  DONE,
}

/**
 * Looks up the addresses of a name: in /etc/hosts, else from the name servers of /etc/resolv.conf. musl's getaddrinfo
 * is larger than all of this and knows no deadline; glibc's cannot be stopped. IPv4 addresses come first.
 */
export class Lookup {
  need: Need = Need.READ;
  path: Uint8Array = ascii("/etc/hosts");
  offset: i32 = 0;
  buffer: Uint8Array = new Uint8Array(CAPACITY);
  server: Uint8Array = none();
  queries: Uint8Array[] = [];
  wait: i32 = 0;
  addresses: Uint8Array[] = [];
  reason: Unresolved = Unresolved.NO_SUCH_NAME;

  private name: Uint8Array;
  private family: i32;
  private deadline: i32;
  private id: i32;
  /** Which family /etc/hosts is being read for; 0 when it is done. */
  private hostsFamily: i32;
  private config: ResolverConfig = new ResolverConfig();
  /** Whether what is read is the rest of a line that is too long. */
  private isInLongLine: bool = false;
  private configLines: i32 = 0;
  private names: Uint8Array[] = [];
  private nextName: i32 = 0;
  private nextTry: i32 = 0;
  private tryEnd: i32 = 0;
  private queryA: Uint8Array = none();
  private queryAAAA: Uint8Array = none();
  private waitA: bool = false;
  private waitAAAA: bool = false;
  /** Which answers were cut, and have to be asked for over a stream. */
  private cutA: bool = false;
  private cutAAAA: bool = false;
  /** Whether the server in hand has failed, one has of the name in hand, and one has of any name. */
  private serverFailed: bool = false;
  private nameFailed: bool = false;
  private failed: bool = false;
  private addressesV6: Uint8Array[] = [];

  /**
   * @param family 4, 6, or 0 for both
   * @param deadline milliseconds, on the clock of `now` everywhere here; it is shared out among the servers
   * @param id a random number from 0 to 65535, that nobody else may know
   */
  constructor(name: Uint8Array, family: i32, deadline: i32, id: i32) {
    this.name = name;
    this.family = family;
    this.deadline = deadline;
    this.id = id;
    this.hostsFamily = family == 6 ? 6 : 4;
  }

  /** So many bytes of the file were read; 0 at its end, or where there is none. */
  read(length: i32, now: i32): void {
    let start = 0;
    while (start < length) {
      let end = start;
      while (end < length && this.buffer[end] != Char.LF) end++;
      // The last line may go on in the next piece: it is read again, unless it fills the buffer and is too long.
      if (end == length && start > 0) break;
      if (end == this.buffer.length) this.isInLongLine = true;
      if (!this.isInLongLine) this.readLine(start, end);
      if (end < length) this.isInLongLine = false;
      start = end < length ? end + 1 : end;
    }
    this.offset += start;
    if (length == 0) this.endFile(now);
  }

  private readLine(start: i32, end: i32): void {
    if (this.hostsFamily == 0) {
      if (this.configLines++ < MAX_CONFIG_LINES) this.config.read(this.buffer.subarray(start, end));
      return;
    }
    const addresses = this.hostsFamily == 4 ? this.addresses : this.addressesV6;
    if (addresses.length == MAX_ADDRESSES) return;
    const address = hostsAddress(this.buffer, start, end, this.name, this.hostsFamily);
    if (address.length > 0) addresses.push(address);
  }

  private endFile(now: i32): void {
    this.offset = 0;
    this.isInLongLine = false;
    if (this.hostsFamily == 0) {
      this.names = this.config.candidates(this.name);
      this.askName(now);
    } else if (this.hostsFamily == 4 && this.family == 0) {
      this.hostsFamily = 6;
    } else if (this.hasAddresses()) {
      this.end();
    } else {
      this.hostsFamily = 0;
      this.path = ascii("/etc/resolv.conf");
    }
  }

  /** Begins with the next full name, or ends. */
  private askName(now: i32): void {
    if (this.nextName == this.names.length) {
      this.reason = this.failed ? Unresolved.NO_ANSWER : Unresolved.NO_SUCH_NAME;
      this.need = Need.DONE;
      return;
    }
    const name = this.names[this.nextName++];
    this.id = (this.id + 2) & 0xffff;
    this.queryA = buildQuery(this.id, name, RecordType.A);
    this.queryAAAA = buildQuery(this.id ^ 1, name, RecordType.AAAA);
    this.nextTry = 0;
    this.nameFailed = false;
    // What cannot be a name in DNS is nobody's.
    if (this.queryA.length == 0) this.askName(now);
    else this.ask(now);
  }

  /** Asks the next server, for both families at once; each gets its share of the time that is left. */
  private ask(now: i32): void {
    const servers = this.config.serversOrLocal();
    const left = servers.length * ROUNDS - this.nextTry;
    if (left == 0) {
      this.endName(now);
      return;
    }
    this.server = servers[this.nextTry++ % servers.length];
    // The last one may take what is left, and a little more: then it is the deadline that ends it.
    const wait = left == 1 ? this.deadline - now + BEYOND_DEADLINE : ((this.deadline - now) / left) | 0;
    this.wait = atLeastOne(wait);
    this.tryEnd = now + this.wait;
    this.waitA = this.family != 6;
    this.waitAAAA = this.family != 4;
    this.cutA = false;
    this.cutAAAA = false;
    this.serverFailed = false;
    this.queries = [];
    if (this.waitA) this.queries.push(this.queryA);
    if (this.waitAAAA) this.queries.push(this.queryAAAA);
    this.need = Need.ASK;
  }

  /** Every server was asked about the name, and none has given a full answer. */
  private endName(now: i32): void {
    if (this.nameFailed) {
      this.failed = true;
      this.askName(now);
      return;
    }
    // Silence about this name would only be silence about the next one.
    this.reason = Unresolved.NO_ANSWER;
    this.need = Need.DONE;
  }

  /** The first `length` bytes of the buffer came from the server. */
  received(length: i32, now: i32): void {
    if (this.need == Need.ASK_STREAM) this.receivedStream(length, now);
    else this.receivedDatagram(length, now);
  }

  private receivedDatagram(length: i32, now: i32): void {
    const toA = this.waitA ? readAnswer(this.buffer, length, this.queryA, this.addresses) : Reply.FOREIGN;
    const toAAAA = this.waitAAAA ? readAnswer(this.buffer, length, this.queryAAAA, this.addressesV6) : Reply.FOREIGN;
    if (toA != Reply.FOREIGN) this.waitA = false;
    if (toAAAA != Reply.FOREIGN) this.waitAAAA = false;
    if (toA == Reply.CUT) this.cutA = true;
    if (toAAAA == Reply.CUT) this.cutAAAA = true;
    if (toA == Reply.FAILURE || toAAAA == Reply.FAILURE) this.serverFailed = true;
    const isWaiting = this.waitA || this.waitAAAA;
    if (isWaiting && this.hasAddresses() && this.tryEnd > now + SECOND_ANSWER) this.tryEnd = now + SECOND_ANSWER;
    if (isWaiting && now < this.tryEnd) {
      this.wait = this.tryEnd - now;
      this.need = Need.RECEIVE;
    } else {
      this.endTry(now);
    }
  }

  /** Nothing came in time, or the server cannot be reached. */
  silent(now: i32): void {
    if (this.need == Need.ASK_STREAM) this.receivedStream(0, now);
    else this.endTry(now);
  }

  /** Asks again for an answer that was cut; the two bytes before the query are its length (RFC 1035 §4.2.2). */
  private askStream(now: i32): void {
    const query = this.cutA ? this.queryA : this.queryAAAA;
    this.queries = [
      new Text()
        .byte(query.length >> 8)
        .byte(query.length & 0xff)
        .add(query)
        .view(),
    ];
    this.wait = atLeastOne(this.tryEnd - now);
    this.need = Need.ASK_STREAM;
  }

  private receivedStream(length: i32, now: i32): void {
    const isA = this.cutA;
    if (isA) this.cutA = false;
    else this.cutAAAA = false;
    const query = isA ? this.queryA : this.queryAAAA;
    const addresses = isA ? this.addresses : this.addressesV6;
    // What does not fit in the buffer is left out; what fits are addresses enough.
    const message = this.buffer.subarray(2);
    const reply = length > 2 ? readAnswer(message, length - 2, query, addresses) : Reply.FOREIGN;
    if (reply != Reply.ANSWER) this.serverFailed = true;
    this.endTry(now);
  }

  private endTry(now: i32): void {
    if (this.hasAddresses()) {
      this.end();
    } else if (this.cutA || this.cutAAAA) {
      this.askStream(now);
    } else if (this.waitA || this.waitAAAA || this.serverFailed) {
      if (this.serverFailed) this.nameFailed = true;
      this.ask(now);
    } else {
      // A full answer without addresses: there is no such name.
      this.askName(now);
    }
  }

  /** Ends with the addresses that were found, IPv4 first. */
  private end(): void {
    for (let i = 0; i < this.addressesV6.length; i++) this.addresses.push(this.addressesV6[i]);
    this.need = Need.DONE;
  }

  private hasAddresses(): bool {
    return this.addresses.length + this.addressesV6.length > 0;
  }
}
