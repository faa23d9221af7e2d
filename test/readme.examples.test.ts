import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { README } from "../build/readme.ts";
import { aimed, aimedWords } from "./commands/aimed";
import { moved, pages, starts, twice } from "./commands/servers";
import { type Check, readExamples } from "./examples";
import { artifacts, cannotRun, commandAs, type Finished, type Name, pathOf, run } from "./run";
import { type Server, together, web } from "./servers";

const readme = readFileSync(README, "utf8");
const { blocks, checks, pairs, sessions } = readExamples(readme);
const native = artifacts.find(({ name, available }) => name.startsWith("native") && available === true);

const servers: Record<string, Server> = {};

beforeAll(async () => {
  for (const name of ["200", "302", "503", "closing", "refusing"]) servers[name] = (await starts[name]?.()) as Server;
  for (const status of [401, 404]) servers[status] = await twice(web({ status }))();
  servers["302 to 503"] = await twice(moved(503))();
});

afterAll(() => together(...Object.values(servers)).close());

function ours(context: TestContext, name: Name): string[] {
  return commandAs(native ?? cannotRun(context, "no native artifact"), name);
}

it("has examples of every kind", () => {
  const kinds = blocks.map(({ section, language }) => `${section}: ${language}`);
  const first = [": dockerfile", ": console"];
  const used = ["dockerfile", "console", "yaml", "ini"].map((it) => `Where it is used: ${it}`);
  expect(kinds).toEqual(expect.arrayContaining([...first, ...used]));
  const places = checks.map(({ where }) => where);
  for (const language of ["dockerfile", "console", "yaml", "ini"]) expect(places).toContain(`a block of ${language}`);
  expect(places).toContain("the text");
  expect(pairs).not.toEqual([]);
  expect(sessions).not.toEqual([]);
});

describe("an example that is not understood is an error", () => {
  it.each([
    ["a misspelt instruction", "HEALTHCHECK --interval=10s", "HEALTHCHECK -interval=10s"],
    ["an exec form that is no JSON", 'CMD ["/healthcheck", "-t", "3s", ', "CMD ['/healthcheck', "],
    ["another prompt", "$ docker run -d", "# docker run -d"],
    ["another program at the prompt", "$ docker run -d", "$ nerdctl run -d"],
    ["a line without a check", "-d --health-cmd", "-d --health-check"],
    ["a tab in YAML", "      interval: 10s", "\tinterval: 10s"],
    ["YAML that is indented too far", "      interval: 10s", "        interval: 10s"],
    ["a variable that Compose replaces", "$${PORT:-8080}", "${PORT:-8080}"],
    ["another kind of block", "```ini", "```toml"],
    [
      "a row of the table without code",
      '`["CMD", "/healthcheck", ":8080/health"]`',
      '["CMD", "/healthcheck", ":8080/health"]',
    ],
  ])("%s", (_, there, instead) => {
    expect(readme).toContain(there);
    expect(() => readExamples(readme.replace(there, () => instead))).toThrow();
  });
});

describe("the README's check", () => {
  const named = checks.map(({ where, check }) => ({ check, name: `of ${where}: ${textOf(check)}` }));
  it.for(named)("$name", async ({ check }, context) => {
    await expectVerdicts(check, (peer, env) => runOurs(context, check, peer, env));
  });
});

describe("the README's table", () => {
  it.for(pairs)("$have", async ({ have, write }, context) => {
    const tools = ["curl", "wget", "nc"].map(pathOf);
    const missing = tools.find((it) => !existsSync(it));
    if (missing !== undefined) cannotRun(context, `no ${missing}`);
    await expectVerdicts(write, (peer, env) => runOurs(context, write, peer, env));
    const wanted = await verdicts((peer, env) => runOurs(context, write, peer, env));
    const PATH = process.env.PATH ?? "";
    const real = (peer: Server, env = {}) => run(["/bin/sh", "-c", aimedAt(have, peer)], [], { PATH, ...env });
    expect(await verdicts(real), "a shell and its tools").toEqual(wanted);
    if (have.includes("$(")) {
      const { exit, stderr } = await run(ours(context, "sh"), ["-c", have]);
      expect([exit, stderr]).toEqual([1, expect.stringMatching(/^healthcheck as sh: "\$\(" is not supported: .*\n$/)]);
    } else {
      await expectVerdicts(have, (peer, env) => runOurs(context, have, peer, env));
      expect(await verdicts((peer, env) => runOurs(context, have, peer, env)), "our sh").toEqual(wanted);
    }
  });
});

describe("the README's prompt", () => {
  const named = sessions.map((it) => ({ ...it, name: `healthcheck ${it.args.join(" ")}` }));
  it.for(named)("$name", async ({ args, output }, context) => {
    const server = await pages({ "/healthz": 200, "/broken": 503 })();
    try {
      const [, ...aim] = aimedAt(["healthcheck", ...args], server);
      const { exit, stdout, stderr } = await run(ours(context, "healthcheck"), aim);
      const shown = output.map((line) => line.replace("localhost:8080", `localhost:${server.values.port}`));
      expect(masked(stdout + stderr)).toBe(masked([...shown, ""].join("\n")));
      expect(exit).toBe(output[0]?.startsWith("healthy: ") ? 0 : 1);
    } finally {
      await server.close();
    }
  });
});

function textOf(check: Check): string {
  return typeof check === "string" ? check : check.join(" ");
}

function masked(text: string): string {
  return text.replace(/ in \d+ ms/g, " in N ms");
}

type Try = (peer: Server, env?: Record<string, string>) => Promise<Finished>;

/** For each server, whether it is healthy. */
async function verdicts(run: Try): Promise<Record<string, boolean>> {
  const all = Object.entries(servers).map(async ([name, peer]) => {
    const { exit } = await run(peer, portOf(peer));
    return [name, exit === 0];
  });
  return Object.fromEntries(await Promise.all(all));
}

/** Shows that a check, which this runs, has the verdict that it was written for, and says it in one line. */
async function expectVerdicts(check: Check, run: Try): Promise<void> {
  const [healthy, ...unhealthy] = written(check);
  for (const name of [healthy, ...unhealthy]) {
    const peer = servers[name] as Server;
    // Where it has a fallback for the port, that must do, too.
    const environments = JSON.stringify(check).includes("${PORT:-") ? [{}, portOf(peer)] : [portOf(peer)];
    for (const env of environments) {
      const { exit, stdout, stderr } = await run(peer, env);
      const line = expect.stringMatching(name === healthy ? /^healthy: .*\n$/ : /^unhealthy: .*\n$/);
      expect([exit, stdout, stderr], name).toEqual(name === healthy ? [0, line, ""] : [1, "", line]);
    }
  }
}

/** The server that is healthy by a check, and some that are not. */
function written(check: Check): [healthy: string, ...unhealthy: string[]] {
  const last = check.at(-1) ?? "";
  const isConnection = typeof check === "string" ? check.startsWith("nc ") : !last.includes("/");
  if (isConnection) return ["200", "refusing"];
  return check.includes("401") ? ["401", "200", "503", "closing"] : ["200", "503", "closing", "refusing"];
}

function portOf({ values }: Server): Record<string, string> {
  return { PORT: values.port ?? "" };
}

/** Runs the native artifact under the name that the check has for it. */
function runOurs(context: TestContext, check: Check, peer: Server, env = portOf(peer)): Promise<Finished> {
  if (typeof check === "string") return run(ours(context, "sh"), ["-c", aimedAt(check, peer)], env);
  const [program = "", ...args] = aimedAt(check, peer);
  const name = basename(program);
  const names: Name[] = ["healthcheck", "curl", "wget", "nc"];
  return run(
    ours(context, names.find((it) => it === name) ?? expect.fail(`${program} is none of our names`)),
    args,
    env,
  );
}

/** The check with the server's address in place of every other. */
function aimedAt<T extends Check>(check: T, peer: Server): T;
function aimedAt(check: Check, peer: Server): Check {
  const now = typeof check === "string" ? aimed(check, peer) : aimedWords(check, peer);
  // In our own exec form the target comes last, and may be short.
  const short = /^([\w.-]*):(\d+|\$\{\w+\}|\$\{\w+:-\d+\})(?=\/|$)/;
  if (Array.isArray(now) && basename(now[0] ?? "") === "healthcheck") {
    now.push(
      (now.pop() ?? "").replace(short, (_, host: string, port: string) => {
        const aim = port.replace(/^\d+$|(?<=:-)\d+/, peer.values.port ?? "");
        return `${host && "127.0.0.1"}:${aim}`;
      }),
    );
  }
  // Nothing else is connected to by mistake.
  expect(JSON.stringify(now)).toMatch(new RegExp(`${peer.values.port}|\\$\\{?PORT\\}?/|${peer.values.socket}`));
  return now;
}
