import { expect, test } from "vitest";
import { grpcGo } from "../peers/grpc-servers.ts";
import { cannotRun } from "../run.ts";
import { tryDocker } from "./client.ts";
import { checked, follows, HEALTHY, OFTEN, UNHEALTHY } from "./exec-form.ts";
import {
  appear,
  disappear,
  engine,
  httpd,
  IDLE,
  image,
  inEngine,
  inspect,
  leastMemory,
  leastProcesses,
  limits,
  logOf,
  NATIVE,
  NOBODY,
  SERVER_ROOT,
  serverImage,
  settles,
  start,
  tells,
} from "./images.ts";

inEngine();

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
