import { ascii, Char, same } from "../bytes/text";

/** Whose command line is read. */
export const enum Dialect {
  HEALTHCHECK,
  CURL,
  WGET,
  NC,
}

/**
 * What an option does, whatever it is called: a letter of the tables below. Small letters take a value.
 */
export const enum Option {
  USER_AGENT = 0x61, // a
  CONNECT_TIMEOUT = 0x62, // b
  CACERT = 0x63, // c
  DATA = 0x64, // d
  OUTPUT_FILE = 0x66, // f
  HEADER = 0x68, // h
  INSTALL = 0x69, // i
  URL = 0x6c, // l
  /** The deadline in seconds; 0 is none. */
  SECONDS = 0x6d, // m
  UNIX_SOCKET = 0x6f, // o
  PASSWORD = 0x70, // p
  /** The same as DATA, but an `@` at its start is one. */
  RAW_DATA = 0x72, // r
  STATUS = 0x73, // s
  TIMEOUT = 0x74, // t
  /** `user:password`. */
  USER = 0x75, // u
  /** The user alone; the password is an option of its own. */
  USER_NAME = 0x76, // v
  IGNORED_VALUE = 0x77, // w
  METHOD = 0x78, // x
  PROXY = 0x79, // y

  IPV4 = 0x34, // 4
  IPV6 = 0x36, // 6
  /** A status of 400 or more is a failure. */
  FAIL = 0x46, // F
  HELP = 0x48, // H
  HEAD = 0x49, // I
  INSECURE = 0x4b, // K
  LOCATION = 0x4c, // L
  VERSION = 0x4e, // N
  SPIDER = 0x50, // P
  QUIET = 0x51, // Q
  VERBOSE = 0x56, // V
  /** nc: connect and send nothing. */
  CONNECT_ALONE = 0x5a, // Z
  IGNORED = 0x5f, // _
}

/** Each line: what the option does, and its names. */
const HEALTHCHECK = `t --timeout -t
s --status -s
x --method -X
h --header -H
u --user -u
a --user-agent -A
d --data -d
o --unix-socket
c --cacert
i --install
L --location -L
4 --ipv4 -4
6 --ipv6 -6
K --insecure -k
Q --quiet -q
V --verbose -v
H --help -h
N --version -V
`;

/** curl(1). --retry is Docker's to do; what is printed is one line in any case; a verdict needs no body. */
const CURL = `F --fail --fail-with-body -f
I --head -I
L --location -L
V --verbose -v
K --insecure -k
4 --ipv4 -4
6 --ipv6 -6
_ --silent -s --show-error -S --include -i --disable -q --http1.1 --no-buffer -N --no-progress-meter --progress-bar -# --compressed --retry-connrefused --retry-all-errors
x --request -X
h --header -H
u --user -u
a --user-agent -A
d --data -d --data-binary --data-ascii
r --data-raw
m --max-time -m
b --connect-timeout
o --unix-socket
c --cacert
l --url
f --output -o
w --write-out -w --noproxy --retry --retry-delay --retry-max-time
`;

/** wget(1), GNU's and busybox's. */
const WGET = `P --spider
V --server-response -S
K --no-check-certificate
4 --inet4-only -4
6 --inet6-only -6
_ --quiet -q --no-verbose -nv --no-proxy --verbose -v --no-cache --retry-connrefused --no-hsts --content-on-error --auth-no-challenge -nd
x --method
h --header
v --user --http-user
p --password --http-password
a --user-agent -U
r --post-data
m --timeout -T --read-timeout
b --connect-timeout
c --ca-certificate
f --output-document -O
y --proxy -Y
w --tries -t --waitretry --wait -w
`;

/** nc(1). */
const NC = `Z -z
_ -v
4 -4
6 -6
m -w
`;

/** The table of a dialect: a line for each option, its letter first. */
export function optionsOf(dialect: Dialect): string {
  if (dialect == Dialect.CURL) return CURL;
  if (dialect == Dialect.WGET) return WGET;
  return dialect == Dialect.NC ? NC : HEALTHCHECK;
}

/** What comes behind the last slash. */
export function baseName(path: Uint8Array): Uint8Array {
  let start = path.length;
  while (start > 0 && path[start - 1] != Char.SLASH) start--;
  return path.subarray(start);
}

/** The names the program answers to, and is installed as, in the order of Dialect; `sh` is the last. */
export const NAMES: string[] = ["healthcheck", "curl", "wget", "nc", "sh"];

/** The index of this name in NAMES, or -1. */
export function indexOfName(name: Uint8Array): i32 {
  let index = NAMES.length - 1;
  while (index >= 0 && !same(name, NAMES[index])) index--;
  return index;
}

/** What the option of this name (`-q`, `--quiet`) does by this table: an Option, or 0 where there is none. */
export function findOption(table: string, name: Uint8Array): i32 {
  let option = 0;
  let start = 0;
  while (start < table.length) {
    if (start == 0 || table.charCodeAt(start - 1) == Char.LF) option = table.charCodeAt(start);
    const end = wordEnd(table, start);
    let i = 0;
    while (i < name.length && table.charCodeAt(start + i) == name[i]) i++;
    if (i == name.length && start + i == end) return option;
    start = end + 1;
  }
  return 0;
}

/** The first name of this option. */
export function nameOfOption(table: string, option: i32): Uint8Array {
  let start = 0;
  // Options are told in the dialect of the program itself alone, whose first names are long: no letter of them stands alone.
  while (table.charCodeAt(start) != option || table.charCodeAt(start + 1) != Char.SPACE)
    start = wordEnd(table, start) + 1;
  return ascii(table.substring(start + 2, wordEnd(table, start + 2)));
}

/** Where the word that starts here ends: at a space or a line feed. */
function wordEnd(table: string, start: i32): i32 {
  let end = start;
  while (table.charCodeAt(end) > Char.SPACE) end++;
  return end;
}

export function isWithValue(option: i32): bool {
  return option >= Option.USER_AGENT;
}
