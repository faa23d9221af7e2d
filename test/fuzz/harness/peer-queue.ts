/** What a TLS peer sends next: events add records, which wait here until the check receives. Portable TypeScript, like the core. */
import { parseDecimal } from "../../../src/core/bytes/numbers";
import { Text } from "../../../src/core/bytes/text";
import { isTls13, putServersMessage, putServersRecord } from "./tls-peer";

/** The queue stops growing at this length. */
const MAX_QUEUE: i32 = 65536;
/** The handshake message Certificate. */
const CERTIFICATE: i32 = 11;

enum PeerEvent {
  /** `pMC…`: a record of content C, protected as mode M says (tls-peer.ts). */
  RECORD = 0x70,
  /** `hMK…`: a handshake message of kind K. */
  MESSAGE = 0x68,
  /** `zMKLL…`: a message of at least 16 LL bytes, zeros at its end. */
  LONG_MESSAGE = 0x7a,
  /** `kDER`: a certificate of the next `cM`. */
  ONE_CERTIFICATE = 0x6b,
  /** `cM`: the message with all certificates. */
  ALL_CERTIFICATES = 0x63,
  /** `,`: what follows arrives later. */
  BREAK = 0x2c,
  /** `*N`: the next event happens N times. */
  TIMES = 0x2a,
}

// All checks of an input share this memory, because nothing is freed.
const queue: Text = new Text();
const list: Text = new Text();
let certificates: Uint8Array[] = [];

export class PeerQueue {
  /** Where in the queue the next byte is. */
  private next: i32 = 0;
  /** How often the next event happens. */
  private times: i32 = 1;

  constructor() {
    queue.length = 0;
    certificates = [];
  }

  /** A new connection begins. */
  restart(): void {
    queue.length = 0;
    this.next = 0;
  }

  isEmpty(): bool {
    return this.next >= queue.length;
  }

  /**
   * Refills an empty queue with all that arrives at once.
   * @param event the first event that may be used
   * @returns the first event that is still unused
   */
  fill(fields: Uint8Array[], event: i32): i32 {
    if (!this.isEmpty()) return event;
    this.restart();
    while (event < fields.length && queue.length < MAX_QUEUE) {
      const field = fields[event];
      const kind: i32 = field.length > 0 ? field[0] : 0;
      if (!isPeerEvent(kind)) return event;
      event++;
      if (kind === PeerEvent.BREAK) {
        if (queue.length > 0) return event;
      } else if (kind === PeerEvent.TIMES) {
        const times = parseDecimal(field, 1, field.length, 5000);
        if (times > 0) this.times = times;
      } else {
        for (let i = 0; i < this.times && queue.length < MAX_QUEUE; i++) put(kind, field);
        this.times = 1;
      }
    }
    return event;
  }

  /** Moves up to `size` bytes from the queue to the start of `to`. @returns how many */
  take(to: Uint8Array, size: i32): i32 {
    let length = 0;
    while (length < size && this.next < queue.length) to[length++] = queue.bytes[this.next++];
    return length;
  }
}

export function isPeerEvent(kind: i32): bool {
  return (
    kind === PeerEvent.RECORD ||
    kind === PeerEvent.MESSAGE ||
    kind === PeerEvent.LONG_MESSAGE ||
    kind === PeerEvent.ONE_CERTIFICATE ||
    kind === PeerEvent.ALL_CERTIFICATES ||
    kind === PeerEvent.BREAK ||
    kind === PeerEvent.TIMES
  );
}

/** Appends what the peer says at this event. */
function put(kind: i32, field: Uint8Array): void {
  if (kind === PeerEvent.ONE_CERTIFICATE) certificates.push(field.subarray(1));
  else if (kind === PeerEvent.RECORD && field.length > 2)
    putServersRecord(queue, field[1], field[2], field.subarray(3));
  else if (kind === PeerEvent.ALL_CERTIFICATES && field.length > 1) {
    putServersMessage(queue, field[1], CERTIFICATE, certificateList(isTls13(field[1])), 0);
    certificates = [];
  } else if (kind === PeerEvent.MESSAGE && field.length > 2)
    putServersMessage(queue, field[1], field[2], field.subarray(3), 0);
  else if (kind === PeerEvent.LONG_MESSAGE && field.length > 4) {
    // No longer than the longest handshake message that the core reads: the core has the same memory.
    const high: i32 = field[3] & 0x0f;
    putServersMessage(queue, field[1], field[2], field.subarray(5), high * 256 + field[4]);
  }
}

/** The body of a message Certificate (RFC 8446 §4.4.2, RFC 5246 §7.4.2). */
function certificateList(hasExtensions: bool): Uint8Array {
  let total = 0;
  for (let i = 0; i < certificates.length; i++) total += certificates[i].length + (hasExtensions ? 5 : 3);
  list.length = 0;
  if (hasExtensions) list.byte(0);
  putLength(total);
  for (let i = 0; i < certificates.length; i++) {
    putLength(certificates[i].length);
    list.add(certificates[i]);
    if (hasExtensions) list.byte(0).byte(0);
  }
  return list.view();
}

function putLength(length: i32): void {
  list
    .byte((length >> 16) & 0xff)
    .byte((length >> 8) & 0xff)
    .byte(length & 0xff);
}
