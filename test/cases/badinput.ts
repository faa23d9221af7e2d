import { web } from "../servers";
import { silent } from "../servers/raw";
import { type Row, SECRET } from "./row";

const URL = "http://127.0.0.1:{port}/";

/** A usage error: no connection is made. */
function wrong(name: string, args: Row["args"] & {}, err: string): Row {
  return { name, args, err: `healthcheck: ${err}` };
}

const unknownOptions: Row[] = [
  "--tiemout",
  "--time-out",
  "--timout=5",
  "--Timeout",
  "--headers",
  "--unixsocket",
  "--ca-cert",
  "--ipv5",
  "--retry-connrefused",
].map((option) => wrong(option, [option, "80"], `unknown option ${option.replace(/=.*/, "")} (see --help)`));

const commandLine: Row[] = [
  ...unknownOptions,
  wrong("an unknown letter", ["-z", "80"], "unknown option -z (see --help)"),
  wrong("an unknown letter in a bundle", ["-qf", "80"], "unknown option -f (see --help)"),
  wrong("a long option with one dash", ["-quiet", "80"], "-u: no colon, wanted USER:PASSWORD"),
  wrong("an option with a name of bytes to be escaped", ["--\x1b[2J"], "unknown option -- (see --help)"),
  ...["-t", "--timeout", "-s", "-X", "-H", "-u", "-A", "--unix-socket", "--cacert"].map((option) =>
    wrong(`${option} without a value`, ["80", option], `option ${option} needs a value (see --help)`),
  ),
  wrong("a flag with a value", ["--quiet=yes", "80"], "option --quiet takes no value"),
  wrong("an equals sign after a letter", ["-t=5", "80"], "write -t VALUE, without the equals sign"),
  wrong("a second target", ["80", "81"], "argument 2 is a second target (quote a value that has spaces)"),
  wrong(
    "a second target after --",
    ["80", "--", "-q"],
    "argument 3 is a second target (quote a value that has spaces)",
  ),
  wrong(
    "a header whose quotes were lost",
    ["-H", "Authorization:", "Bearer", SECRET, "80"],
    "argument 4 is a second target (quote a value that has spaces)",
  ),
  wrong("both families", ["-4", "-6", "80"], "-4 and -6 exclude each other"),
  wrong("both families in a bundle", ["-64", "80"], "-4 and -6 exclude each other"),
  wrong("an address of the other family", ["-4", "[::1]:80"], "-4 excludes the IPv6 address ::1"),
  wrong("an address of the other family, IPv4", ["-6", "127.0.0.1:80"], "-6 excludes the IPv4 address 127.0.0.1"),
  wrong("no option but an empty argument", [""], "the target is empty"),
  ...[
    ["-s", "200"],
    ["-X", "GET"],
    ["-H", "X: y"],
    ["-u", `a:${SECRET}`],
    ["-A", "x"],
    ["--unix-socket", "/s"],
    ["-d", "x"],
    ["-L"],
    ["-k"],
    ["--cacert", "/nope"],
  ].flatMap((words, index) => {
    const name = [
      ...["--status", "--method", "--header", "--user", "--user-agent", "--unix-socket", "--data", "--location"],
      ...["--insecure", "--cacert"],
    ][index];
    return ["80", "127.0.0.1:80", "tcp://localhost:80", "unix:///x"].map((target) =>
      wrong(
        `${name} with the target ${target}`,
        [...words, target],
        `${name} is for HTTP, but the target is a connection alone (HTTP is host:port/ or http://host)`,
      ),
    );
  }),
  ...["-4", "-6"].flatMap((option) =>
    [["unix:///x"], ["--unix-socket", "/x", "http://127.0.0.1/"], ["--unix-socket", "/x", "http://web/"]].map((args) =>
      wrong(
        `${option} with ${args.join(" ")}`,
        [option, ...args],
        args.join().includes("127") && option === "-6"
          ? "-6 excludes the IPv4 address 127.0.0.1"
          : `--ipv${option[1]} has no effect over a Unix socket`,
      ),
    ),
  ),
  {
    name: "-4 with the variable of a Unix socket",
    args: ["-4", "http://localhost/"],
    env: { HEALTHCHECK_UNIX_SOCKET: "/x" },
    err: "healthcheck: --ipv4 has no effect over a Unix socket",
  },
  wrong("--install twice", ["--install", "/x", "--install", "/y"], "option --install may be given once"),
  wrong("--install twice the same", ["--install=/x", "--install=/x", "sh"], "option --install may be given once"),
];

const ports: Row[] = [
  ...["0", "00000", "65536", "65539", "99999999999999999999", "4294967376"].map((port) =>
    wrong(`port ${port}`, [port], `port "${port}" is not a number from 1 to 65535`),
  ),
  ...["80a", "-1", "+80", "0x50", " 80", "8 0", "8e1", "", "http", "٨٠"].map((port) =>
    wrong(`port "${port}" after a host`, [`localhost:${port}`], `port "${port}" is not a number from 1 to 65535`),
  ),
  wrong("port 65536 of a URL", ["http://localhost:65536/"], 'port "65536" is not a number from 1 to 65535'),
  wrong("port 0 of a tcp URL", ["tcp://localhost:0"], 'port "0" is not a number from 1 to 65535'),
  wrong("an empty port of a URL", ["http://localhost:/"], 'port "" is not a number from 1 to 65535'),
  wrong("a word alone", ["80a"], 'no port in "80a", wanted host:port or http://host'),
  wrong("a name alone", ["localhost"], 'no port in "localhost", wanted host:port or http://host'),
  wrong("a name and a path", ["localhost/healthz"], 'no port in "localhost", wanted host:port or http://host'),
  wrong("a tcp URL without a port", ["tcp://localhost"], 'no port in "localhost", wanted host:port or http://host'),
  wrong("an address alone", ["127.0.0.1"], 'no port in "127.0.0.1", wanted host:port or http://host'),
  wrong("an IPv6 address alone", ["[::1]"], 'no port in "[::1]", wanted host:port or http://host'),
];

/** Placeholders that shells and orchestrators would replace. Here nobody did. */
const shellVariables: Row[] = [
  ...["$PORT", "$HOST", "$(HOST)", "a$HOST"].map((target) =>
    wrong(
      `a variable of the shell's as the target, ${target}`,
      [target],
      `"${target}" is not a host name or address (a variable is written \${NAME})`,
    ),
  ),
  ...[
    ["$HOST:80", "$HOST"],
    ["http://$HOST/", "$HOST"],
    ["tcp://$_1:80", "$_1"],
    ["[$HOST]:80", "[$HOST]"],
    ["[$HOST:80", "[$HOST:80"],
  ].map(([target = "", host]) =>
    wrong(
      `a variable of the shell's as the host, ${target}`,
      [target],
      `"${host}" is not a host name or address (a variable is written \${NAME})`,
    ),
  ),
  ...[
    [":$PORT/x", "$PORT"],
    ["localhost:$PORT", "$PORT"],
    ["http://web:8$PORT/", "8$PORT"],
    [":$(PORT)", "$(PORT)"],
  ].map(([target = "", port]) =>
    wrong(
      `a variable of the shell's as the port, ${target}`,
      [target],
      `port "${port}" is not a number from 1 to 65535 (a variable is written \${NAME})`,
    ),
  ),
  wrong(
    "a variable of the shell's as a duration",
    ["-t", "$TIMEOUT", "80"],
    '-t: "$TIMEOUT" is not a duration like 3, 1.5s, 500ms or 1m (a variable is written ${NAME})',
  ),
  wrong(
    "a variable of the shell's as a set of statuses",
    ["-s$STATUS", ":80/"],
    '-s: "$STATUS" is not a set of statuses like 200, 200-299, 2xx or 200,204,401 (a variable is written ${NAME})',
  ),
  wrong(
    "a variable of the shell's as a Unix socket",
    ["unix://$SOCKET"],
    '"$SOCKET" is not an absolute path, wanted unix:///path (a variable is written ${NAME})',
  ),
  // These are no placeholders.
  ...["$", "$1", "$-", "${", "${}", "${1}"].map((host) =>
    wrong(`a dollar sign without a variable: ${host}`, [`${host}:80`], `"${host}" is not a host name or address`),
  ),
  wrong(
    "a dollar sign in a path, which is allowed",
    [":80/$X y"],
    'a space or control byte in "/$X y" (write it as %20)',
  ),
  wrong("a dollar sign in a path without a port", ["/$X"], '"/$X" needs the variable PORT, which is not set'),
];

const sockets: Row[] = [
  ...[["unix://@abs"], ["unix://@"], ["UNIX://@a@b"], ["--unix-socket", "@abs", "http://x/"]].map((args) =>
    wrong(
      `an abstract Unix socket: ${args.join(" ")}`,
      args,
      `${args.length > 1 ? "--unix-socket: " : ""}abstract Unix sockets are not supported, wanted a path`,
    ),
  ),
  wrong("a relative path of a Unix socket", ["unix://run/x"], '"run/x" is not an absolute path, wanted unix:///path'),
  wrong(
    "credentials of a Unix socket",
    [`unix://a:${SECRET}@/x`],
    "user and password need a whole URL (http://user:password@host) or --user",
  ),
];

const targets: Row[] = [
  wrong("IPv6 without brackets", ["::1:80"], '"::1:80" has too many colons (an IPv6 address needs brackets, [::1]:80)'),
  wrong(
    "IPv6 without brackets in a URL",
    ["http://::1/"],
    '"::1" has too many colons (an IPv6 address needs brackets, [::1]:80)',
  ),
  wrong(
    "a port in place of a host",
    ["8080/healthz"],
    '"8080" is not a host name or address (a port alone is written with its colon, :8080/)',
  ),
  wrong(
    "a variable of the shell's",
    [":$PORT/healthz"],
    'port "$PORT" is not a number from 1 to 65535 (a variable is written ${NAME})',
  ),
  wrong("a secret after an option's name", ["--user:admin:s3cret", "80"], "unknown option --user (see --help)"),
  wrong("a bracket that is not closed", ["[::1:80"], '"[::1:80" is not a host name or address'),
  wrong("brackets around a name", ["[localhost]:80"], '"[localhost]" is not a host name or address'),
  wrong("something after the bracket", ["[::1]x:80"], '"[::1]x:80" is not a host name or address'),
  wrong("an IPv6 zone", ["[fe80::1%eth0]:80"], '"[fe80::1%eth0]" is not a host name or address'),
  wrong("an address of three numbers", ["127.0.1:80"], '"127.0.1" is not a host name or address'),
  wrong("an address with a number above 255", ["127.0.0.256:80"], '"127.0.0.256" is not a host name or address'),
  wrong("an address in octal", ["0177.0.0.1:80"], '"0177.0.0.1" is not a host name or address'),
  wrong("an address of one number", ["2130706433:80"], '"2130706433" is not a host name or address'),
  wrong("a space in a name", ["http://a b/"], '"a b" is not a host name or address'),
  wrong("two dots in a name", ["a..b:80"], '"a..b" is not a host name or address'),
  wrong("a name outside of ASCII", ["bücher.test:80"], '"bücher.test" is not a host name or address'),
  wrong("a name with a line feed", ["http://a\nb/"], '"a\\x0ab" is not a host name or address'),
  wrong("a label of 64 letters", [`${"a".repeat(64)}:80`], `"${"a".repeat(64)}" is not a host name or address`),
  wrong("a name of 254 letters", [`${"a.".repeat(126)}ab:80`], `"${"a.".repeat(40)}..." is not a host name or address`),
  wrong("a URL without a host", ["http:///healthz"], "no host in the URL"),
  wrong("a URL with only a port", ["http://:8080/"], "no host in the URL"),
  wrong("a URL with nothing", ["http://"], "no host in the URL"),
  wrong(
    "an unknown scheme",
    ["ftp://localhost/"],
    'unknown scheme "ftp", wanted http, https, grpc, grpcs, tcp or unix',
  ),
  wrong("udp", ["udp://localhost:53"], 'unknown scheme "udp", wanted http, https, grpc, grpcs, tcp or unix'),
  wrong(
    "a scheme without letters",
    ["://localhost"],
    'unknown scheme "", wanted http, https, grpc, grpcs, tcp or unix',
  ),
  wrong("a path after a tcp URL", ["tcp://localhost:80/"], '"/" behind tcp://host:port, where nothing may stand'),
  wrong("a space in a path", ["http://localhost/a b"], 'a space or control byte in "/a b" (write it as %20)'),
  wrong("a line feed in a path", [":80/a\r\nX: y"], 'a space or control byte in "/a\\x0d\\x0aX: y" (write it as %20)'),
  wrong("a tab in a query", ["http://localhost?a\tb"], 'a space or control byte in "?a\\x09b" (write it as %20)'),
  wrong("a file's path without PORT", ["/etc/hosts"], '"/etc/hosts" needs the variable PORT, which is not set'),
];

const values: Row[] = [
  ...[
    "-1",
    "5 s",
    "1e3",
    "1.5.2",
    "",
    " 5",
    "5 ",
    "5S",
    "5sec",
    ".5",
    "5.",
    "1.5ms",
    "0x5",
    "1.0001",
    "1,5",
    "∞",
    "d",
    "1d",
  ].map((timeout) =>
    wrong(
      `a timeout of "${timeout}"`,
      ["-t", timeout, "80"],
      `-t: "${timeout}" is not a duration like 3, 1.5s, 500ms or 1m`,
    ),
  ),
  ...["0", "0s", "9ms", "0.009", "61m", "1.1h", "3601", "3600001ms", "99999999999999999999", "4294967297"].map(
    (timeout) =>
      wrong(
        `a timeout of ${timeout}`,
        [`--timeout=${timeout}`, "80"],
        `--timeout: "${timeout}" is not between 10ms and 1h`,
      ),
  ),
  ...[
    ...[
      "200-",
      "-299",
      "6xx",
      "0xx",
      "abc",
      "99",
      "600",
      "299-200",
      "200,",
      ",200",
      "",
      "200,,204",
      "2x",
      "2xxx",
      "xx2",
    ],
    ...["200 ", "200, 204", "200-299-300", "200-99", "100-600", "2000", "20", "+200", "2xx-3xx", "!200", "*"],
  ].map((set) =>
    wrong(
      `a status set of "${set}"`,
      ["-s", set, "http://localhost/"],
      `-s: "${set}" is not a set of statuses like 200, 200-299, 2xx or 200,204,401`,
    ),
  ),
  ...["", "GET /", "GE\tT", "GET\r\n", "Gé", "a:b", "a@b"].map((method) =>
    wrong(
      `a method of ${JSON.stringify(method)}`,
      ["--method", method, "http://localhost/"],
      `--method: "${method.replace("\t", "\\x09").replace("\r\n", "\\x0d\\x0a")}" is not a request method`,
    ),
  ),
  wrong(
    "a header without a colon",
    ["-H", `Token ${SECRET}`, URL],
    "-H: a header without a colon, wanted 'Name: value'",
  ),
  wrong("an empty header", ["--header=", URL], "--header: a header without a colon, wanted 'Name: value'"),
  wrong("a header without a name", ["-H", ": x", URL], "-H: not a header name before the colon, wanted 'Name: value'"),
  wrong(
    "a header's name with a space",
    ["-H", `Bearer ${SECRET}: x`, URL],
    "-H: not a header name before the colon, wanted 'Name: value'",
  ),
  wrong(
    "a header's name with a letter outside of ASCII",
    ["-H", "X-É: x", URL],
    "-H: not a header name before the colon, wanted 'Name: value'",
  ),
  wrong(
    "a header's name with a line feed",
    ["-H", "X\r\nY: x", URL],
    "-H: not a header name before the colon, wanted 'Name: value'",
  ),
  ...[
    ["CR", "\r"],
    ["LF", "\n"],
    ["CR LF", "\r\nX-Injected: 1"],
    ["ESC", "\x1b"],
    ["DEL", "\x7f"],
  ].map(([what, bytes]) =>
    wrong(
      `a header's value with ${what}`,
      ["-H", `X-A: ${SECRET}${bytes}`, URL],
      "-H: a control byte in the value of X-A",
    ),
  ),
  wrong("a user without a colon", ["-u", SECRET, URL], "-u: no colon, wanted USER:PASSWORD"),
  wrong("an empty user", ["--user=", URL], "--user: no colon, wanted USER:PASSWORD"),
  wrong("a user agent with a line feed", ["-A", "a\nb", URL], '-A: a control byte in "a\\x0ab"'),
];

const sizes: Row[] = [
  wrong(
    "a URL of 10,000 characters",
    [`http://localhost/${"a".repeat(10_000 - 17)}`],
    "argument 1: longer than 8192 bytes",
  ),
  wrong(
    "a path that nearly fits, shown cut",
    [`/${"a".repeat(8191)}`],
    `"/${"a".repeat(79)}..." needs the variable PORT, which is not set`,
  ),
  wrong("257 arguments", Array(257).fill("-q"), "257 arguments, at most 256"),
  wrong("10,000 arguments", Array(10_000).fill("80"), "10000 arguments, at most 256"),
  wrong(
    "arguments of 40,000 bytes together",
    Array(10)
      .fill(["-A", "a".repeat(4000)])
      .flat(),
    "argument 18: the arguments up to here are longer than 32768 bytes",
  ),
  {
    name: "256 arguments",
    server: silent,
    args: [...Array(255).fill("-q"), "{port}"],
    out: "",
  },
  {
    name: "a URL of 8,192 bytes, shown cut",
    server: web(),
    // 16 bytes are `http://localhost`, 6 the colon and a port of five digits.
    args: [`http://localhost:{port}/${"a".repeat(8192 - 16 - 6 - 1)}`],
    // 220 bytes of the subject, of which `GET http://localhost:12345/` has 27.
    out: `healthy: GET http://localhost:{port}/${"a".repeat(193)}...: 200 in N ms`,
  },
  {
    name: "an environment of 1 MB that has nothing to do with it",
    server: web(),
    args: [URL],
    env: bigEnvironment(),
    out: `healthy: GET ${URL}: 200 in N ms`,
  },
  {
    name: "an environment of 1 MB with the port at its end",
    server: silent,
    env: { ...bigEnvironment(), PORT: "{port}" },
    out: "healthy: tcp localhost:{port}: connected in N ms",
  },
  ...[
    "HEALTHCHECK_URL",
    "HEALTHCHECK_PORT",
    "PORT",
    "HEALTHCHECK_TIMEOUT",
    "HEALTHCHECK_USER",
    "HEALTHCHECK_INSECURE",
  ].map((name) => ({
    name: `${name} of 100,000 bytes`,
    args: name.includes("URL") || name.includes("PORT") ? [] : ["http://127.0.0.1/"],
    env: { ...bigEnvironment(), [name]: `a:${"b".repeat(100_000)}` },
    err: `healthcheck: ${name}: longer than 8192 bytes`,
  })),
];

function bigEnvironment(): Record<string, string> {
  return Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`FILLER_${i}`, "x".repeat(1000)]));
}

const bytes: Row[] = [
  wrong("an argument that is not UTF-8", [Uint8Array.of(0x61, 0xff)], "argument 1: not valid UTF-8"),
  wrong("a value that is not UTF-8", ["-H", Buffer.from("X: \xe9", "latin1"), URL], "argument 2: not valid UTF-8"),
  wrong("a UTF-8 sequence that is cut", ["-A", Uint8Array.of(0xe2, 0x82), URL], "argument 2: not valid UTF-8"),
  wrong("an overlong UTF-8 sequence", [Uint8Array.of(0xc0, 0xaf)], "argument 1: not valid UTF-8"),
  wrong("the mark of a decoding that failed", ["http://localhost/\ufffd"], "argument 1: not valid UTF-8"),
  {
    name: "a variable that is not UTF-8",
    env: { HEALTHCHECK_URL: Buffer.from("http://h\xf6st/", "latin1") },
    err: "healthcheck: HEALTHCHECK_URL: not valid UTF-8",
  },
  {
    name: "a variable that is not UTF-8, and that is not used",
    server: silent,
    args: ["{port}"],
    env: { LANG: Uint8Array.of(0xff) },
    out: "healthy: tcp localhost:{port}: connected in N ms",
  },
];

/** None of these lines holds a password. The table asserts the same for every row. */
const secrets: Row[] = [
  wrong("credentials of a URL with a bad host", [`http://a:${SECRET}@b c/`], '"b c" is not a host name or address'),
  wrong(
    "credentials of a URL with a bad port",
    [`http://a:${SECRET}@b:x/`],
    'port "x" is not a number from 1 to 65535',
  ),
  wrong("credentials of a URL without a host", [`http://a:${SECRET}@/`], "no host in the URL"),
  wrong(
    "credentials of a URL with a bad path",
    [`http://a:${SECRET}@b/ `],
    'a space or control byte in "/ " (write it as %20)',
  ),
  wrong(
    "credentials of an unknown scheme",
    [`redis://a:${SECRET}@b/`],
    'unknown scheme "redis", wanted http, https, grpc, grpcs, tcp or unix',
  ),
  ...[`a:${SECRET}@b:80`, `a:${SECRET}@b:80/`, `tcp://a:${SECRET}@b:80`, `${SECRET}@b`, `[a:${SECRET}@b`].map(
    (target) =>
      wrong(
        `credentials in the wrong place: ${target.replace(SECRET, "…")}`,
        [target],
        "user and password need a whole URL (http://user:password@host) or --user",
      ),
  ),
  ...["/", "?", "#"].map((mark) =>
    wrong(
      `a password with a bare ${mark}, which ends the host: it is not shown as the port`,
      [`http://a:${SECRET}${mark}@localhost/`],
      "the port is not a number from 1 to 65535 (in a password, / ? # are written %2F %3F %23)",
    ),
  ),
  wrong(
    "a password with a bare slash without a scheme",
    [`a:${SECRET}/x@b:80`],
    "user and password need a whole URL (http://user:password@host) or --user",
  ),
  wrong(
    "a password with a bare slash of a tcp URL",
    [`tcp://a:x/${SECRET}@b:80`],
    "user and password need a whole URL (http://user:password@host) or --user",
  ),
];

/** Usage errors: one line, which cannot be mistaken for a verdict. */
export const badinput: Row[] = [
  ...commandLine,
  ...ports,
  ...shellVariables,
  ...sockets,
  ...targets,
  ...values,
  ...sizes,
  ...bytes,
  ...secrets,
];
