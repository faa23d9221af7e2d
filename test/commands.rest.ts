import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aimed, aimedWords } from "./commands/aimed";
import { type Found, found, refused } from "./commands/found";
import { starts } from "./commands/servers";
import { artifacts, cannotRun, pathOf } from "./run";
import { type Server, together } from "./servers";
import { temporaryDirectory } from "./servers/unix";

/** Whether a command line finds each server healthy. */
type Verdicts = Record<string, boolean>;

/** What runs the command lines. */
interface Runner {
  name: string;
  /** The commands in its folder, which is first in PATH. */
  links: Record<string, string>;
  /** A command that runs a file of that folder. */
  through: string[];
  /** The servers that it is tried with; by default all. */
  servers?: string[];
}

const [curl, nc, wget, busybox] = ["curl", "nc", "wget", "busybox"].map(pathOf) as [string, string, string, string];

/** Debian's sh, curl, OpenBSD nc and GNU wget, and the tools of busybox, which Alpine has and which read some lines differently. */
type Tools = "Debian" | "busybox";
const real: Record<Tools, Runner> = {
  Debian: { name: "Debian", links: { sh: "/bin/sh", curl, nc, wget }, through: [] },
  busybox: { name: "busybox", links: { sh: busybox, curl, nc: busybox, wget: busybox }, through: [] },
};

/** The first native artifact. Node takes long to start, and decides with the same core: two servers are enough. */
const native = artifacts.find((it) => it.name.startsWith("native") && it.available === true);
const node = artifacts.find((it) => it.name === "node bundle" && it.available === true);
const ours: Runner[] = [native, node].flatMap((artifact) => {
  if (artifact === undefined) return [];
  const { name, command } = artifact;
  const file = command.at(-1) ?? "";
  const links = { sh: file, curl: file, nc: file, wget: file, healthcheck: file };
  const runner = { name, links, through: command.slice(0, -1) };
  return artifact === node ? { ...runner, servers: ["200", "503"] } : runner;
});

const missing = [curl, nc, wget, busybox].find((it) => !existsSync(it));
const lacking = missing === undefined ? native !== undefined || "no native artifact" : `no ${missing}`;

/** Lines whose verdict does not depend on the server. */
const settled = [
  "wget --no-verbose --tries=1 --spider http://localhost:3001/ping || exit 1",
  "wget -nv -t1 --spider 'http://45.9.42.247:8000' || exit 0",
  "wget -nv -t1 --spider 'http://localhost:${PORT}'",
];
const lines = found.map(textOf).filter((it) => !settled.includes(it));
const spiders = lines.filter((it) => it.includes("--spider"));
const once = /--tries=1\b|-t ?1\b/;

/** Whether busybox is tried, too. Not every build has -T of wget and -z of nc; Debian's has not. */
function hasBusybox(line: string): boolean {
  return /wget|&>/.test(line) && !/-T ?\d|--timeout|\bnc\b/.test(line);
}
const foreign = lines.filter((it) => hasBusybox(it) && /--(no-proxy|method|password)\b/.test(it));

/** Where real tools have another verdict. */
const differences: { tools: Tools; reason: string; servers: string[]; lines: string[] }[] = [
  {
    tools: "Debian",
    reason: "wget --spider sends no GET where HEAD gets 405",
    servers: ["405 to HEAD"],
    lines: spiders,
  },
  {
    tools: "Debian",
    reason: "the GET where HEAD gets 500 or 501 is a second try",
    servers: ["500 to HEAD", "501 to HEAD"],
    lines: spiders.filter((it) => once.test(it)),
  },
  {
    tools: "busybox",
    reason: "wget has no --method, --no-proxy and --password",
    servers: ["200", "302"],
    lines: foreign,
  },
  {
    tools: "busybox",
    reason: "wget has none of these with --spider either",
    servers: ["405 to HEAD", "500 to HEAD", "501 to HEAD"],
    lines: foreign.filter((it) => spiders.includes(it)),
  },
  {
    tools: "Debian",
    reason: "sh takes &> for & and >, and is healthy at once; bash and busybox's sh do not",
    servers: ["503", "closing", "refusing"],
    lines: [
      'curl -A "HealthCheck: Docker/1.0" -s -f "http://127.0.0.1:${HEALTH_PORT}${HEALTH_URL}" &>/dev/null || exit 1',
    ],
  },
  {
    tools: "Debian",
    reason: "sh takes &> for & and >, and is healthy whatever wget says of its option -s",
    servers: ["200", "302", "503", "closing", "refusing"],
    lines: ["wget -sqO- http://localhost/index.html &> /dev/null || exit 1"],
  },
];

let folder = "";
const servers: Record<string, Server> = {};

beforeAll(async () => {
  folder = await temporaryDirectory();
  for (const { name, links } of [...Object.values(real), ...ours]) {
    await mkdir(join(folder, name));
    for (const [link, file] of Object.entries(links)) await symlink(file, join(folder, name, link));
  }
  // GNU wget tries 20 times and waits longer each time. Here the tries count, not the waiting.
  await writeFile(join(folder, "wgetrc"), "waitretry = 0\n");
  for (const [name, start] of Object.entries(starts)) servers[name] = await start();
});

afterAll(async () => {
  await together(...Object.values(servers)).close();
  await rm(folder, { recursive: true, force: true });
});

/** A run is ended after this many milliseconds, more than curl takes for all retries. */
const BOUND = 45_000;

describe.concurrent("as the real tools", { timeout: BOUND + 15_000 }, () => {
  for (const row of found) {
    it.concurrent(textOf(row), async (context) => {
      if (lacking !== true) cannotRun(context, lacking);
      const judges: Tools[] = hasBusybox(textOf(row)) ? ["Debian", "busybox"] : ["Debian"];
      const [our = {}, ...others] = await Promise.all(ours.map((it) => verdicts(row, it)));
      for (const other of others) expect(our).toMatchObject(other);
      await Promise.all(
        judges.map(async (it) => expect(await verdicts(row, real[it]), it).toEqual(differing(our, row, it))),
      );
    });
  }

  it("every listed difference belongs to a line, and is listed once", () => {
    const known = found.map(textOf);
    expect(differences.flatMap((it) => it.lines).filter((it) => !known.includes(it))).toEqual([]);
    const listed = differences.flatMap((it) =>
      it.lines.flatMap((line) => it.servers.map((name) => `${it.tools} ${name} ${line}`)),
    );
    expect(listed.filter((it, index) => listed.indexOf(it) < index)).toEqual([]);
  });
});

describe.concurrent("refused", { timeout: BOUND + 15_000 }, () => {
  for (const row of refused) {
    it.concurrent(`${row.reason}: ${textOf(row)}`, async (context) => {
      if (lacking !== true) cannotRun(context, lacking);
      for (const our of await Promise.all(ours.map((it) => verdicts(row, it)))) expect(healthyOf(our)).toEqual([]);
      if (row.healthy !== null) expect(healthyOf(await verdicts(row, real.Debian))).toEqual(row.healthy);
    });
  }
});

/** The verdict of a real tool, given ours. */
function differing(our: Verdicts, row: Found, tools: Tools): Verdicts {
  const flipped = differences.filter((it) => it.tools === tools && it.lines.includes(textOf(row)));
  const names = flipped.flatMap((it) => it.servers);
  return Object.fromEntries(Object.entries(our).map(([name, healthy]) => [name, healthy !== names.includes(name)]));
}

function healthyOf(verdicts: Verdicts): string[] {
  return Object.keys(verdicts).filter((name) => verdicts[name]);
}

function textOf({ line }: Found): string {
  return typeof line === "string" ? line : line.join(" ");
}

async function verdicts(row: Found, runner: Runner): Promise<Verdicts> {
  const sendsHead = found.includes(row) && /--spider|HEAD|curl .*-(-head|\w*I)\b/.test(textOf(row));
  const chosen = Object.entries(servers).filter(
    ([name]) => (runner.servers?.includes(name) ?? true) && (sendsHead || !name.endsWith("HEAD")),
  );
  const all = chosen.map(async ([name, peer]) => [name, await isHealthy(row, runner, peer)]);
  return Object.fromEntries(await Promise.all(all));
}

async function isHealthy(row: Found, runner: Runner, peer: Server): Promise<boolean> {
  const bin = join(folder, runner.name);
  const fill = (text: string) => text.replace(/\{(port|socket)\}/g, (all, name) => peer.values[name] ?? all);
  const env = Object.fromEntries(Object.entries(row.env).map(([name, value]) => [name, fill(value)]));
  const words = typeof row.line === "string" ? ["sh", "-c", aimed(row.line, peer)] : aimedWords(row.line, peer);
  const [command = "", ...args] = [...runner.through, join(bin, basename(words[0] ?? "")), ...words.slice(1)];
  // In its own folder, because wget writes files, and that of busybox does not overwrite.
  const cwd = await mkdtemp(join(folder, "run-"));
  const { exit, stderr } = await end(command, args, cwd, {
    PATH: `${bin}:${process.env.PATH}`,
    WGETRC: join(folder, "wgetrc"),
    ...env,
  });
  if (ours.includes(runner)) {
    expect([0, 1]).toContain(exit);
    if ("reason" in row) expect(stderr).toMatch(/^[^\n]+\n$/);
  }
  return exit === 0;
}

/** Runs a command; `exit` is null if a signal ended it. @throws Error if it takes too long */
function end(command: string, args: string[], cwd: string, env: Record<string, string>) {
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "ignore", "pipe"], detached: true });
  let stderr = "";
  child.stderr.on("data", (bytes) => {
    stderr += bytes;
  });
  return new Promise<{ exit: number | null; stderr: string }>((resolve, reject) => {
    const bound = setTimeout(() => {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      reject(new Error(`not ended: ${[command, ...args].join(" ")}`));
    }, BOUND);
    child.on("error", reject);
    child.on("close", (exit) => {
      clearTimeout(bound);
      resolve({ exit, stderr });
    });
  });
}

it.each([
  ["curl http://localhost", "curl http://127.0.0.1:4321"],
  ["curl 'http://localhost:8080/a?b=c:1' || exit 1", "curl 'http://127.0.0.1:4321/a?b=c:1' || exit 1"],
  ["curl localhost/a; wget 0.0.0.0:80", "curl 127.0.0.1:4321/a; wget 127.0.0.1:4321"],
  ["curl -f localhost", "curl -f 127.0.0.1:4321"],
  ["curl http://db:$PORT/ http://db:${PORT}/", "curl http://127.0.0.1:$PORT/ http://127.0.0.1:${PORT}/"],
  ["curl http://$HOST:${PORT:-80}$PATH", "curl http://$HOST:${PORT:-4321}$PATH"],
  ["curl http://localhost$ADDRESS/a", "curl http://127.0.0.1$ADDRESS/a"],
  ['curl http://localhost:80"$P"/a', 'curl http://127.0.0.1:4321"$P"/a'],
  ["curl -H 'Host: localhost' $URL", "curl -H 'Host: localhost' $URL"],
  ["curl --noproxy localhost localhost:1/", "curl --noproxy localhost 127.0.0.1:4321/"],
  ["curl --noproxy 'localhost' localhost/", "curl --noproxy 'localhost' 127.0.0.1:4321/"],
  ["curl --unix-socket /a/b http://localhost/c", "curl --unix-socket /s http://127.0.0.1:4321/c"],
  ["nc -z localhost 1 && nc -w 2 -zv db $PORT", "nc -z 127.0.0.1 4321 && nc -w 2 -zv 127.0.0.1 $PORT"],
  ["nc -z ${A:-::1} ${B:-80}", "nc -z ${A:-::1} ${B:-4321}"],
  ["nc -zv 127.0.0.1:80", "nc -zv 127.0.0.1:4321"],
])("aims %s at the server", (line, wanted) => {
  const peer = { values: { port: "4321", socket: "/s" } };
  expect(aimed(line, peer)).toBe(wanted);
  expect(aimedWords(line.split(" "), peer)).toEqual(wanted.split(" "));
});

it("has no command line twice", () => {
  const all = [...found, ...refused].map(({ line }) => JSON.stringify(line));
  expect(all.filter((it, index) => all.indexOf(it) < index)).toEqual([]);
});
