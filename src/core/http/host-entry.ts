import { Target } from "./target";

/** An entry of `--resolve`: the addresses of a host and port. */
export class HostEntry {
  /** Only its host and port count. */
  target: Target = new Target();
  /** 4 or 16 bytes each, in the order to try them. */
  addresses: Uint8Array[] = [];
  /** The entry as the user wrote it. */
  written: Uint8Array;
  /** The entry that was given before this one. */
  earlier: HostEntry | null;

  constructor(written: Uint8Array, earlier: HostEntry | null) {
    this.written = written;
    this.earlier = earlier;
  }
}
