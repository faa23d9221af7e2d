import { spawn, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, type TestContext, test } from "vitest";
import { OK } from "../cases/row";
import { type Artifact, artifactNamed, artifacts, cannotRun, commandAs, run } from "../run";
import { closed, listening, type Server, type StartServer, server, together } from "../servers";
import { named, OWN_NAMES } from "../servers/names";
import { swallowing } from "../servers/ports";
import { endless, sends, silent, trickles } from "../servers/raw";
import { inTurn, redirect } from "../servers/redirects";
import { behindDirectory, onUnixSocket, temporaryDirectory } from "../servers/unix";
import { established, started } from "../tls/abuse/steps";
import { IS_ROOT, launched, launcher, leapingClock, type Timed, timed, tool } from "./launch";

const native = artifactNamed("native amd64");
const withTls = artifactNamed("native amd64 with TLS");
const bundle = artifactNamed("node bundle");

/** How many milliseconds later than its deadline a check may end, on a machine that has time for it. */
const LIMIT = 50;
/** 20 deadlines from 50 ms to 3 s, each a little longer than the one before; even, since two checks may share one. */
const DEADLINES = Array.from({ length: 20 }, (_, i) => 2 * Math.round(25 * 60 ** (i / 19)));
/** How many runs go on at the same time; they wait nearly all of it. */
const CONCURRENCY = 24;

/** A peer that would keep a check waiting for ever. */
interface Hostile {
  name: string;
  /** Started once for all deadlines. */
  server?: StartServer;
  /** Or for each. */
  serverFor?: (deadline: number) => StartServer;
  /** The arguments, for a deadline of so many milliseconds. */
  args: (deadline: number, values: Record<string, string>) => string[];
  as?: "sh" | "curl";
  /** Whether it takes an artifact with TLS. */
  tls?: true;
  /** Operations of the launcher. */
  launch?: (string | number)[];
  /** A command that runs what follows it. */
  through?: string[];
  /** Whether it may end before its deadline: what is sent is too much. */
  early?: boolean;
  /** What is printed, where that is not that the time is over. */
  output?: RegExp;
  needs?: (true | string)[];
  /** Whether the check is stopped in the middle, too. */
  isStopped?: true;
}

const TIMED_OUT = /^unhealthy: .*: timed out after .*\n$/;

const url = ({ host, port }: Record<string, string>) => `http://${host ?? "127.0.0.1"}:${port}/`;
const usual = (deadline: number, values: Record<string, string>) => ["-t", `${deadline}ms`, url(values)];

const secure = (deadline: number, { port }: Record<string, string>) => [
  ...["-k", "-t", `${deadline}ms`, `https://127.0.0.1:${port}/`],
];

const nothing: StartServer = async () => server({}, async () => {});

/** A network of its own: what goes to 192.0.2.0/24 is lost, and buffers are so small that a request of 24 KB fills them. */
const NETWORK = `
  ip link set lo up && ip route add 192.0.2.0/24 dev lo || exit 99
  for i in tcp_rmem tcp_wmem; do echo 4096 4096 4096 >/proc/sys/net/ipv4/$i || exit 99; done
  exec "$@"`;
const apart = ["/usr/bin/env", "unshare", "-n", "/bin/sh", "-c", NETWORK, "sh"];
const OWN_NETWORK = IS_ROOT === true ? tool("ip") : IS_ROOT;
const LARGE = ["A", "B", "C"].flatMap((name) => ["-H", `${name}: ${"x".repeat(8000)}`]);

const hostile: Hostile[] = [
  { name: "says nothing", server: silent, args: usual, isStopped: true },
  { name: "a status line byte by byte", server: trickles("", `HTTP/1.1 200 ${"x".repeat(200)}`), args: usual },
  { name: "headers byte by byte", server: trickles("HTTP/1.1 200 OK\r\nX: ", "x".repeat(200)), args: usual },
  {
    name: "1xx responses, one after the other",
    server: sends(Array(400).fill("HTTP/1.1 103 Early Hints\r\n\r\n"), { pause: 10, after: "keep" }),
    args: usual,
  },
  { name: "1xx responses in a flood", server: endless("", "HTTP/1.1 103 X\r\n\r\n"), args: usual, early: true },
  { name: "headers in a flood", server: endless("HTTP/1.1 200 OK\r\n", "X: y\r\n"), args: usual, early: true },
  { name: "half a response", server: sends("HTTP/1.1 200 OK\r\nX", { after: "keep" }), args: usual },
  { name: "TLS: says nothing", tls: true, server: silent, args: secure, isStopped: true },
  // A handshake message of 16,000 bytes, which is no ServerHello before its end.
  {
    name: "TLS: a handshake byte by byte",
    tls: true,
    server: trickles("", `\x16\x03\x03\x3e\x84\x02\x00\x3e\x80${"x".repeat(200)}`),
    args: secure,
  },
  { name: "TLS: stops after the ServerHello", tls: true, server: started(async () => {}), args: secure },
  { name: "TLS: stops after the handshake", tls: true, server: established(() => {}), args: secure, isStopped: true },
  { name: "a full backlog", server: swallowing, args: usual, isStopped: true },
  {
    name: "a full backlog, --connect-timeout",
    server: swallowing,
    as: "curl",
    args: (deadline, values) => ["-m", "60", "--connect-timeout", `${deadline / 1000}`, url(values)],
  },
  {
    name: "a Unix socket's full backlog",
    server: onUnixSocket(swallowing),
    args: (deadline, { socket }) => ["-t", `${deadline}ms`, `unix://${socket}`],
  },
  {
    name: "reads nothing",
    isStopped: true,
    server: nothing,
    through: apart,
    launch: ["listen", 8000],
    args: (deadline) => ["-t", `${deadline}ms`, ...LARGE, "http://127.0.0.1:8000/"],
    // Never that it waits for the response: then it would all have been sent.
    output: /^unhealthy: .* (connecting|sending the request)\n$/,
    needs: [OWN_NETWORK],
  },
  {
    name: "a black hole",
    server: nothing,
    through: apart,
    args: (deadline) => ["-t", `${deadline}ms`, "http://192.0.2.1/"],
    output: /^unhealthy: .* connecting\n$/,
    needs: [OWN_NETWORK],
  },
  {
    name: "a name of eight black holes",
    isStopped: true,
    server: named(
      { dns: {}, hosts: Array.from({ length: 8 }, (_, i) => `192.0.2.${i + 1} holes`).join("\n") },
      nothing,
    ),
    through: apart,
    args: (deadline) => ["-t", `${deadline}ms`, "http://holes/"],
    needs: [OWN_NETWORK, OWN_NAMES],
  },
  {
    name: "a name server that says nothing",
    isStopped: true,
    server: named({ dns: { x: "silence" } }, nothing),
    args: (deadline) => ["-t", `${deadline}ms`, "http://x/"],
    output: /looking up x/,
    needs: [OWN_NAMES],
  },
  {
    name: "a name server that answers others",
    server: babbling("datagrams"),
    args: (deadline) => ["-t", `${deadline}ms`, "http://x/"],
    output: /looking up x/,
    needs: [OWN_NAMES],
  },
  {
    name: "a name server's stream byte by byte",
    server: babbling("stream"),
    args: (deadline) => ["-t", `${deadline}ms`, "http://x/"],
    output: /looking up x/,
    needs: [OWN_NAMES],
  },
  {
    name: "redirects in a circle, each slow",
    serverFor: (deadline) => inTurn([redirect("/")], Math.max(10, deadline / 4)),
    args: (deadline, values) => ["-L", ...usual(deadline, values)],
  },
  {
    name: "sh -c 'A || B', the sum of both",
    server: silent,
    as: "sh",
    args: (deadline, values) => {
      const half = `healthcheck -t ${deadline / 2}ms ${url(values)}`;
      return ["-c", `${half} || ${half}`];
    },
    output: /^(unhealthy: .*: timed out after .*\n){2}$/,
  },
  {
    name: "nothing, and nobody reads the line",
    isStopped: true,
    server: silent,
    launch: ["full", 2],
    args: usual,
    output: /^$/,
  },
];

/**
 * A name server whose answers are not answers to us, one every millisecond; or whose answer is too long for a datagram, and comes over a
 * stream, a byte every 50 ms.
 */
function babbling(manner: "datagrams" | "stream"): StartServer {
  return async () => {
    const directory = await temporaryDirectory();
    const udp = createSocket("udp4");
    const host = `127.0.54.${manner === "stream" ? 1 : 2}`;
    const timers = new Set<NodeJS.Timeout>();
    const repeat = (action: () => void, milliseconds: number) => timers.add(setInterval(action, milliseconds));
    udp.on("message", (query, from) => {
      const answer = Buffer.from(query);
      // A response, and one that is cut; or one to another query.
      answer.writeUInt16BE(manner === "stream" ? 0x8380 : 0x8180, 2);
      if (manner === "datagrams") answer.writeUInt16BE(query.readUInt16BE(0) ^ 0x5555, 0);
      udp.send(answer, from.port, from.address);
      if (manner === "datagrams") repeat(() => udp.send(answer, from.port, from.address, () => {}), 5);
    });
    // What is sent to a check that has ended comes back as an error.
    udp.on("error", () => {});
    await new Promise<void>((resolve) => udp.bind({ address: host, port: 53, exclusive: true }, resolve));
    const tcp = createServer((socket) => {
      socket.on("error", () => {});
      const timer = setInterval(() => socket.destroyed || socket.write("\x01"), 50);
      timers.add(timer);
      socket.on("data", () => {}).on("close", () => clearInterval(timer));
    });
    await listening(tcp, { host, port: 53 });
    await writeFile(`${directory}/resolv.conf`, `nameserver ${host}\n`);
    const script = `mount --bind ${directory}/resolv.conf /etc/resolv.conf || exit 99; exec "$@"`;
    const wrapper = ["/usr/bin/env", "unshare", "-m", "/bin/sh", "-c", script, "sh"];
    const close = async () => {
      for (const timer of timers) clearInterval(timer);
      await Promise.all([closed(tcp), new Promise<void>((resolve) => udp.close(resolve))]);
    };
    return { ...behindDirectory(server({}, close), directory), wrapper };
  };
}

let healthy: Server;

beforeAll(async () => {
  healthy = await sends(OK)();
  await launcher();
}, 120_000);
afterAll(() => healthy.close());

interface Sample {
  row: string;
  deadline: number;
  run: Timed;
  /** Milliseconds from fork to exit of a healthy check, right after it: of a port, where the kernel answers in our place. */
  start: number;
  /** The same of sleep(1), which was told to take as long as the deadline. */
  sleep: number;
}

/** The artifact's, or where that has no TLS and needs it, that of the one that has. */
function commandOf(artifact: Artifact, row: Hostile): string[] {
  const one = row.tls && !artifact.tls ? withTls : artifact;
  return row.as === undefined ? one.command : commandAs(one, row.as);
}

function start(row: Hostile, deadline: number): Promise<Server> {
  const server = row.server ?? row.serverFor?.(deadline) ?? nothing;
  return server();
}

/** Runs these actions, so many at a time. */
async function pool<T>(actions: (() => Promise<T>)[], width: number): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < actions.length; i = next++) results[i] = await (actions[i] as () => Promise<T>)();
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}

/** Runs each row with each deadline, long ones first, so that all are done at about the same time. */
async function measure(artifact: Artifact, rows: Hostile[], deadlines: number[], width: number): Promise<Sample[]> {
  const started: Server[] = [];
  const actions: { deadline: number; act: () => Promise<Sample> }[] = [];
  for (const row of rows) {
    const shared = await row.server?.();
    if (shared !== undefined) started.push(shared);
    for (const deadline of deadlines) {
      actions.push({
        deadline,
        async act() {
          const peer = shared ?? (await start(row, deadline));
          const command = commandOf(artifact, row);
          const before = [...(row.through ?? []), ...peer.wrapper];
          const [run, sleep] = await Promise.all([
            timed(before, row.launch ?? [], [...command, ...row.args(deadline, peer.values)]),
            timed([], [], ["/bin/sleep", `${deadline / 1000}`]),
          ]);
          const { elapsed: healthyRun } = await timed(
            [],
            [],
            [...artifact.command, `127.0.0.1:${healthy.values.port}`],
          );
          if (shared === undefined) await peer.close();
          return { row: row.name, deadline, run, start: healthyRun, sleep: sleep.elapsed };
        },
      });
    }
  }
  actions.sort((a, b) => b.deadline - a.deadline);
  try {
    return await pool(
      actions.map(({ act }) => act),
      width,
    );
  } finally {
    await together(...started).close();
  }
}

function quantile(values: number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

/** How late the checks were, their start not counted; and how late the machine itself was. */
function lateness(samples: Sample[]): { checks: number[]; machine: number[] } {
  const starts = samples.map((it) => it.start);
  const start = quantile(starts, 0.5);
  return {
    checks: samples.map(({ run, deadline }) => run.elapsed - deadline - start),
    machine: samples.map(({ sleep, deadline }) => sleep - deadline),
  };
}

function print(title: string, samples: Sample[]): void {
  const line = (name: string, values: number[]) => {
    const figures = [0.5, 0.9, 0.99, 1].map((q) => quantile(values, q).toFixed(1).padStart(8));
    return `${name.padEnd(42)}${String(values.length).padStart(6)}${figures.join("")}`;
  };
  const { checks, machine } = lateness(samples);
  const rows = [...new Set(samples.map(({ row }) => row))];
  const lines = [
    `${title}; ms later than the deadline`,
    `${"".padEnd(44)}runs     p50     p90     p99     max`,
    ...rows.map((row) =>
      line(
        row,
        checks.filter((_, i) => samples[i]?.row === row),
      ),
    ),
    line("all", checks),
    line("sleep(1), for comparison", machine),
    line(
      "the start of a check, not counted above",
      samples.map((it) => it.start),
    ),
  ];
  console.log(lines.join("\n"));
}

/** What each run must have come to, however late. */
function expectOutcomes(samples: Sample[]): void {
  for (const { row, deadline, run } of samples) {
    const { early, output } = hostile.find(({ name }) => name === row) as Hostile;
    const about = `${row}, ${deadline} ms`;
    expect({ exit: run.exit, signal: run.signal }, about).toEqual({ exit: 1, signal: null });
    expect(run.output, about).toMatch(output ?? (early ? /^unhealthy: .*\n$/ : TIMED_OUT));
    if (!early) expect(run.elapsed, about).toBeGreaterThanOrEqual(deadline);
  }
}

/** The rows that this host can run; in CI it must be able to run all. */
function possible(context: TestContext): Hostile[] {
  const lacking = hostile.flatMap(({ needs }) => needs ?? []).find((it) => it !== true);
  if (lacking !== undefined && process.env.CI === "true") cannotRun(context, String(lacking));
  return hostile.filter(({ needs }) => (needs ?? []).every((it) => it === true));
}

describe("never late", () => {
  test("the native executable", { timeout: 120_000 }, async (context) => {
    if (native.available !== true) return cannotRun(context, native.available);
    const rows = possible(context);
    // What a machine does at one moment, it does not do at the next.
    for (let tries = 1; ; tries++) {
      const samples = await measure(native, rows, DEADLINES, CONCURRENCY);
      print("native", samples);
      expectOutcomes(samples);
      const { checks, machine } = lateness(samples);
      const late = quantile(checks, 0.99);
      const limit = LIMIT + Math.max(0, quantile(machine, 0.99));
      if (late > limit && tries === 1) continue;
      expect(late).toBeLessThan(limit);
      return;
    }
  });

  test("Node's bundle", { timeout: 60_000 }, async (context) => {
    if (bundle.available !== true) return cannotRun(context, bundle.available);
    const rows = possible(context).filter((_, i) => i % 2 === 0);
    const samples = await measure(bundle, rows, [200, 500, 1000], 6);
    print("Node", samples);
    expectOutcomes(samples);
    // Too few for a percentile that says more.
    const { checks, machine } = lateness(samples);
    expect(quantile(checks, 0.5)).toBeLessThan(LIMIT + Math.max(0, quantile(machine, 0.5)));
  });

  test("while every processor is busy: only told", { timeout: 60_000 }, async (context) => {
    if (native.available !== true) return cannotRun(context, native.available);
    const busy = Array.from({ length: 2 }, () => spawn("/bin/sh", ["-c", "while :; do :; done"], { stdio: "ignore" }));
    try {
      const samples = await measure(native, possible(context), [100, 300, 700, 1500], CONCURRENCY);
      print("native, two processes busy", samples);
      expectOutcomes(samples);
    } finally {
      for (const one of busy) one.kill("SIGKILL");
    }
  });
});

describe.concurrent("files that never end", () => {
  const hosts = "/etc/hosts";
  const resolver = "/etc/resolv.conf";
  /** Node's own resolver library reads resolv.conf too, as soon as a datagram socket is made, and waits for a FIFO's writer. */
  const C_ARES = "Node itself waits for it";

  test.concurrent.for([
    { file: hosts, like: "zeros", artifact: native },
    { file: resolver, like: "zeros", artifact: native },
    { file: hosts, like: "a FIFO", artifact: native },
    { file: resolver, like: "a FIFO", artifact: native },
    { file: hosts, like: "zeros", artifact: bundle },
    { file: resolver, like: "zeros", artifact: bundle },
    { file: hosts, like: "a FIFO", artifact: bundle },
    { file: resolver, like: "a FIFO", artifact: bundle, except: C_ARES },
  ])("$file is $like: $artifact.name", { timeout: 30_000 }, async ({ file, like, artifact, except }, context) => {
    const lacking = [artifact.available, OWN_NAMES].find((it) => it !== true);
    if (lacking !== undefined) return cannotRun(context, String(lacking));
    if (except !== undefined) return context.skip(except);
    const directory = await temporaryDirectory();
    try {
      const script = `
        if [ "$2" = zeros ]; then source=/dev/zero; else source=$3/fifo; mkfifo $source || exit 99; fi
        mount --bind $source "$1" || exit 99
        shift 3
        exec "$@"`;
      const before = ["/usr/bin/env", "unshare", "-m", "/bin/sh", "-c", script, "sh", file, like, directory];
      const { exit, signal, output, elapsed } = await timed(
        before,
        [],
        [...artifact.command, "-t", "300ms", "http://x.test/"],
      );
      expect({ exit, signal }).toEqual({ exit: 1, signal: null });
      expect(output).toMatch(/^unhealthy: .* looking up x\.test.*\n$/);
      // One run, at whatever the machine does just then: what is to be seen is that it ends.
      expect(elapsed).toBeLessThan(300 + LIMIT + 10 * artifact.slowness);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});

describe.concurrent("stopped and continued", () => {
  /** How often each is tried: one run in time shows that it can be, whatever the machine does to the others. */
  const TRIES = 4;

  describe.concurrent.each([native, bundle])("$name", (artifact) => {
    // Node takes a while until it can be stopped in the middle of something.
    const [deadline, at] = artifact === native ? [400, 100] : [1200, 500];
    const limit = artifact === native ? LIMIT : LIMIT + artifact.slowness;

    describe.concurrent.each([
      ["for less than the deadline", 150],
      ["beyond the deadline", deadline],
    ] as const)("%s", (_, span) => {
      test.concurrent.for(hostile.filter((row) => row.isStopped))(
        "$name",
        { timeout: 60_000 },
        async (row, context) => {
          const lacking = [artifact.available, ...(row.needs ?? [])].find((it) => it !== true);
          if (lacking !== undefined) return cannotRun(context, String(lacking));
          const peer = await start(row, deadline);
          try {
            const command = [...commandOf(artifact, row), ...row.args(deadline, peer.values)];
            const before = [...(row.through ?? []), ...peer.wrapper];
            const stop = [...(row.launch ?? []), "stop", at, span];
            const runs = await Promise.all(Array.from({ length: TRIES }, () => timed(before, stop, command)));
            for (const { exit, signal, output, elapsed } of runs) {
              expect({ exit, signal }).toEqual({ exit: 1, signal: null });
              expect(output).toMatch(row.launch?.[0] === "full" ? /^$/ : TIMED_OUT);
              expect(elapsed).toBeGreaterThanOrEqual(Math.max(deadline, at + span) - 1);
            }
            // What was stopped for longer than the deadline ends when it is continued.
            const late = runs.map(({ elapsed, continued }) => (span < deadline ? elapsed - deadline : continued));
            expect(Math.min(...late), `${late}`).toBeLessThan(limit);
          } finally {
            await peer.close();
          }
        },
      );
    });
  });

  test("an answer that comes while it is stopped for less than the deadline is seen", async (context) => {
    if (native.available !== true) return cannotRun(context, native.available);
    const slow = await inTurn([OK], 200)();
    try {
      const command = [...native.command, "-t", "5s", url(slow.values)];
      const { exit, output } = await timed([], ["stop", 100, 300], command);
      expect(output).toMatch(/^healthy: /);
      expect(exit).toBe(0);
    } finally {
      await slow.close();
    }
  });
});

/**
 * The clock of the day belongs to the whole machine: it is not set here. That no deadline depends on it is shown in two
 * other ways. The native executable asks the kernel, and nobody else, for the time, so that strace(1) sees all of it: it
 * takes no clock but CLOCK_MONOTONIC and no timer but ITIMER_REAL, which counts on it (setitimer(2)), as do the timeouts of
 * sockets and of poll(2). Node reads clocks that strace does not see (vdso(7)): there a library makes the clock leap.
 */
describe("a clock that is set", () => {
  test("is not asked by the native executable", { timeout: 30_000 }, async (context) => {
    if (native.available !== true) return cannotRun(context, native.available);
    if (tool("strace") !== true) cannotRun(context, "no strace");
    const times =
      "clock_gettime|clock_nanosleep|nanosleep|gettimeofday|time|setitimer|getitimer|alarm|timer_\\w+|timerfd_\\w+";
    const strace = ["/usr/bin/env", "strace", "-qq", "-e", `trace=/^(${times})$`];
    const seen = new Set<string>();
    const look = async (row: Hostile) => {
      const peer = await start(row, 200);
      try {
        const command = row.as === undefined ? native.command : commandAs(native, row.as);
        const before = [...(row.through ?? []), ...peer.wrapper, ...(await launched(row.launch ?? [], strace))];
        const { stderr } = await run([...before, ...command], row.args(200, peer.values));
        for (const [, call] of stderr.matchAll(/^(\w+\(\w+)/gm)) seen.add(call ?? "");
      } finally {
        await peer.close();
      }
    };
    // Where nobody reads the line, nobody reads strace's either.
    const rows = possible(context).filter(({ launch }) => launch?.[0] !== "full");
    await Promise.all(rows.map(look));
    expect([...seen].sort()).toEqual(["clock_gettime(CLOCK_MONOTONIC", "setitimer(ITIMER_REAL"]);
  });

  test("that counts from long ago: a time namespace", async (context) => {
    if (native.available !== true) return cannotRun(context, native.available);
    // 126 years, beyond 32 bits of seconds; the kernel allows 146.
    const namespace = ["/usr/bin/env", "unshare", "--time", "--monotonic", "4000000000"];
    if (spawnSync(namespace[0] ?? "", [...namespace.slice(1), "true"]).status !== 0)
      cannotRun(context, "no time namespaces");
    const quiet = await silent();
    try {
      const good = await timed(namespace, [], [...native.command, url(healthy.values)]);
      expect(good).toMatchObject({ exit: 0, output: expect.stringMatching(/ in \d{1,3} ms\n$/) });
      const late = await timed(namespace, [], [...native.command, ...usual(300, quiet.values)]);
      expect(late).toMatchObject({ exit: 1, output: expect.stringContaining("timed out after 300ms waiting") });
      expect(late.elapsed).toBeGreaterThanOrEqual(300);
      expect(late.elapsed).toBeLessThan(300 + LIMIT + native.slowness);
    } finally {
      await quiet.close();
    }
  });

  test("does not touch Node's deadlines", { timeout: 60_000 }, async (context) => {
    const library = await leapingClock();
    const quiet = await silent();
    try {
      // The library works: the day before yesterday comes after today.
      const look = "const days = () => Date.now() / 86_400_000; console.log(Math.abs(days() - days()) > 1.9)";
      const shown = await run([process.execPath, "-e", look], [], { LD_PRELOAD: library });
      if (shown.stdout !== "true\n") cannotRun(context, "the C library takes no other clock");
      for (const artifact of artifacts.filter(({ name }) => name.startsWith("node"))) {
        if (artifact.available !== true) return cannotRun(context, artifact.available);
        const env = { LD_PRELOAD: library };
        const good = await timed([], [], [...artifact.command, url(healthy.values)], env);
        expect(good).toMatchObject({ exit: 0, output: expect.stringMatching(/^healthy: .* in \d{1,4} ms\n$/) });
        const late = await timed([], [], [...artifact.command, ...usual(600, quiet.values)], env);
        expect(late).toMatchObject({ exit: 1, output: expect.stringContaining("timed out after 600ms waiting") });
        expect(late.elapsed).toBeGreaterThanOrEqual(600);
        expect(late.elapsed).toBeLessThan(600 + 2 * good.elapsed + LIMIT + artifact.slowness);
      }
    } finally {
      await quiet.close();
    }
  });
});
