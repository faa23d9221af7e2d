/** The values of options: durations, files, methods, headers. */
import { expect, test } from "vitest";
import { both } from "./both.ts";
import { refusal, start, TARGET, type Tool } from "./dialect-trial.ts";

const SECONDS = "is not a duration like 3, 1.5s, 500ms or 1m";
const RANGE = "is not between 10ms and 1h";

/** What is no duration, and why. */
const DURATIONS: [string, string][] = [
  ...["abc", "-1", "5 s", "1e3", "", "0x5", "1,5", "5.", " 5", "+5", "1d", "00 "].map((it): [string, string] => [
    it,
    SECONDS,
  ]),
  ...["0.001", "3601", "61m", "9ms", "99999999999999999999", "4294967296"].map((it): [string, string] => [it, RANGE]),
];

/** Values of other options that are refused, and why. */
const OTHERS: [Tool, string, string, string][] = [
  ...["file", "", "/dev/stdout", "/dev/null/x", "/dev/nul", "--"].flatMap((file): [Tool, string, string, string][] => [
    ["curl", "-o", file, `"${file}": nothing is saved here, wanted /dev/null or -`],
    ["wget", "-O", file, `"${file}": nothing is saved here, wanted /dev/null or -`],
  ]),
  ...["", "GE T", "GE:T", "a:b"].flatMap((method): [Tool, string, string, string][] => [
    ["curl", "-X", method, `"${method}" is not a request method`],
    ["wget", "--method", method, `"${method}" is not a request method`],
  ]),
  ...["on", "", "OFF", "http://p/"].map((proxy): [Tool, string, string, string] => [
    "wget",
    "-Y",
    proxy,
    `"${proxy}": no proxy is used here, wanted off`,
  ]),
  ["curl", "-u", "s3cret", "no colon, wanted USER:PASSWORD"],
  ["curl", "-u", "", "no colon, wanted USER:PASSWORD"],
  ["curl", "-H", "Token s3cret", "a header without a colon, wanted 'Name: value'"],
  ["curl", "-H", "X;", "a header without a colon, wanted 'Name: value'"],
  ["curl", "-H", "@file", "a header without a colon, wanted 'Name: value'"],
  ["curl", "-H", ": x", "not a header name before the colon, wanted 'Name: value'"],
  ["curl", "-H", "X: a\r\nY: s3cret", "a control byte in the value of X"],
  ["wget", "--header", "X: a\nY: s3cret", "a control byte in the value of X"],
  ["wget", "--header", "s3cret", "a header without a colon, wanted 'Name: value'"],
  ["curl", "-A", "a\nb", 'a control byte in "a\\x0ab"'],
  ["wget", "-U", "a\rb", 'a control byte in "a\\x0db"'],
  ["curl", "-d", "@file", "data from a file is not supported"],
  ["curl", "--unix-socket", "", "no path of a Unix socket"],
  ["curl", "--unix-socket", "/".repeat(108), "the path of the Unix socket has 108 bytes, at most 107 are possible"],
];

test("values that are none", () => {
  for (const [tool, option] of [
    ["curl", "-m"],
    ["curl", "--connect-timeout"],
    ["wget", "-T"],
    ["wget", "--connect-timeout"],
    ["nc", "-w"],
  ] as const) {
    for (const [value, why] of DURATIONS) {
      expect(refusal(tool, option, value, ...TARGET[tool])).toBe(`${option}: "${value}" ${why}`);
    }
  }
  for (const [tool, option, value, why] of OTHERS) {
    expect(refusal(tool, option, value, ...TARGET[tool])).toBe(`${option}: ${why}`);
  }
});

test("which status is a failure", () => {
  const end = (tool: Tool, status: number, ...flags: string[]) =>
    both(
      "verdict",
      `n${tool}`,
      ...flags.map((it) => `a${it}`),
      "a10.0.0.1",
      "c",
      "s",
      `dHTTP/1.1 ${status} X\r\nContent-Length: 0\r\n\r\n`,
    );
  const failures = (tool: Tool, ...flags: string[]) =>
    [101, 200, 299, 300, 399, 400, 599, 600, 999].filter((it) => !/^print 1 healthy/.test(end(tool, it, ...flags)));
  expect(failures("curl")).toEqual([]);
  for (const flag of ["-f", "--fail", "--fail-with-body"]) expect(failures("curl", flag)).toEqual([400, 599, 600, 999]);
  expect(failures("wget")).toEqual([101, 300, 399, 400, 599, 600, 999]);
});

test("the deadline: the tool's own, the variable's, or five minutes", () => {
  const until = (tool: Tool, ...fields: string[]) =>
    /until (\d+)/.exec(both("check", `n${tool}`, ...fields, ...TARGET[tool].map((it) => `a${it}`)))?.[1];
  for (const [tool, option] of [
    ["curl", "-m"],
    ["curl", "--max-time"],
    ["wget", "-T"],
    ["wget", "--timeout"],
    ["nc", "-w"],
  ] as const) {
    expect(until(tool)).toBe("300000");
    expect(until(tool, `a${option}`, "a3")).toBe("3000");
    expect(until(tool, `a${option}`, "a0.25")).toBe("250");
    expect(until(tool, `a${option}`, "a3", `a${option}`, "a4")).toBe("4000");
    expect(until(tool, `a${option}`, "a0", "eHEALTHCHECK_TIMEOUT=2s")).toBe("300000");
    expect(until(tool, `a${option}`, "a3", "eHEALTHCHECK_TIMEOUT=bogus")).toBe("3000");
    expect(until(tool, "eHEALTHCHECK_TIMEOUT=2s")).toBe("2000");
    expect(until(tool, "eHEALTHCHECK_TIMEOUT=")).toBe("300000");
  }
  expect(until("curl", "a--connect-timeout", "a1", "eHEALTHCHECK_TIMEOUT=2s")).toBe("1000");
  expect(until("curl", "a--connect-timeout", "a5", "eHEALTHCHECK_TIMEOUT=2s")).toBe("2000");
  expect(until("wget", "a--connect-timeout=1")).toBe("1000");
});

test("of two deadlines the last counts, 0 as well", () => {
  for (const [tool, option] of [
    ["curl", "-m"],
    ["curl", "--connect-timeout"],
    ["wget", "-T"],
    ["nc", "-w"],
  ] as const) {
    const run = (...values: string[]) => start(tool, ...values.flatMap((it) => [option, it]), ...TARGET[tool]);
    expect(run("3", "0"), `${tool} ${option}`).toBe(run("0"));
  }
});

test("a tool's name decides, with or without a path", () => {
  for (const name of ["curl", "/usr/bin/curl", "./curl", "//curl", "../bin/curl"]) {
    expect(start(name, "-f", "10.0.0.1"), name).toMatch(/^connect 10\.0\.0\.1 80 /);
  }
  for (const name of ["healthcheck", "/healthcheck", "curl2", "Curl", "curl.exe", "x-curl", "curl/"]) {
    expect(start(name, "-f", "10.0.0.1"), name).toMatch(/^print 2 healthcheck: unknown option -f/);
  }
});
