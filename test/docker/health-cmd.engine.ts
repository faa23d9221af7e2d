import { statSync } from "node:fs";
import { expect, test } from "vitest";
import { tryDocker } from "./client.ts";
import {
  appear,
  BUSYBOX,
  buildImage,
  disappear,
  engine,
  exec,
  freePort,
  health,
  httpd,
  IDLE,
  image,
  inEngine,
  inspect,
  leastProcesses,
  limits,
  logOf,
  NATIVE,
  NOBODY,
  processes,
  type Root,
  replicas,
  running,
  SERVER_ROOT,
  SETTLING_BOUND,
  serverImage,
  settles,
  start,
  startService,
  tells,
} from "./images.ts";

inEngine();

/** The most frequent health check, and the verdict of each of our names. */
const TEXT = "curl -f http://localhost:8080/health || exit 1";
const HEALTHY = "healthy: GET http://localhost:8080/health: 200 in N ms\n";
const UNHEALTHY = "unhealthy: GET http://localhost:8080/health: status 404, wanted below 400\n";

const OFTEN = ["--health-interval=500ms", "--health-timeout=5s", "--health-retries=1"];

/** A server, and our file under three names. */
const ROOT: Root = { ...SERVER_ROOT, "/bin/sh": { file: NATIVE }, "/usr/bin/curl": { file: NATIVE } };

function namesImage(): Promise<string> {
  return image("names", () => ROOT, httpd(8080));
}

/** The same, with the page from the start. */
function readyImage(): Promise<string> {
  return image("ready", () => ({ ...ROOT, "/www/health": { text: "ok\n" } }), httpd(8080));
}

/** Starts a container with this text as its check. The engine gives it to /bin/sh. */
async function checking(text: string, options: string[] = [], from = namesImage(), command: string[] = []) {
  return start(await from, ["--health-cmd", text, ...OFTEN, ...options], command);
}

/** Shows that the check of /health follows its server, which may be in another container. */
async function follows(id: string, server = id): Promise<void> {
  await settles(id, "unhealthy", 1, UNHEALTHY);
  await appear(server, "health");
  await settles(id, "healthy", 0, HEALTHY);
}

test("--health-cmd with our file as /bin/sh: unhealthy, healthy, unhealthy, healthy; with only our lines, and events", async () => {
  const id = await checking(TEXT);
  expect(await inspect(id, ".Config.Healthcheck.Test")).toEqual(["CMD-SHELL", TEXT]);
  await follows(id);
  await disappear(id, "health");
  await follows(id);
  const log = await logOf(id);
  expect(log.length).toBeGreaterThan(1);
  for (const [exit, line] of log) expect([HEALTHY, UNHEALTHY][exit]).toBe(line);
  await tells(id, "unhealthy", "healthy", "unhealthy", "healthy");
});

test("--health-cmd without a /bin/sh: the engine finds none, and the container is unhealthy", async () => {
  const id = await checking(TEXT, [], serverImage());
  await appear(id, "health");
  await settles(id, "unhealthy", -1, expect.stringMatching(/exec: "\/bin\/sh": .*no such file/));
});

const CONNECTED = "healthy: tcp localhost:8080: connected in N ms\n";
const MISSING = UNHEALTHY.replace("/health", "/missing");

/** The verdict on each text, if /health exists and PORT is 8080. */
const texts: [text: string, exit: 0 | 1, ...lines: string[]][] = [
  ['wget -q --spider "http://localhost:${PORT:-9}/health"', 0, HEALTHY.replace("GET", "HEAD")],
  ["wget -q --spider http://localhost:$PORT/health", 0, HEALTHY.replace("GET", "HEAD")],
  // Without the variable the fallback is used, where nothing listens.
  [
    'wget -q --spider "http://127.0.0.1:${NO_PORT:-9}/health" || exit 1',
    1,
    "unhealthy: HEAD http://127.0.0.1:9/health: connection refused\n",
  ],
  ["nc -z localhost 8080", 0, CONNECTED],
  ["nc -z 127.0.0.1 9 || exit 1", 1, "unhealthy: tcp 127.0.0.1:9: connection refused\n"],
  ["/healthcheck :${PORT}/health", 0, HEALTHY],
  // Unwanted output is not in the log, either.
  ["curl -f http://localhost:8080/health 2>/dev/null || exit 1", 0, HEALTHY],
  ["curl -f http://localhost:8080/missing 2>/dev/null || exit 1", 1],
  ["curl -f http://localhost:8080/health >/dev/null 2>&1 || exit 1", 0],
  ["curl -f http://localhost:8080/missing || curl -f http://localhost:8080/health", 0, MISSING, HEALTHY],
  ["curl -f http://localhost:8080/missing; nc -z localhost 8080", 0, MISSING, CONNECTED],
  ["curl -f http://localhost:8080/missing && nc -z localhost 8080", 1, MISSING],
  [
    "curl -fs http://localhost:8080/health | grep -q ok",
    0,
    'healthy: GET http://localhost:8080/health: 200 with "ok" in N ms\n',
  ],
  [
    "curl -fs http://localhost:8080/health | cat",
    1,
    'healthcheck as sh: "cat" is not supported in a pipe, which may lead from curl, wget or nc to grep\n',
  ],
];

test.for(texts)("--health-cmd '%s'", async ([text, exit, ...lines]) => {
  const id = await checking(text, ["--env", "PORT=8080"], readyImage());
  const seen = async () => {
    const [status, latest, output = ""] = await health(id);
    // The engine reads both outputs at once: either may come first.
    return [status, latest, (output.match(/.*\n/g) ?? []).sort()];
  };
  const settled = [["healthy", "unhealthy"][exit], exit, lines.sort()];
  await expect.poll(seen, { timeout: SETTLING_BOUND, interval: 100 }).toEqual(settled);
});

test.for([
  ["shell form, without brackets", TEXT, ["CMD-SHELL", TEXT]],
  // The engine finds it in PATH.
  [
    "exec form, with our file as curl",
    '["curl", "-f", "http://localhost:8080/health"]',
    ["CMD", "curl", "-f", "http://localhost:8080/health"],
  ],
] as const)("HEALTHCHECK in %s", async ([, command, read]) => {
  const times = "--interval=500ms --timeout=5s --retries=1";
  const from = await buildImage(`FROM ${await namesImage()}`, `HEALTHCHECK ${times} CMD ${command}`);
  expect(await inspect(from, ".Config.Healthcheck.Test")).toEqual(read);
  await follows(await start(from));
});

test("--health-cmd in a container without root, rights, network and a writable file", async () => {
  const bare = ["--read-only", "--user", NOBODY, "--cap-drop", "ALL", "--security-opt", "no-new-privileges"];
  // Only what the test changes is writable.
  const id = await checking(TEXT, [...bare, "--tmpfs", "/www:mode=1777"]);
  await follows(id);
  expect((await tryDocker(engine, ["exec", id, "/bin/busybox", "touch", "/tmp/file"])).exit).not.toBe(0);
});

test("--health-cmd starts no process, and none is left", async () => {
  const memory = "64m";
  const most = await leastProcesses(await namesImage(), memory);
  console.log(`least limit: --pids-limit ${most}`);
  // The server, which has a process for each connection, shares the loopback, not the limits.
  const server = await start(await serverImage());
  const options = ["--health-cmd", TEXT, ...OFTEN, ...limits(memory, most)];
  const id = await start(await namesImage(), options, IDLE, `container:${server}`);
  // A shell needs more processes. The engine's own part of a command may fail at this limit, but not always.
  const script = "/bin/busybox sleep 1 & ".repeat(Number(most)) + "wait";
  const forking = async () => (await tryDocker(engine, ["exec", id, "/bin/busybox", "sh", "-c", script])).stderr;
  await expect.poll(forking, { timeout: SETTLING_BOUND }).toMatch(/can't fork/);
  await follows(id, server);
  const checks = async () => (await logOf(id)).length;
  await expect.poll(checks, { timeout: SETTLING_BOUND }).toBe(5);
  await expect.poll(() => processes(id), { timeout: 5000 }).toHaveLength(1);
});

test("docker service create --health-cmd: the task runs and is healthy", async () => {
  const port = await freePort();
  const name = `tiny-healthcheck-health-cmd-${process.pid}`;
  const text = `curl -f http://localhost:${port}/health || exit 1`;
  await startService(name, await readyImage(), ["--health-cmd", text, ...OFTEN], httpd(port, "127.0.0.1"));
  const bound = { timeout: SETTLING_BOUND, interval: 100 };
  await expect.poll(running, bound).toMatch(/^[0-9a-f]{64}$/);
  const id = await running();
  expect(await inspect(id, ".Config.Healthcheck.Test")).toEqual(["CMD-SHELL", text]);
  await settles(id, "healthy", 0, HEALTHY.replace("8080", `${port}`));
  await expect.poll(() => replicas(name), bound).toBe("1/1");
  expect(await running()).toBe(id);
});

/** Stages that end in an image with our file under all its names in /bin. */
const INSTALLED = {
  "into a folder of the image": [...scratch("linked"), installInto("/bin")],
  "into a folder that a later stage takes": [...scratch("linked"), installInto("/bin"), ...later("linked", "/bin")],
  // By default Linux does not let them link to files of others (proc(5), protected_hardlinks).
  "by another user, into a folder that a later stage takes": [
    ...[...scratch("copied"), `USER ${NOBODY}:${NOBODY}`, installInto("/tmp/bin")],
    ...later("copied", "/tmp/bin"),
  ],
};

function scratch(name: string): string[] {
  return [`FROM scratch AS ${name}`, "COPY --from=server / /"];
}

function installInto(folder: string): string {
  return `RUN ["/healthcheck", "--install", "${folder}"]`;
}

/** A stage that copies the folder from another. */
function later(name: string, folder: string): string[] {
  const server = ["/bin/busybox", "/www"].map((it) => `COPY --from=server ${it} ${it}`);
  return ["FROM scratch", ...server, `COPY --from=${name} ${folder} /bin`];
}

test.for(Object.entries(INSTALLED))("--install in a build FROM scratch, %s", async ([, stages]) => {
  const root = { ...SERVER_ROOT, "/www/health": { text: "ok\n" } };
  const server = await image("uninstalled", () => root, httpd(8080));
  const from = buildImage(`FROM ${server} AS server`, ...stages, `CMD ${JSON.stringify(httpd(8080))}`);
  const id = await checking(TEXT, ["--user", NOBODY], from);
  await settles(id, "healthy", 0, HEALTHY);
  const listed = await exec(id, "/bin/busybox", "sh", "-c", "cd /bin && /bin/busybox stat -c '%a %s %n' *");
  const ours = ["curl", "grpc_health_probe", "healthcheck", "nc", "sh", "wget"].map(
    (it) => `755 ${statSync(NATIVE).size} ${it}`,
  );
  expect(listed.trim().split("\n")).toEqual([`755 ${statSync(BUSYBOX).size} busybox`, ...ours]);
});
