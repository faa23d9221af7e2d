import { describe, expect, test } from "vitest";
import { CURL } from "../../src/core/cli/dialects/curl.ts";
import { HEALTHCHECK } from "../../src/core/cli/dialects/healthcheck.ts";
import { NC } from "../../src/core/cli/dialects/nc.ts";
import { WGET } from "../../src/core/cli/dialects/wget.ts";
import { both } from "./both.ts";

/** An option of no table: it sets the healthy statuses, as --status does. */
const ROW = "sh$ --wanted-status -w";
const HELP = " SET|statuses that are wanted";

/** Reads a command line by the table with this row: which statuses are healthy, or what is printed. */
function read(args: string[], env: Record<string, string> = {}, row = ROW): string {
  const variables = Object.entries(env).map(([name, value]) => `e${name}=${value}`);
  return both("command", row, HELP, "nhealthcheck", ...args.map((arg) => `a${arg}`), ...variables).trimEnd();
}

describe("a row that is added to the table is an option", () => {
  test.each([
    [["--wanted-status", "404", ":80/"]],
    [["--wanted-status=404", ":80/"]],
    [["-w", "404", ":80/"]],
    [["-w404", ":80/"]],
    [["-qw404", ":80/"]],
    [[":80/", "-kqw", "404"]],
  ])("that is read: %j", (args) => {
    expect(read(args)).toBe("404-404");
  });

  test.each([
    [["-w"], "option -w needs a value (see --help)"],
    [["-w=404", ":80/"], "write -w VALUE, without the equals sign"],
    [
      ["--wanted-status", "x", ":80/"],
      '--wanted-status: "x" is not a set of statuses like 200, 200-299, 2xx or 200,204,401',
    ],
    [["--wanted", "404", ":80/"], "unknown option --wanted (see --help)"],
    [["-w", "404", "--help"], "option --help stands alone, and checks nothing"],
  ])("whose mistakes are found: %j", (args, error) => {
    expect(read(args)).toBe(`healthcheck: ${error}`);
  });

  test("that is refused with a target on which it has no effect", () => {
    const error = "is for HTTP, but the target is a connection alone (HTTP is host:port/ or http://host)";
    for (const target of ["80", "tcp://web:80", "unix:///x"]) {
      // The row that has the letter first gives the name.
      expect(read(["-w", "404", target], {}, ROW.replace("s", "z"))).toBe(`healthcheck: --wanted-status ${error}`);
      expect(read(["-w", "404", target], {}, ROW.replace("sh", "z*"))).toBe("200-399");
    }
    const overIp = ROW.replace("sh", "zi");
    expect(read(["-w", "404", "unix:///x"], {}, overIp)).toBe(
      "healthcheck: --wanted-status has no effect over a Unix socket",
    );
    expect(read(["-w", "404", "web:80"], {}, overIp)).toBe("200-399");
  });

  test("that a variable with its name may replace", () => {
    expect(read([":80/"], { HEALTHCHECK_WANTED_STATUS: "404" })).toBe("404-404");
    expect(read([":80/"], { HEALTHCHECK_WANTED_STATUS: "" })).toBe("200-399");
    expect(read(["-w", "500", ":80/"], { HEALTHCHECK_WANTED_STATUS: "404" })).toBe("500-500");
    expect(read([":80/"], { HEALTHCHECK_WANTED_STATUS: "x" })).toBe(
      'healthcheck: HEALTHCHECK_WANTED_STATUS: "x" is not a set of statuses like 200, 200-299, 2xx or 200,204,401',
    );
    expect(read([":80/"], { HEALTHCHECK_WANTED_STATUS: "404" }, ROW.replace("$", "-"))).toBe("200-399");
    // With a target on which it has no effect, it is not read.
    expect(read(["80"], { HEALTHCHECK_WANTED_STATUS: "404" })).toBe("200-399");
    expect(read(["80"], { HEALTHCHECK_WANTED_STATUS: "x" })).toBe("200-399");
  });

  test("without a value, that a variable switches on", () => {
    const row = "Zh$ --odd -z";
    expect(read(["-z", ":80/"], {}, row)).toBe("200-399");
    expect(read(["-z", "80"], {}, row)).toMatch(/^healthcheck: --odd is for HTTP/);
    expect(read(["--odd=1", ":80/"], {}, row)).toBe("healthcheck: option --odd takes no value");
    for (const value of ["1", "true", "YES", "on", "0", "off"]) {
      expect(read([":80/"], { HEALTHCHECK_ODD: value }, row)).toBe("200-399");
    }
    expect(read([":80/"], { HEALTHCHECK_ODD: "2" }, row)).toBe(
      'healthcheck: HEALTHCHECK_ODD: "2" is none of 1, true, yes, on, 0, false, no, off',
    );
  });

  test("that the help shows", () => {
    const lines = read(["--help"]).split("\n");
    const line = "  -w, --wanted-status SET     statuses that are wanted [$HEALTHCHECK_WANTED_STATUS]";
    expect(lines.filter((one) => one.includes("wanted"))).toEqual([line]);
    expect(lines[lines.indexOf(line) - 1]).toMatch(/^ {2}-V, --version /);
  });
});

describe("the help", () => {
  const lines = read(["--help"], {}).split("\n");
  const options = lines.slice(lines.indexOf("Options (default) [variable]:") + 1, -2);

  test("has each option with its names and a description, all in one column", () => {
    const rows = HEALTHCHECK.filter((row) => !row.startsWith(" "));
    for (const row of [...rows, ROW]) {
      const [long = "", letter = ""] = row.split(" ").slice(1);
      const start = letter === "" ? `      ${long}` : `  ${letter}, ${long}`;
      expect(options.filter((line) => line.startsWith(`${start} `))).toHaveLength(1);
    }
    expect(options).toHaveLength(rows.length + 1);
    for (const line of options) expect(line.slice(28)).toMatch(/^ {2}\S/);
  });

  test("has no line of more than 100 characters, an example, and a variable where one is read", () => {
    for (const line of lines.slice(0, -1)) expect(line.length, line).toBeLessThanOrEqual(100);
    expect(lines.filter((line) => line.startsWith("Example: healthcheck "))).toHaveLength(1);
    const variables = options.flatMap((line) => /\[\$(\w+)\]$/.exec(line)?.[1] ?? []);
    expect(variables).toEqual(
      [
        "TIMEOUT",
        "STATUS",
        "EXPECT",
        "METHOD",
        "USER",
        "USER_AGENT",
        "UNIX_SOCKET",
        "INSECURE",
        "CACERT",
        "WANTED_STATUS",
      ].map((name) => `HEALTHCHECK_${name}`),
    );
  });

  test.each([
    ["--timeout", ["timed out after 5s"]],
    ["--status", ["status 500, wanted 200-399"]],
    ["--method", ["GET http://"]],
  ])("has the true default of %s", (option, parts) => {
    const line = options.find((one) => one.includes(` ${option} `)) ?? "";
    const [, value = ""] = /\(([\w-]+).*\) \[/.exec(line) ?? [];
    const events = option === "--timeout" ? ["c", "s", "t5000", "x"] : ["c", "s", "dHTTP/1.1 500 X\r\n\r\n", "d"];
    const said = (...args: string[]) =>
      both("verdict", ...args.map((arg) => `a${arg}`), "ahttp://10.0.0.1/", ...events);
    for (const part of parts) expect(said()).toContain(part);
    // To give the default is to give nothing.
    expect(said(option, value)).toBe(said());
  });
});

test("in every table, an option does one thing, and a name is of one option", () => {
  for (const table of [HEALTHCHECK.filter((row) => !row.startsWith(" ")), CURL, WGET, NC]) {
    const rows = table.flatMap((text) => text.split("\n"));
    const letters = rows.map((row) => row.charAt(0));
    expect(new Set(letters).size).toBe(letters.length);
    const names = rows.flatMap((row) => row.split(" ").slice(1));
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^(-[a-zA-Z0-9#]|-n[vd]|--[a-z0-9.-]+)$/);
  }
});
