import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { OK } from "../cases/row";
import { type Artifact, artifactNamed, artifacts, cannotRun, type Finished, run, type Value } from "../run";
import type { Server } from "../servers";
import { named, OWN_NAMES } from "../servers/names";
import { refusing } from "../servers/ports";
import { sends, silent } from "../servers/raw";
import { IS_ROOT, launched, launcher, tool } from "./launch";

const native = artifactNamed("native amd64");
const bundle = artifactNamed("node bundle");
const executable = artifactNamed("node executable");

/** The deadline of the checks of a server that says nothing, in milliseconds. */
const DEADLINE = 300;

let healthy: Server;
let mute: Server;
let refused: Server;
const directory = mkdtempSync(`${tmpdir()}/healthcheck-status-`);

beforeAll(async () => {
  [healthy, mute, refused] = await Promise.all([sends(OK)(), silent(), refusing(), launcher()]);
  chmodSync(directory, 0o755);
  mkdirSync(`${directory}/root`);
  copyFileSync(native.command[0] ?? "", `${directory}/root/healthcheck`);
}, 120_000);

afterAll(async () => {
  await Promise.all([healthy.close(), mute.close(), refused.close()]);
  rmSync(directory, { recursive: true });
});

/** What a process finds when it starts. */
interface Surroundings {
  name: string;
  /** Operations of the launcher (launch.zig). */
  launch?: (string | number)[];
  /** A command that runs what follows it. */
  through?: string[];
  env?: Record<string, Value>;
  /** What stands in place of the artifact's own command. */
  command?: string[];
  /** The exit status of a check of a healthy server, where that is not 0. */
  status?: number;
  /** Whether no line is to be seen. */
  mute?: boolean;
  needs?: (true | string)[];
  /** Artifacts, by name, that cannot run there, and why. */
  except?: Record<string, string>;
}

/** What keeps Node itself from running ends it in its own way, before our code is reached; that it does so is tested, too. */
const NODE = "Node itself does not run";
const notNode = { "node bundle": NODE, "node executable": NODE };
const V8_STACK = "V8 takes a megabyte of stack for granted";
const EMULATED = "it would be the emulator's surroundings";
const notEmulated = { "native arm64": EMULATED };
const CLOSED = "its files may be closed to nobody";
const LARGER = { "native amd64 with TLS": "its address space alone is larger, however little of it is touched" };
const nativeOnly = { ...notNode, ...notEmulated };

const streams: Surroundings[] = [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]].map((all) => ({
  name: `descriptors ${all} closed`,
  launch: all.flatMap((fd) => ["close", fd]),
  mute: all.includes(1) && all.includes(2),
}));
for (const [name, ...operation] of [
  ["a full device", "open", "/dev/full"],
  ["a full pipe", "full"],
  ["a broken pipe", "broken"],
]) {
  for (const all of [[1], [2], [1, 2]]) {
    streams.push({
      name: `${name} for ${all}`,
      launch: all.flatMap((fd) => [operation[0] ?? "", fd, ...operation.slice(1)]),
      mute: all.length === 2,
    });
  }
}

const limits: Surroundings[] = [
  {
    name: "room for no further descriptor",
    launch: ["limit", "NOFILE", 3],
    status: 1,
    except: nativeOnly,
  },
  { name: "room for none at all", launch: ["limit", "NOFILE", 0], status: 1, except: nativeOnly },
  { name: "room for one descriptor more", launch: ["limit", "NOFILE", 4], except: nativeOnly },
  { name: "2 MiB of address space", launch: ["limit", "AS", 2 << 20], except: { ...nativeOnly, ...LARGER } },
  { name: "2 MiB of data", launch: ["limit", "DATA", 2 << 20], except: { ...nativeOnly, ...LARGER } },
  { name: "6 MiB of address space", launch: ["limit", "AS", 6 << 20], except: nativeOnly },
  { name: "6 MiB of data", launch: ["limit", "DATA", 6 << 20], except: nativeOnly },
  {
    name: "32 KiB of stack",
    launch: ["limit", "STACK", 32 << 10],
    except: { ...notEmulated, "node bundle": V8_STACK, "node executable": V8_STACK },
  },
  { name: "1 MiB of stack", launch: ["limit", "STACK", 1 << 20], except: notEmulated },
  { name: "one second of processor time", launch: ["limit", "CPU", 1] },
  {
    name: "files of no size",
    launch: ["open", 1, `${directory}/out`, "open", 2, `${directory}/out`, "limit", "FSIZE", 0],
    through: ["/bin/sh", "-c", `: >${directory}/out; exec "$@"`, "sh"],
    mute: true,
  },
  { name: "no locked memory", launch: ["limit", "MEMLOCK", 0] },
  { name: "no pending signals", launch: ["limit", "SIGPENDING", 0] },
  {
    name: "no further process, as nobody",
    // In this order: at the other one it is the kernel that refuses to start it.
    launch: ["user", 65534, "limit", "NPROC", 0],
    command: [`${directory}/root/healthcheck`],
    needs: [IS_ROOT],
    except: nativeOnly,
  },
];

const SIGNALS = ["PIPE", "ALRM", "TERM", "XFSZ", "HUP", "INT", "CHLD"];
const signals: Surroundings[] = [
  { name: "blocked signals", launch: SIGNALS.flatMap((signal) => ["block", signal]) },
  { name: "ignored signals", launch: SIGNALS.flatMap((signal) => ["ignore", signal]) },
  { name: "both", launch: SIGNALS.flatMap((signal) => ["block", signal, "ignore", signal]) },
  { name: "a timer that is armed, blocked", launch: ["block", "ALRM", "alarm", 1, 1], except: notNode },
  { name: "a timer that is armed, ignored", launch: ["ignore", "ALRM", "alarm", 1, 1] },
  { name: "a timer that fires later", launch: ["alarm", 3_600_000, 0] },
  { name: "a pending SIGALRM", launch: ["pending", "ALRM"], except: nativeOnly },
  { name: "a pending SIGPIPE", launch: ["pending", "PIPE"], except: notNode },
  ...["WINCH", "CHLD", "CONT", "URG"].map((signal) => ({
    name: `SIG${signal} a thousand times a second`,
    launch: ["storm", signal, 1000],
  })),
];

const places: Surroundings[] = [
  {
    name: "nothing but the file: no /proc, /etc, /dev",
    launch: ["root", `${directory}/root`],
    command: ["/healthcheck"],
    needs: [IS_ROOT],
    except: nativeOnly,
  },
  {
    name: "a directory that is gone",
    through: ["/bin/sh", "-c", `mkdir ${directory}/$$ && cd ${directory}/$$ && rmdir ../$$ && exec "$@"`, "sh"],
  },
  {
    name: "nobody",
    launch: ["user", 65534],
    command: [`${directory}/root/healthcheck`],
    needs: [IS_ROOT],
    except: { ...notEmulated, "node bundle": CLOSED, "node executable": CLOSED },
  },
  {
    name: "process 1",
    through: ["/usr/bin/env", "unshare", "-pf", "--kill-child", "--mount-proc"],
    needs: [IS_ROOT, tool("unshare")],
  },
  { name: "a file in memory", launch: ["memory"], except: { "node bundle": "it would be Node that is in memory" } },
];

const environments: Surroundings[] = [
  { name: "100000 variables", launch: ["limit", "STACK", 64 << 20, "variables", 100_000], except: notEmulated },
  {
    name: "entries that are no variables",
    launch: ["noequals", "", "=", "=x", "==", "HEALTHCHECK_TIMEOUT", "A=B=C", "\xff=\xff"].flatMap((entry) => [
      "variable",
      entry,
    ]),
  },
  {
    name: "the same variable twice: the first one counts",
    env: { HEALTHCHECK_STATUS: "200" },
    launch: ["variable", "HEALTHCHECK_STATUS=201", "variable", "HEALTHCHECK_STATUS=nonsense"],
    except: notEmulated,
  },
  { name: "the longest variable there can be", env: { FILLER: "x".repeat(131_072 - "FILLER=".length - 1) } },
];

const all = { streams, limits, signals, places, environments };

/** Runs a check in these surroundings. */
async function check(artifact: Artifact, where: Surroundings, server: Server, timeout: number): Promise<Finished> {
  const command = await launched(where.launch ?? [], where.command ?? artifact.command);
  // By its address: in a directory of its own the file has no hosts to look into.
  const args = ["-t", `${timeout}ms`, `http://127.0.0.1:${server.values.port}/`];
  return run([...(where.through ?? []), ...command], args, where.env);
}

/**
 * One of our lines, whole, or none; and an end of our own making. What hangs, run() ends by a signal; whether a deadline is kept to the
 * millisecond is late.rest.ts's concern.
 */
function expectOwn(finished: Finished, statuses: number[]): void {
  const { exit, signal, stdout, stderr } = finished;
  expect({ signal, exit, stdout, stderr }).toMatchObject({ signal: null, exit: expect.toBeOneOf(statuses) });
  expect(stdout).toMatch(/^(healthy: [^\n]+\n)?$/);
  expect(stderr).toMatch(/^((unhealthy|healthcheck( as \w+)?): [^\n]+\n)?$/);
  expect(stdout === "" || stderr === "").toBe(true);
}

describe.each(artifacts)("$name", (artifact) => {
  describe.concurrent.each(Object.entries(all))("%s", (_, rows) => {
    for (const where of rows) {
      it.concurrent(where.name, async (context) => {
        const exception = where.except?.[artifact.name];
        if (exception === NODE) return expectNodeToFail(context, artifact, where);
        if (exception !== undefined) return context.skip(exception);
        const lacking = [artifact.available, ...(where.needs ?? [])].find((it) => it !== true);
        if (lacking !== undefined) return cannotRun(context, String(lacking));
        // A healthy server is given time, since this machine may be slow to start it; of a silent one the deadline is seen.
        const [good, late] = await Promise.all([
          check(artifact, where, healthy, 2000),
          check(artifact, where, mute, DEADLINE),
        ]);
        expectOwn(good, [where.status ?? 0]);
        expectOwn(late, [1]);
        // Node takes long to start: for what does not depend on it, two runs are enough.
        if (artifact === native) expectOwn(await check(artifact, where, refused, DEADLINE), [1]);
        if (where.mute) expect(good.stdout + good.stderr + late.stdout + late.stderr).toBe("");
        else if (streams.includes(where)) expect([good.stdout, late.stderr].join("")).not.toBe("");
        else if (where.status === undefined) {
          expect(good.stdout).toMatch(/^healthy: GET .*: 200 in \d+ ms\n$/);
          expect(late.stderr).toMatch(/: timed out after 300ms /);
        }
      });
    }
  });
});

/** The exceptions are worth their reasons: an empty program fails there too. */
async function expectNodeToFail(context: { skip(reason: string): never }, artifact: Artifact, where: Surroundings) {
  if (artifact.available !== true) return cannotRun(context, artifact.available);
  const lacking = (where.needs ?? []).find((it) => it !== true);
  if (lacking !== undefined) return cannotRun(context, String(lacking));
  if (where.command !== undefined) return context.skip(NODE);
  const command = await launched(where.launch ?? [], [process.execPath, "-e", "setTimeout(() => {}, 50)"]);
  const finished = await run([...(where.through ?? []), ...command], []);
  expect(finished.exit).not.toBe(0);
  return context.skip(NODE);
}

describe("arguments", () => {
  interface Line {
    name: string;
    /** All of it, the program's name first. */
    line: string[];
    out?: string;
    err?: string;
    except?: Record<string, string>;
  }
  const NO_TARGET = "healthcheck: no target: give one, or set HEALTHCHECK_URL, HEALTHCHECK_PORT or PORT (see --help)\n";
  const NO_SHELL = "healthcheck as sh: this is no shell and runs health checks alone: sh -c TEXT\n";
  const HEALTHY = expect.stringMatching(/^healthy: GET http:.*: 200 in \d+ ms\n$/);
  const lines: Line[] = [
    { name: "none at all, not even a name", line: [], err: NO_TARGET },
    { name: "an empty name", line: [""], err: NO_TARGET },
    { name: "an empty name, and a target", line: ["", "{url}"], out: HEALTHY },
    { name: "a name of slashes", line: ["///"], err: NO_TARGET },
    { name: "sh alone", line: ["sh"], err: NO_SHELL },
    { name: "sh -c alone", line: ["sh", "-c"], err: NO_SHELL },
    {
      name: "sh -c and nothing in it",
      line: ["sh", "-c", ""],
      err: expect.stringMatching(/^healthcheck as sh: .+\n$/),
    },
    { name: "sh -c and a check", line: ["sh", "-c", "curl -f {url}"], out: HEALTHY },
    {
      name: "a login shell's name",
      line: ["-sh", "{url}"],
      out: HEALTHY,
      except: { "node executable": "Node takes the name for an option of its own" },
    },
    {
      name: "10000 of them",
      line: ["healthcheck", ...Array(10_000).fill("{url}")],
      err: "healthcheck: 10000 arguments, at most 256\n",
    },
    {
      name: "the longest there can be",
      line: ["healthcheck", "x".repeat(131_071)],
      err: "healthcheck: argument 1: longer than 8192 bytes\n",
    },
    {
      name: "the longest name there can be",
      line: ["x".repeat(131_071), "{url}"],
      out: HEALTHY,
    },
    {
      name: "as much as there can be",
      line: ["healthcheck", ...Array(15).fill("x".repeat(131_071))],
      err: "healthcheck: argument 1: longer than 8192 bytes\n",
    },
  ];
  const own = lines.map((one) => ({ ...one, title: one.name }));

  describe.each([native, executable])("$name", (artifact) => {
    it.concurrent.each(own)("$title", async ({ line, out, err, except }) => {
      if (artifact.available !== true) throw new Error(artifact.available);
      if (except?.[artifact.name] !== undefined) return;
      const [file = ""] = artifact.command;
      const url = `http://127.0.0.1:${healthy.values.port}/`;
      const command = await launched(["file", file], []);
      const finished = await run(
        command,
        line.map((argument) => argument.replace("{url}", url)),
      );
      expect({ ...finished, milliseconds: 0 }).toEqual({
        exit: err === undefined ? 0 : 1,
        signal: null,
        stdout: out ?? "",
        stderr: err ?? "",
        milliseconds: 0,
      });
    });
  });

  it("the bundle's, where Node has none of its own", async () => {
    const finished = await run(bundle.command, Array(10_000).fill("x"));
    expect(finished).toMatchObject({ exit: 1, stdout: "", stderr: "healthcheck: 10000 arguments, at most 256\n" });
    const long = await run(bundle.command, ["x".repeat(131_071)]);
    expect(long).toMatchObject({ exit: 1, stderr: "healthcheck: argument 1: longer than 8192 bytes\n" });
  });
});

/** The numbers of a system call's errors: EPERM is what Docker's filter says, ENOSYS what gVisor and old kernels say. */
const ERRNOS = { EPERM: 1, ENOSYS: 38 };

/** The system calls of a run of the native executable, in the order of their first use. */
async function calls(before: string[], args: string[]): Promise<{ all: string[]; finished: Finished }> {
  const finished = await run([...before, "/usr/bin/env", "strace", "-qq", ...native.command], args);
  const traced = finished.stderr.match(/^[a-z]\w+(?=\()/gm) ?? [];
  return { all: [...new Set(traced)].filter((call) => call !== "execve"), finished };
}

describe.skipIf(native.available !== true)("a system call that is refused", () => {
  /** Without these there is no check, and the line says so. */
  const VITAL = ["socket", "connect", "sendto", "recvfrom"];
  /** Those that the deadline rests on: without one a check may be refused, but not be late or end by a signal. */
  const DEADLINES = ["clock_gettime", "rt_sigaction", "rt_sigprocmask", "setitimer"];
  /** What no program does without: to end, and to come back from a signal's handler, for which the kernel has no other way. */
  const ENDS = ["exit_group", "rt_sigreturn"];

  let known: Server | undefined;
  beforeAll(async () => {
    if (OWN_NAMES === true) known = await named({ dns: { "known.example": ["127.0.0.1"] } }, sends(OK))();
  });
  afterAll(() => known?.close());

  test("which there are", { timeout: 30_000 }, async (context) => {
    if (tool("strace") !== true) cannotRun(context, "no strace");
    if (OWN_NAMES !== true) cannotRun(context, OWN_NAMES);
    const used = new Set<string>();
    const targets: [string[], string][] = [
      [[], `http://localhost:${healthy.values.port}/`],
      [[], `http://localhost:${mute.values.port}/`],
      [[], `http://localhost:${refused.values.port}/`],
      [known?.wrapper ?? [], `http://known.example:${known?.values.port}/`],
    ];
    for (const [wrapper, url] of targets) {
      const { all: found } = await calls(wrapper, ["-t", "200ms", url]);
      for (const call of found) used.add(call);
    }
    // Those below are all there are: a new one gets its row.
    expect([...used].sort()).toEqual([...CALLS, ...ENDS].filter((call) => call !== "fcntl").sort());
  });

  const CALLS = [
    ...VITAL,
    ...DEADLINES,
    ...["setsockopt", "getsockname", "close", "write", "getrandom", "pread64", "open", "fcntl", "poll"],
  ];

  describe.concurrent.each(CALLS)("%s", (call) => {
    it.concurrent.each(Object.entries(ERRNOS))("%s", async (_, errno) => {
      const denied = { name: call, launch: ["deny", call, errno] };
      // Blocked by the parent, so that what unblocks it is needed, too.
      const blocked = { name: call, launch: ["block", "ALRM", "deny", call, errno] };
      const either = [0, 1];
      const good = await check(native, denied, healthy, 3000);
      expectOwn(good, VITAL.includes(call) ? [1] : DEADLINES.includes(call) ? either : [0]);
      const results = [
        check(native, denied, refused, DEADLINE),
        check(native, denied, mute, DEADLINE),
        check(native, blocked, mute, DEADLINE),
      ];
      // blocked SIGALRM, it waits for ever.
      for (const finished of await Promise.all(results)) expectOwn(finished, [1]);
      if (known === undefined) return;
      const url = `http://known.example:${known.values.port}/`;
      const command = [...known.wrapper, ...(await launched(denied.launch, native.command))];
      const looksUp = [...VITAL, ...DEADLINES, "open", "pread64", "poll"].includes(call);
      expectOwn(await run(command, ["-t", `${DEADLINE}ms`, url]), looksUp ? either : [0]);
    });
  });
});

describe.skipIf(native.available !== true)("the least", () => {
  const PAGE = 4096;

  /** Runs a check with this limit. @returns whether it ran; false where the kernel has killed it before its first instruction */
  function ran(limit: string, value: number): boolean {
    const url = `http://127.0.0.1:${refused.values.port}/`;
    const [file = ""] = native.command;
    const command = ["-qq", "-f", "-E", "A=B", launcherPath, "limit", limit, String(value), "--", file, url];
    const { stderr } = spawnSync("strace", command, { encoding: "utf8", env: { PATH: process.env.PATH } });
    const own = stderr.slice(stderr.lastIndexOf("execve("));
    if (/^execve\([^\n]*\n--- SIG(SEGV|KILL)/.test(own) || !own.includes("clock_gettime")) return false;
    expect(own, `${limit} ${value}`).toContain("exit_group(1)");
    return true;
  }
  let launcherPath = "";
  beforeAll(async () => {
    launcherPath = await launcher();
  });

  test.for([
    ["AS", 2 << 20],
    ["DATA", 2 << 20],
  ] as const)("%s with which the kernel starts it is enough", { timeout: 30_000 }, ([limit, high], context) => {
    if (tool("strace") !== true) cannotRun(context, "no strace");
    let least: number = high;
    expect(ran(limit, least)).toBe(true);
    for (let step = least / 2; step >= PAGE; step /= 2) if (ran(limit, least - step)) least -= step;
    // Between what is enough and what the kernel refuses there is nothing.
    for (let pages = -4; pages <= 4; pages++) ran(limit, least + pages * PAGE);
    console.log(`least ${limit} with which the kernel starts it, and it runs: ${least} bytes`);
    expect(least).toBeLessThan(1.5 * 1024 * 1024);
  });
});
