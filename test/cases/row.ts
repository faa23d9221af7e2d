import packageJson from "../../package.json";
import type { Name, Value } from "../run";
import type { StartServer } from "../servers";

/**
 * One row of the table: what is run, and what must be printed. Every text may contain `{port}`, `{socket}` and other values of the
 * server. Output is compared as a whole: each row has `out` or `err`, and the other stream must stay empty.
 */
export interface Row {
  name: string;
  /** The server that is checked; started for this row. */
  server?: StartServer;
  args?: Value[];
  /** The name that the artifact is called by, if not its own. */
  as?: Name;
  /** A command that runs the artifact. Its arguments are the artifact and `args`. */
  through?: string[];
  /** The whole environment. */
  env?: Record<string, Value>;
  /** Standard output without its last line feed; the exit status is 0. Times are masked: `in N ms`, `at N ms`. */
  out?: string;
  /** Standard error, in the same form; the exit status is 1. Several texts if the kernel decides which one it is. */
  err?: string | string[];
  /** Everything that the first connection must have sent. */
  sent?: string;
  /** Everything that the last connection must have sent, for example after a redirect. */
  sentLast?: string;
  /** The least and the most milliseconds it may take. The time that the artifact needs to start is added to the most. */
  takes?: [number, number];
  /** Whether the row is only for artifacts with TLS (true) or without (false). */
  tls?: boolean;
  /** Conditions that must be true. Another value is the reason for a skip. */
  needs?: (true | string)[];
  /** Names of artifacts that cannot pass, and why. */
  except?: Record<string, string>;
}

export const VERSION: string = packageJson.version;

/** The password of every row that has one. No output may contain it. */
export const SECRET = "s3cret";

/** A request: the request line, headers, the empty line. */
export function request(...lines: string[]): string {
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** The headers that follow Host if no option changes them. */
export const USUAL: string[] = [`User-Agent: healthcheck/${VERSION}`, "Accept: */*", "Connection: close"];

/** A complete response without a body. */
export const OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
