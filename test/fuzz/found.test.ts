/** Bugs that fuzzing and the properties have found. */
import { expect, test } from "vitest";
import { both } from "../core/both.ts";
import { type CommandLine, drive, type Peer } from "./drive.ts";
import { findingText, fuzz } from "./harness";
import { DATE, flight13, OK, retry } from "./tls/fake-server.ts";
import { inputOf } from "./tls/input.ts";

function printed(line: CommandLine, met: Peer = {}): string {
  return drive(line, met)
    .outputs.map(({ text }) => text)
    .join("");
}

function sh(text: string, env: Record<string, string> = {}): string {
  return printed({ name: "sh", args: ["-c", text], env }, { responses: [["HTTP/1.1 200 OK\r\n\r\n"]] });
}

/** The error for a text that a shell would read differently. */
const REFUSED = /^healthcheck as (sh|curl): /;

/** Command lines with a URL in the wrong place: after a forgotten value, or a proxy. */
const MISPLACED: CommandLine[] = [
  ...["-t", "-s", "-X"].map((option) => ({ args: [option, "http://user:S3CR3T@web/"] })),
  ...["-m", "-o", "-X"].map((option) => ({ name: "curl", args: [option, "http://user:S3CR3T@web/"] })),
  ...["-T", "-O", "-Y"].map((option) => ({ name: "wget", args: [option, "http://user:S3CR3T@web/", "http://web/"] })),
  ...["PORT", "HEALTHCHECK_TIMEOUT"].map((name) => ({ args: ["/"], env: { [name]: "tcp://user:S3CR3T@db:5432" } })),
  { name: "nc", args: ["-z", "http://user:S3CR3T@web/", "80"] },
  { name: "nc", args: ["-z", "user:S3CR3T@web", "80"] },
  { name: "sh", args: ["-c", "exit http://user:S3CR3T@web/"] },
];

for (const line of MISPLACED) {
  test(`a password is not shown: ${JSON.stringify(line)}`, () => expect(printed(line)).not.toContain("S3CR3T"));
}

test("the name of a variable continues after an escaped line feed", () => {
  expect(sh("curl http://web/$Qa\\\nb", { Qab: "x" })).toMatch(/^healthcheck as sh: |http:\/\/web\/x: /);
});

test("a pattern of one character is refused", () => {
  for (const pattern of ["*", "?", "\"\"?''"]) expect(sh(`curl -d ${pattern} http://web/`)).toMatch(REFUSED);
});

test("a command that is only an empty variable is refused, because it would succeed", () => {
  expect(sh("false\n$E")).toMatch(REFUSED);
  expect(sh("false || $E")).toMatch(REFUSED);
});

test("output of descriptor 3 is refused", () => {
  expect(sh("curl http://web/ 3>/dev/null")).toMatch(REFUSED);
});

test("a Location that was cut is not followed", () => {
  const location = `${" ".repeat(100)}http://web/${"x".repeat(2100)}`;
  const responses = [[`HTTP/1.1 302 X\r\nLocation:${location}\r\n\r\n`], ["HTTP/1.1 200 OK\r\n\r\n"]];
  const { connections, exitStatus } = drive({ args: ["-L", "http://web/"] }, { responses });
  expect([connections.length, exitStatus]).toEqual([1, 1]);
});

test("a cookie is not sent back if the hello would not fit into a record", () => {
  const cookie = retry(0x17, Buffer.alloc(20_000, 1));
  const flight = [cookie, ",", ...flight13({ group: 0x17 }), `p3\x17${OK}`];
  fuzz(new Uint8Array(inputOf(["T", "a-k", "ahttps://10.0.0.1/", DATE, ...flight])));
  expect(findingText()).toBe("");
});

test("after a redirect from https to http no close_notify is sent in plain text", () => {
  const redirect = (to: string) => [`HTTP/1.1 302 X\r\nContent-Length: 0\r\nLocation: ${to}\r\n\r\n`];
  const responses = [
    redirect("http://web/"),
    redirect("https://web/"),
    ["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"],
  ];
  // drive() throws if a connection gets more than one request.
  const { connections, exitStatus } = drive({ args: ["-L", "-k", "https://web/"] }, { responses });
  expect(connections.map(({ port }) => port)).toEqual([443, 80, 443]);
  expect(exitStatus).toBe(0);
});

test("an installation that takes too long is an error", () => {
  expect(both("verdict", "a--install", "a/x", "ash", "x")).toBe(
    "print 2 healthcheck: cannot make /x/sh: timed out\nfinish 1",
  );
});

test("the judge of grep's patterns knows how long they may be", () => {
  for (const length of [1024, 1025]) {
    fuzz(new Uint8Array(inputOf(["g", "", "UP\n", "x".repeat(1000), "x".repeat(length - 1000)])));
    expect(findingText()).toBe("");
  }
});
