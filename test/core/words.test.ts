import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { TOP } from "../../build/paths.ts";
import { CERTIFICATE_WORDS } from "../../src/core/certificate/words.ts";
import { MAX_ANSWER } from "../../src/core/check/conversation.ts";
import { NAMES } from "../../src/core/cli/dialect.ts";
import { MAX_DEPTH } from "../../src/core/cli/expand.ts";
import { MAX_PATTERN } from "../../src/core/cli/shell/grep.ts";
import { MAX_GROUPS, MAX_STEPS } from "../../src/core/cli/shell/reader.ts";
import { MAX_SOCKET_PATH } from "../../src/core/cli/target.ts";
import { CALL_WORDS } from "../../src/core/grpc/words.ts";
import { MAX_BODY } from "../../src/core/http/body.ts";
import { MAX_LOCATION, MAX_REDIRECTS } from "../../src/core/http/redirect.ts";
import { MAX_RESPONSE } from "../../src/core/http/response.ts";
import { USAGE_ERROR_WORDS } from "../../src/core/messages/usage-words.ts";
import { RESULT_WORDS, STAGE_WORDS, UNRESOLVED_WORDS } from "../../src/core/messages/words.ts";
import { MAX_ARGUMENTS, MAX_TEXT, MAX_TOGETHER } from "../../src/core/surroundings.ts";
import { TLS_WORDS } from "../../src/core/tls/words.ts";

/** The members of an enumeration, from its source: a const enum is nowhere else by now. */
function members(file: string, name: string): string[] {
  const source = readFileSync(`${TOP}/src/core/${file}`, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
  const body = new RegExp(`enum ${name} \\{([^}]*)\\}`).exec(source)?.[1] ?? "";
  // Numbers of their own would be no index of a line.
  expect(body).not.toContain("=");
  const names = body.match(/\w+/g) ?? [];
  expect(names.length).toBeGreaterThan(0);
  return names;
}

/** The line of each member. */
function linesOf(names: string[], words: string): Record<string, string> {
  const lines = words.split("\n");
  expect(lines).toHaveLength(names.length);
  return Object.fromEntries(names.map((name, index) => [name, lines[index] ?? ""]));
}

const results = members("outcome.ts", "Result");

const words = {
  UsageErrorKind: linesOf(members("usage-error.ts", "UsageErrorKind"), USAGE_ERROR_WORDS),
  // The last stage has its words where only builds with TLS have them.
  Stage: linesOf(
    members("outcome.ts", "Stage").filter((name) => name !== "HANDSHAKING"),
    STAGE_WORDS,
  ),
  Unresolved: linesOf(members("outcome.ts", "Unresolved"), UNRESOLVED_WORDS),
  Result: linesOf(results.slice(results.indexOf("NOT_HTTP")), RESULT_WORDS),
  TlsFault: linesOf(members("tls/fault.ts", "TlsFault"), TLS_WORDS),
  CallFault: linesOf(
    members("grpc/fault.ts", "CallFault").filter((name) => name !== "NOT_SERVING"),
    CALL_WORDS,
  ),
  CertificateFault: linesOf(members("certificate/fault.ts", "CertificateFault"), CERTIFICATE_WORDS),
};

test("every member has a line, of words", () => {
  for (const [name, lines] of Object.entries(words)) {
    // Where nothing is wrong, nothing is said of it.
    for (const [member, line] of Object.entries(lines))
      if (member !== "NONE") expect(line, `${name}.${member}`).toMatch(/^[!-~]([ -~]*[!-~])?$/);
    const all = Object.values(lines);
    // What is wrong with a date comes with the date.
    const own = all.filter((line) => line !== "certificate^");
    expect(own.filter((line, index) => own.indexOf(line) < index)).toEqual([]);
  }
});

test.each([
  // Some of each, from end to end: where one line were missing and another too many, these would not meet.
  ["UsageErrorKind", "TOO_MANY_ARGUMENTS", /^\* arguments, at most/],
  ["UsageErrorKind", "UNSET", /is not set/],
  ["UsageErrorKind", "UNKNOWN_OPTION", /see --help/],
  ["UsageErrorKind", "GLUED_EQUALS", /without the equals sign/],
  ["UsageErrorKind", "DURATION_RANGE", /^~ is not between/],
  ["UsageErrorKind", "HEADER_COLON", /^a header without a colon/],
  ["UsageErrorKind", "SOCKET_LONG", /^the path of the Unix socket has \* bytes/],
  ["UsageErrorKind", "BOTH_FAMILIES", /^-4 and -6/],
  ["UsageErrorKind", "SECOND_TARGET", /second target/],
  ["UsageErrorKind", "PORT_VARIABLE", /the variable PORT/],
  ["UsageErrorKind", "FAMILY_4", /^-4 excludes the IPv6 address/],
  ["UsageErrorKind", "SOCKET_RELATIVE", /not an absolute path/],
  ["UsageErrorKind", "NO_TLS", /healthcheck-tls/],
  ["UsageErrorKind", "NO_URL", /^no URL$/],
  ["UsageErrorKind", "PATTERN", /^patterns with ~/],
  ["UsageErrorKind", "CONNECTION_FORM", /-z HOST PORT/],
  ["UsageErrorKind", "SHELL_FORM", /sh -c TEXT/],
  ["UsageErrorKind", "SHELL_OUTPUT", /\/dev\/null/],
  ["UsageErrorKind", "INSTALL_FAILED", /^cannot make \^$/],
  ["Stage", "LOOKING_UP", /^looking up/],
  ["Stage", "SENDING", /^sending/],
  ["Stage", "WAITING_FURTHER", /final response after status \*$/],
  ["Unresolved", "NO_SUCH_NAME", /^no such name$/],
  ["Unresolved", "FAILED", /failed$/],
  ["Result", "NOT_HTTP", /^not an HTTP response/],
  ["Result", "HTTP_2", /speaks HTTP\/2/],
  ["Result", "NO_TLS_REDIRECT", /https:/],
  ["TlsFault", "NOT_TLS", /does not speak TLS/],
  ["TlsFault", "VERSION", /wanted TLS 1.2 or 1.3/],
  ["TlsFault", "HANDSHAKE_TOO_LONG", /65536 bytes/],
  ["TlsFault", "NO_RANDOM", /random/],
  ["CallFault", "HTTP_1", /^the peer speaks HTTP\/1\.1/],
  ["CallFault", "NO_STATUS", /no valid grpc-status/],
  ["CallFault", "LONG_HEADERS", /65536 bytes/],
  ["CallFault", "FRAME_LENGTH", /\^ frame of \* bytes/],
  ["CallFault", "BAD_WINDOW", /a window of/],
  ["CertificateFault", "UNKNOWN_AUTHORITY", /unknown authority/],
  ["CertificateFault", "NOT_AN_AUTHORITY", /may not sign/],
  ["CertificateFault", "OTHER_NAME", /-k accepts any/],
  ["CertificateFault", "NO_BUNDLE", /^no trusted certificates/],
] as const)("the line of %s.%s is its own", (name, member, wanted) => {
  expect(words[name][member]).toMatch(wanted);
});

test.each([
  ["UsageErrorKind", "TOO_MANY_ARGUMENTS", MAX_ARGUMENTS],
  ["UsageErrorKind", "TOO_LONG", MAX_TEXT],
  ["UsageErrorKind", "TOO_LONG_TOGETHER", MAX_TOGETHER],
  ["UsageErrorKind", "NESTED_TOO_DEEP", MAX_DEPTH],
  ["UsageErrorKind", "SOCKET_LONG", MAX_SOCKET_PATH],
  ["UsageErrorKind", "SHELL_LENGTH", MAX_STEPS],
  ["UsageErrorKind", "SHELL_DEPTH", MAX_GROUPS],
  ["UsageErrorKind", "GREP_LENGTH", MAX_PATTERN],
  ["Result", "TOO_LONG", MAX_RESPONSE],
  ["Result", "TOO_MANY_REDIRECTS", MAX_REDIRECTS],
  ["Result", "BAD_REDIRECT", MAX_LOCATION],
  ["Result", "BODY_TOO_LONG", MAX_BODY],
  ["Result", "ANSWER_TOO_LONG", MAX_ANSWER],
] as const)("the number in the line of %s.%s is the limit", (name, member, limit) => {
  expect(words[name][member]?.match(/\d+/g)).toEqual([String(limit)]);
});

test("the names in the lines are those the program answers to", () => {
  const [, installed = ""] = /^~ is none of (.*)$/.exec(words.UsageErrorKind.INSTALL_NAME ?? "") ?? [];
  expect(installed.split(", ").sort()).toEqual([...NAMES].sort());
  const [, commands = ""] = /^~ is none of (.*): /.exec(words.UsageErrorKind.SHELL_COMMAND ?? "") ?? [];
  expect(commands.split(", ")).toEqual([...NAMES, "timeout", "true", "false", "exit", "exec"]);
});
