import { realpathSync } from "node:fs";
import { expect, test } from "vitest";
import { hostArchitecture } from "../../build/architectures.ts";
import { DIST, TOP } from "../../build/paths.ts";
import packageJson from "../../package.json";
import { grpcGo } from "../peers/grpc-servers.ts";
import { cannotRun, pathOf } from "../run.ts";
import { docker, tryDocker } from "./client.ts";
import {
  appear,
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
  leastMemory,
  leastProcesses,
  limits,
  logOf,
  masked,
  NATIVE,
  NOBODY,
  needs,
  processes,
  replicas,
  running,
  SERVER_ROOT,
  SETTLING_BOUND,
  serverImage,
  settles,
  start,
  startService,
  tells,
  withLibraries,
} from "./images.ts";

const BUNDLE = `${DIST}/healthcheck.cjs`;
const EXECUTABLE = `${DIST}/linux-${hostArchitecture().name}/healthcheck-node`;
const NODE = `${TOP}/node_modules/.bin/node`;
const NGINX = pathOf("nginx");

/** The verdict of an exec form on the server in its own container. */
const HEALTHY = "healthy: GET http://localhost:8080/ready: 200 in N ms\n";
const UNHEALTHY = "unhealthy: GET http://localhost:8080/ready: status 404, wanted 200-399\n";
/** Frequent checks, so that the tests are fast. */
const OFTEN = "--interval=500ms --timeout=5s --retries=1";

inEngine();

// Images

/** Debian's nginx and its libraries, and nothing else of Debian. It runs without root. */
function nginxImage(port = 8080): Promise<string> {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((it) => `${it}_temp_path /tmp/${it};`);
  const configuration = `
    daemon off; master_process off; pid /tmp/nginx.pid; error_log stderr;
    events { worker_connections 1024; }
    http { access_log off; ${temporary.join(" ")} server { listen 127.0.0.1:${port}; root /www; } }`;
  const root = () => ({ ...SERVER_ROOT, ...withLibraries("/nginx", NGINX), "/nginx.conf": { text: configuration } });
  return image(`nginx-${port}`, root, ["/nginx", "-e", "stderr", "-c", "/nginx.conf"]);
}

function nodeImage(): Promise<string> {
  const executable = withLibraries("/healthcheck-node", EXECUTABLE);
  const node = { ...withLibraries("/node", realpathSync(NODE)), "/healthcheck.cjs": { file: BUNDLE } };
  return image("node", () => ({ ...SERVER_ROOT, ...executable, ...node }), httpd(8080));
}

/** An image based on another, with this check in exec form and these times. */
function checked(base: string, command: string[], times = OFTEN, ...lines: string[]): Promise<string> {
  return buildImage(`FROM ${base}`, ...lines, `HEALTHCHECK ${times} CMD ${JSON.stringify(command)}`);
}

/** Shows that the check of /ready on port 8080 follows its server, which may be in another container. */
async function follows(id: string, server = id): Promise<void> {
  await settles(id, "unhealthy", 1, UNHEALTHY);
  await appear(server, "ready");
  await settles(id, "healthy", 0, HEALTHY);
}

// The tests

test("a health check in exec form: starting, healthy, unhealthy, healthy; with our lines in the log, and events", async () => {
  // While it starts, the engine counts no failure: `starting` stays until the first success.
  const times = "--interval=500ms --timeout=5s --start-period=1h --retries=2";
  const id = await start(await checked(await serverImage(), ["/healthcheck", "-t", "3s", ":8080/ready"], times));
  await settles(id, "starting", 1, UNHEALTHY);
  await appear(id, "ready");
  await settles(id, "healthy", 0, HEALTHY);
  await disappear(id, "ready");
  await settles(id, "unhealthy", 1, UNHEALTHY);
  await appear(id, "ready");
  await settles(id, "healthy", 0, HEALTHY);

  for (const [exit, line] of await logOf(id)) expect([HEALTHY, UNHEALTHY][exit]).toBe(line);
  await tells(id, "healthy", "unhealthy", "healthy");
});

test.for([
  ["healthcheck", ["/healthcheck", "grpc://:8080"], "unhealthy: grpc localhost:8080: NOT_SERVING\n"],
  ["grpc_health_probe", ["/bin/grpc_health_probe", "-addr=:8080"], "unhealthy: grpc localhost:8080: NOT_SERVING\n"],
] as const)("a server of gRPC FROM scratch, checked as %s", async ([, command, unhealthy], context) => {
  const server = grpcGo();
  if (server.available !== true) cannotRun(context, server.available);
  const root = () => ({
    ...SERVER_ROOT,
    "/server": { file: server.command[0] ?? "" },
    "/bin/grpc_health_probe": { file: NATIVE },
  });
  const base = await image("grpc", root, ["/server", "0.0.0.0:8080", "health"]);
  const id = await start(await checked(base, [...command], OFTEN, "ENV SERVING_FILE=/www/ready"));
  await settles(id, "unhealthy", 1, unhealthy);
  await appear(id, "ready");
  await settles(id, "healthy", 0, "healthy: grpc localhost:8080: SERVING in N ms\n");
  await disappear(id, "ready");
  await settles(id, "unhealthy", 1, unhealthy);
});

test("variables: ENV PORT of the image", async () => {
  const from = await checked(await serverImage(), ["/healthcheck", "/"], OFTEN, "ENV PORT=8081");
  const id = await start(from, [], httpd(8081));
  await settles(id, "healthy", 0, "healthy: GET http://localhost:8081/: 200 in N ms\n");
});

test("variables: HEALTHCHECK_URL given to docker run", async () => {
  const from = await checked(await serverImage(), ["/healthcheck"]);
  const id = await start(from, ["--env", "HEALTHCHECK_URL=http://127.0.0.1:8080/index.html"]);
  await settles(id, "healthy", 0, "healthy: GET http://127.0.0.1:8080/index.html: 200 in N ms\n");
});

test("variables: ${PORT:-8080} in exec form, with PORT and without; the engine does not expand it", async () => {
  const command = ["/healthcheck", ":${PORT:-8080}/"];
  const from = await checked(await serverImage(), command);
  expect(await inspect(from, ".Config.Healthcheck.Test")).toEqual(["CMD", ...command]);
  const without = await start(from);
  const withPort = await start(from, ["--env", "PORT=8082"], httpd(8082));
  await settles(without, "healthy", 0, "healthy: GET http://localhost:8080/: 200 in N ms\n");
  await settles(withPort, "healthy", 0, "healthy: GET http://localhost:8082/: 200 in N ms\n");
});

test("in a container without root, rights, network and a writable file", async () => {
  const from = await checked(await serverImage(), ["/healthcheck", ":8080/ready"]);
  const bare = ["--read-only", "--user", NOBODY, "--cap-drop", "ALL", "--security-opt", "no-new-privileges"];
  // Only what the test changes is writable.
  const id = await start(from, [...bare, "--tmpfs", "/www:mode=1777"]);
  await follows(id);
  expect((await tryDocker(engine, ["exec", id, "/bin/busybox", "touch", "/tmp/file"])).exit).not.toBe(0);
});

test("in a container with 32 MB of memory and 8 processes", async () => {
  const from = await checked(await serverImage(), ["/healthcheck", ":8080/ready"]);
  await follows(await start(from, limits("32m", "8")));
});

test("with the least memory and processes that a program needs to exit there", async () => {
  const from = await checked(await serverImage(), ["/healthcheck", ":8080/ready"]);
  const memory = await leastMemory(from);
  const processes = await leastProcesses(from, memory);
  console.log(`least limits: --memory ${memory} --pids-limit ${processes}`);
  // The server, which has a process for each connection, shares the loopback, not the limits.
  const server = await start(await serverImage());
  await follows(await start(from, limits(memory, processes), IDLE, `container:${server}`), server);
});

test("a check slower than the engine's --timeout ends without a line; with a shorter deadline the line names the stage", async () => {
  const base = await serverImage();
  const slow = (deadline: string) => ["/healthcheck", "-t", deadline, ":8080/cgi-bin/slow"];
  const killed = await start(await checked(base, slow("20s"), "--interval=500ms --timeout=1s --retries=1"));
  const own = await start(await checked(base, slow("300ms")));
  const line = "unhealthy: GET http://localhost:8080/cgi-bin/slow: timed out after 300ms waiting for the response\n";
  await settles(own, "unhealthy", 1, line);
  await settles(killed, "unhealthy", -1, expect.not.stringMatching(/healthy:/));
});

test("nginx with its libraries: unhealthy while /healthcheck is 404, then healthy", async (context) => {
  needs(context, NGINX);
  const from = await checked(await nginxImage(), ["/healthcheck", ":8080/healthcheck"]);
  const id = await start(from, ["--user", NOBODY]);
  const url = "http://localhost:8080/healthcheck";
  await settles(id, "unhealthy", 1, `unhealthy: GET ${url}: status 404, wanted 200-399\n`);
  await appear(id, "healthcheck");
  await settles(id, "healthy", 0, `healthy: GET ${url}: 200 in N ms\n`);
});

test("a swarm service: an unhealthy task is replaced, a healthy one stays", async (context) => {
  needs(context, NGINX);
  const port = await freePort();
  const command = ["/healthcheck", `:${port}/healthcheck`];
  const from = await checked(
    await nginxImage(port),
    command,
    "--interval=1s --timeout=5s --retries=2",
    `USER ${NOBODY}`,
  );
  const name = `tiny-healthcheck-test-${process.pid}`;
  // A service needs the name of an image.
  await docker(engine, ["tag", from, `${name}:service`]);
  await startService(name, `${name}:service`);

  const bound = { timeout: SETTLING_BOUND, interval: 100 };
  await expect.poll(running, bound).toMatch(/^[0-9a-f]{64}$/);
  const old = await running();
  await expect.poll(() => inspect(old, ".State.Status"), bound).toBe("exited");
  expect(await health(old)).toEqual([
    "unhealthy",
    1,
    `unhealthy: GET http://localhost:${port}/healthcheck: status 404, wanted 200-399\n`,
  ]);

  // A task without the page lives for two checks. On a slow machine a later task gets the page in time.
  const healed = async () => {
    const id = await running();
    const touched = await tryDocker(engine, ["exec", id, "/bin/busybox", "touch", "/www/healthcheck"]);
    return touched.exit === 0 ? health(id) : [];
  };
  const healthy = ["healthy", 0, `healthy: GET http://localhost:${port}/healthcheck: 200 in N ms\n`];
  await expect.poll(healed, bound).toEqual(healthy);
  const fresh = await running();
  expect(fresh).not.toBe(old);
  // It lives longer than the last one. The engine keeps five checks.
  const log = async () => (await logOf(fresh)).map(([exit]) => exit);
  await expect.poll(log, bound).toEqual([0, 0, 0, 0, 0]);
  expect(await running()).toBe(fresh);
  await expect.poll(() => replicas(name), bound).toBe("1/1");
  const tasks = await docker(engine, [
    "service",
    "ps",
    "--format",
    "{{.DesiredState}} {{.CurrentState}} {{.Error}}",
    name,
  ]);
  expect(tasks).toMatch(/^Running Running/m);
  expect(tasks).toMatch(/^Shutdown /m);
});

test.for([
  ["the executable with Node in it", "/healthcheck-node"],
  ["healthcheck.cjs with node", "/node /healthcheck.cjs"],
] as const)("%s, in a root with nothing but the libraries that it needs", async ([, command], context) => {
  needs(context, EXECUTABLE, BUNDLE, NODE);
  const times = "--interval=500ms --timeout=10s --retries=1";
  await follows(await start(await checked(await nodeImage(), [...command.split(" "), ":8080/ready"], times)));
});

test("200 checks at once of one server: each verdict is right", async (context) => {
  needs(context, NGINX);
  const id = await start(await nginxImage(), ["--user", NOBODY]);
  await appear(id, "ready");
  // Every second one asks for a page that does not exist.
  const script = `
    check() { line=$(/healthcheck -t 30s :8080/$2 2>&1); echo "$1 $? $line"; }
    for i in $(/bin/busybox seq 100); do check yes ready & check no missing & done
    wait`;
  const lines = (await exec(id, "/bin/busybox", "sh", "-c", script)).trim().split("\n");
  const yes = `yes 0 ${HEALTHY.trim()}`;
  const no = `no 1 ${UNHEALTHY.trim().replace("ready", "missing")}`;
  expect(lines.map(masked).sort()).toEqual([...Array(100).fill(no), ...Array(100).fill(yes)]);
});

/** For 500 commands of the engine: most of a minute, and several minutes on a busy machine. */
const MANY_BOUND = 300_000;

test("500 checks by docker exec leave no process behind, and do not change the server's descriptors and memory", {
  timeout: MANY_BOUND,
}, async (context) => {
  needs(context, NGINX);
  const id = await start(await nginxImage(), ["--user", NOBODY]);
  await appear(id, "ready");
  const checks = async (count: number) => {
    for (let i = 0; i < count; i++) expect(masked(await exec(id, "/healthcheck", ":8080/ready"))).toBe(HEALTHY);
  };
  // After the first check the server has what it allocates once.
  await checks(10);
  const before = await use(id);
  await Promise.all([checks(250), checks(250)]);
  await expect.poll(() => processes(id), { timeout: 5000 }).toHaveLength(1);
  const after = await use(id);
  console.log(`the server before 500 checks: ${JSON.stringify(before)}, after them: ${JSON.stringify(after)}`);
  expect(after.descriptors).toBe(before.descriptors);
  expect(after.kilobytes - before.kilobytes).toBeLessThanOrEqual(128);
});

/** The descriptors and the memory of a container's first process. */
async function use(id: string): Promise<{ descriptors: number; kilobytes: number }> {
  const open = await exec(id, "/bin/busybox", "ls", "/proc/1/fd");
  const status = await exec(id, "/bin/busybox", "cat", "/proc/1/status");
  return { descriptors: open.trim().split("\n").length, kilobytes: Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) };
}

/** Puts what is built where Dockerfile.example looks for the image. test/release has the real image from a registry. @returns its REGISTRY */
async function localRegistry(): Promise<string> {
  const registry = `tiny-healthcheck-test-${process.pid}`;
  const files = { "/healthcheck": { file: NATIVE }, "/healthcheck-tls": { file: `${NATIVE}-tls` } };
  const from = await image("registry", () => files, ["/healthcheck"]);
  await docker(engine, ["tag", from, `${registry}/healthcheck:${packageJson.version}`]);
  return registry;
}

test.for([
  ["BuildKit", "as it stands", "", "needs healthcheck-tls"],
  ["BuildKit", "with TLS", "-tls", "no trusted certificates in this image"],
  ["the classic builder", "as it stands", "", "needs healthcheck-tls"],
] as const)("Dockerfile.example with %s, %s, and a local server", async ([builder, , tls, words]) => {
  const args = [`REGISTRY=${await localRegistry()}`, `SERVER=${await serverImage()}`, ...(tls ? [`TLS=${tls}`] : [])];
  const withBuilder = { ...engine, env: { ...engine.env, DOCKER_BUILDKIT: builder === "BuildKit" ? "1" : "0" } };
  const built = await docker(withBuilder, [
    ...["build", "--quiet", "--label", engine.label, "--file", `${TOP}/Dockerfile.example`, "--target", "example"],
    ...args.flatMap((it) => ["--build-arg", it]),
    TOP,
  ]);
  const id = await start(built.trim());
  await settles(id, "healthy", 0, "healthy: GET http://localhost:8080/: 200 in N ms\n");
  const { exit, stderr } = await tryDocker(engine, ["exec", id, "/healthcheck", "https://localhost:8080/"]);
  expect([exit, stderr]).toEqual([1, expect.stringContaining(words)]);
});
