import { ascii, Char, none, Text } from "../core/bytes/text";
import { Unresolved } from "../core/outcome";
import { ResolverConfig } from "./config";
import { Hosts } from "./hosts";
import { Ledger } from "./ledger";
import { Need } from "./need";
import { Queries } from "./queries";
import { Questions } from "./questions";
import { Sockets } from "./sockets";
import { Timing } from "./timing";
import { Tokenizer } from "./tokenizer";

/** How many bytes of a file are read at a time. */
const CAPACITY: i32 = 4096;

/**
 * Looks up the addresses of a name in /etc/hosts, else with the name servers of /etc/resolv.conf. It does no input or output: `need` says what
 * the host must do next. musl's getaddrinfo is larger than all of this and has no deadline; glibc's cannot be stopped. One object is used for
 * all lookups of a process, one after the other, with the same memory.
 */
export class Lookup {
  need: Need = Need.PAUSE;
  path: Uint8Array = none();
  offset: i32 = 0;
  buffer: Uint8Array = new Uint8Array(CAPACITY);
  sockets: Sockets = new Sockets(this.buffer);
  /** At PAUSE: the addresses found since the last PAUSE, IPv4 first. */
  addresses: Uint8Array[] = [];
  /** Whether addresses of the other family may follow: resume() waits for them. */
  isMoreToCome: bool = false;
  /** At PAUSE: why there is no address. */
  reason: Unresolved = Unresolved.NO_SUCH_NAME;

  private name: Uint8Array = none();
  private family: i32 = 0;
  private deadline: i32 = 0;
  private id: i32 = 0;
  private isReadingHosts: bool = true;
  private tokenizer: Tokenizer = new Tokenizer();
  private hosts!: Hosts;
  private config!: ResolverConfig;
  private questions!: Questions;
  private search: Text = new Text();
  private queries: Queries = new Queries();
  private ledger: Ledger = new Ledger();

  /**
   * Begins another lookup.
   * @param family 4, 6, or 0 for both
   * @param deadline milliseconds on the same clock as `now`
   * @param id a random number from 0 to 65535 that nobody else can guess
   */
  begin(name: Uint8Array, family: i32, deadline: i32, id: i32): void {
    this.name = name;
    this.family = family;
    this.deadline = deadline;
    this.id = id;
    this.addresses = [];
    this.isMoreToCome = false;
    this.hosts = new Hosts(name, family);
    this.isReadingHosts = true;
    this.readFile(ascii("/etc/hosts"));
  }

  /**
   * Continues after PAUSE, if more addresses may follow.
   * @param isBrief whether to return soon, even without addresses
   */
  resume(isBrief: bool, now: i32): void {
    this.take(this.questions.resume(isBrief, now));
  }

  /** The host has done what was needed, with this result; errors are negative. */
  report(result: i32, now: i32): void {
    if (this.need == Need.READ) this.read(result, now);
    else this.take(this.questions.report(this.need, result, now));
  }

  /** Whether it is known why there is no address, so that this can be reported at the deadline. */
  hasReason(): bool {
    return this.need != Need.READ && this.questions.hasReason();
  }

  private readFile(path: Uint8Array): void {
    this.path = path;
    this.offset = 0;
    this.tokenizer.begin();
    this.need = Need.READ;
  }

  private read(length: i32, now: i32): void {
    for (let i = 0; i < length; i++) this.readByte(this.buffer[i]);
    if (length > 0) {
      this.offset += length;
      return;
    }
    this.readByte(Char.LF);
    if (!this.isReadingHosts) {
      this.config.end();
      this.ask(now);
      return;
    }
    this.addresses = this.hosts.found.take();
    this.need = Need.PAUSE;
    if (this.addresses.length > 0) return;
    this.isReadingHosts = false;
    this.config = new ResolverConfig(this.search);
    this.readFile(ascii("/etc/resolv.conf"));
  }

  private ask(now: i32): void {
    const config = this.config;
    this.queries.begin(config, this.name, this.id);
    this.sockets.begin(config);
    this.ledger.begin(this.queries.count());
    const timing = new Timing(now, this.deadline);
    this.questions = new Questions(this.sockets, this.queries, this.ledger, config, this.family, timing);
    this.take(this.questions.begin(now));
  }

  private readByte(c: i32): void {
    if (!this.tokenizer.read(c)) return;
    if (this.isReadingHosts) this.hosts.read(this.tokenizer);
    else this.config.read(this.tokenizer);
  }

  /** Takes over what the questions need. At PAUSE, takes over their result. */
  private take(need: Need): void {
    this.need = need;
    const questions = this.questions;
    this.reason = questions.reason();
    if (need != Need.PAUSE) return;
    this.isMoreToCome = questions.isMoreToCome;
    this.addresses = questions.found.take();
  }
}
