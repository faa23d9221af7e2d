import { Errno } from "../core/bytes/errno";
import { u16At } from "../core/bytes/numbers";
import { Unresolved } from "../core/outcome";
import { MAX_SERVERS, ResolverConfig } from "./config";
import { Found } from "./found";
import { Ledger } from "./ledger";
import { Reply, readAnswer } from "./message";
import { Need } from "./need";
import { Outbox, questionsOf, questionsOfAll } from "./outbox";
import { Queries, V4, V6 } from "./queries";
import { isStream, Sockets, serverAt } from "./sockets";
import { BRIEF, NEVER, Timing } from "./timing";

/**
 * Asks name servers for the addresses of a name. A question stays open until it is answered: an answer counts, whichever server gives it, and
 * whenever. The servers are asked in order, each soon after the one before. Open questions are asked again from time to time, until the
 * deadline. If a name does not exist or the servers fail, the next full name is asked too.
 */
export class Questions {
  /** Whether one family may still get addresses. */
  isMoreToCome: bool = false;
  found: Found = new Found();

  private sockets: Sockets;
  private queries: Queries;
  private outbox: Outbox;
  private config: ResolverConfig;
  private wanted: i32;
  private timing: Timing;

  private ledger: Ledger;
  /** The place of the current name. */
  private place: i32 = -1;
  /** Whether the last name has been asked. */
  private isExhausted: bool = false;
  /** For the current name: how many servers were asked, which families a server has denied, and which questions servers failed to answer. */
  private asked: i32 = 0;
  private denied: i32 = 0;
  private failed: i32 = 0;
  /** For the current name: the questions whose answers do not fit in a datagram. They are asked over a stream. */
  private cut: i32 = 0;
  private hasFailed: bool = false;
  /** The server to ask first: the one that answered last. */
  private first: i32 = 0;
  /** The places of the names whose open questions are asked again: the one that was asked last, and the last one of the round. */
  private roundPlace: i32 = 0;
  private roundEnd: i32 = 0;
  private nextAsk: i32 = 0;
  /** When to return what has been found by then. */
  private pauseAt: i32 = NEVER;
  private isResumed: bool = false;

  /** @param family 4, 6, or 0 for both */
  constructor(sockets: Sockets, queries: Queries, ledger: Ledger, config: ResolverConfig, family: i32, timing: Timing) {
    this.sockets = sockets;
    this.queries = queries;
    this.ledger = ledger;
    this.config = config;
    this.wanted = family == 4 ? V4 : family == 6 ? V6 : V4 | V6;
    this.timing = timing;
    this.outbox = new Outbox(sockets, queries);
  }

  /** Begins to ask. @returns what is needed first, or PAUSE, as do resume() and report(): addresses were found, or nothing more can be */
  begin(now: i32): Need {
    this.nextName(now);
    return this.next(now);
  }

  /** Continues after PAUSE, if more may follow. @param isBrief whether to return soon, even without addresses */
  resume(isBrief: bool, now: i32): Need {
    this.isResumed = true;
    this.pauseAt = isBrief ? now + BRIEF : NEVER;
    return this.next(now);
  }

  /** The host has done what was needed, with this result. */
  report(need: Need, result: i32, now: i32): Need {
    const sockets = this.sockets;
    if (need == Need.WAIT) sockets.waited(result > 0 ? result : 0);
    else if (need == Need.RECEIVE) this.received(result, now);
    else if (result < 0) this.lost(sockets.socket, now);
    else if (need == Need.OPEN) sockets.opened();
    return this.next(now);
  }

  /** Why there is no address, as far as that is known. */
  reason(): Unresolved {
    if (!this.isExhausted || this.ledger.isAnyUndecided()) return Unresolved.NO_ANSWER;
    return this.config.isSearchCut ? Unresolved.TOO_MANY_DOMAINS : Unresolved.NO_SUCH_NAME;
  }

  /** Whether a server has said or shown that it has no address. */
  hasReason(): bool {
    return this.found.families == 0 && (this.isExhausted || this.hasFailed);
  }

  private next(now: i32): Need {
    while (true) {
      if (this.sockets.receive()) return Need.RECEIVE;
      const need = this.outbox.send();
      if (need != Need.PAUSE) return need;
      if (this.roundPlace < this.roundEnd) {
        this.askAgain(++this.roundPlace);
      } else {
        if (this.isOver(now)) return Need.PAUSE;
        const end = this.pauseAt < this.nextAsk ? this.pauseAt : this.nextAsk;
        if (now < end) return this.sockets.waitFor(end - now);
        this.ask(now);
      }
    }
  }

  /** Whether to pause: addresses can be returned, or nothing more can be found. */
  private isOver(now: i32): bool {
    if (this.found.families == 0) {
      if (this.denied == this.wanted) {
        this.ledger.deny(this.place, this.failed);
        if (!this.isExhausted) this.nextName(now);
      }
      return this.isExhausted && !this.ledger.isAnyOpen();
    }
    const left = questionsOfAll(this.wanted & ~this.found.families & ~this.denied);
    const open = this.ledger.at(this.place) & left;
    this.isMoreToCome = left != 0 && (open != 0 || this.asked < this.config.servers.length);
    if (!this.isMoreToCome || now >= this.pauseAt) return true;
    // If servers fail for one family, the addresses of the other do not wait.
    return !this.isResumed && (open & ~this.failed) == 0;
  }

  /** Goes on to the next full name that is valid in DNS. */
  private nextName(now: i32): void {
    do {
      if (this.place + 1 == this.queries.count()) {
        this.isExhausted = true;
        return;
      }
      this.place++;
    } while (!this.queries.put(this.queries.query, this.place, V4));
    this.nextAsk = now;
    this.asked = 0;
    this.clearName();
  }

  private clearName(): void {
    this.denied = 0;
    this.failed = 0;
    this.cut = 0;
    this.roundEnd = this.roundPlace;
  }

  /** Asks the next server, or for the next name, or the open questions again. */
  private ask(now: i32): void {
    const servers = this.config.servers.length;
    if (!this.isExhausted && this.asked < servers) {
      const server = (this.first + this.asked++) % servers;
      const questions = questionsOf(server, this.wanted & ~this.found.families & ~this.denied);
      this.ledger.open(this.place, questions);
      this.send(this.place, questions);
      this.nextAsk = now + (this.asked < servers ? this.timing.nextServer(servers) : this.timing.again(now));
    } else if (!this.isExhausted && this.failed != 0 && this.found.families == 0) {
      this.nextName(now);
    } else {
      this.roundPlace = this.found.families == 0 ? -1 : this.place - 1;
      this.roundEnd = this.place;
      this.nextAsk = now + this.timing.again(now);
    }
  }

  /** Asks the open questions of a name again. Nothing is lost on a stream that is open, so its questions are only repeated if servers have failed. */
  private askAgain(place: i32): void {
    let questions = this.ledger.at(place);
    if (place == this.place) questions &= questionsOfAll(this.wanted & ~this.found.families);
    for (let server = 0; server < MAX_SERVERS && !this.hasFailed; server++) {
      if (this.sockets.isClosed(server + MAX_SERVERS)) continue;
      questions &= ~(this.byStream(place, questions) & questionsOf(server, V4 | V6));
    }
    this.send(place, questions);
  }

  private send(place: i32, questions: i32): void {
    const byStream = this.byStream(place, questions);
    this.outbox.add(place, questions & ~byStream, byStream);
  }

  /** Those of the questions that are asked over a stream. */
  private byStream(place: i32, questions: i32): i32 {
    if (this.config.usesStreams) return questions;
    return place == this.place ? questions & this.cut : 0;
  }

  private received(length: i32, now: i32): void {
    const sockets = this.sockets;
    const socket = sockets.socket;
    if (length == -Errno.EAGAIN) return;
    if (length < 0 || (length == 0 && isStream(socket))) {
      this.lost(socket, now);
      return;
    }
    if (!isStream(socket)) {
      this.readMessage(length, socket, now);
      return;
    }
    const stream = sockets.stream();
    stream.filled += length;
    let message = stream.take(sockets.buffer);
    while (message >= 0) {
      this.readMessage(message, socket, now);
      message = stream.take(sockets.buffer);
    }
  }

  /** Reads a message of this length from the socket, in the buffer. It counts if it answers an open question. */
  private readMessage(length: i32, socket: i32, now: i32): void {
    if (length < 2) return;
    const queries = this.queries;
    const buffer = this.sockets.buffer;
    const id = u16At(buffer, 0);
    const place = queries.placeOf(id);
    const family = queries.familyOf(id);
    const question = questionsOf(serverAt(socket), family);
    if (place > this.place || (this.ledger.at(place) & question) == 0) return;
    // All addresses belong to one name, and those of a family come from one server.
    if (this.found.families != 0 && ((this.found.families & family) != 0 || place != this.place)) return;
    queries.put(queries.query, place, family);
    const addresses = this.found.of(family);
    const reply = readAnswer(buffer, length, queries.query, addresses);
    if (reply == Reply.FOREIGN) return;
    if (reply == Reply.CUT && !isStream(socket)) {
      this.askOverStream(question, place);
    } else if (reply != Reply.ANSWER) {
      this.fail(question, serverAt(socket), place, now);
    } else {
      this.ledger.close(place, question);
      this.first = serverAt(socket);
      if (addresses.length > 0) this.find(place, family, now);
      else if (place == this.place) this.denied |= family;
    }
  }

  /** The answer does not fit in a datagram: asks over a stream. */
  private askOverStream(question: i32, place: i32): void {
    if (place == this.place) {
      if ((this.cut & question) != 0) return;
      this.cut |= question;
    }
    this.outbox.add(place, 0, question);
  }

  /** The family has addresses. From now on, only this name counts. */
  private find(place: i32, family: i32, now: i32): void {
    if (place != this.place) {
      this.place = place;
      this.asked = this.config.servers.length;
      this.clearName();
      this.outbox.clear();
    }
    this.roundEnd = this.roundPlace;
    if (this.found.families == 0) this.pauseAt = now + this.timing.secondAnswer(now);
    this.found.families |= family;
  }

  /** The socket failed, or the server refuses. */
  private lost(socket: i32, now: i32): void {
    const server = serverAt(socket);
    const all = this.ledger.at(this.place) & questionsOf(server, V4 | V6);
    const byStream = this.byStream(this.place, all);
    const questions = isStream(socket) ? byStream : all & ~byStream;
    if (isStream(socket)) {
      this.sockets.close(socket);
      this.outbox.dropStream(server);
      // Next time, datagrams are tried first.
      this.cut &= ~questions;
    }
    this.outbox.drop(questions);
    if (questions != 0) this.fail(questions, server, this.place, now);
  }

  /** A server failed to answer these questions. They are asked again, unless another server has answered them. */
  private fail(questions: i32, server: i32, place: i32, now: i32): void {
    this.hasFailed = true;
    this.ledger.fail(place, questions);
    if (place != this.place) return;
    const isFirst = (questions & ~this.failed) != 0;
    this.failed |= questions;
    if (!isFirst || this.found.families != 0) return;
    // The next server, or all of them again, are asked at once. After that they get time.
    if ((this.ledger.at(place) & questionsOf(server, V4 | V6) & ~this.failed) == 0) this.nextAsk = now;
  }
}
