/** What happens to a check: the events of an input, one after another. Portable TypeScript, like the core. */
import { parseDecimal } from "../../../src/core/bytes/numbers";
import { Text } from "../../../src/core/bytes/text";
// biome-ignore lint/style/useImportType: AssemblyScript knows one kind of import.
import { Check } from "../../../src/core/check/check";
import { Want } from "../../../src/core/check/task";
import { addressesOf } from "./fields";
import { isPeerEvent, PeerQueue } from "./peer-queue";
// biome-ignore lint/style/useImportType: AssemblyScript knows one kind of import.
import { FuzzTlsHost } from "./tls-host";

/** The size of a host's buffer, in bytes. */
export const CAPACITY: i32 = 4096;

enum CheckEvent {
  /** `tN`: N milliseconds pass. */
  PASS = 0x74,
  /** `x`: the deadline passes. */
  EXPIRE = 0x78,
  /** `fN`: what the check wants fails with error number N. */
  FAIL = 0x66,
  /** `rA,B`: the name has these addresses. */
  RESOLVED = 0x72,
  /** `yA,B`: the name has these addresses, and more may come. */
  PARTLY_RESOLVED = 0x79,
  /** `uN`: the name has no address, for reason N. */
  UNRESOLVED = 0x75,
  /** `dBYTES`: received; without bytes the peer has closed. */
  RECEIVED = 0x64,
  /** `mBYTES`: received, repeated until a buffer is full. */
  RECEIVED_MANY = 0x6d,
}

/** What the current connection has received since its request. All checks of an input share this memory, because nothing is freed. */
export const seen: Text = new Text();
const repeated: Uint8Array = new Uint8Array(CAPACITY);
const piece: Uint8Array = new Uint8Array(CAPACITY);

/**
 * Reports events to a check. An event that does not fit what the check wants is skipped. If no event says otherwise,
 * connecting, sending and installing succeed. When there are no more events, the deadline passes.
 */
export class CheckEvents {
  now: i32 = 0;
  isConnected: bool = false;
  private check: Check;
  private fields: Uint8Array[];
  private host: FuzzTlsHost;
  /** The most bytes that are received at a time; 0 for no limit. */
  private size: i32;
  private event: i32 = 0;
  private queue: PeerQueue = new PeerQueue();

  constructor(check: Check, fields: Uint8Array[], host: FuzzTlsHost, size: i32) {
    this.check = check;
    this.fields = fields;
    this.host = host;
    this.size = size;
  }

  /** A new connection begins. */
  restart(): void {
    this.isConnected = false;
    this.host.restart();
    this.queue.restart();
  }

  /** Tells the check what has happened. */
  report(): void {
    const want = this.check.want;
    if (want === Want.RECEIVE) {
      this.event = this.queue.fill(this.fields, this.event);
      if (!this.queue.isEmpty()) {
        this.receiveQueue();
        return;
      }
    }
    while (this.event < this.fields.length) {
      const field = this.fields[this.event];
      const kind: i32 = field.length > 0 ? field[0] : 0;
      // What the peer sends waits until the check receives.
      if (isReceived(kind) && (want === Want.CONNECT || want === Want.SEND)) break;
      this.event++;
      if (this.happens(kind, field.length > 0 ? field.subarray(1) : field)) return;
    }
    this.succeed();
  }

  /** @returns whether the event was one that the check waits for */
  private happens(kind: i32, rest: Uint8Array): bool {
    const check = this.check;
    const number = parseDecimal(rest, 0, rest.length, 100000);
    if (kind === CheckEvent.PASS && number > 0) {
      this.pass(number);
      return false;
    }
    if (kind === CheckEvent.EXPIRE) {
      this.expire();
      return true;
    }
    if (check.want === Want.LOOK_UP) return this.happensToLookup(kind, rest, number);
    if (kind === CheckEvent.FAIL && number > 0) check.failed(number, this.now);
    else if (kind === CheckEvent.RECEIVED && check.want === Want.RECEIVE) this.receive(rest, rest.length);
    else if (kind === CheckEvent.RECEIVED_MANY && check.want === Want.RECEIVE) this.receive(repeated, repeat(rest));
    else return false;
    return true;
  }

  private happensToLookup(kind: i32, rest: Uint8Array, number: i32): bool {
    const check = this.check;
    if (kind === CheckEvent.RESOLVED) check.resolved(addressesOf(rest), false, this.now);
    else if (kind === CheckEvent.PARTLY_RESOLVED) check.resolved(addressesOf(rest), true, this.now);
    else if (kind === CheckEvent.UNRESOLVED) check.unresolved(number >= 0 && number < 3 ? number : 0, this.now);
    else return false;
    return true;
  }

  private pass(milliseconds: i32): void {
    // Once the deadline has passed, a host reports nothing else.
    const deadline = this.check.deadline;
    this.now = this.now + milliseconds < deadline ? this.now + milliseconds : deadline;
  }

  private expire(): void {
    this.now = this.check.deadline;
    this.check.expired(this.now);
  }

  private succeed(): void {
    const check = this.check;
    if (check.want === Want.CONNECT) {
      this.isConnected = true;
      check.connected(this.now);
    } else if (check.want === Want.SEND) check.sent(this.now);
    else if (check.want === Want.INSTALL) check.installed(this.now);
    else this.expire();
  }

  private receiveQueue(): void {
    const check = this.check;
    const size = this.size > 0 ? this.size : CAPACITY;
    while (!this.queue.isEmpty() && check.want === Want.RECEIVE) {
      const length = this.queue.take(piece, size);
      this.note(piece, length);
      check.received(piece, length, this.now);
    }
  }

  private receive(bytes: Uint8Array, count: i32): void {
    const check = this.check;
    this.note(bytes, count);
    if (count === 0 || this.size === 0) {
      check.received(bytes, count, this.now);
      return;
    }
    const few = new Uint8Array(this.size);
    let start = 0;
    while (start < count && check.want === Want.RECEIVE) {
      let length = 0;
      while (length < this.size && start < count) few[length++] = bytes[start++];
      check.received(few, length, this.now);
    }
  }

  /** With TLS, the host notes what it decrypts. */
  private note(bytes: Uint8Array, count: i32): void {
    if (!this.host.isUsed) for (let i = 0; i < count; i++) seen.byte(bytes[i]);
  }
}

function isReceived(kind: i32): bool {
  return kind === CheckEvent.RECEIVED || kind === CheckEvent.RECEIVED_MANY || isPeerEvent(kind);
}

/** Fills `repeated` with these bytes again and again. @returns how many bytes are in it */
function repeat(bytes: Uint8Array): i32 {
  for (let i = 0; i < CAPACITY && bytes.length > 0; i++) repeated[i] = bytes[i % bytes.length];
  return bytes.length === 0 ? 0 : CAPACITY;
}
