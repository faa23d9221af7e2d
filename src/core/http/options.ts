import { ascii, none } from "../bytes/text";
import { StatusSet, statusRange } from "./status";
import { Target } from "./target";

/** What one check is to do, whichever command line said so. */
export class Options {
  /** Milliseconds for the whole check. */
  timeout: i32 = 5000;
  /** Milliseconds until there is a connection; 0 for no other bound than `timeout`. */
  connectTimeout: i32 = 0;
  statuses: StatusSet = statusRange("200-399", 200, 399);
  method: Uint8Array = ascii("GET");
  /** The body of the request, or null. */
  data: Uint8Array | null = null;
  /** `Name: value` lines, each with a colon behind a token, in the order given. */
  headers: Uint8Array[] = [];
  /** `user:password`, or null. */
  credentials: Uint8Array | null = null;
  /** Null for the program's own; empty to send none. */
  userAgent: Uint8Array | null = null;
  /** The path of the socket to send HTTP over, or none. */
  unixSocket: Uint8Array = none();
  /** The PEM file of trusted certificates, or none for the system's. */
  cacert: Uint8Array = none();
  /** Folders of them in place of the system's, separated by colons, or none. */
  caFolder: Uint8Array = none();
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

  /** Whether this address is of the family that is asked for; none is of any. */
  admits(address: Uint8Array): bool {
    return this.family == 0 || address.length == 0 || (this.family == 4) == (address.length == 4);
  }
}
