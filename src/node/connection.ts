import { connect, type NetConnectOpts, type Socket } from "node:net";
import { putAddress } from "../core/bytes/address";
import { Errno } from "../core/bytes/errno";
import { none, Text } from "../core/bytes/text";
import { MAX_RESPONSE } from "../core/http/response";
import { toText } from "./bytes";
import { errnoOf } from "./errno";

/** After how many ms a Unix socket whose queue is full is tried again: EAGAIN, where a blocking connect would wait (connect(2)). */
const RETRY_INTERVAL = 10;

/**
 * One stream connection, used as if its calls were blocking: connect, send, receive as often as needed, one at a time.
 * The socket's events come when they like; here they turn into facts, which stay until somebody asks.
 */
export class Connection {
  private socket: Socket | null = null;
  private isOpen = false;
  private isSent = false;
  /** What has come and was not yet asked for. */
  private chunks: Uint8Array[] = [];
  /** The bytes in them. */
  private length = 0;
  private hasEnded = false;
  private isClosed = false;
  /** The error number that ended it; 0 for none. */
  private errno = 0;
  private wake: () => void = () => {};
  private isAllowanceUsed = false;

  /**
   * Connects to an address of 4 or 16 bytes.
   * @param allowance the ms after which it fails with ETIMEDOUT; 0 for no such limit
   * @returns 0 or an error number
   */
  async connect(address: Uint8Array, port: number, allowance: number): Promise<number> {
    const host = new Text();
    putAddress(host, address);
    this.open({ host: toText(host.view()), port, noDelay: true });
    return this.continue(allowance);
  }

  /** Goes on with an attempt to connect that has failed with ETIMEDOUT before, since its allowance was used up. */
  async continue(allowance: number): Promise<number> {
    this.isAllowanceUsed = false;
    const timer = allowance > 0 ? setTimeout(() => this.giveUp(), allowance) : undefined;
    while (!this.isOpen && this.errno === 0 && !this.isAllowanceUsed) await this.event();
    clearTimeout(timer);
    if (this.isOpen) return 0;
    return this.errno === 0 ? Errno.ETIMEDOUT : this.errno;
  }

  /** Connects to a Unix stream socket. @returns 0 or an error number */
  async connectUnix(path: Uint8Array): Promise<number> {
    this.open({ path: toText(path) });
    let errno = await this.continue(0);
    while (errno === Errno.EAGAIN && !this.isClosed) {
      await new Promise((resolve) => setTimeout(resolve, RETRY_INTERVAL));
      this.errno = 0;
      this.open({ path: toText(path) });
      errno = await this.continue(0);
    }
    return errno;
  }

  private open(where: NetConnectOpts): void {
    // Half open, so that a peer that ends its side early does not end ours before the request is out.
    const socket = connect({ ...where, allowHalfOpen: true });
    this.socket = socket;
    socket.on("connect", () => {
      if (isConnectedToItself(socket)) {
        this.fail(Errno.ECONNREFUSED);
        return;
      }
      this.isOpen = true;
      this.wake();
    });
    socket.on("data", (chunk) => this.take(chunk));
    socket.on("end", () => {
      this.hasEnded = true;
      this.wake();
    });
    socket.on("error", (error) => {
      const errno = errnoOf(error);
      // A refusal is ECONNREFUSED: with these the connection was there, and then it was reset (Linux, tcp_reset).
      if (errno === Errno.ECONNRESET || errno === Errno.EPIPE) this.isOpen = true;
      this.fail(errno);
    });
  }

  /** Sends all of it. @returns 0 or an error number */
  async send(bytes: Uint8Array): Promise<number> {
    this.socket?.write(bytes, (error) => {
      if (error) {
        this.fail(errnoOf(error));
        return;
      }
      this.isSent = true;
      this.wake();
    });
    while (!this.isSent && this.errno === 0) await this.event();
    return this.isSent ? 0 : this.errno;
  }

  /** @returns some bytes, none when the peer has closed the connection, or an error number */
  async receive(): Promise<Uint8Array | number> {
    while (this.chunks.length === 0 && !this.hasEnded && this.errno === 0) await this.event();
    // What came before the end or the error counts.
    const chunk = this.chunks.shift();
    if (chunk !== undefined) {
      this.length -= chunk.length;
      if (this.length <= MAX_RESPONSE) this.socket?.resume();
      return chunk;
    }
    return this.hasEnded ? none() : this.errno;
  }

  close(): void {
    this.isClosed = true;
    this.socket?.destroy();
  }

  private take(chunk: Uint8Array): void {
    this.chunks.push(chunk);
    this.length += chunk.length;
    // The rest may stay where it is, until somebody asks: so memory is bounded.
    if (this.length > MAX_RESPONSE) this.socket?.pause();
    this.wake();
  }

  /** The allowance is used up, perhaps by the start of this process: what has happened meanwhile is looked at first. */
  private giveUp(): void {
    setImmediate(() => {
      this.isAllowanceUsed = true;
      this.wake();
    });
  }

  private fail(errno: number): void {
    if (this.errno === 0) this.errno = errno;
    // Reset, so that no port is taken for longer by a connection to ourselves (TIME-WAIT).
    this.socket?.resetAndDestroy();
    this.wake();
  }

  /** Waits for the next fact. */
  private event(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}

/**
 * Whether nobody listens there, but the system has chosen that very port for our end, and a simultaneous open (RFC 9293 §3.5) with
 * ourselves came about.
 */
function isConnectedToItself(socket: Socket): boolean {
  return socket.localPort === socket.remotePort && socket.localAddress === socket.remoteAddress && !!socket.localPort;
}
