import { atLeastOne } from "../core/bytes/numbers";
import { none, Text } from "../core/bytes/text";
import { MAX_SERVERS, ResolverConfig } from "./config";
import { Need } from "./need";
import { MessageStream } from "./streams";

/** One datagram socket for each server, then one stream for each. */
const SOCKETS: i32 = 2 * MAX_SERVERS;

const enum State {
  CLOSED,
  /** A stream that is not connected yet. */
  CONNECTING,
  OPEN,
}

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
  readable: i32 = 0;
  writable: i32 = 0;
  into: Uint8Array;
  start: i32 = 0;

  private buffer: Uint8Array;
  private config: ResolverConfig = new ResolverConfig();
  private states: Uint8Array = new Uint8Array(SOCKETS);
  private streams: MessageStream[] = [new MessageStream(), new MessageStream(), new MessageStream()];
  /** The length of the datagram in the buffer; -1 if there is none. */
  private datagram: i32 = -1;
  /** The sockets that are ready, and the one that was checked last. */
  private ready: i32 = 0;
  private last: i32 = 0;

  /** @param buffer for datagrams: 4096 bytes or more */
  constructor(buffer: Uint8Array) {
    this.buffer = buffer;
    this.into = buffer;
  }

  /** Begins another lookup, with all sockets closed. */
  begin(config: ResolverConfig): void {
    this.config = config;
    this.states.fill(State.CLOSED);
    this.ready = 0;
    this.last = 0;
  }

  open(socket: i32): Need {
    const server = serverAt(socket);
    this.socket = socket;
    this.server = this.config.servers[server];
    this.zone = this.config.zones[server];
    if (isStream(socket)) this.streams[server].begin();
    return Need.OPEN;
  }

  opened(): void {
    this.states[this.socket] = isStream(this.socket) ? State.CONNECTING : State.OPEN;
  }

  close(socket: i32): void {
    this.states[socket] = State.CLOSED;
  }

  isClosed(socket: i32): bool {
    return this.states[socket] == State.CLOSED;
  }

  isConnecting(socket: i32): bool {
    return this.states[socket] == State.CONNECTING;
  }

  /** @param milliseconds how long to wait; at least 1 is waited */
  waitFor(milliseconds: i32): Need {
    this.wait = atLeastOne(milliseconds);
    this.readable = 0;
    this.writable = 0;
    for (let socket = 0; socket < SOCKETS; socket++) {
      if (this.states[socket] == State.OPEN) this.readable |= 1 << socket;
      else if (this.states[socket] == State.CONNECTING) this.writable |= 1 << socket;
    }
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
      const socket = this.last;
      const bit = 1 << socket;
      if ((this.ready & bit) == 0) continue;
      this.ready &= ~bit;
      if (this.states[socket] == State.CONNECTING) this.states[socket] = State.OPEN;
      else if (this.states[socket] == State.OPEN) {
        this.socket = socket;
        this.chooseBuffer(socket);
        return true;
      }
    }
    return false;
  }

  private chooseBuffer(socket: i32): void {
    if (isStream(socket)) {
      const stream = this.streams[serverAt(socket)];
      this.into = stream.buffer;
      this.start = stream.filled;
    } else {
      this.into = this.buffer;
      this.start = 0;
    }
  }

  /** Notes that so many bytes were received from `socket`. */
  received(length: i32): void {
    if (isStream(this.socket)) this.streams[serverAt(this.socket)].filled += length;
    else this.datagram = length;
  }

  /** Puts the next complete message from `socket` into the buffer. @returns its length, or -1 if there is none */
  takeMessage(): i32 {
    if (isStream(this.socket)) return this.streams[serverAt(this.socket)].take(this.buffer);
    const length = this.datagram;
    this.datagram = -1;
    return length;
  }
}
