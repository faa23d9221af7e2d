import { atLeastOne } from "../core/bytes/numbers";
import { none, Text } from "../core/bytes/text";
import { MAX_SERVERS, ResolverConfig } from "./config";
import { Need } from "./need";
import { MessageStream } from "./streams";

/** One datagram socket for each server, then one stream for each. */
const SOCKETS: i32 = 2 * MAX_SERVERS;

export function isStream(socket: i32): bool {
  return socket >= MAX_SERVERS;
}

/** The number of the socket's server. */
export function serverAt(socket: i32): i32 {
  return socket % MAX_SERVERS;
}

/** The sockets of a lookup, and what the host must do with them, in the fields that Need names. */
export class Sockets {
  socket: i32 = 0;
  server: Uint8Array = none();
  zone: Uint8Array = none();
  message: Text = new Text();
  wait: i32 = 0;
  /** The sockets that are open, and the streams that are not connected yet. All others are closed. */
  readable: i32 = 0;
  writable: i32 = 0;
  into: Uint8Array;
  start: i32 = 0;

  /** For messages: 4096 bytes or more. */
  readonly buffer: Uint8Array;
  private config!: ResolverConfig;
  private streams: MessageStream[] = [new MessageStream(), new MessageStream(), new MessageStream()];
  /** The sockets that are ready, and the one that was checked last. */
  private ready: i32 = 0;
  private last: i32 = 0;

  constructor(buffer: Uint8Array) {
    this.buffer = buffer;
    this.into = buffer;
  }

  /** Begins another lookup, with all sockets closed. */
  begin(config: ResolverConfig): void {
    this.config = config;
    this.readable = 0;
    this.writable = 0;
    this.ready = 0;
    this.last = 0;
  }

  open(socket: i32): Need {
    const config = this.config;
    const server = serverAt(socket);
    this.socket = socket;
    this.server = config.servers[server];
    this.zone = config.zones[server];
    if (isStream(socket)) this.stream().begin();
    return Need.OPEN;
  }

  /** `socket` is open now. */
  opened(): void {
    const bit = 1 << this.socket;
    if (isStream(this.socket)) this.writable |= bit;
    else this.readable |= bit;
  }

  close(socket: i32): void {
    const others = ~(1 << socket);
    this.readable &= others;
    this.writable &= others;
  }

  isClosed(socket: i32): bool {
    return ((this.readable | this.writable) & (1 << socket)) == 0;
  }

  isConnecting(socket: i32): bool {
    return (this.writable & (1 << socket)) != 0;
  }

  /** @param milliseconds how long to wait; at least 1 is waited */
  waitFor(milliseconds: i32): Need {
    this.wait = atLeastOne(milliseconds);
    return Need.WAIT;
  }

  /** These sockets are ready. */
  waited(ready: i32): void {
    this.ready = ready;
  }

  /** Chooses a socket to receive from, each in turn, so that a flood on one does not delay the others. @returns whether there is one */
  receive(): bool {
    while (this.ready != 0) {
      this.last = (this.last + 1) % SOCKETS;
      const bit = 1 << this.last;
      const isReady = (this.ready & bit) != 0;
      this.ready &= ~bit;
      if (!isReady || this.isClosed(this.last)) continue;
      if (!this.isConnecting(this.last)) {
        this.receiveFrom(this.last);
        return true;
      }
      this.writable &= ~bit;
      this.readable |= bit;
    }
    return false;
  }

  private receiveFrom(socket: i32): void {
    this.socket = socket;
    this.into = this.buffer;
    this.start = 0;
    if (!isStream(socket)) return;
    const stream = this.stream();
    this.into = stream.buffer;
    this.start = stream.filled;
  }

  /** The stream of `socket`. */
  stream(): MessageStream {
    return this.streams[serverAt(this.socket)];
  }
}
