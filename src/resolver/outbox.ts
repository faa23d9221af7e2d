import { MAX_SERVERS } from "./config";
import { Need } from "./need";
import { Queries, V4, V6 } from "./queries";
import { Sockets } from "./sockets";

// A question is a server and a family. A set of questions is an i32: bits 2 × server and 2 × server + 1 are a server's set of families.

/** A server's questions. */
export function questionsOf(server: i32, families: i32): i32 {
  return families << (2 * server);
}

/** The questions of every server. */
export function questionsOfAll(families: i32): i32 {
  return families | (families << 2) | (families << 4);
}

function familiesOf(server: i32, questions: i32): i32 {
  return (questions >> (2 * server)) & (V4 | V6);
}

/** The questions that have not been sent yet. */
export class Outbox {
  private sockets: Sockets;
  private queries: Queries;
  /** The questions to send as datagrams, and the place of their name. */
  private datagrams: i32 = 0;
  private place: i32 = 0;
  /** The questions to send over a server's stream once it is connected, and for each server the place of their name. */
  private streams: i32 = 0;
  private streamPlaces: i32[] = [0, 0, 0];

  constructor(sockets: Sockets, queries: Queries) {
    this.sockets = sockets;
    this.queries = queries;
  }

  clear(): void {
    this.datagrams = 0;
    this.streams = 0;
  }

  /** Adds questions of a name. Datagrams of another name must have been sent; a stream's questions of another name are dropped. */
  add(place: i32, datagrams: i32, streams: i32): void {
    this.place = place;
    this.datagrams |= datagrams;
    for (let server = 0; server < MAX_SERVERS; server++) {
      if (familiesOf(server, streams) == 0) continue;
      if (this.streamPlaces[server] != place) this.dropStream(server);
      this.streamPlaces[server] = place;
    }
    this.streams |= streams;
  }

  /** Drops datagrams. */
  drop(questions: i32): void {
    this.datagrams &= ~questions;
  }

  /** Drops a server's questions over its stream. */
  dropStream(server: i32): void {
    this.streams &= ~questionsOf(server, V4 | V6);
  }

  /** Sends the next message that can be sent. @returns what that needs, or PAUSE if there is none */
  send(): Need {
    for (let server = 0; server < MAX_SERVERS; server++) {
      const need = this.sendTo(server);
      if (need != Need.PAUSE) return need;
    }
    return Need.PAUSE;
  }

  private sendTo(server: i32): Need {
    const sockets = this.sockets;
    let families = familiesOf(server, this.datagrams);
    if (families != 0) {
      if (sockets.isClosed(server)) return sockets.open(server);
      const family = families & V4 ? V4 : V6;
      this.drop(questionsOf(server, family));
      this.queries.put(sockets.message, this.place, family);
      sockets.socket = server;
      return Need.SEND;
    }
    families = familiesOf(server, this.streams);
    const stream = server + MAX_SERVERS;
    if (families == 0 || sockets.isConnecting(stream)) return Need.PAUSE;
    if (sockets.isClosed(stream)) return sockets.open(stream);
    this.dropStream(server);
    this.queries.putFramed(sockets.message, this.streamPlaces[server], families);
    sockets.socket = stream;
    return Need.SEND;
  }
}
