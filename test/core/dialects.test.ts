import { expect, test } from "vitest";
import { both } from "./both.ts";

type Tool = "curl" | "wget" | "nc";

/** What a tool needs to have something to check. */
const TARGET: Record<Tool, string[]> = {
  curl: ["http://10.0.0.1/"],
  wget: ["http://10.0.0.1/"],
  nc: ["-z", "10.0.0.1", "80"],
};

/** What is wanted first of all, the request that follows included; or what is printed, and the exit status. */
function start(tool: string, ...args: string[]): string {
  return both("check", `n${tool}`, ...args.map((it) => `a${it}`), "c");
}

/** What a tool says of arguments that it refuses; what it does where it does not. */
function refusal(tool: Tool, ...args: string[]): string {
  const run = start(tool, ...args);
  return new RegExp(`^print 2 healthcheck as ${tool}: (.*)\nfinish 1$`).exec(run)?.[1] ?? run;
}

const LETTERS: Record<Tool, { flags: string; values: string }> = {
  curl: { flags: "fILvk46sSiqN#", values: "XHuAdmow" },
  wget: { flags: "S46qv", values: "UTOYtw" },
  nc: { flags: "zv46", values: "w" },
};

const LONG: Record<Tool, { flags: string[]; values: string[] }> = {
  curl: {
    flags: [
      ...[
        "--fail",
        "--fail-with-body",
        "--head",
        "--location",
        "--verbose",
        "--insecure",
        "--ipv4",
        "--ipv6",
        "--silent",
      ],
      ...[
        "--show-error",
        "--include",
        "--disable",
        "--http1.1",
        "--no-buffer",
        "--no-progress-meter",
        "--progress-bar",
      ],
      ...["--compressed", "--retry-connrefused", "--retry-all-errors"],
    ],
    values: [
      ...["--request", "--header", "--user", "--user-agent", "--data", "--data-raw", "--data-binary", "--data-ascii"],
      ...[
        "--max-time",
        "--connect-timeout",
        "--unix-socket",
        "--cacert",
        "--url",
        "--output",
        "--write-out",
        "--noproxy",
      ],
      ...["--retry", "--retry-delay", "--retry-max-time"],
    ],
  },
  wget: {
    flags: [
      ...["--spider", "--server-response", "--no-check-certificate", "--inet4-only", "--inet6-only", "--quiet"],
      ...["--no-verbose", "--no-proxy", "--verbose", "--no-cache", "--retry-connrefused", "--no-hsts"],
    ],
    values: [
      ...[
        "--method",
        "--header",
        "--user",
        "--http-user",
        "--password",
        "--http-password",
        "--user-agent",
        "--post-data",
      ],
      ...[
        "--timeout",
        "--connect-timeout",
        "--ca-certificate",
        "--output-document",
        "--proxy",
        "--tries",
        "--waitretry",
      ],
      ...["--wait"],
    ],
  },
  nc: { flags: [], values: [] },
};

const TOOLS: Tool[] = ["curl", "wget", "nc"];

/** Of these a value is good that is nobody's else. */
const GOOD: Record<string, string> = {
  "-o": "-",
  "--output": "-",
  "-O": "-",
  "--output-document": "-",
  "-Y": "off",
  "--proxy": "off",
  "-H": "X: y",
  "--header": "X: y",
  "-u": "a:b",
  "--user": "a:b",
};

test.each(TOOLS)("every letter of %s is known or refused by name", (tool) => {
  const { flags, values } = LETTERS[tool];
  for (let code = 0x21; code < 0x7f; code++) {
    const letter = String.fromCharCode(code);
    const isKnown = flags.includes(letter) || values.includes(letter) || letter === "-";
    // nc's -n may be refused or known; that of wget begins -nv.
    if (isKnown || (tool === "nc" && letter === "n")) continue;
    expect(refusal(tool, `-${letter}`, ...TARGET[tool])).toBe(`option -${letter} is not supported`);
    expect(refusal(tool, ...TARGET[tool], `-4${letter}4`)).toBe(`option -${letter} is not supported`);
  }
});

test.each(TOOLS)("every flag of %s is known", (tool) => {
  for (const flag of [...LETTERS[tool].flags].map((it) => `-${it}`).concat(LONG[tool].flags)) {
    // Of the other family the address would be refused.
    const target = /6/.test(flag) ? TARGET[tool].map((it) => it.replace("10.0.0.1", "localhost")) : TARGET[tool];
    expect(start(tool, flag, ...target), flag).toMatch(/^connect /);
    expect(start(tool, ...target, flag), flag).toMatch(/^connect /);
  }
});

test.each(TOOLS)("every flag of %s in its long form takes no value", (tool) => {
  for (const flag of LONG[tool].flags) {
    for (const value of ["", "yes", "no"]) {
      expect(refusal(tool, `${flag}=${value}`, ...TARGET[tool])).toBe(`option ${flag} takes no value`);
    }
  }
});

test.each(TOOLS)("every option of %s that has a value needs one", (tool) => {
  for (const option of [...LETTERS[tool].values].map((it) => `-${it}`).concat(LONG[tool].values)) {
    expect(refusal(tool, ...TARGET[tool], option)).toMatch(new RegExp(`^option ${option} needs a value`));
    if (option.length > 2) continue;
    expect(refusal(tool, ...TARGET[tool], `-4${option[1]}`)).toMatch(new RegExp(`^option ${option} needs a value`));
    expect(refusal(tool, `${option}=1`, ...TARGET[tool])).toBe(`write ${option} VALUE, without the equals sign`);
  }
});

test.each(TOOLS)("of %s a value may stand behind its option, glued to it, or behind an equals sign", (tool) => {
  const target = TARGET[tool];
  for (const letter of LETTERS[tool].values) {
    const value = GOOD[`-${letter}`] ?? "1";
    const run = start(tool, `-${letter}`, value, ...target);
    expect(run).toMatch(/^connect /);
    expect(start(tool, `-${letter}${value}`, ...target), letter).toBe(run);
    expect(start(tool, `-vv${letter}`, value, ...target), letter).toBe(run);
    expect(start(tool, `-vv${letter}${value}`, ...target), letter).toBe(run);
    expect(start(tool, ...target, `-${letter}`, value), letter).toBe(run);
  }
  for (const option of LONG[tool].values) {
    const value = GOOD[option] ?? "1";
    const args = option === "--url" ? [] : target;
    const run = start(tool, option, value, ...args);
    // A socket is connected to, and no server; a URL is looked up.
    expect(run, option).toMatch(option === "--url" ? /^print|^look up|^connect/ : /^connect /);
    expect(start(tool, `${option}=${value}`, ...args), option).toBe(run);
    expect(start(tool, ...args, option, value), option).toBe(run);
  }
});

test("names that mean the same", () => {
  const groups: [Tool, string, string[]][] = [
    ["curl", "PUT", ["-X", "--request"]],
    ["curl", "X: y", ["-H", "--header"]],
    ["curl", "a:b", ["-u", "--user"]],
    ["curl", "me", ["-A", "--user-agent"]],
    ["curl", "a=b", ["-d", "--data", "--data-raw", "--data-binary", "--data-ascii"]],
    ["curl", "3", ["-m", "--max-time"]],
    ["wget", "3", ["-T", "--timeout"]],
    ["wget", "me", ["-U", "--user-agent"]],
    ["wget", "a", ["--user", "--http-user"]],
  ];
  for (const [tool, value, names] of groups) {
    const runs = names.map((name) => start(tool, name, value, ...TARGET[tool]));
    expect(new Set(runs).size, names.join()).toBe(1);
    expect(runs[0]).not.toBe(start(tool, ...TARGET[tool]));
  }
  const flags: [Tool, string[]][] = [
    ["curl", ["-I", "--head"]],
    ["curl", ["-v", "--verbose"]],
  ];
  for (const [tool, names] of flags) {
    const end = (name: string) =>
      both(
        "check",
        `n${tool}`,
        `a${name}`,
        "ahttp://10.0.0.1/",
        "c",
        "s",
        "dHTTP/1.1 200 X\r\nContent-Length: 0\r\n\r\n",
      );
    expect(new Set(names.map(end)).size, names.join()).toBe(1);
    expect(end(names[0] ?? "")).not.toBe(end("-4"));
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

test("options that would mean something else are refused by name", () => {
  const refused: Record<Tool, string[]> = {
    curl: [
      ...[
        "--get",
        "--upload-file",
        "--remote-name",
        "--proxy",
        "--form",
        "--http2",
        "--globoff",
        "--help",
        "--version",
      ],
      ...["--location-trusted", "--max-redirs", "--connect-to", "--interface", "--json", "--next", "--cert"],
      ...["--data-urlencode", "--digest", "--negotiate", "--oauth2-bearer", "--cookie", "--cookie-jar", "--config"],
      ...[
        "--dump-header",
        "--range",
        "--referer",
        "--request-target",
        "--socks5",
        "--preproxy",
        "--proxy-user",
        "--key",
      ],
      ...[
        "--abstract-unix-socket",
        "--http0.9",
        "--http1.0",
        "--http3",
        "--post301",
        "--post302",
        "--post303",
        "--netrc",
      ],
      ...["--time-cond", "--max-filesize", "--speed-limit", "--fail-early", "--parallel", "--no-fail", "--no-location"],
      ...[
        "--timeout",
        "--status",
        "--method",
        "--install",
        "--spider",
        "--FAIL",
        "--f",
        "--fai",
        "--silentx",
        "---fail",
      ],
    ],
    wget: [
      ...[
        "--input-file",
        "--recursive",
        "--directory-prefix",
        "--post-file",
        "--body-data",
        "--body-file",
        "--execute",
      ],
      ...[
        "--max-redirect",
        "--certificate",
        "--private-key",
        "--timestamping",
        "--accept",
        "--referer",
        "--load-cookies",
      ],
      ...["--output-file", "--start-pos", "--page-requisites", "--mirror", "--ask-password", "--use-askpass", "--help"],
      ...[
        "--version",
        "--fail",
        "--location",
        "--status",
        "--install",
        "--SPIDER",
        "--spide",
        "--no-spider",
        "--background",
      ],
    ],
    nc: ["--zero", "--help", "--version", "--verbose", "--wait", "--timeout"],
  };
  for (const tool of TOOLS) {
    for (const option of refused[tool]) {
      for (const args of [[option], [`${option}=x`]]) {
        expect(refusal(tool, ...args, ...TARGET[tool])).toBe(`option ${option} is not supported`);
      }
    }
  }
});

test("an option's value is not told where the option is refused", () => {
  for (const [tool, argument, shown] of [
    ["curl", "-Us3cret", "-U"],
    ["curl", "--proxy-user=a:s3cret", "--proxy-user"],
    ["curl", "--user:a:s3cret", "--user"],
    ["curl", "-Ts3cret", "-T"],
    ["wget", "--body-data=s3cret", "--body-data"],
    ["wget", "-Ps3cret", "-P"],
    ["nc", "-xs3cret", "-x"],
  ] as const) {
    expect(refusal(tool, argument, ...TARGET[tool])).toBe(`option ${shown} is not supported`);
  }
});

test("values that are none", () => {
  const SECONDS = "is not a duration like 3, 1.5s, 500ms or 1m";
  const RANGE = "is not between 10ms and 1h";
  const seconds: [string, string][] = [
    ...["abc", "-1", "5 s", "1e3", "", "0x5", "1,5", "5.", " 5", "+5", "1d", "00 "].map((it): [string, string] => [
      it,
      SECONDS,
    ]),
    ...["0.001", "3601", "61m", "9ms", "99999999999999999999", "4294967296"].map((it): [string, string] => [it, RANGE]),
  ];
  for (const [tool, option] of [
    ["curl", "-m"],
    ["curl", "--connect-timeout"],
    ["wget", "-T"],
    ["wget", "--connect-timeout"],
    ["nc", "-w"],
  ] as const) {
    for (const [value, why] of seconds) {
      expect(refusal(tool, option, value, ...TARGET[tool])).toBe(`${option}: "${value}" ${why}`);
    }
  }
  const others: [Tool, string, string, string][] = [
    ...["file", "", "/dev/stdout", "/dev/null/x", "/dev/nul", "--"].flatMap(
      (file): [Tool, string, string, string][] => [
        ["curl", "-o", file, `"${file}": nothing is saved here, wanted /dev/null or -`],
        ["wget", "-O", file, `"${file}": nothing is saved here, wanted /dev/null or -`],
      ],
    ),
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
  for (const [tool, option, value, why] of others) {
    expect(refusal(tool, option, value, ...TARGET[tool])).toBe(`${option}: ${why}`);
  }
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
