import { Errno } from "../bytes/errno";
import { atLeastOne } from "../bytes/numbers";

/** Milliseconds, at the least, that an attempt to connect goes on before the lookup is asked for more addresses. */
const ATTEMPT_PART: i32 = 200;

/**
 * The addresses to connect to, and how long each may take. An attempt gets its share of the time that is left, since the address may be a black
 * hole. While the lookup may give more addresses, it gets it in parts that grow, and the lookup goes on between them.
 */
export class Addresses {
  /** Whether the lookup may give more. */
  isMoreToCome: bool = false;
  private all: Uint8Array[] = [];
  private next: i32 = 0;
  /** When the attempt in hand began. */
  private begun: i32 = 0;

  /** Adds addresses, to be tried before those that were known and not tried. */
  add(addresses: Uint8Array[], isMoreToCome: bool): void {
    this.isMoreToCome = isMoreToCome;
    if (addresses.length == 0) return;
    const all: Uint8Array[] = [];
    for (let i = 0; i < this.next; i++) all.push(this.all[i]);
    for (let i = 0; i < addresses.length; i++) all.push(addresses[i]);
    for (let i = this.next; i < this.all.length; i++) all.push(this.all[i]);
    this.all = all;
  }

  hasNext(): bool {
    return this.next < this.all.length;
  }

  /** The next address, there being one: an attempt begins. */
  take(now: i32): Uint8Array {
    this.begun = now;
    return this.all[this.next++];
  }

  /** The milliseconds that the attempt in hand may go on; 0 for the deadline alone. */
  allowance(now: i32, deadline: i32): i32 {
    const left = this.end(deadline) - now;
    const quarter = (now - this.begun) >> 2;
    const part = quarter > ATTEMPT_PART ? quarter : ATTEMPT_PART;
    if (this.isMoreToCome && left > part) return part;
    return this.hasNext() ? atLeastOne(left) : 0;
  }

  /** Whether an attempt that failed in this way has some of its time left. */
  isUnderWay(errno: i32, now: i32, deadline: i32): bool {
    return errno == Errno.ETIMEDOUT && this.isMoreToCome && now < this.end(deadline);
  }

  /** When the attempt in hand must give way to the next one. */
  private end(deadline: i32): i32 {
    const shares = this.all.length - this.next + 1;
    return this.begun + (((deadline - this.begun) / shares) | 0);
  }
}
