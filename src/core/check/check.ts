import { none, Text } from "../bytes/text";
import { Action, Command } from "../cli/command";
import { HEALTHCHECK } from "../cli/dialects/healthcheck";
import { helpText } from "../cli/help";
import { Plan } from "../cli/shell/plan";
import { Step } from "../cli/shell/step";
import { HAS_TLS } from "../features";
import { Exchange, Next } from "../http/exchange";
import { Options } from "../http/options";
import { Progress } from "../http/response";
import { Scheme } from "../http/target";
import { usageLine } from "../messages/usage";
import { Surroundings } from "../surroundings";
import { TlsHost } from "../tls/host";
import { TlsEvent, TlsSession } from "../tls/session";
import { UsageError, UsageErrorKind } from "../usage-error";
import { isHealthy, putStage, verdictLine } from "../verdict";
import { VERSION } from "../version";
import { Addresses } from "./addresses";
import { Installation } from "./install";
import { Attempt, Outcome, Result, Stage, Unresolved } from "./outcome";
import { Task, Want } from "./task";
import { Transcript } from "./transcript";

/** The most milliseconds that are spent behind a verdict so that the peer can finish what it is sending. */
const FAREWELL: i32 = 100;

/** What is done with the peer once its answer is known. */
const enum Parting {
  /** It is not known yet. */
  NONE,
  /** The rest of the body is read and dropped. */
  DROPPING,
  /** The end of a TLS connection is told. */
  CLOSING,
}

/**
 * All that is done, from the arguments to the exit status: one check, or a few joined by `||` and the like. It does no input or
 * output: it says in `want` what it wants, a host does that and reports what happened, with the milliseconds since the start, until
 * `want` is FINISH.
 */
export class Check extends Task {
  /** Milliseconds from the start to what was reported last. */
  now: i32 = 0;
  private plan: Plan;
  private step!: Step;
  private options!: Options;
  /** When the step in hand has begun, and when it must end. */
  private begun: i32 = 0;
  private end: i32 = 0;
  private outcome!: Outcome;
  private transcript!: Transcript;
  private exchange: Exchange = new Exchange();
  private addresses!: Addresses;
  /** What stages are told in, one after the other. */
  private words: Text = new Text();
  private parting: Parting = Parting.NONE;
  /** Whether another request follows on a new connection. */
  private isFollowing: bool = false;
  /** Whether the peer can still be read and written. */
  private isConnected: bool = false;
  private installation: Installation | null = null;
  /** What https:// needs. */
  private tls: TlsSession | null = null;

  /** @param tlsHost null in builds without TLS */
  constructor(surroundings: Surroundings, tlsHost: TlsHost | null) {
    super();
    if (HAS_TLS) {
      if (tlsHost !== null) this.tls = new TlsSession(tlsHost);
    }
    const plan = new Plan(surroundings);
    this.plan = plan;
    const error = plan.error;
    if (error === null) this.proceed();
    else {
      this.step = new Step();
      this.print(usageLine(error), 1);
    }
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

  private begin(command: Command): void {
    const options = command.options;
    this.options = options;
    this.begun = this.now;
    this.end = this.now + options.timeout;
    if (command.action == Action.CHECK) {
      this.transcript = new Transcript(options.verbose);
      this.exchange.begin(options);
      this.approach();
    } else if (command.action == Action.HELP) this.print(helpText(HEALTHCHECK), 0);
    else if (command.action == Action.VERSION)
      this.print(new Text().put("healthcheck ").put(VERSION).put("\n").view(), 0);
    else {
      this.deadline = this.end;
      this.install(new Installation(command));
    }
  }

  /** Makes for the target: the first one, or one that a redirect leads to. */
  private approach(): void {
    const options = this.options;
    const exchange = this.exchange;
    const target = exchange.target;
    this.outcome = new Outcome(target, exchange.origin, exchange.method);
    this.parting = Parting.NONE;
    this.isFollowing = false;
    this.isConnected = false;
    this.limit(options.connectTimeout);
    this.port = target.port;
    this.address = none();
    this.request = none();
    this.path = none();
    if (target.isHttp()) {
      this.path = options.unixSocket;
      exchange.start();
      this.request = exchange.request.view();
    } else if (target.scheme == Scheme.UNIX) this.path = target.path;
    if (HAS_TLS) {
      if (target.scheme == Scheme.HTTPS && !this.openTls()) return;
    }
    this.addresses = new Addresses();
    if (this.path.length == 0) this.addresses.add(target.knownAddresses(options.family), false);
    this.isContinued = false;
    if (this.path.length > 0 || this.addresses.hasNext()) {
      this.connect();
      return;
    }
    this.name = target.host;
    this.family = options.family;
    this.lookUp(false);
  }

  private lookUp(isBrief: bool): void {
    this.want = Want.LOOK_UP;
    this.isBrief = isBrief;
    if (!isBrief) this.enter(Stage.LOOKING_UP);
  }

  /** Sets the deadline: after so many milliseconds from now, where that is not 0, and at the end in any case. */
  private limit(milliseconds: i32): void {
    this.deadline = this.end;
    this.outcome.limit = this.options.timeout;
    if (milliseconds == 0 || this.now + milliseconds >= this.end) return;
    this.deadline = this.now + milliseconds;
    this.outcome.limit = milliseconds;
  }

  /**
   * The lookup gave these addresses (each 4 or 16 bytes), in the order to try them.
   * @param isMoreToCome whether the other family's may still come: then the lookup is wanted again
   */
  resolved(addresses: Uint8Array[], isMoreToCome: bool, now: i32): void {
    this.now = now;
    this.addresses.add(addresses, isMoreToCome);
    if (this.isBrief) this.attempt();
    else if (this.addresses.hasNext()) this.connect();
    else this.unresolved(Unresolved.NO_SUCH_NAME, now);
  }

  /** There are no addresses, or no more. */
  unresolved(reason: Unresolved, now: i32): void {
    this.now = now;
    this.addresses.isMoreToCome = false;
    if (this.isBrief) {
      this.attempt();
      return;
    }
    this.outcome.unresolved = reason;
    this.conclude(this.outcome.attempts.length > 0 ? Result.UNREACHABLE : Result.UNRESOLVED);
  }

  /** Goes on to the next address, or to the Unix socket. */
  private connect(): void {
    if (this.addresses.hasNext()) this.address = this.addresses.take(this.now);
    this.outcome.address = this.address;
    this.isContinued = false;
    this.attempt();
    this.enter(Stage.CONNECTING);
  }

  private attempt(): void {
    this.allowance = this.addresses.allowance(this.now, this.deadline);
    this.want = Want.CONNECT;
  }

  /** An attempt to connect has failed, or has run out of its allowance. */
  private unreachable(errno: i32): void {
    const addresses = this.addresses;
    this.isContinued = true;
    if (addresses.isUnderWay(errno, this.now, this.deadline)) {
      this.lookUp(true);
      return;
    }
    this.outcome.attempts.push(new Attempt(this.address, errno));
    if (addresses.hasNext()) this.connect();
    else if (addresses.isMoreToCome) this.lookUp(false);
    else this.conclude(Result.UNREACHABLE);
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
      if (this.exchange.target.scheme == Scheme.HTTPS) {
        this.beginTls();
        return;
      }
    }
    this.want = Want.SEND;
    this.enter(Stage.SENDING);
  }

  sent(now: i32): void {
    this.now = now;
    if (this.parting == Parting.CLOSING) {
      this.leave();
      return;
    }
    this.want = Want.RECEIVE;
    if (HAS_TLS) {
      const tls = this.tls;
      if (tls !== null && this.exchange.target.scheme == Scheme.HTTPS) {
        if (tls.sent()) this.enter(Stage.WAITING);
        this.receiveTls(tls);
        return;
      }
    }
    this.enter(Stage.WAITING);
  }

  /** Connecting, sending, receiving or installing failed with this error number of Linux. */
  failed(errno: i32, now: i32): void {
    this.now = now;
    if (this.want == Want.INSTALL) {
      const error = new UsageError(UsageErrorKind.INSTALL_FAILED, this.path);
      error.number = errno;
      this.print(usageLine(error), 1);
    } else if (this.want == Want.CONNECT) {
      this.unreachable(errno);
    } else {
      this.isConnected = false;
      if (this.isParting()) return;
      this.outcome.errno = errno;
      this.conclude(Result.LOST);
    }
  }

  /** The first `length` bytes of `buffer` came; none when the peer has closed the connection. */
  received(buffer: Uint8Array, length: i32, now: i32): void {
    this.now = now;
    if (length == 0) {
      this.closed();
      return;
    }
    if (HAS_TLS) {
      const tls = this.tls;
      if (tls !== null && this.exchange.target.scheme == Scheme.HTTPS) {
        tls.feed(buffer, length);
        this.receiveTls(tls);
        return;
      }
    }
    this.take(buffer, length);
  }

  private closed(): void {
    this.isConnected = false;
    if (!this.isParting()) this.conclude(Result.CLOSED);
  }

  /** The deadline has passed. */
  expired(now: i32): void {
    this.now = now;
    if (!this.isParting()) this.conclude(Result.EXPIRED);
  }

  /** Takes bytes of the response, or drops them where they are of its body. */
  private take(buffer: Uint8Array, length: i32): void {
    const response = this.exchange.response;
    if (this.parting == Parting.DROPPING) {
      response.body.drop(buffer, 0, length);
      if (response.body.isOver()) this.leave();
      return;
    }
    if (this.outcome.stage == Stage.WAITING) this.enter(Stage.RECEIVING);
    let at = 0;
    while (at < length) {
      at = response.read(buffer, at, length);
      const progress = response.progress;
      if (progress == Progress.LINE) {
        this.transcript.line(response.line, response.lineLength);
        this.exchange.takeLine();
      } else if (progress == Progress.COMPLETE) {
        this.outcome.status = response.status;
        if (!response.isInterim()) {
          response.body.drop(buffer, at, length);
          this.answered();
          return;
        }
        this.exchange.restart();
        // Entered once, however many there are: a stage costs memory.
        if (this.outcome.stage != Stage.WAITING_FURTHER) this.enter(Stage.WAITING_FURTHER);
      } else if (progress != Progress.MORE) {
        this.outcome.line = response.line.subarray(0, response.lineLength);
        this.conclude((Result.NOT_HTTP + (progress - Progress.NOT_HTTP)) as Result);
        return;
      }
    }
  }

  /** The header section is complete. */
  private answered(): void {
    const next = this.exchange.next();
    if (next == Next.ANSWER) this.conclude(Result.ANSWERED);
    else if (next == Next.REQUEST) {
      this.isFollowing = true;
      this.part();
    } else {
      this.outcome.line = this.exchange.refused;
      this.conclude((Result.TOO_MANY_REDIRECTS + (next - Next.TOO_MANY_REDIRECTS)) as Result);
    }
  }

  /**
   * Parts from the peer: reads on to the end of the body for a moment. What is left unread would make the kernel send a reset, which servers log as
   * an error.
   */
  private part(): void {
    if (!this.isConnected || this.exchange.response.body.isOver()) {
      this.leave();
      return;
    }
    this.parting = Parting.DROPPING;
    this.grantFarewell();
    this.want = Want.RECEIVE;
    if (HAS_TLS) {
      const tls = this.tls;
      if (tls !== null) this.receiveTls(tls);
    }
  }

  /** Where the answer is known, whatever happens ends what is done with the peer. */
  private isParting(): bool {
    if (this.parting == Parting.NONE) return false;
    this.leave();
    return true;
  }

  /** Tells the peer that a TLS connection ends, or why it must, and goes on. */
  private leave(): void {
    if (HAS_TLS) {
      if (this.isFarewellOwed()) {
        this.parting = Parting.CLOSING;
        this.grantFarewell();
        this.want = Want.SEND;
        return;
      }
    }
    this.parting = Parting.NONE;
    this.isConnected = false;
    if (this.isFollowing) this.approach();
    else this.proceed();
  }

  private grantFarewell(): void {
    this.deadline = this.now + FAREWELL < this.end ? this.now + FAREWELL : this.end;
  }

  private isFarewellOwed(): bool {
    const tls = this.tls;
    if (tls === null || this.parting == Parting.CLOSING || !this.isConnected || this.now >= this.end) return false;
    if (this.exchange.target.scheme != Scheme.HTTPS) return false;
    this.request = tls.farewell();
    return this.request.length > 0;
  }

  /** Looks for the certificates to trust. @returns false where there are none, which ends the check */
  private openTls(): bool {
    const tls = this.tls;
    if (tls === null || tls.open(this.options)) return true;
    this.failTls(tls);
    return false;
  }

  private failTls(tls: TlsSession): void {
    this.outcome.line = tls.reason();
    this.conclude(Result.TLS_FAILED);
  }

  private beginTls(): void {
    const tls = this.tls;
    if (tls === null) return;
    if (tls.begin(this.exchange.target, this.request)) this.sendTls(tls);
    else this.failTls(tls);
  }

  private sendTls(tls: TlsSession): void {
    this.request = tls.client.output.view();
    this.want = Want.SEND;
    const stage = tls.isRequested ? Stage.SENDING : Stage.HANDSHAKING;
    if (this.outcome.stage != stage) this.enter(stage);
  }

  /** Takes what has come over TLS, up to the next thing to be done. */
  private receiveTls(tls: TlsSession): void {
    while (this.want == Want.RECEIVE) {
      const event = tls.next();
      if (event == TlsEvent.NONE) return;
      if (event == TlsEvent.DATA) this.take(tls.client.data, tls.client.dataLength);
      else if (event == TlsEvent.OUTPUT) this.sendTls(tls);
      else if (event == TlsEvent.ENDED) this.closed();
      else if (!this.isParting()) this.failTls(tls);
    }
    tls.keep();
  }

  /** Goes on to the next name that the program's file is to have in the folder. */
  private install(installation: Installation): void {
    this.installation = installation;
    if (!installation.hasNext()) {
      this.print(installation.line(), 0);
      return;
    }
    this.name = installation.folder;
    this.path = installation.next();
    this.want = Want.INSTALL;
  }

  installed(now: i32): void {
    this.now = now;
    const installation = this.installation;
    if (installation !== null) this.install(installation);
  }

  private enter(stage: Stage): void {
    this.outcome.stage = stage;
    if (!this.options.verbose) return;
    const words = this.words;
    words.length = 0;
    putStage(words, this.outcome);
    this.transcript.step(words.view(), this.now);
  }

  private conclude(result: Result): void {
    this.outcome.result = result;
    const options = this.options;
    const healthy = isHealthy(this.outcome, options);
    const verdict = verdictLine(this.outcome, options, this.now - this.begun);
    // What --verbose adds stands behind the verdict: whatever is cut off, it is not that.
    const output = options.verbose ? new Text().add(verdict).add(this.transcript.text.view()).view() : verdict;
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
