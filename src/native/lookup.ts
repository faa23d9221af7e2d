import { atLeastOne, Check } from "../core/check";
import { Unresolved } from "../core/outcome";
import { ascii, Char } from "../core/text";
import { ResolverConfig } from "../resolver/config";
import { hostsAddress } from "../resolver/hosts";
import { buildQuery, RecordType, Reply, readAnswer } from "../resolver/message";
import * as host from "./host";

const DNS_PORT: i32 = 53;
/** An answer over UDP has at most 512 bytes (RFC 1035 §2.3.4); one that was cut still names addresses enough. */
const ANSWER_CAPACITY: i32 = 1024;
/** Also the longest line that is read. */
const FILE_CAPACITY: i32 = 4096;
const MAX_CONFIG_LINES: i32 = 256;
const MAX_ADDRESSES: i32 = 64;
/** Every name server is asked so often, as resolv.conf(5) has it. */
const ROUNDS: i32 = 2;
/** How long to wait for one family's answer once the other has given addresses: some servers never answer for IPv6. */
const SECOND_ANSWER: i32 = 500;

/**
 * The resolver: /etc/hosts, else the name servers of /etc/resolv.conf over UDP. musl's getaddrinfo would be 23 KB of the
 * executable, and knows no deadline. IPv4 addresses come first.
 */
export class Lookup {
  private check: Check;
  private addresses: Uint8Array[] = [];
  private config: ResolverConfig = new ResolverConfig();
  private answer: Uint8Array = new Uint8Array(ANSWER_CAPACITY);

  constructor(check: Check) {
    this.check = check;
  }

  /** Looks the check's name up and reports to the check. */
  run(): void {
    const check = this.check;
    this.readHosts();
    if (this.addresses.length == 0) {
      this.readConfig();
      const names = this.config.candidates(check.name);
      let failed = false;
      for (let i = 0; i < names.length && this.addresses.length == 0; i++) {
        const reply = this.ask(names[i]);
        // Silence about one name would only be silence about the next; a failure may be of this name alone.
        if (reply == Reply.FOREIGN) {
          check.unresolved(Unresolved.NO_ANSWER, host.now());
          return;
        }
        if (reply == Reply.FAILURE) failed = true;
      }
      if (this.addresses.length == 0) {
        check.unresolved(failed ? Unresolved.NO_ANSWER : Unresolved.NO_SUCH_NAME, host.now());
        return;
      }
    }
    check.resolved(this.addresses, host.now());
  }

  private readHosts(): void {
    const lines = new FileLines("/etc/hosts");
    // IPv4 first: in two passes, so that the file's order stays within a family.
    for (let family = 4; family <= 6; family += 2) {
      if (this.check.family == 10 - family) continue;
      lines.rewind();
      while (lines.next()) this.add(hostsAddress(lines.buffer, lines.start, lines.end, this.check.name, family));
    }
  }

  private readConfig(): void {
    const lines = new FileLines("/etc/resolv.conf");
    // A file of a megabyte is no configuration; its first lines are.
    for (let i = 0; i < MAX_CONFIG_LINES && lines.next(); i++)
      this.config.read(lines.buffer.slice(lines.start, lines.end));
  }

  /**
   * Asks the name servers in turn, each for its share of the time that is left.
   * @returns ANSWER, or FAILURE, or FOREIGN where none has answered
   */
  private ask(name: Uint8Array): Reply {
    const servers = this.config.serversOrLocal();
    const tries = servers.length * ROUNDS;
    let reply = Reply.FOREIGN;
    for (let i = 0; i < tries && reply != Reply.ANSWER; i++) {
      const share = atLeastOne(((this.check.deadline - host.now()) / (tries - i)) | 0);
      const tried = this.askServer(servers[i % servers.length], name, share);
      if (tried != Reply.FOREIGN) reply = tried;
    }
    return reply;
  }

  /** Sends the queries for both families at once and waits for both answers. */
  private askServer(server: Uint8Array, name: Uint8Array, share: i32): Reply {
    const id = host.random();
    const family = this.check.family;
    const queryA = buildQuery(id, name, RecordType.A);
    const queryAAAA = buildQuery(id ^ 1, name, RecordType.AAAA);
    // No name in DNS: nobody has it.
    if (queryA.length == 0) return Reply.ANSWER;
    if (host.connectDatagram(server.dataStart, server.length, DNS_PORT, share) < 0) return Reply.FOREIGN;
    let waitA = family != 6 && host.send(queryA.dataStart, queryA.length) == 0;
    let waitAAAA = family != 4 && host.send(queryAAAA.dataStart, queryAAAA.length) == 0;
    let reply = Reply.FOREIGN;
    const later: Uint8Array[] = [];
    while (waitA || waitAAAA) {
      const length = host.receive(this.answer.dataStart, this.answer.length);
      if (length < 0) break;
      const toA = waitA ? readAnswer(this.answer, length, queryA, this.addresses) : Reply.FOREIGN;
      const toAAAA = waitAAAA ? readAnswer(this.answer, length, queryAAAA, later) : Reply.FOREIGN;
      if (toA != Reply.FOREIGN) {
        waitA = false;
        reply = better(reply, toA);
      } else if (toAAAA != Reply.FOREIGN) {
        waitAAAA = false;
        reply = better(reply, toAAAA);
      } else {
        continue;
      }
      if (this.addresses.length + later.length > 0 && share > SECOND_ANSWER) host.wait(SECOND_ANSWER);
    }
    for (let i = 0; i < later.length; i++) this.add(later[i]);
    // An answer without addresses counts only when it is whole.
    return this.addresses.length == 0 && (waitA || waitAAAA) ? Reply.FOREIGN : reply;
  }

  private add(address: Uint8Array): void {
    if (address.length > 0 && this.addresses.length < MAX_ADDRESSES) this.addresses.push(address);
  }
}

function better(one: Reply, other: Reply): Reply {
  return one == Reply.FAILURE || other == Reply.FAILURE ? Reply.FAILURE : Reply.ANSWER;
}

/** The lines of a file, which may be longer than the memory is large: a line is [start, end) of the buffer. */
class FileLines {
  buffer: Uint8Array = new Uint8Array(FILE_CAPACITY);
  start: i32 = 0;
  end: i32 = 0;
  private path: Uint8Array;
  /** How much of the buffer is filled, and where the next line starts in it. */
  private length: i32 = 0;
  private following: i32 = 0;
  /** Where in the file the buffer starts. */
  private offset: i32 = 0;

  constructor(path: string) {
    this.path = ascii(path);
  }

  rewind(): void {
    this.length = 0;
    this.following = 0;
    this.offset = 0;
  }

  /** Goes to the next line; the last one needs no line feed. A line longer than the buffer comes in pieces. */
  next(): bool {
    if (!this.findLine()) {
      this.fill();
      if (!this.findLine()) this.end = this.length;
    }
    this.start = this.following;
    this.following = this.end < this.length ? this.end + 1 : this.end;
    return this.start < this.length;
  }

  /** Finds the end of the line that starts at `following`, if it is in the buffer. */
  private findLine(): bool {
    this.end = this.following;
    while (this.end < this.length && this.buffer[this.end] != Char.LF) this.end++;
    return this.end < this.length;
  }

  /** Reads the file on from where the next line starts. */
  private fill(): void {
    this.offset += this.following;
    this.following = 0;
    const path = this.path;
    const length = host.readFile(path.dataStart, path.length, this.offset, this.buffer.dataStart, this.buffer.length);
    this.length = length > 0 ? length : 0;
  }
}
