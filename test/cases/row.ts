import packageJson from "../../package.json";
import type { Name, Value } from "../run";
import type { StartServer } from "../servers";

/**
 * One row of the table: what is run, and what must come of it. `{port}`, `{socket}` and the other values of the server may
 * stand in every text. Output is compared as a whole: each row has `out` or `err`, and the other stream must stay empty.
 */
export interface Row {
  name: string;
  /** What the probe talks to; started for this row alone. */
  server?: StartServer;
  args?: Value[];
  /** The name that the artifact is called by; its own where there is none. */
  as?: Name;
  /** A command that the artifact is run by: its arguments are the artifact and what is in `args`. */
  through?: string[];
  /** All of the environment. */
  env?: Record<string, Value>;
  /** The standard output, its last line feed left out; the exit status is 0. Times are masked: `in N ms`, `at N ms`. */
  out?: string;
  /** The same for the standard error, with exit status 1. Several where the kernel decides which it is. */
  err?: string | string[];
  /** What the first connection to the server must have sent, all of it. */
  sent?: string;
  /** What the last connection must have sent: the one that a redirect led to, for one. */
  sentLast?: string;
  /** The least and the most milliseconds it may take; what the artifact needs for its start is added to the most. */
  takes?: [number, number];
  /** True for artifacts with TLS alone, false for those without; for all where it is not said. */
  tls?: boolean;
  /** Conditions that must be true; another value tells why the row is skipped. */
  needs?: (true | string)[];
  /** Artifacts, by name, of which this cannot be true, and why. */
  except?: Record<string, string>;
}

export const VERSION: string = packageJson.version;

/** The password of every row that has one: no output may ever contain it. */
export const SECRET = "s3cret";

/** A request as it is sent: the request line, Host, what else is given, the empty line. */
export function request(...lines: string[]): string {
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** The headers that are sent behind Host where nothing else is asked for. */
export const USUAL: string[] = [`User-Agent: healthcheck/${VERSION}`, "Accept: */*", "Connection: close"];

/** A complete response without a body. */
export const OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
