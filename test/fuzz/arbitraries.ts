/** Arbitrary command lines, texts of `sh -c`, and responses. */
import fc from "fast-check";
import type { CommandLine, Peer } from "./drive.ts";

const TARGETS = [
  ...["8080", "db:5432", "[::1]:5432", "tcp://db:5432", ":8080/healthz", "web:8080/a?b#c", "/healthz", "127.0.0.1:80"],
  ...["http://web/", "http://u:p@web:81/x?y", "https://web/", "unix:///run/app.sock", "http://[fd00::1]:8080", "::1"],
  ...["${PORT}", ":${PORT:-8080}/", "${A:-${B:-web:80}}", "http://localhost:0/", "web:65535", "web:65536", "web:080/"],
];

const OPTIONS = [
  ...["-t", "--timeout", "-s", "--status", "-X", "--method", "-A", "--user-agent", "-H", "--header", "-d", "--data"],
  ...["-L", "--location", "-u", "--user", "--unix-socket", "-4", "-6", "-q", "-v", "-k", "--cacert", "--help", "-V"],
  ...["-f", "-fsS", "-I", "-m", "-o", "-w", "-z", "-zv", "--spider", "-q", "-T", "-O", "-nv", "--tries", "--", "-"],
  ...["-e", "--expect", "--expect=UP", "--send", "--send=x\\n", "--resolve", "--resolve=web:80:10.0.0.9", "-eok"],
  ...["--connect-timeout", "--url", "--install", "-S", "--timeout=3", "--status=2xx", "-t3s", "-qv", "--max-time"],
];

const VALUES = [
  ...["3", "1.5s", "500ms", "1m", "0", "2xx", "200,204,401", "100-199", "POST", "X: y", "Host: a", "A:", "Bad Name: x"],
  ...["UP", "\\x41\\q", "db:5432:10.0.0.9,[::1]", "web:80:10.0.0.9"],
  ...["a:b", "/dev/null", "-", "@file", "a=b&c", "", " ", "\r\nX: y", "caf\u00e9", "\u202e", "/run/app.sock", "off"],
];

const NAMES = ["healthcheck", "curl", "wget", "nc", "grpc_health_probe", "sh", "/bin/sh", "/usr/bin/curl", "-sh", ""];

const anything = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.string({ unit: "binary-ascii", maxLength: 12 }),
);

const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...TARGETS) },
  { weight: 4, arbitrary: fc.constantFrom(...OPTIONS) },
  { weight: 3, arbitrary: fc.constantFrom(...VALUES) },
  { weight: 1, arbitrary: anything },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...TARGETS, ...VALUES), anything).map(([a, b]) => a + b),
  },
);

const environment = fc.dictionary(
  fc.constantFrom(
    ...["PORT", "A", "B", "HEALTHCHECK_URL", "HEALTHCHECK_PORT", "HEALTHCHECK_TIMEOUT", "HEALTHCHECK_STATUS"],
    ...[
      "HEALTHCHECK_EXPECT",
      "HEALTHCHECK_METHOD",
      "HEALTHCHECK_USER",
      "HEALTHCHECK_USER_AGENT",
      "HEALTHCHECK_INSECURE",
    ],
  ),
  fc.oneof(fc.constantFrom(...TARGETS), fc.constantFrom(...VALUES), anything),
  { maxKeys: 3 },
);

/** Pieces of texts for `sh -c`. */
const SHELL_PIECES = [
  ...[
    "curl -f http://web/",
    "curl -s -d",
    "wget -q --spider",
    "nc -z db 5432",
    "healthcheck :80/",
    "http://web/",
    "exit 1",
  ],
  ...[
    "exit",
    "true",
    "false",
    "exec",
    " ",
    " ",
    " ",
    "\n",
    "||",
    "&&",
    ";",
    "&",
    "|",
    "'",
    '"',
    "\\",
    "$A",
    "${A}",
    "${",
  ],
  ...[
    "${B:-x",
    "}",
    "$(",
    "`",
    "(",
    ")",
    ">/dev/null",
    "2>&1",
    "&>",
    "<",
    "#",
    "*",
    "?",
    "[",
    "a",
    "=",
    "~",
    "$",
    "$1",
  ],
];

export const shellText: fc.Arbitrary<string> = fc
  .array(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...SHELL_PIECES) }, { weight: 1, arbitrary: anything }), {
    maxLength: 14,
  })
  .map((pieces) => pieces.join(""));

export const commandLine: fc.Arbitrary<CommandLine> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      name: fc.constantFrom(...NAMES),
      args: fc.array(word, { maxLength: 6 }),
      env: environment,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ name: fc.constant("sh"), args: shellText.map((text) => ["-c", text]), env: environment }),
  },
);

/** A value of a field or a reason phrase, without bytes that are forbidden there. */
const value = fc.string({ unit: fc.constantFrom(..."aZ09 \t~!:\x80\xff"), maxLength: 8 });
const name = fc.oneof(
  fc.constantFrom("Server", "Content-Length", "x", "!#$%&'*+.^_`|~-9"),
  fc.string({ unit: fc.constantFrom(..."aZ0-_|"), minLength: 1, maxLength: 5 }),
);
const field = fc
  .tuple(name, value, fc.array(fc.tuple(fc.constantFrom(" ", "\t"), value), { maxLength: 1 }))
  .map(([key, text, folded]) => `${key}:${text}\r\n${folded.map(([blank, more]) => `${blank}${more}\r\n`).join("")}`);

function head(status: fc.Arbitrary<number>): fc.Arbitrary<string> {
  const reason = fc.oneof(
    fc.constantFrom(" OK", " ", ""),
    value.map((text) => ` ${text}`),
  );
  return fc
    .tuple(fc.constantFrom("1", "1", "0", "9"), status, reason, fc.array(field, { maxLength: 3 }))
    .map(([minor, code, words, fields]) => `HTTP/1.${minor} ${code}${words}\r\n${fields.join("")}\r\n`);
}

const interim = head(fc.constantFrom(100, 102, 103, 199));
const status = fc.oneof(fc.constantFrom(200, 204, 302, 399, 500), fc.integer({ min: 100, max: 999 }));

/** Valid responses (RFC 9112). */
export const wellFormed: fc.Arbitrary<string> = fc
  .tuple(fc.array(interim, { maxLength: 2 }), head(status), fc.constantFrom("", "", "body", "\0\n\r\n\r\n"))
  .map(([before, last, body]) => `${before.join("")}${last}${body}`);

/** Pieces that are inserted, or that replace a byte. */
const DAMAGE = [
  "\r",
  "\n",
  "\0",
  " ",
  "\t",
  ":",
  "0",
  "H",
  "/",
  "\x7f",
  "\x1b",
  "\x80",
  "\r\n",
  "\n\n",
  " :",
  "\r\r\n",
];

const damage = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(3), fc.constantFrom(...DAMAGE));

const damaged = fc
  .tuple(wellFormed, fc.array(damage, { minLength: 1, maxLength: 2 }))
  .map(([text, damages]) => damages.reduce((whole, one) => damageOf(whole, ...one), text));

/** Valid responses, and some with a few changed bytes. About half of all are invalid or unhealthy. */
export const response: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: wellFormed },
  { weight: 2, arbitrary: damaged },
);

function damageOf(text: string, place: number, kind: number, piece: string): string {
  const at = Math.floor(place * text.length);
  if (kind === 0) return text.slice(0, at) + piece + text.slice(at + 1);
  if (kind === 1) return text.slice(0, at) + piece + text.slice(at);
  if (kind === 2) return text.slice(0, at) + text.slice(at + 1);
  return text.slice(0, at);
}

/** Splits a text at these places. */
export function split(text: string, places: number[]): string[] {
  const ends = [...new Set(places.map((place) => Math.floor(place * text.length)))].sort((a, b) => a - b);
  return [...ends, text.length].map((end, i) => text.slice(ends[i - 1] ?? 0, end)).filter((piece) => piece !== "");
}

export const places: fc.Arbitrary<number[]> = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 });

const pieces = fc.tuple(response, places, fc.boolean()).map(([text, at, isEnded]) => [
  ...split(text, at),
  // An empty piece is the end of the stream.
  ...(isEnded ? [""] : []),
]);

export const peer: fc.Arbitrary<Peer> = fc.record({
  addresses: fc.subarray(["10.0.0.1", "10.0.0.2", "fd00::1", "::ffff:1.2.3.4"]),
  refusals: fc.array(fc.constantFrom(0, 110, 111, 113, 9999), { maxLength: 4 }),
  responses: fc.array(pieces, { maxLength: 3 }),
  pauses: fc.array(fc.nat(3000), { maxLength: 8 }),
});
