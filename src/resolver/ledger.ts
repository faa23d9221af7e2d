import { none } from "../core/bytes/text";

/** A flag beside the questions of a name: a server has said that it has no addresses, so failures of other servers do not matter. */
const DENIED: i32 = 64;

/** The open questions of each full name: those that were asked and not answered. */
export class Ledger {
  private entries: Uint8Array = none();
  private count: i32 = 0;

  /** Begins with so many names. */
  begin(count: i32): void {
    this.count = count;
    if (this.entries.length < count) this.entries = new Uint8Array(count);
    for (let i = 0; i < count; i++) this.entries[i] = 0;
  }

  /** The open questions of the name in this place. */
  at(place: i32): i32 {
    return this.entries[place] & ~DENIED;
  }

  open(place: i32, questions: i32): void {
    this.entries[place] = this.entries[place] | questions;
  }

  close(place: i32, questions: i32): void {
    this.entries[place] = this.entries[place] & ~questions;
  }

  /** A server has denied the name. Questions that servers failed to answer are closed. */
  deny(place: i32, failed: i32): void {
    this.entries[place] = (this.entries[place] & ~failed) | DENIED;
  }

  /** Servers failed to answer these questions. They stay open, unless another server has denied the name. */
  fail(place: i32, questions: i32): void {
    if ((this.entries[place] & DENIED) != 0) this.close(place, questions);
  }

  isAnyOpen(): bool {
    for (let i = 0; i < this.count; i++) if (this.at(i) != 0) return true;
    return false;
  }

  /** Whether a name that no server has denied has open questions. */
  isAnyUndecided(): bool {
    for (let i = 0; i < this.count; i++) if (this.entries[i] != 0 && (this.entries[i] & DENIED) == 0) return true;
    return false;
  }
}
