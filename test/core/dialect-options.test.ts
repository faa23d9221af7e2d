/** Which options curl, wget and nc have, and how their values are given. */
import { expect, test } from "vitest";
import { both } from "./both.ts";
import { refusal, start, TARGET, TOOLS, type Tool } from "./dialect-trial.ts";

const LETTERS: Record<Tool, { flags: string; values: string }> = {
  curl: { flags: "fILvk46sSiqN#", values: "XHuAdmow" },
  wget: { flags: "S46qv", values: "UTOYtw" },
  nc: { flags: "zvN46", values: "wq" },
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

/** Valid values of options that do not accept 1. */
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
    // -n of nc may be known or refused; in wget it begins -nv.
    if (isKnown || (tool === "nc" && letter === "n")) continue;
    expect(refusal(tool, `-${letter}`, ...TARGET[tool])).toBe(`option -${letter} is not supported`);
    expect(refusal(tool, ...TARGET[tool], `-4${letter}4`)).toBe(`option -${letter} is not supported`);
  }
});

test.each(TOOLS)("every flag of %s is known", (tool) => {
  for (const flag of [...LETTERS[tool].flags].map((it) => `-${it}`).concat(LONG[tool].flags)) {
    // An address of the other family would be refused.
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
    // --url replaces the target.
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
