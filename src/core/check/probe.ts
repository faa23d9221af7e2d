import { none } from "../bytes/text";
import { Crypto } from "../crypto";
import { HAS_TLS } from "../features";
import { Files } from "../files";
import { Scheme } from "../http/target";
import { Outcome, Result, Stage } from "../outcome";
import { TlsEvent, TlsSession } from "../tls/session";
import { Calling } from "./calling";
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
export abstract class Probe extends Calling {
  private parting: Parting = Parting.NONE;
  /** Whether another request follows on a new connection. */
  private isFollowing: bool = false;
  /** Whether the connection is still open. */
  private isConnected: bool = false;
  /** For https:// and grpcs://. */
  private tls: TlsSession | null = null;

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
    this.request = options.send;
    this.isLastSend = options.isSendLast;
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
    if (this.request.length == 0 && !this.isLastSend) {
      this.listen(Result.CONNECTED);
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
    if (!this.outcome.target.hasRequest()) {
      this.listen(Result.SENT);
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
    this.concludeStream(Result.LOST);
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
        tls.incoming.feed(buffer, length);
        this.receiveTls(tls);
        return;
      }
    }
    this.take(buffer, length);
  }

  private closed(): void {
    this.isConnected = false;
    if (!this.isParting()) this.ended();
  }

  /** The deadline has passed. */
  expired(now: i32): void {
    this.now = now;
    if (!this.isParting()) this.conclude(Result.EXPIRED);
  }

  protected override take(buffer: Uint8Array, length: i32): void {
    if (this.parting == Parting.NONE) {
      super.take(buffer, length);
      return;
    }
    const body = this.exchange.response.body;
    body.read(buffer, 0, length);
    if (body.isOver()) this.leave();
  }

  protected follow(): void {
    this.isFollowing = true;
    this.part();
  }

  protected reply(output: Uint8Array): void {
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
      const lines = tls.description;
      tls.description = null;
      if (lines !== null) for (let i = 0; i < lines.length; i++) this.transcript.note(lines[i]);
      if (event == TlsEvent.NONE) return;
      if (event == TlsEvent.DATA) this.take(tls.client.data, tls.client.dataLength);
      else if (event == TlsEvent.OUTPUT) this.sendTls(tls);
      else if (event == TlsEvent.ENDED) this.closed();
      else if (!this.isParting()) this.failTls(tls);
    }
    tls.incoming.keep();
  }
}
