import { none } from "./address";
import { complain, Wrong } from "./complaint";
import { atLeastOne } from "./duration";
import { Options, OptionsReader } from "./options";
import { Attempt, Outcome, Result, Stage, Unresolved } from "./outcome";
import { buildRequest } from "./request";
import { Progress, ResponseParser } from "./response";
import { Surroundings } from "./surroundings";
import { Scheme } from "./target";
import { Char, Text } from "./text";
import { Transcript } from "./transcript";
import { helpText } from "./usage";
import { isHealthy, putStage, usageLine, verdictLine } from "./verdict";
import { VERSION } from "./version";

/** What a check wants its host to do next. */
export const enum Want {
  /** Look up the addresses of `name` for `family`; report resolved() or unresolved(). */
  LOOK_UP,
  /** Connect to `address` and `port`, or to the Unix socket `path` where `address` is none; report connected() or failed(). */
  CONNECT,
  /** Send all of `request`; report sent() or failed(). */
  SEND,
  /** Receive some bytes; report received() or failed(). */
  RECEIVE,
  /** Write `output`, to the standard error where `exitStatus` is 1 and else to the standard output, and exit with `exitStatus`. */
  FINISH,
}

/**
 * One check, from the arguments to the exit status. It does no input or output: it says in `want` what it wants, a host does
 * that and reports what happened, with the milliseconds since the start, until `want` is FINISH.
 */
export class Check {
  want: Want = Want.FINISH;
  /**
   * Milliseconds from the start to the deadline of everything. When it passes, `expiry` and behind it `details` are what is to be
   * written to the standard error; exit status 1.
   */
  deadline: i32 = 0;
  /** The verdict in case the deadline passes in this stage. */
  expiry: Uint8Array = none();
  /** What --verbose has to tell so far. */
  details: Text;
  name: Uint8Array = none();
  /** 4, 6, or 0 for both. */
  family: i32 = 0;
  address: Uint8Array = none();
  port: i32 = 0;
  path: Uint8Array = none();
  /** Milliseconds after which this attempt to connect is to be reported as failed with ETIMEDOUT; 0 for the deadline alone. */
  allowance: i32 = 0;
  request: Uint8Array = none();
  output: Uint8Array = none();
  exitStatus: i32 = 0;

  private options: Options;
  private outcome: Outcome = new Outcome();
  private transcript: Transcript;
  private parser: ResponseParser = new ResponseParser();
  private addresses: Uint8Array[] = [];
  private next: i32 = 0;

  constructor(surroundings: Surroundings) {
    const reader = new OptionsReader(surroundings);
    const options = reader.options;
    this.options = options;
    const transcript = new Transcript(options.verbose);
    this.transcript = transcript;
    this.details = transcript.text;
    const complaint = reader.complaint;
    if (complaint !== null) this.finish(usageLine(complaint), 1);
    else if (options.help) this.finish(helpText(), 0);
    else if (options.version) this.finish(new Text().put("healthcheck ").put(VERSION).put("\n").view(), 0);
    else if (options.target.scheme == Scheme.HTTPS) this.finish(usageLine(complain(Wrong.NO_TLS)), 1);
    else this.begin();
  }

  private begin(): void {
    const options = this.options;
    const target = options.target;
    this.deadline = options.timeout;
    this.port = target.port;
    if (target.isHttp()) this.request = buildRequest(options);
    if (target.scheme == Scheme.UNIX) this.path = target.path;
    else if (target.isHttp()) this.path = options.unixSocket;
    if (this.path.length > 0) {
      this.connect(0);
      return;
    }
    this.addresses = target.knownAddresses(options.family);
    if (this.addresses.length > 0) {
      this.connect(0);
      return;
    }
    this.name = target.host;
    this.family = options.family;
    this.want = Want.LOOK_UP;
    this.enter(Stage.LOOKING_UP, 0);
  }

  /** The lookup gave these addresses (each 4 or 16 bytes), in the order to try them. */
  resolved(addresses: Uint8Array[], now: i32): void {
    this.addresses = addresses;
    if (addresses.length == 0) this.unresolved(Unresolved.NO_SUCH_NAME, now);
    else this.connect(now);
  }

  unresolved(reason: Unresolved, now: i32): void {
    this.outcome.unresolved = reason;
    this.conclude(Result.UNRESOLVED, now);
  }

  /** Goes on to the next address; it gets its share of the time that is left, since one may be a black hole. */
  private connect(now: i32): void {
    const left = this.addresses.length - this.next;
    if (left > 0) this.address = this.addresses[this.next++];
    this.outcome.address = this.address;
    this.allowance = left > 1 ? atLeastOne(((this.deadline - now) / left) | 0) : 0;
    this.want = Want.CONNECT;
    this.enter(Stage.CONNECTING, now);
  }

  connected(now: i32): void {
    if (this.request.length == 0) {
      this.conclude(Result.CONNECTED, now);
      return;
    }
    this.want = Want.SEND;
    this.enter(Stage.SENDING, now);
  }

  sent(now: i32): void {
    this.want = Want.RECEIVE;
    this.enter(Stage.WAITING, now);
  }

  /** Connecting, sending or receiving failed with this error number of Linux. */
  failed(errno: i32, now: i32): void {
    if (this.want == Want.CONNECT) {
      this.outcome.attempts.push(new Attempt(this.address, errno));
      if (this.next < this.addresses.length) this.connect(now);
      else this.conclude(Result.UNREACHABLE, now);
      return;
    }
    this.outcome.errno = errno;
    this.conclude(Result.LOST, now);
  }

  /** The first `length` bytes of `buffer` came; none when the peer has closed the connection. */
  received(buffer: Uint8Array, length: i32, now: i32): void {
    if (length == 0) {
      this.conclude(Result.CLOSED, now);
      return;
    }
    if (this.outcome.stage == Stage.WAITING) this.enter(Stage.RECEIVING, now);
    const parser = this.parser;
    for (let i = 0; i < length; i++) {
      const progress = parser.read(buffer[i]);
      if (parser.hasLine() && parser.lineLength > 0) this.transcript.line(parser.line, parser.lineLength);
      if (progress == Progress.MORE) continue;
      if (progress != Progress.COMPLETE) {
        this.fault(progress, buffer, i + 1, length, now);
        return;
      }
      if (!isInterim(parser.status)) {
        this.outcome.status = parser.status;
        this.conclude(Result.ANSWERED, now);
        return;
      }
      parser.restart();
      // Entered once, however many there are: a stage costs memory.
      if (this.outcome.stage == Stage.WAITING_FURTHER) continue;
      this.outcome.status = parser.status;
      this.enter(Stage.WAITING_FURTHER, now);
    }
  }

  /** The response is not one: the rest of the line helps to see why. */
  private fault(progress: Progress, buffer: Uint8Array, from: i32, length: i32, now: i32): void {
    const parser = this.parser;
    let i = from;
    while (!parser.hasLine() && i < length && buffer[i] != Char.CR && buffer[i] != Char.LF) parser.keep(buffer[i++]);
    this.outcome.line = parser.line.subarray(0, parser.lineLength);
    this.conclude(faultResult(progress), now);
  }

  /** The deadline has passed. */
  expired(): void {
    this.finish(this.withDetails(this.expiry), 1);
  }

  /** Enters a stage: from now on this is what an expiry would have to tell. */
  private enter(stage: Stage, now: i32): void {
    this.outcome.stage = stage;
    this.outcome.result = Result.EXPIRED;
    const words = new Text();
    putStage(words, this.outcome, this.options);
    this.transcript.step(words.view(), now);
    this.expiry = verdictLine(this.outcome, this.options, now);
  }

  private conclude(result: Result, now: i32): void {
    this.outcome.result = result;
    const healthy = isHealthy(this.outcome, this.options);
    const verdict = verdictLine(this.outcome, this.options, now);
    this.finish(healthy && this.options.quiet ? none() : this.withDetails(verdict), healthy ? 0 : 1);
  }

  /** What --verbose adds stands behind the verdict: whatever is cut off, it is not that. */
  private withDetails(verdict: Uint8Array): Uint8Array {
    return new Text().add(verdict).add(this.details.view()).view();
  }

  private finish(output: Uint8Array, exitStatus: i32): void {
    this.output = output;
    this.exitStatus = exitStatus;
    this.want = Want.FINISH;
  }
}

/** Whether another response follows this one: 1xx but for 101, behind which another protocol begins (RFC 9110 §15.2). */
function isInterim(status: i32): bool {
  return status >= 100 && status < 200 && status != 101;
}

function faultResult(progress: Progress): Result {
  switch (progress) {
    case Progress.NOT_HTTP:
      return Result.NOT_HTTP;
    case Progress.BAD_STATUS_LINE:
      return Result.BAD_STATUS_LINE;
    case Progress.BAD_HEADER:
      return Result.BAD_HEADER;
    case Progress.BARE_LF:
      return Result.BARE_LF;
    default:
      return Result.TOO_LONG;
  }
}
