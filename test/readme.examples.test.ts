import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { TOP } from "../build/paths.ts";
import { aimed, aimedWords } from "./commands/aimed";
import { moved, pages, starts, twice } from "./commands/servers";
import { type Check, readAllExamples, readExamples } from "./examples";
import { artifacts, cannotRun, commandAs, type Finished, type Name, pathOf, run } from "./run";
import { type Server, together, web } from "./servers";
import { grpcHealth, pong } from "./servers/examples";

const { blocks, checks, pairs, sessions } = await readAllExamples();
const native = artifacts.find(({ name, available }) => name.startsWith("native") && available === true);

const servers: Record<string, Server> = {};

beforeAll(async () => {
  for (const name of ["200", "302", "503", "closing", "refusing"]) servers[name] = (await starts[name]?.()) as Server;
  for (const status of [401, 404]) servers[status] = await twice(web({ status }))();
  for (const status of ["UP", "STARTUP"]) servers[status] = await twice(web({ body: `{"status":"${status}"}` }))();
  servers.PONG = await pong();
  for (const status of [1, 2]) servers[`grpc ${status}`] = await grpcHealth(() => status)();
  servers["302 to 503"] = await twice(moved(503))();
});

afterAll(() => together(...Object.values(servers)).close());

function ours(context: TestContext, name: Name): string[] {
  return commandAs(native ?? cannotRun(context, "no native artifact"), name);
}

it("has examples of every kind", () => {
  const kinds = blocks.map(({ page, language }) => `${page}: ${language}`);
  const readme = ["dockerfile", "console", "yaml", "ini"].map((it) => `README.md: ${it}`);
  const engines = ["dockerfile", "console", "yaml", "ini", "json", "hcl"].map((it) => `docs/engines.md: ${it}`);
  const others = ["commands", "grpc", "https"].map((it) => `docs/${it}.md: dockerfile`);
  expect(kinds).toEqual(expect.arrayContaining([...readme, ...engines, ...others]));
  const places = checks.map(({ where }) => where);
  for (const kind of engines) {
    const [page, language] = kind.split(": ");
    expect(places).toContain(`a block of ${language} in ${page}`);
  }
  const programs = pairs.map(({ have }) => programOf(have));
  expect(programs).toEqual(expect.arrayContaining(["curl", "wget", "nc", "test", "redis-cli", "grpc_health_probe"]));
  const targets = sessions.map(({ args }) => args.at(-1)?.split(":")[0]);
  expect(targets).toEqual(expect.arrayContaining(["", "grpc", "https"]));
});

describe("an example that is not understood is an error", () => {
  const [readme, engines, commands] = ["README.md", "docs/engines.md", "docs/commands.md"];
  it.each([
    ["a misspelt instruction", readme, "HEALTHCHECK --interval=10s", "HEALTHCHECK -interval=10s"],
    ["an exec form that is no JSON", readme, 'CMD ["/healthcheck", "-t", "3s", ', "CMD ['/healthcheck', "],
    ["a misspelt option of COPY", readme, "COPY --from=", "COPY --form="],
    ["a script of npm that does not exist", readme, "npm start", "npm run begin"],
    ["other checksums", readme, "--ignore-missing SHA256SUMS", "SHA256SUMS"],
    ["another name for a release's file", readme, "healthcheck-linux-amd64 healthcheck\n", "healthcheck-linux-amd64\n"],
    ["another prompt", engines, "$ docker run -d", "# docker run -d"],
    ["another program at the prompt", engines, "$ docker run -d", "$ nerdctl run -d"],
    ["a line without a check", engines, "-d --health-cmd", "-d --health-check"],
    ["a tab in YAML", engines, "      interval: 10s", "\tinterval: 10s"],
    ["YAML that is indented too far", engines, "      interval: 10s", "        interval: 10s"],
    ["an entry that is indented too far", engines, "      - ./healthcheck", "        - ./healthcheck"],
    ["a variable that Compose replaces", engines, '$${PORT:-8080}/healthz"]\n', '${PORT:-8080}/healthz"]\n'],
    ["JSON without a check", engines, '"command": ["CMD", "/healthcheck"', '"test": ["CMD", "/healthcheck"'],
    ["a script without its arguments", engines, "  args     =", "  arg      ="],
    ["another kind of block", engines, "```ini", "```toml"],
    ["commands that are not tried, on another page", commands, "```console", "```text"],
    [
      "a row of the table without code",
      commands,
      '`["CMD", "/healthcheck", ":8080/health"]`',
      '["CMD", "/healthcheck", ":8080/health"]',
    ],
  ])("%s", (_, page, there, instead) => {
    const text = readFileSync(`${TOP}/${page}`, "utf8");
    expect(text).toContain(there);
    readExamples(text, page);
    expect(() =>
      readExamples(
        text.replace(there, () => instead),
        page,
      ),
    ).toThrow();
  });
});

// Those over TLS are in test/tls/readme.test.ts.
const isOverTls = (words: Check) => /(https|grpcs):\/\//.test(textOf(words));

describe("the check", () => {
  const plain = checks.filter(({ check }) => !isOverTls(check));
  const named = plain.map(({ where, check }) => ({ check, name: `of ${where}: ${textOf(check)}` }));
  it.for(named)("$name", async ({ check }, context) => {
    await expectVerdicts(check, (peer, env) => runOurs(context, check, peer, env));
  });
});

describe("the table of docs/commands.md", () => {
  it.for(pairs)("$have", async ({ have, write }, context) => {
    await expectVerdicts(write, (peer, env) => runOurs(context, write, peer, env));
    const wanted = await verdicts(write, (peer, env) => runOurs(context, write, peer, env));
    if (COMPARED.includes(programOf(have))) {
      const missing = ["curl", "wget", "nc"].map(pathOf).find((it) => !existsSync(it));
      if (missing !== undefined) cannotRun(context, `no ${missing}`);
      const PATH = process.env.PATH ?? "";
      const real = (peer: Server, env = {}) => run(["/bin/sh", "-c", aimedAt(have, peer)], [], { PATH, ...env });
      expect(await verdicts(write, real), "a shell and its tools").toEqual(wanted);
    }
    const refused = ["$(", "redis-cli"].find((it) => have.includes(it));
    if (refused !== undefined) {
      const { exit, stderr } = await run(ours(context, "sh"), ["-c", have]);
      expect([exit, stderr]).toEqual([1, expect.stringMatching(/^healthcheck as sh: .*\n$/)]);
      expect(stderr).toContain(`"${refused}" is not supported`);
    } else {
      await expectVerdicts(have, (peer, env) => runOurs(context, have, peer, env));
      expect(await verdicts(write, (peer, env) => runOurs(context, have, peer, env)), "our sh").toEqual(wanted);
    }
  });
});

describe("the prompt", () => {
  const plain = sessions.filter(({ args }) => !isOverTls(args));
  const named = plain.map((it) => ({ ...it, name: `healthcheck ${it.args.join(" ")}` }));
  it.for(named)("$name", async ({ args, output }, context) => {
    const server = await serverOf(args);
    try {
      const [, ...aim] = aimedAt(["healthcheck", ...args], server);
      const { exit, stdout, stderr } = await run(ours(context, "healthcheck"), aim);
      const shown = output.map((line) => line.replace(/localhost:\d+/, `localhost:${server.values.port}`));
      expect(masked(stdout + stderr)).toBe(masked([...shown, ""].join("\n")));
      expect(exit).toBe(output[0]?.startsWith("healthy: ") ? 0 : 1);
    } finally {
      await server.close();
    }
  });
});

/** The server that the texts speak of. */
function serverOf(args: string[]): Promise<Server> {
  const services: Record<string, number> = { "": 1, "shop.Orders": 2 };
  if (args.at(-1)?.startsWith("grpc://")) return grpcHealth((service) => services[service])();
  return args.includes("--send") ? pong() : pages({ "/healthz": 200, "/broken": 503 })();
}

/** Programs that a row of the table is compared with; the others are not in Debian, or need a server of their own. */
const COMPARED = ["curl", "wget", "nc", "test"];

function programOf(have: string): string {
  return have.split(" ")[0] ?? "";
}

function textOf(check: Check): string {
  return typeof check === "string" ? check : check.join(" ");
}

function masked(text: string): string {
  return text.replace(/ in \d+ ms/g, " in N ms");
}

type Try = (peer: Server, env?: Record<string, string>) => Promise<Finished>;

/** For each server that speaks the protocol of the check, whether it is healthy. */
async function verdicts(check: Check, run: Try): Promise<Record<string, boolean>> {
  const isHttp = !/grpc|PING/.test(textOf(check));
  const names = isHttp ? Object.keys(servers).filter((it) => !/grpc|PONG/.test(it)) : written(check);
  const peers = names.map((name) => [name, servers[name] as Server] as const);
  const all = peers.map(async ([name, peer]) => {
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
  const text = textOf(check);
  if (text.includes("grpc")) return ["grpc 1", "grpc 2", "closing", "refusing"];
  if (text.includes("PING")) return ["PONG", "200", "closing", "refusing"];
  if (text.includes('"UP"')) return ["UP", "STARTUP", "200", "503", "closing", "refusing"];
  if (/ UP\b/.test(text)) return ["UP", "200", "503", "closing", "refusing"];
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
  const names: Name[] = ["healthcheck", "curl", "wget", "nc", "grpc_health_probe"];
  return run(
    ours(context, names.find((it) => it === name) ?? expect.fail(`${program} is none of our names`)),
    args,
    env,
  );
}

/** The check with the server's address in place of every other. */
function aimedAt<T extends Check>(check: T, peer: Server): T;
function aimedAt(check: Check, peer: Server): Check {
  const probed = (text: string) => text.replace(/(?<=-addr=)localhost:\d+/, `127.0.0.1:${peer.values.port}`);
  let now = typeof check === "string" ? probed(aimed(check, peer)) : aimedWords(check, peer).map(probed);
  // For our own command the target comes last, and may be short.
  if (typeof now === "string") now = now.replace(/^(\/healthcheck :)\d+(?=\/)/, `$1${peer.values.port}`);
  const short = /^((?:grpc:\/\/)?)([\w.-]*):(\d+|\$\{\w+\}|\$\{\w+:-\d+\})(?=\/|$)/;
  if (Array.isArray(now) && basename(now[0] ?? "") === "healthcheck") {
    now.push(
      (now.pop() ?? "").replace(short, (_, scheme: string, host: string, port: string) => {
        const aim = port.replace(/^\d+$|(?<=:-)\d+/, peer.values.port ?? "");
        return `${scheme}${host && "127.0.0.1"}:${aim}`;
      }),
    );
  }
  // Nothing else is connected to by mistake.
  expect(JSON.stringify(now)).toMatch(new RegExp(`${peer.values.port}|\\$\\{?PORT\\}?/|${peer.values.socket}`));
  return now;
}
