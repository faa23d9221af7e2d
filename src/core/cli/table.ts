import { Char, Text } from "../bytes/text";
import { Target } from "../http/target";
import { loadTables } from "../load";
import { findWord } from "./words";

/*
 * A table of options is a list of strings. Each holds a row, or several, one a line: what the option does, which is a letter of Option, then in
 * healthcheck's own table its targets and its variable, then its names. A string that begins with a space is the help on the row before it. Natively,
 * tables and help are unpacked only when they are used (load.ts, build/native/contents.ts); until then a table has no rows.
 */

/** What an option does, whatever it is called. Small letters take a value. */
export const enum Option {
  USER_AGENT = 0x61, // a
  CONNECT_TIMEOUT = 0x62, // b
  CACERT = 0x63, // c
  DATA = 0x64, // d
  EXPECT = 0x65, // e
  OUTPUT_FILE = 0x66, // f
  /** curl: what is printed behind the body. */
  FORMAT = 0x67, // g
  HEADER = 0x68, // h
  INSTALL = 0x69, // i
  RESOLVE = 0x6a, // j
  /** grep. */
  PATTERN = 0x6b, // k
  URL = 0x6c, // l
  /** The deadline in seconds; 0 is none. */
  SECONDS = 0x6d, // m
  SEND = 0x6e, // n
  UNIX_SOCKET = 0x6f, // o
  PASSWORD = 0x70, // p
  /** The same as DATA, but an `@` at its start is one. */
  RAW_DATA = 0x72, // r
  /** grpc_health_probe: which service. */
  SERVICE = 0x71, // q
  STATUS = 0x73, // s
  TIMEOUT = 0x74, // t
  /** `user:password`. */
  USER = 0x75, // u
  /** The user alone; the password is an option of its own. */
  USER_NAME = 0x76, // v
  IGNORED_VALUE = 0x77, // w
  METHOD = 0x78, // x
  PROXY = 0x79, // y
  /** grpc_health_probe: the milliseconds that the call may take once there is a connection; and the name in the certificate. */
  RPC_TIMEOUT = 0x7a, // z
  SERVER_NAME = 0x7b, // {
  /** nc: how long to wait for the answer after the end of the input; it implies SHUT_DOWN. */
  QUIT = 0x7c, // |

  IPV4 = 0x34, // 4
  IPV6 = 0x36, // 6
  /** grep: -i, -E, -F, -w and -x. */
  IGNORE_CASE = 0x43, // C
  /** nc: the sending side of the connection is closed at the end of the input. */
  SHUT_DOWN = 0x44, // D
  EXTENDED = 0x45, // E
  /** A status of 400 or more is a failure; the same, but the body is printed. */
  FAIL = 0x46, // F
  FAIL_WITH_BODY = 0x42, // B
  FIXED = 0x47, // G
  HELP = 0x48, // H
  HEAD = 0x49, // I
  INSECURE = 0x4b, // K
  LOCATION = 0x4c, // L
  VERSION = 0x4e, // N
  SPIDER = 0x50, // P
  QUIET = 0x51, // Q
  /** curl: the headers are printed as well; nc: what it has done. */
  INCLUDE = 0x52, // R
  /** wget: nothing is printed but the body. */
  SILENT = 0x53, // S
  TLS = 0x54, // T
  VERBOSE = 0x56, // V
  WORD = 0x57, // W
  LINE = 0x58, // X
  /** nc: connect and send nothing. */
  CONNECT_ALONE = 0x5a, // Z
  IGNORED = 0x5f, // _
}

/** On which targets an option has an effect: the second character of a row of healthcheck's own. */
export const enum Effect {
  ANY = 0x2a, // *
  /** Requests of HTTP and gRPC. -k and --cacert count as such: the scheme, http or https, may come from a variable. */
  REQUEST = 0x72, // r
  /** HTTP requests alone. */
  HTTP = 0x68, // h
  /** Whatever answers with bytes of its own: all but gRPC. */
  ANSWER = 0x61, // a
  /** Connections alone: TCP and Unix targets. */
  CONNECTION = 0x63, // c
  /** Whatever has an IP address: not over a Unix socket. */
  IP = 0x69, // i
}

/** The most options that there can be: one for each ASCII character. */
export const MAX_OPTIONS: i32 = 128;

export const VARIABLE_PREFIX = "HEALTHCHECK_";

export function isWithValue(option: i32): bool {
  return option >= Option.USER_AGENT;
}

/** What the option of this name (`-q`, `--quiet`) does: an Option, or 0 if there is none. */
export function findOption(table: string[], name: Uint8Array): i32 {
  loadTables();
  for (let i = 0; i < table.length; i++) {
    // A row begins with the option.
    const option = isHelp(table[i]) ? 0 : findWord(table[i], name);
    if (option > 0) return option;
  }
  return 0;
}

/** Whether this is the help on the row before. */
export function isHelp(row: string): bool {
  return row.charCodeAt(0) <= Char.SPACE;
}

/** An Option. */
export function optionOf(row: string): i32 {
  return row.charCodeAt(0);
}

/** An Effect; of healthcheck's own table. */
export function effectOf(row: string): i32 {
  return row.charCodeAt(1);
}

/** Whether an option of this effect, which is not IP, has one on the target. */
export function hasEffect(effect: i32, target: Target): bool {
  if (effect == Effect.ANY) return true;
  if (target.isGrpc()) return effect == Effect.REQUEST;
  if (target.isHttp()) return effect != Effect.CONNECTION;
  return effect == Effect.CONNECTION || effect == Effect.ANSWER;
}

/** Whether a variable may replace the option; of healthcheck's own table. */
export function hasVariable(row: string): bool {
  return row.charCodeAt(2) == Char.DOLLAR;
}

/** The variable of an option: HEALTHCHECK_USER_AGENT for --user-agent. */
export function variableOf(row: string): Uint8Array {
  const name = new Text().put(VARIABLE_PREFIX);
  const start = wordEnd(row, 0) + 3;
  for (let i = start; i < wordEnd(row, start); i++) {
    const c = row.charCodeAt(i);
    name.byte(c == Char.MINUS ? Char.UNDERSCORE : c & 0xdf);
  }
  return name.view();
}

/** Appends the option's first name, or its second. @returns whether it has one */
export function putName(out: Text, row: string, isSecond: bool): bool {
  let start = wordEnd(row, 0) + 1;
  if (isSecond) start = wordEnd(row, start) + 1;
  putPart(out, row, start, wordEnd(row, start));
  return start < row.length;
}

/** Appends the characters [start, end) of a row. */
export function putPart(out: Text, row: string, start: i32, end: i32): void {
  for (let i = start; i < end; i++) out.byte(row.charCodeAt(i));
}

/** Where the word that starts here ends: at a space, a line feed or the end. */
function wordEnd(row: string, start: i32): i32 {
  let end = start;
  while (end < row.length && row.charCodeAt(end) > Char.SPACE) end++;
  return end;
}
