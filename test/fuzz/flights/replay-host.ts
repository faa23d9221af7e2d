/** A TLS host that repeats its random numbers and keys, so that a recorded server can be replayed. */
import { randomBytes } from "node:crypto";
import { type Cipher, type Group, publicKeyLength } from "../../../src/core/crypto";
import { NodeTlsHost } from "../../../src/node/tls";
import { DATA } from "./records.ts";

/** Repeats its random numbers and keys on each connection, and counts the records that it opens. */
export class ReplayHost extends NodeTlsHost {
  /** How many records were opened: so far, before the verdict, before the request (-1 if no request was sealed). */
  private openedSoFar = 0;
  opened = 0;
  openedBefore = -1;
  private readonly numbers = [randomBytes(32), randomBytes(32)];
  private numbersAt = 0;
  private readonly keys = new Map<Group, { host: NodeTlsHost; key: Buffer }>();
  private readonly secrets = new Map<string, Buffer | null>();
  private readonly root: Buffer;
  private rootAt = 0;

  constructor(pem: string) {
    super();
    this.root = Buffer.from(pem);
  }

  restart(): void {
    this.openedSoFar = 0;
    this.opened = 0;
    this.openedBefore = -1;
    this.numbersAt = 0;
  }

  /** The verdict is out. Records that are opened later do not count. */
  judged(): void {
    this.opened = this.openedSoFar;
  }

  override random(to: Uint8Array): boolean {
    to.set(this.numbers[this.numbersAt++ % 2] as Buffer);
    return true;
  }

  override openFile(): number {
    this.rootAt = 0;
    return 0;
  }

  override readFile(to: Uint8Array): number {
    const length = this.root.copy(to, 0, this.rootAt);
    this.rootAt += length;
    return length;
  }

  override makeKey(group: Group, to: Uint8Array): boolean {
    let pair = this.keys.get(group);
    if (pair === undefined) {
      pair = { host: new NodeTlsHost(), key: Buffer.alloc(publicKeyLength(group)) };
      pair.host.makeKey(group, pair.key);
      this.keys.set(group, pair);
    }
    to.set(pair.key);
    return true;
  }

  override agree(group: Group, peer: Uint8Array, to: Uint8Array): boolean {
    const id = `${group} ${Buffer.from(peer).toString("hex")}`;
    let secret = this.secrets.get(id);
    if (secret === undefined) {
      const made = Buffer.alloc(to.length);
      secret = this.keys.get(group)?.host.agree(group, peer, made) ? made : null;
      // The peer's own key comes again and again, changed keys do not.
      if (this.secrets.size < 1000) this.secrets.set(id, secret);
    }
    if (secret !== null) to.set(secret);
    return secret !== null;
  }

  override seal(
    cipher: Cipher,
    key: Uint8Array,
    nonce: Uint8Array,
    additional: Uint8Array,
    plain: Uint8Array,
    to: Uint8Array,
  ): void {
    const content = additional.length === 13 ? additional[8] : plain.at(-1);
    if (content === DATA && this.openedBefore < 0) this.openedBefore = this.openedSoFar;
    super.seal(cipher, key, nonce, additional, plain, to);
  }

  override open(...given: Parameters<NodeTlsHost["open"]>): boolean {
    this.openedSoFar++;
    return super.open(...given);
  }
}
