import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hostArchitecture } from "../../build/architectures.ts";
import { DIST } from "../../build/paths.ts";
import { MAX_BODY } from "../../src/core/http/body.ts";
import { grpcJs } from "../peers/grpc-servers";
import { program } from "../peers/programs";
import { cannotRun, run } from "../run";
import { type Server, web } from "../servers";
import { chartFile, charts } from "./charts.ts";
import { order } from "./comparison.ts";
import { PROTOCOLS, REFERENCES } from "./contestants.ts";
import { bytesReceived, instructions, Runner } from "./measure.ts";
import { type Peer, startPeer } from "./peer.ts";
import { buildProgram, bundleClient } from "./programs.ts";
import { readResults, spread } from "./results.ts";
import { startServer } from "./server.ts";
import { type Stopwatch, withHyperfine, withRunner } from "./stopwatch.ts";
import { figures } from "./tables.ts";
import { isInstalled } from "./tools.ts";

const NATIVE = `${DIST}/linux-${hostArchitecture().name}/healthcheck`;

/** The most instructions of an HTTP check beyond those of the hand-written C: what reading the arguments and unpacking the memory may cost. */
const MAX_INSTRUCTIONS = 80_000;

/** The most time of a gRPC check, in times of an HTTP check. */
const MAX_CALL = 1.5;
/** How often each is run for that. Their medians are compared: other load on the machine affects both. */
const CALLS = 100;

/** A cold compiler makes the C library first. */
const COMPILING = 300_000;

let floor = "";
beforeAll(async () => {
  if (process.platform !== "linux") return;
  floor = await buildProgram("floor");
  await buildProgram("runner");
  await buildProgram("server");
}, COMPILING);

describe.runIf(process.platform === "linux")("the hand-written C", () => {
  const statuses: [number, number][] = [
    [200, 0],
    [302, 0],
    [404, 1],
    [503, 1],
  ];
  test.for(statuses)("status %i: exit %i", async ([status, exit]) => {
    const server = await web({ status })();
    try {
      expect((await run([floor], [server.values.port ?? "", "/"])).exit).toBe(exit);
      expect((await run([floor], [server.values.port ?? ""])).exit).toBe(0);
    } finally {
      await server.close();
    }
  });

  test("nobody listens: exit 1", async () => {
    const server: Server = await web()();
    await server.close();
    expect((await run([floor], [server.values.port ?? "", "/"])).exit).toBe(1);
    expect((await run([floor], [server.values.port ?? ""])).exit).toBe(1);
  });
});

describe.runIf(process.platform === "linux")("gRPC", () => {
  test("the client of @grpc/grpc-js tells a service that is serving from others", async () => {
    const client = [process.execPath, await bundleClient()];
    const server = await program([...grpcJs.command, "127.0.0.1:0", "health"], { tells: /listening on (\d+)/ });
    const port = server.port;
    const check = async (service: string) => (await run(client, [`127.0.0.1:${port}`, service])).exit;
    try {
      expect([await check(""), await check("shop.Orders"), await check("nope")]).toEqual([0, 1, 1]);
    } finally {
      await server.close();
    }
    expect(await check("")).toBe(1);
  });

  test("server.c serves it and healthcheck, HTTP too, and goes on after a broken connection", async () => {
    const client = [process.execPath, await bundleClient()];
    const server = await startServer();
    const at = `127.0.0.1:${server.port}`;
    try {
      expect((await run([NATIVE], [at])).exit).toBe(0);
      expect((await run([NATIVE], [`http://${at}/`])).stdout).toMatch(/: 200 in/);
      expect((await run([NATIVE], [`grpc://${at}/x`])).stdout).toMatch(/: SERVING in/);
      expect((await run(client, [at, "x"])).exit).toBe(0);
    } finally {
      await server.close();
    }
  });
});

describe.runIf(process.platform === "linux")("the runner", () => {
  test("tells time, failures, and what it had to kill", async () => {
    const runner = await Runner.start("time");
    try {
      const slow = await runner.run(["/bin/sleep", "0.05"], 3);
      expect(slow).toMatchObject({ failed: 0, killed: 0 });
      expect(slow.wall).toBeGreaterThan(50);
      expect(await runner.run(["/bin/false"], 2)).toMatchObject({ failed: 2, killed: 0 });
      expect(await runner.run(["/bin/sleep", "30"], 2, 50)).toMatchObject({ failed: 2, killed: 2 });
    } finally {
      await runner.stop();
    }
  });

  test("tells the memory of the command, not its own", async () => {
    const runner = await Runner.start("memory");
    try {
      const { memory, failed } = await runner.run([floor, "1"]);
      expect(failed).toBe(1);
      expect(memory).toBeGreaterThan(0);
      expect(memory).toBeLessThan(100);
    } finally {
      await runner.stop();
    }
  });
});

describe.runIf(process.platform === "linux")("a stopwatch", () => {
  const quotes = ["/bin/sh", "-c", `test "$1" = 'it'"'"'s "one" $2'`, "sh", `it's "one" $2`, "two"];
  const watches: [string, () => Promise<Stopwatch>][] = [
    ["hyperfine", withHyperfine],
    ["runner", withRunner],
  ];
  test.for(watches)("%s: times each command, with its arguments as they are", async ([name, start], context) => {
    if (name === "hyperfine" && !isInstalled(name)) cannotRun(context, `no ${name}`);
    const watch = await start();
    try {
      const times = await watch.time([["/bin/sleep", "0.05"], quotes, ["/bin/sleep", "0.1"]]);
      expect(times).toHaveLength(3);
      expect(times[0]?.wall).toBeGreaterThan(50);
      expect(times[1]?.wall).toBeGreaterThan(0);
      expect(times[2]?.wall).toBeGreaterThan(100);
      for (const { wall, processor } of times) expect(processor).toBeLessThan(wall + 10);
      await expect(watch.time([["/bin/true"], ["/bin/false"]])).rejects.toThrow();
    } finally {
      await watch.stop();
    }
  });
});

test.for([2, 7, 16, 17, 26])("%i contestants follow each other equally often", (count) => {
  const followed = new Map<string, number>();
  const rounds = count % 2 === 0 ? count : 2 * count;
  for (let round = 0; round < rounds; round++) {
    const row = order(count, round);
    expect(row.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
    for (let i = 1; i < count; i++)
      followed.set(`${row[i - 1]} ${row[i]}`, (followed.get(`${row[i - 1]} ${row[i]}`) ?? 0) + 1);
  }
  expect(followed.size).toBe(count * (count - 1));
  expect([...new Set(followed.values())]).toEqual([rounds / count]);
});

describe("results.json", () => {
  test("has what the README tells", async () => {
    const results = await readResults();
    for (const protocol of PROTOCOLS) {
      const names = results.comparison[protocol].map(({ name }) => name);
      const ours = protocol === "https" ? "healthcheck-tls" : "healthcheck";
      expect(names).toEqual(expect.arrayContaining([REFERENCES[protocol], ours, "healthcheck.cjs"]));
    }
    expect(figures(results)).not.toMatch(/NaN|undefined|null/);
  });

  test("is what the charts show (npm run bench -- --charts draws them)", async () => {
    for (const [name, svg] of Object.entries(charts(await readResults()))) {
      expect(readFileSync(chartFile(name), "utf8") === svg, chartFile(name)).toBe(true);
    }
  });
});

describe.runIf(process.platform === "linux")("a check", () => {
  let peer: Peer;
  beforeAll(async () => {
    peer = await startPeer();
  });
  afterAll(() => peer.close());

  /** How many bytes each takes from a connection at once: by so many it may pass the bound. */
  const commands: [string, string[], number][] = [
    ["native", [NATIVE], 4096],
    ["bundle", [process.execPath, `${DIST}/healthcheck.cjs`], 65_536],
  ];
  test.for(commands)("%s: reads at most 1 MiB of a body", async ([, command, most], context) => {
    if (!isInstalled("strace")) cannotRun(context, "no strace");
    for (const body of ["0", "1000000", "1000000000", "endless"]) {
      const received = bytesReceived([...command, `http://127.0.0.1:${peer.port}/body/${body}`]);
      expect(received, body).toBeGreaterThan(0);
      expect(received, body).toBeLessThanOrEqual(MAX_BODY + most);
      // What the server got rid of is on the way, in buffers of the kernel that have an end.
      expect(Math.max(...(await peer.takeSent())), body).toBeLessThanOrEqual(MAX_BODY + socketBuffers());
    }
  });

  test(`native: at most ${MAX_INSTRUCTIONS} instructions more than the hand-written C`, (context) => {
    if (!isInstalled("valgrind")) cannotRun(context, "no valgrind");
    const least = instructions([floor, `${peer.port}`, "/body/0"]) ?? 0;
    const ours = instructions([NATIVE, `http://127.0.0.1:${peer.port}/body/0`]) ?? 0;
    expect(least).toBeGreaterThan(1000);
    expect(ours - least).toBeLessThanOrEqual(MAX_INSTRUCTIONS);
  });
});

test.runIf(process.platform === "linux")(
  `native: a gRPC check takes at most ${MAX_CALL} × an HTTP check's time`,
  {
    retry: 2,
  },
  async () => {
    const server = await startServer();
    const runner = await Runner.start("time");
    try {
      const walls: Record<string, number[]> = { http: [], grpc: [] };
      for (let i = 0; i < CALLS; i++) {
        for (const [scheme, all] of Object.entries(walls)) {
          const { wall, failed } = await runner.run([NATIVE, `${scheme}://127.0.0.1:${server.port}/`]);
          expect([scheme, failed]).toEqual([scheme, 0]);
          all.push(wall);
        }
      }
      const [http = 0, grpc = 0] = Object.values(walls).map((all) => spread(all).median);
      console.log(`a gRPC check takes ${(grpc / http).toFixed(2)} × an HTTP check's time`);
      expect(grpc / http).toBeLessThanOrEqual(MAX_CALL);
    } finally {
      await runner.stop();
      await server.close();
    }
  },
);

/** The bytes that the kernel holds for a connection at most, on both ends (tcp(7)). */
function socketBuffers(): number {
  const largest = (file: string) => Number(readFileSync(`/proc/sys/net/ipv4/${file}`, "utf8").trim().split(/\s+/)[2]);
  return largest("tcp_rmem") + largest("tcp_wmem");
}
