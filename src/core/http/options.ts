import { Matcher } from "../bytes/matcher";
import { ascii, none, same } from "../bytes/text";
import { HostEntry } from "./host-entry";
import { StatusSet, statusRange } from "./status";
import { Target } from "./target";

/** What one check must do, whatever dialect the command line was in. It never changes after it was read. */
export class Options {
  /** Milliseconds for the whole check. */
  timeout: i32 = 5000;
  /** Milliseconds to connect; 0 if only `timeout` ends it. */
  connectTimeout: i32 = 0;
  statuses: StatusSet = statusRange("200-399", 200, 399);
  method: Uint8Array = ascii("GET");
  /** The body of the request, or null. */
  data: Uint8Array | null = null;
  /** `Name: value` lines in the order given, each with a token before its colon. */
  headers: Uint8Array[] = [];
  /** `user:password`, or null. */
  credentials: Uint8Array | null = null;
  /** Null for the default; empty to send none. */
  userAgent: Uint8Array | null = null;
  /** The path of the Unix socket to send HTTP or gRPC over, or empty. */
  unixSocket: Uint8Array = none();
  /** The PEM file of trusted certificates; empty for the system's. */
  cacert: Uint8Array = none();
  /** Folders of trusted certificates, separated by colons; empty for the system's. */
  caFolder: Uint8Array = none();
  /** What the answer must contain; null if any answer will do. */
  expected: Matcher | null = null;
  /** HTTP: where that may be. */
  isExpectedInHeaders: bool = false;
  isExpectedInBody: bool = true;
  /** Whether the status follows the body, as curl's -w prints it. */
  isStatusAppended: bool = false;
  /** Whether each line of the headers is indented first, as wget prints them. */
  isIndented: bool = false;
  /** TCP and Unix: what is sent after connecting; empty for nothing. */
  send: Uint8Array = none();
  /** TCP: whether the sending side of the connection is then closed. */
  isSendLast: bool = false;
  /** Whether a variable is part of `send`. */
  isSendSecret: bool = false;
  /** The last entry of `--resolve`; it leads to those before it. */
  entries: HostEntry | null = null;
  /** The host that the certificate must be for, if it is not the target's; else empty. */
  serverName: Uint8Array = none();
  /** 4, 6, or 0 for both. */
  family: i32 = 0;
  insecure: bool = false;
  quiet: bool = false;
  verbose: bool = false;
  /** Whether redirects are followed. */
  location: bool = false;
  /** Whether a HEAD that the server does not support is followed by a GET. */
  spider: bool = false;
  target: Target = new Target();

  /** The entry of `--resolve` that a target uses: the last one with an address of the wanted family; null if there is none. */
  entryOf(target: Target): HostEntry | null {
    let entry = this.entries;
    while (entry !== null && !this.fits(entry, target)) entry = entry.earlier;
    return entry;
  }

  /** Whether an entry of `--resolve` is for this target, and has an address of the wanted family. */
  fits(entry: HostEntry, target: Target): bool {
    return entry.target.isSameHost(target) && this.admitted(entry.addresses).length > 0;
  }

  /** The addresses of a target that are known without a lookup. */
  addressesOf(target: Target): Uint8Array[] {
    const entry = this.entryOf(target);
    return entry !== null ? this.admitted(entry.addresses) : target.knownAddresses(this.family);
  }

  private admitted(addresses: Uint8Array[]): Uint8Array[] {
    const admitted: Uint8Array[] = [];
    for (let i = 0; i < addresses.length; i++) if (this.admits(addresses[i])) admitted.push(addresses[i]);
    return admitted;
  }

  /** Whether text is expected in the body of a response that has none. */
  isExpectingNothing(): bool {
    return this.expected !== null && this.target.isHttp() && same(this.method, "HEAD");
  }

  /** Whether this address belongs to the wanted family; an empty one always does. */
  admits(address: Uint8Array): bool {
    return this.family == 0 || address.length == 0 || (this.family == 4) == (address.length == 4);
  }
}
