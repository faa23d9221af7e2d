import { none } from "./address";
import { Act, CommandReader } from "./command";
import { Complaint, Wrong } from "./complaint";
import { atLeastOne } from "./duration";

import { HAS_TLS } from "./features";
import { becomesGet, isRedirect, MAX_REDIRECTS, resolveLocation, withoutUser } from "./http/redirect";
import { buildRequest } from "./http/request";
import { MAX_LINE, Progress, ResponseParser } from "./http/response";
import { Options } from "./options";
import { Attempt, Outcome, Result, Stage, Unresolved } from "./outcome";
import { Plan } from "./plan";
import { Step } from "./step";
import { Surroundings } from "./surroundings";
import { Scheme, Target } from "./target";
import { ascii, Char, same, startsWith, Text, trim } from "./text";
import { TlsHost } from "./tls/host";
import { TlsSession } from "./tls/session";
import { Transcript } from "./transcript";
import { helpText } from "./usage";
import { isHealthy, putShown, putStage, usageLine, verdictLine } from "./verdict";
import { VERSION } from "./version";

/** The most milliseconds that are spent behind a verdict so that the peer can finish what it is sending. */
const FAREWELL: i32 = 100;
/** The most bytes of a folder in a line. */
const MAX_FOLDER: i32 = 220;

/** What a check wants its host to do next. */
export const enum Want {
  /** Look up the addresses of `name` for `family`; report resolved() or unresolved(). */
  LOOK_UP,
  /**
   * Connect to `address` and `port`, or to the Unix socket `path` where `address` is none, in place of an earlier connection; report
   * connected() or failed().
   */
  CONNECT,
  /** Send all of `request`; report sent() or failed(). */
  SEND,
  /** Receive some bytes; report received() or failed(). */
  RECEIVE,
  /** Write `output` to the standard output where `stream` is 1, to the standard error where it is 2; report printed(). */
  PRINT,
  /** Make the folder `name` where there is none, and put the program's own file there as `path`; report installed() or failed(). */
  INSTALL,
  /** Exit with `exitStatus`. */
  FINISH,
}

/**
 * All that is done, from the arguments to the exit status: one check, or a few joined by `||` and the like. It does no input or
 * output: it says in `want` what it wants, a host does that and reports what happened, with the milliseconds since the start, until
 * `want` is FINISH.
 */
export class Check {
  want: Want = Want.FINISH;
  /**
   * Milliseconds from the start to when time is up; 0 for never. From then on a host reports expired() of whatever it is doing.
   * It may change with each want.
   */
  deadline: i32 = 0;
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
  stream: i32 = 2;
  exitStatus: i32 = 0;
  /** Milliseconds from the start to what was reported last. */
  now: i32 = 0;

  private plan: Plan;
  private step: Step = new Step();
  private options: Options = new Options();
  /** When the step in hand has begun, and when it must end. */
  private begun: i32 = 0;
  private end: i32 = 0;
  private outcome: Outcome = new Outcome();
  private transcript: Transcript = new Transcript(false);
  private parser: ResponseParser = new ResponseParser();
  /** What requests are written into, one after the other. */
  private requestText: Text = new Text();
  private addresses: Uint8Array[] = [];
  private next: i32 = 0;
  /** The value of the response's Location, where it is looked for. */
  private location: Text = new Text();
  /** Whether the last line was one of it, which a folded line would continue. */
  private isInLocation: bool = false;
  /** Where redirects lead: written into in turn. */
  private redirected: Target = new Target();
  private redirectedNext: Target = new Target();
  private redirectedUrl: Text = new Text();
  /** What stages are told in, one after the other. */
  private words: Text = new Text();
  private redirects: i32 = 0;
  /** Whether another request follows on a new connection: to where a redirect leads, or a GET in place of a HEAD. */
  private isFollowing: bool = false;
  /** Whether the peer can still be read and written. */
  private isConnected: bool = false;
  /** Whether the verdict is out, and the rest of the body is read to be dropped. */
  private isDropping: bool = false;
  /** Whether the end of a TLS connection is being told. */
  private isLeaving: bool = false;
  private installedCount: i32 = 0;
  /** What https:// needs. */
  private tls: TlsSession | null = null;

  /** @param tlsHost null in builds without TLS */
  constructor(surroundings: Surroundings, tlsHost: TlsHost | null) {
    if (HAS_TLS) {
      if (tlsHost !== null) this.tls = new TlsSession(tlsHost);
    }
    const plan = new Plan(surroundings);
    this.plan = plan;
    this.start(plan.complaint);
  }

  private start(complaint: Complaint | null): void {
    if (complaint !== null) this.print(usageLine(complaint), 1);
    else this.proceed();
  }

  /** Goes on to the next step. */
  private proceed(): void {
    const step = this.plan.next(this.exitStatus);
    this.exitStatus = this.plan.exitStatus;
    this.want = Want.FINISH;
    if (step === null) return;
    this.step = step;
    const command = step.command;
    if (command !== null) this.begin(command);
  }

  private begin(command: CommandReader): void {
    const options = command.options;
    this.options = options;
    this.begun = this.now;
    this.end = this.now + options.timeout;
    this.redirects = 0;
    this.installedCount = 0;
    this.transcript = new Transcript(options.verbose);
    if (command.act == Act.CHECK) this.approach();
    else if (command.act == Act.HELP) this.print(helpText(), 0);
    else if (command.act == Act.VERSION) this.print(new Text().put("healthcheck ").put(VERSION).put("\n").view(), 0);
    else this.install(command);
  }

  /** Makes for the target: the first one, or one that a redirect leads to. */
  private approach(): void {
    const options = this.options;
    const target = options.target;
    this.outcome = new Outcome();
    this.isFollowing = false;
    this.isConnected = false;
    this.parser.begin(same(options.method, "HEAD"));
    this.location.length = 0;
    this.limit(options.connectTimeout);
    this.port = target.port;
    this.address = none();
    this.addresses = [];
    this.next = 0;
    this.request = none();
    this.path = none();
    if (target.isHttp()) {
      this.path = options.unixSocket;
      buildRequest(options, this.requestText);
      this.request = this.requestText.view();
    } else if (target.scheme == Scheme.UNIX) this.path = target.path;
    if (HAS_TLS) {
      if (target.scheme == Scheme.HTTPS && !this.prepareTls()) return;
    }
    if (this.path.length == 0) this.addresses = target.knownAddresses(options.family);
    if (this.path.length > 0 || this.addresses.length > 0) {
      this.connect();
      return;
    }
    this.name = target.host;
    this.family = options.family;
    this.want = Want.LOOK_UP;
    this.enter(Stage.LOOKING_UP);
  }

  /** Sets the deadline: after so many milliseconds from now, where that is not 0, and at the end in any case. */
  private limit(milliseconds: i32): void {
    const options = this.options;
    this.deadline = this.end;
    this.outcome.limit = options.timeout;
    if (milliseconds == 0 || this.now + milliseconds >= this.end) return;
    this.deadline = this.now + milliseconds;
    this.outcome.limit = milliseconds;
  }

  /** The lookup gave these addresses (each 4 or 16 bytes), in the order to try them. */
  resolved(addresses: Uint8Array[], now: i32): void {
    this.addresses = addresses;
    if (addresses.length == 0) this.unresolved(Unresolved.NO_SUCH_NAME, now);
    else {
      this.now = now;
      this.connect();
    }
  }

  unresolved(reason: Unresolved, now: i32): void {
    this.now = now;
    this.outcome.unresolved = reason;
    this.conclude(Result.UNRESOLVED);
  }

  /** Goes on to the next address; it gets its share of the time that is left, since one may be a black hole. */
  private connect(): void {
    const left = this.addresses.length - this.next;
    if (left > 0) this.address = this.addresses[this.next++];
    this.outcome.address = this.address;
    this.allowance = left > 1 ? atLeastOne(((this.deadline - this.now) / left) | 0) : 0;
    this.want = Want.CONNECT;
    this.enter(Stage.CONNECTING);
  }

  connected(now: i32): void {
    this.now = now;
    this.isConnected = true;
    if (this.request.length == 0) {
      this.conclude(Result.CONNECTED);
      return;
    }
    this.limit(0);
    if (HAS_TLS) {
      if (this.options.target.scheme == Scheme.HTTPS) {
        this.beginTls();
        return;
      }
    }
    this.want = Want.SEND;
    this.enter(Stage.SENDING);
  }

  sent(now: i32): void {
    this.now = now;
    if (this.isLeaving) {
      this.leave();
      return;
    }
    this.want = Want.RECEIVE;
    if (HAS_TLS) {
      if (this.isTlsSent()) return;
    }
    this.enter(Stage.WAITING);
  }

  /** Connecting, sending, receiving or installing failed with this error number of Linux. */
  failed(errno: i32, now: i32): void {
    this.now = now;
    if (this.want == Want.INSTALL) {
      const complaint = new Complaint(Wrong.INSTALL_FAILED, this.path);
      complaint.number = errno;
      this.print(usageLine(complaint), 1);
    } else if (this.want == Want.CONNECT) {
      this.outcome.attempts.push(new Attempt(this.address, errno));
      if (this.next < this.addresses.length) this.connect();
      else this.conclude(Result.UNREACHABLE);
    } else {
      this.isConnected = false;
      this.outcome.errno = errno;
      if (!this.isBehindVerdict()) this.conclude(Result.LOST);
    }
  }

  /** The first `length` bytes of `buffer` came; none when the peer has closed the connection. */
  received(buffer: Uint8Array, length: i32, now: i32): void {
    this.now = now;
    if (length == 0) {
      this.isConnected = false;
      if (!this.isBehindVerdict()) this.conclude(Result.CLOSED);
      return;
    }
    if (HAS_TLS) {
      if (this.options.target.scheme == Scheme.HTTPS) {
        this.receiveTls(buffer, 0, length);
        return;
      }
    }
    this.read(buffer, length);
  }

  /** Reads what has come of the response, or drops what has come of its body. */
  private read(buffer: Uint8Array, length: i32): void {
    const parser = this.parser;
    if (this.isDropping) {
      parser.body.drop(buffer, 0, length);
      if (parser.body.isOver()) this.leave();
      return;
    }
    if (this.outcome.stage == Stage.WAITING) this.enter(Stage.RECEIVING);
    let at = 0;
    while (at < length) {
      at = parser.read(buffer, at, length);
      const progress = parser.progress;
      if (progress == Progress.LINE) this.takeLine();
      else if (progress == Progress.COMPLETE) {
        this.outcome.status = parser.status;
        if (!isInterim(parser.status)) {
          parser.body.drop(buffer, at, length);
          this.answered(parser.status);
          return;
        }
        parser.restart();
        this.location.length = 0;
        // Entered once, however many there are: a stage costs memory.
        if (this.outcome.stage != Stage.WAITING_FURTHER) this.enter(Stage.WAITING_FURTHER);
      } else if (progress != Progress.MORE) {
        this.outcome.line = parser.line.subarray(0, parser.lineLength);
        this.conclude(faultResult(progress));
        return;
      }
    }
  }

  /** A line of the response has come: there may be thousands, and they cost no memory. The first Location counts, with what folds it (RFC 9112 §5.2). */
  private takeLine(): void {
    const line = this.parser.line;
    const length = this.parser.lineLength;
    this.transcript.line(line, length);
    if (!this.options.location) return;
    const location = this.location;
    const isFolded = line[0] == Char.SPACE || line[0] == Char.TAB;
    if (!isFolded) this.isInLocation = location.length == 0 && length > 8 && startsWith(line, "location:");
    if (!this.isInLocation) return;
    for (let i = isFolded ? 0 : 9; i < length && location.length < MAX_LINE; i++) location.byte(line[i]);
  }

  /** The header section is complete: the end, but for a redirect and for a HEAD that is not supported. */
  private answered(status: i32): void {
    const options = this.options;
    if (options.spider && isHeadUnsupported(status) && same(options.method, "HEAD")) {
      options.method = ascii("GET");
      this.follow();
    } else if (options.location && isRedirect(status) && this.hasLocation()) {
      this.redirect(status);
    } else {
      this.conclude(Result.ANSWERED);
    }
  }

  /** An empty one is none, as for curl. */
  private hasLocation(): bool {
    return this.isLocationCut() || trim(this.location.view()).length > 0;
  }

  /** As long as a line may be is as long as one that was cut. */
  private isLocationCut(): bool {
    return this.location.length >= MAX_LINE - 9;
  }

  /** Follows a redirect. */
  private redirect(status: i32): void {
    const options = this.options;
    const location = trim(this.location.view());
    const target = this.redirectedNext;
    this.outcome.line = withoutUser(location);
    if (this.redirects++ == MAX_REDIRECTS) this.conclude(Result.TOO_MANY_REDIRECTS);
    else if (
      this.isLocationCut() ||
      !resolveLocation(options.target, location, this.redirectedUrl, target) ||
      !options.admits(target.address)
    ) {
      this.conclude(Result.BAD_REDIRECT);
    } else if (!HAS_TLS && target.scheme == Scheme.HTTPS) this.conclude(Result.NO_TLS_REDIRECT);
    else {
      this.redirectedNext = this.redirected;
      this.redirected = target;
      if (options.origin === null) options.origin = options.target;
      options.target = target;
      if (becomesGet(status, options.method)) {
        options.method = ascii("GET");
        options.data = null;
        options.isDataDropped = true;
      }
      this.follow();
    }
  }

  /** Another request follows, once this response is read. */
  private follow(): void {
    this.isFollowing = true;
    this.part();
  }

  /** Makes ready for https://. @returns false where that is not possible, and the end of the check */
  private prepareTls(): bool {
    const tls = this.tls;
    return tls === null || this.isTlsGood(tls.open(this.options));
  }

  private isTlsGood(isGood: bool): bool {
    const tls = this.tls;
    if (isGood || tls === null) return isGood;
    this.outcome.line = tls.reason();
    this.conclude(Result.TLS_FAILED);
    return false;
  }

  private beginTls(): void {
    const tls = this.tls;
    if (tls !== null && this.isTlsGood(tls.begin())) this.sendTls(tls, Stage.HANDSHAKING);
  }

  private sendTls(tls: TlsSession, stage: Stage): void {
    this.request = tls.client.output.view();
    this.want = Want.SEND;
    if (this.outcome.stage != stage) this.enter(stage);
  }

  /** What TLS had to say is out. @returns whether the request is still to come, or all that is wanted is here */
  private isTlsSent(): bool {
    const tls = this.tls;
    if (tls === null || this.options.target.scheme != Scheme.HTTPS) return false;
    tls.client.output.length = 0;
    if (tls.isRequested) this.enter(Stage.WAITING);
    this.receiveTlsRest(tls);
    return true;
  }

  /** Takes what had come before something else was to be done. */
  private receiveTlsRest(tls: TlsSession): void {
    const rest = tls.rest;
    tls.rest = none();
    this.receiveTls(rest, 0, rest.length);
  }

  /** Bytes [start, end) have come over TLS. */
  private receiveTls(buffer: Uint8Array, start: i32, end: i32): void {
    const tls = this.tls;
    if (tls === null) return;
    const client = tls.client;
    let at = start;
    while (at < end && this.want == Want.RECEIVE) {
      at = tls.take(buffer, at, end);
      if (at < 0 || client.isEnded()) {
        this.endTls(at >= 0);
        return;
      }
      if (client.isEstablished() && !tls.isRequested) {
        client.send(this.requestText.view());
        tls.isRequested = true;
        this.sendTls(tls, Stage.SENDING);
      } else if (client.output.length > 0) this.sendTls(tls, Stage.HANDSHAKING);
      else if (client.dataLength > 0) this.read(client.data, client.dataLength);
    }
    // What has to be sent or printed first would find other bytes in their place.
    if (at < end) tls.rest = buffer.slice(at, end);
  }

  /** The TLS connection has ended: with close_notify, or since it cannot go on. */
  private endTls(isGood: bool): void {
    if (this.isBehindVerdict()) return;
    if (this.isTlsGood(isGood)) this.conclude(Result.CLOSED);
  }

  /** The deadline has passed. */
  expired(now: i32): void {
    this.now = now;
    if (!this.isBehindVerdict()) this.conclude(Result.EXPIRED);
  }

  /** Where the verdict is out, whatever has happened ends what is done behind it. */
  private isBehindVerdict(): bool {
    if (!this.isDropping && !this.isLeaving) return false;
    this.leave();
    return true;
  }

  /**
   * Parts from the peer: reads on to the end of the body for a moment, since what is left unread would make the kernel send a reset, which
   * servers log as an error.
   */
  private part(): void {
    if (!this.isConnected || this.parser.body.isOver()) {
      this.leave();
      return;
    }
    this.isDropping = true;
    this.grant();
    this.want = Want.RECEIVE;
    if (HAS_TLS) {
      const tls = this.tls;
      if (tls !== null && tls.rest.length > 0) this.receiveTlsRest(tls);
    }
  }

  /** Tells the peer that a TLS connection ends, or why it must, and goes on. */
  private leave(): void {
    if (HAS_TLS) {
      if (this.isFarewellOwed()) {
        this.isLeaving = true;
        this.isDropping = false;
        this.grant();
        this.want = Want.SEND;
        return;
      }
    }
    this.isDropping = false;
    this.isLeaving = false;
    this.isConnected = false;
    if (this.isFollowing) this.approach();
    else this.proceed();
  }

  /** Sets the deadline of what is done behind the verdict. */
  private grant(): void {
    this.deadline = this.now + FAREWELL < this.end ? this.now + FAREWELL : this.end;
  }

  private isFarewellOwed(): bool {
    const tls = this.tls;
    if (tls === null || this.isLeaving || !this.isConnected || this.now >= this.end) return false;
    if (this.options.target.scheme != Scheme.HTTPS) return false;
    this.request = tls.farewell();
    return this.request.length > 0;
  }

  /** Goes on to the next name that the program's file is to have in the folder. */
  private install(command: CommandReader): void {
    this.deadline = this.end;
    this.name = command.folder;
    this.path = new Text().add(command.folder).byte(Char.SLASH).add(command.names[this.installedCount]).view();
    this.want = Want.INSTALL;
  }

  installed(now: i32): void {
    this.now = now;
    this.installedCount++;
    const command = this.step.command;
    if (command === null) return;
    if (this.installedCount < command.names.length) {
      this.install(command);
      return;
    }
    const line = new Text();
    putShown(line.put("healthcheck: installed in "), command.folder, MAX_FOLDER);
    line.byte(Char.COLON);
    for (let i = 0; i < command.names.length; i++) line.byte(Char.SPACE).add(command.names[i]);
    this.print(line.byte(Char.LF).view(), 0);
  }

  private enter(stage: Stage): void {
    this.outcome.stage = stage;
    if (!this.options.verbose) return;
    const words = this.words;
    words.length = 0;
    putStage(words, this.outcome, this.options);
    this.transcript.step(words.view(), this.now);
  }

  private conclude(result: Result): void {
    this.outcome.result = result;
    const options = this.options;
    const healthy = isHealthy(this.outcome, options);
    const verdict = verdictLine(this.outcome, options, this.now - this.begun);
    // What --verbose adds stands behind the verdict: whatever is cut off, it is not that.
    const output = new Text().add(verdict).add(this.transcript.text.view()).view();
    this.print(healthy && options.quiet ? none() : output, healthy ? 0 : 1);
  }

  /** The step has ended with this status, and has this to say. */
  private print(output: Uint8Array, exitStatus: i32): void {
    this.exitStatus = exitStatus;
    this.output = output;
    this.stream = exitStatus == 0 ? this.step.output : this.step.error;
    this.want = Want.PRINT;
    if (output.length == 0 || this.stream == 0) this.printed();
  }

  printed(): void {
    this.part();
  }
}

/** Whether another response follows this one: 1xx but for 101, behind which another protocol begins (RFC 9110 §15.2). */
function isInterim(status: i32): bool {
  return status >= 100 && status < 200 && status != 101;
}

/** Whether a server may say so of HEAD alone (RFC 9110 §15.5.6, §15.6.2); 500 is what some have in its place, and what wget knows too. */
function isHeadUnsupported(status: i32): bool {
  return status == 405 || status == 500 || status == 501;
}

function faultResult(progress: Progress): Result {
  return (Result.NOT_HTTP + (progress - Progress.NOT_HTTP)) as Result;
}
