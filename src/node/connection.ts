import { connect, type NetConnectOpts, type Socket } from "node:net";
import { putAddress } from "../core/bytes/address";
import { Errno } from "../core/bytes/errno";
import { none, Text } from "../core/bytes/text";
import { MAX_RESPONSE } from "../core/http/response";
import { toText } from "./bytes";
import { errnoOf } from "./errno";

/** Milliseconds before a Unix socket with a full queue is tried again. It fails with EAGAIN, where a blocking connect would wait (connect(2)). */
const RETRY_INTERVAL = 10;

/**
 * One stream connection with calls that wait, as blocking calls do: connect, send, receive, one at a time. The socket's events may come at
 * any time; they are stored here until a call asks for them.
 */
export class Connection {
  private socket: Socket | null = null;
  private isOpen = false;
  private isSent = false;
  /** Data that arrived but was not asked for yet. */
  private chunks: Uint8Array[] = [];
  /** How many bytes that is. */
  private length = 0;
  private hasEnded = false;
  private isClosed = false;
  /** The error number that ended it; 0 for none. */
  private errno = 0;
  private wake: () => void = () => {};
  private isAllowanceUsed = false;

  /**
   * Connects to an address of 4 or 16 bytes.
   * @param allowance milliseconds after which it fails with ETIMEDOUT; 0 for no limit
   * @returns 0 or an error number
   */
  async connect(address: Uint8Array, port: number, allowance: number): Promise<number> {
    const host = new Text();
    putAddress(host, address);
    this.open({ host: toText(host.view()), port, noDelay: true });
    return this.continue(allowance);
  }

  /** Continues an attempt to connect that failed with ETIMEDOUT because its allowance was used up. */
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
    // Half open, so that our side stays open for the request if the peer ends its side early.
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
      // A refused connection gives ECONNREFUSED. These mean that it was made and then reset (Linux, tcp_reset).
      if (errno === Errno.ECONNRESET || errno === Errno.EPIPE) this.isOpen = true;
      this.fail(errno);
    });
  }

  /** Sends all bytes, and if they are the last, ends our side. @returns 0 or an error number */
  async send(bytes: Uint8Array, isLast: boolean): Promise<number> {
    this.socket?.write(bytes, (error) => {
      if (error) {
        this.fail(errnoOf(error));
        return;
      }
      this.isSent = true;
      this.wake();
    });
    if (isLast) this.socket?.end();
    while (!this.isSent && this.errno === 0) await this.event();
    return this.isSent ? 0 : this.errno;
  }

  /** @returns some bytes, an empty array if the peer has closed the connection, or an error number */
  async receive(): Promise<Uint8Array | number> {
    while (this.chunks.length === 0 && !this.hasEnded && this.errno === 0) await this.event();
    // Data that arrived before the end or the error counts.
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
    // The rest stays in the kernel until it is asked for, so that memory is bounded.
    if (this.length > MAX_RESPONSE) this.socket?.pause();
    this.wake();
  }

  /** The allowance is used up, perhaps by the start of this process. Events that are waiting are handled first. */
  private giveUp(): void {
    setImmediate(() => {
      this.isAllowanceUsed = true;
      this.wake();
    });
  }

  private fail(errno: number): void {
    if (this.errno === 0) this.errno = errno;
    // Reset, so that a connection to ourselves does not keep the port in TIME-WAIT.
    this.socket?.resetAndDestroy();
    this.wake();
  }

  /** Waits for the next event. */
  private event(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}

/**
 * Whether the socket is connected to itself. If nobody listens, the system may choose that same port for our end, and a simultaneous open
 * (RFC 9293 §3.5) succeeds.
 */
function isConnectedToItself(socket: Socket): boolean {
  return socket.localPort === socket.remotePort && socket.localAddress === socket.remoteAddress && !!socket.localPort;
}
