import { none } from "../bytes/text";
import { Crypto } from "../crypto";
import { HAS_TLS } from "../features";
import { Files } from "../files";
import { Call } from "../grpc/call";
import { CallFault } from "../grpc/fault";
import { frameLine, reasonOf } from "../grpc/reason";
import { Exchange, Next } from "../http/exchange";
import { Progress } from "../http/response";
import { Scheme } from "../http/target";
import { Outcome, Result, Stage } from "../outcome";
import { TlsEvent, TlsSession } from "../tls/session";
import { Connecting } from "./connecting";
import { Want } from "./task";
import { Transcript } from "./transcript";

/** The most milliseconds after the answer for reading the rest of the body and ending TLS. */
const FAREWELL: i32 = 100;

/** How the connection is ended once the answer is known. */
const enum Parting {
  /** The answer is not known yet. */
  NONE,
  /** The rest of the body is read and dropped. */
  DROPPING,
  /** TLS sends its closing alert. */
  CLOSING,
}

/** One check: it connects, sends a request and reads the response. For tcp:// and unix:// targets a connection is enough. */
export abstract class Probe extends Connecting {
  private exchange: Exchange = new Exchange();
  private parting: Parting = Parting.NONE;
  /** Whether another request follows on a new connection. */
  private isFollowing: bool = false;
  /** Whether the connection is still open. */
  private isConnected: bool = false;
  /** For https:// and grpcs://. */
  private tls: TlsSession | null = null;
  /** For grpc:// and grpcs://. */
  private call: Call | null = null;

  /** @param crypto null in builds without TLS, as is `files` */
  constructor(crypto: Crypto | null, files: Files | null) {
    super();
    if (HAS_TLS) {
      if (crypto !== null && files !== null) this.tls = new TlsSession(crypto, files);
    }
  }

  /** The check is over: goes on to what follows it. */
  protected abstract proceed(): void;

  /** Begins a check of the target in `options`. */
  protected probe(): void {
    const options = this.options;
    this.begun = this.now;
    this.end = this.now + options.timeout;
    this.transcript = new Transcript(options.verbose);
    this.exchange.begin(options);
    this.start();
  }

  /** Starts with the exchange's target: the first one, or one that a redirect leads to. */
  private start(): void {
    const options = this.options;
    const exchange = this.exchange;
    const target = exchange.target;
    this.outcome = new Outcome(target, exchange.origin, exchange.method);
    this.parting = Parting.NONE;
    this.isFollowing = false;
    this.isConnected = false;
    this.limit(options.connectTimeout);
    this.request = none();
    let path = target.scheme == Scheme.UNIX ? target.path : none();
    if (target.hasRequest()) path = options.unixSocket;
    if (target.isHttp()) {
      exchange.start();
      this.request = exchange.request.view();
    } else if (target.isGrpc()) {
      this.request = this.beginCall();
    }
    if (HAS_TLS) {
      if (target.isOverTls() && !this.openTls()) return;
    }
    this.approach(target, path);
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
      const tls = this.secured();
      if (tls !== null) {
        this.beginTls(tls);
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
      const tls = this.secured();
      if (tls !== null) {
        if (tls.sent()) this.enter(Stage.WAITING);
        this.receiveTls(tls);
        return;
      }
    }
    // What a call sends later is no request.
    if (this.outcome.stage != Stage.WAITING) this.enter(Stage.WAITING);
  }

  /** Connecting, sending or receiving failed with this Linux error number. */
  failed(errno: i32, now: i32): void {
    this.now = now;
    if (this.want == Want.CONNECT) {
      this.unreachable(errno);
      return;
    }
    this.isConnected = false;
    if (this.isParting()) return;
    this.outcome.errno = errno;
    this.conclude(Result.LOST);
  }

  /** The first `length` bytes of `buffer` were received; 0 if the peer has closed the connection. */
  received(buffer: Uint8Array, length: i32, now: i32): void {
    this.now = now;
    if (length == 0) {
      this.closed();
      return;
    }
    if (HAS_TLS) {
      const tls = this.secured();
      if (tls !== null) {
        tls.feed(buffer, length);
        this.receiveTls(tls);
        return;
      }
    }
    this.take(buffer, length);
  }

  private closed(): void {
    this.isConnected = false;
    if (this.isParting()) return;
    const call = this.calling();
    if (call !== null) call.close();
    if (call !== null && call.isOver) this.concludeCall(call);
    else this.conclude(Result.CLOSED);
  }

  /** The deadline has passed. */
  expired(now: i32): void {
    this.now = now;
    if (!this.isParting()) this.conclude(Result.EXPIRED);
  }

  /** Reads bytes of the response, or drops them if they belong to its body. */
  private take(buffer: Uint8Array, length: i32): void {
    const call = this.calling();
    if (call !== null) {
      this.takeFrames(call, buffer, length);
      return;
    }
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
        // Entered only once, because each stage takes memory.
        if (this.outcome.stage != Stage.WAITING_FURTHER) this.enter(Stage.WAITING_FURTHER);
      } else if (progress != Progress.MORE) {
        this.outcome.line = response.line.subarray(0, response.lineLength);
        this.conclude((Result.NOT_HTTP + (progress - Progress.NOT_HTTP)) as Result);
        return;
      }
    }
  }

  /** Begins a call. @returns what to send */
  private beginCall(): Uint8Array {
    let call = this.call;
    if (call === null) call = new Call();
    this.call = call;
    call.begin(this.options);
    return call.output.view();
  }

  /** The call, if the target is gRPC's. */
  private calling(): Call | null {
    return this.outcome.target.isGrpc() ? this.call : null;
  }

  /** Reads frames of a call, and sends what it answers to them. */
  private takeFrames(call: Call, buffer: Uint8Array, length: i32): void {
    call.output.length = 0;
    let at = 0;
    while (at < length && !call.isOver) {
      at = call.read(buffer, at, length);
      if (this.options.verbose && call.frames.isComplete()) {
        const line = frameLine(call);
        this.transcript.line(line, line.length);
      }
    }
    if (call.isOver) this.concludeCall(call);
    else if (call.output.length > 0) this.reply(call.output.view());
  }

  private reply(output: Uint8Array): void {
    if (HAS_TLS) {
      const tls = this.secured();
      if (tls !== null) {
        tls.client.send(output);
        this.sendTls(tls);
        return;
      }
    }
    this.request = output;
    this.want = Want.SEND;
  }

  private concludeCall(call: Call): void {
    const isServing = call.fault == CallFault.NONE;
    this.outcome.line = reasonOf(call);
    this.conclude(isServing ? Result.SERVING : Result.FAILED);
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
   * Reads on to the end of the body, for a moment. If data is left unread, the kernel resets the connection, and servers log that as an error.
   */
  protected part(): void {
    if (!this.isConnected || !this.outcome.target.isHttp() || this.exchange.response.body.isOver()) {
      this.leave();
      return;
    }
    this.parting = Parting.DROPPING;
    this.grantFarewell();
    this.want = Want.RECEIVE;
    if (HAS_TLS) {
      const tls = this.secured();
      if (tls !== null) this.receiveTls(tls);
    }
  }

  /** If the answer is known already, ends the connection. @returns whether it is */
  private isParting(): bool {
    if (this.parting == Parting.NONE) return false;
    this.leave();
    return true;
  }

  /** Ends the connection, with TLS by sending an alert, and goes on. */
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
    if (this.isFollowing) this.start();
    else this.proceed();
  }

  /** Gives the peer its moment, within the deadline. A request that follows needs time as well: before it, half of what is left is the most. */
  private grantFarewell(): void {
    const left = this.end - this.now;
    const most = this.isFollowing ? left >> 1 : left;
    this.deadline = this.now + (FAREWELL < most ? FAREWELL : most);
  }

  private isFarewellOwed(): bool {
    if (!this.isConnected || this.parting == Parting.CLOSING || this.now >= this.end) return false;
    const tls = this.secured();
    if (tls === null) return false;
    this.request = tls.farewell();
    return this.request.length > 0;
  }

  /** TLS, if the current connection uses it. (The exchange may already be at the next target.) */
  private secured(): TlsSession | null {
    return this.outcome.target.isOverTls() ? this.tls : null;
  }

  /** Loads the certificates to trust. @returns false if that fails, which ends the check */
  private openTls(): bool {
    const tls = this.tls;
    if (tls === null || tls.open(this.options)) return true;
    this.failTls(tls);
    return false;
  }

  private failTls(tls: TlsSession): void {
    this.outcome.line = tls.reason();
    this.conclude(Result.FAILED);
  }

  private beginTls(tls: TlsSession): void {
    if (tls.begin(this.outcome.target, this.request)) this.sendTls(tls);
    else this.failTls(tls);
  }

  private sendTls(tls: TlsSession): void {
    this.request = tls.client.output.view();
    this.want = Want.SEND;
    const stage = tls.isRequested ? Stage.SENDING : Stage.HANDSHAKING;
    if (this.outcome.stage != stage) this.enter(stage);
  }

  /** Handles what TLS has received, until the host must do something. */
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
}
