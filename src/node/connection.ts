import { connect, type Socket } from "node:net";
import { putAddress } from "../core/address";
import { Errno } from "../core/errno";
import { MAX_RESPONSE } from "../core/response";
import { Text } from "../core/text";
import { errnoOf } from "./errno";

/** How often a Unix socket whose queue is full is tried again, in ms. */
const RETRY_INTERVAL = 10;

/**
 * One stream connection, to be used like a blocking socket: connect, send all, receive and receive again, one at a time. The
 * socket's events may come in any order and before anybody asks; here they become facts, which stay until they are asked for.
 */
export class Connection {
  private socket: Socket | null = null;
  private open = false;
  private sent = false;
  /** What came and was not yet given out. */
  private chunks: Uint8Array[] = [];
  private received = 0;
  private ended = false;
  /** The first error; 0 for none. */
  private error = 0;
  private wake: () => void = () => {};

  /**
   * Connects to an address of 4 or 16 bytes.
   * @param allowance after how many ms it fails with ETIMEDOUT; 0 for never
   * @returns 0 or an error number
   */
  async connect(address: Uint8Array, port: number, allowance: number): Promise<number> {
    const text = new Text();
    putAddress(text, address);
    // Many small segments would only be slower; and this is the place where no other address may be tried but the one asked for.
    const options = { host: toText(text.view()), port, noDelay: true, autoSelectFamily: false, allowHalfOpen: true };
    this.listen(connect(options));
    const timer = allowance > 0 ? setTimeout(() => this.giveUp(), allowance) : undefined;
    while (!this.open && this.error === 0) await this.event();
    clearTimeout(timer);
    return this.error;
  }
}
