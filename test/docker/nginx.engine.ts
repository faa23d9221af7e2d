import { expect, test } from "vitest";
import { docker, tryDocker } from "./client.ts";
import { checked, HEALTHY, NGINX, nginxImage, UNHEALTHY } from "./exec-form.ts";
import {
  appear,
  engine,
  exec,
  freePort,
  health,
  inEngine,
  inspect,
  logOf,
  masked,
  NOBODY,
  needs,
  processes,
  replicas,
  running,
  SETTLING_BOUND,
  settles,
  start,
  startService,
} from "./images.ts";

inEngine();

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
