import { Errno } from "../bytes/errno";
import { atLeastOne } from "../bytes/numbers";

/** The least milliseconds that an attempt to connect gets before the lookup is asked for more addresses. */
const ATTEMPT_PART: i32 = 200;

/**
 * The addresses to connect to, and how long each may take. An address may be a black hole, so each attempt gets an equal share of the time
 * that is left. While the lookup may give more addresses, the share is used in growing parts, and the lookup goes on between them.
 */
export class Addresses {
  /** Whether the lookup may give more. */
  isMoreToCome: bool = false;
  /** Those that were not tried yet, the next one last. */
  private left: Uint8Array[] = [];
  /** Those whose share was used up. They are tried again after all others have failed. */
  private late: Uint8Array[] = [];
  /** When the current attempt began. */
  private begun: i32 = 0;

  /** Adds addresses before those that were not tried yet. */
  add(addresses: Uint8Array[], isMoreToCome: bool): void {
    this.isMoreToCome = isMoreToCome;
    for (let i = addresses.length - 1; i >= 0; i--) this.left.push(addresses[i]);
  }

  hasNext(): bool {
    return this.left.length > 0;
  }

  /** Begins an attempt. @returns its address; only after hasNext() */
  take(now: i32): Uint8Array {
    const left = this.left;
    this.begun = now;
    const address = left[left.length - 1];
    left.length--;
    return address;
  }

  /** Notes that an attempt has failed. The last address has all the time that is left, so that it is never late. */
  failed(address: Uint8Array, errno: i32): void {
    if (errno == Errno.ETIMEDOUT && this.hasNext()) this.late.push(address);
  }

  /** Begins again with the addresses whose share was used up, since time is left. @returns whether there are any */
  restart(): bool {
    this.add(this.late, false);
    this.late = [];
    return this.hasNext();
  }

  /** How many milliseconds the current attempt may take; 0 if only the deadline ends it. */
  allowance(now: i32, deadline: i32): i32 {
    const left = this.end(deadline) - now;
    const quarter = (now - this.begun) >> 2;
    const part = quarter > ATTEMPT_PART ? quarter : ATTEMPT_PART;
    if (this.isMoreToCome && left > part) return part;
    return this.hasNext() ? atLeastOne(left) : 0;
  }

  /** Whether an attempt that failed with this error has only used up a part of its share, and goes on later. */
  isUnderWay(errno: i32, now: i32, deadline: i32): bool {
    return errno == Errno.ETIMEDOUT && this.isMoreToCome && now < this.end(deadline);
  }

  /** When the current attempt must give way to the next one. */
  private end(deadline: i32): i32 {
    const shares = this.left.length + 1;
    return this.begun + (((deadline - this.begun) / shares) | 0);
  }
}
