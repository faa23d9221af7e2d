import { ascii, none } from "../bytes/text";
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

  /** Whether this address belongs to the wanted family; an empty one always does. */
  admits(address: Uint8Array): bool {
    return this.family == 0 || address.length == 0 || (this.family == 4) == (address.length == 4);
  }
}
