import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { hostArchitecture } from "../../build/architectures.ts";
import { CACHE, TOP } from "../../build/paths.ts";
import { blockOf, readAllExamples, words } from "../examples.ts";
import { cannotRun } from "../run.ts";
import { compose, docker, findCompose } from "./client.ts";
import {
  engine,
  enterSwarm,
  freePort,
  health,
  httpd,
  IDLE,
  image,
  inEngine,
  inspect,
  NATIVE,
  replicas,
  running,
  SERVER_ROOT,
  SETTLING_BOUND,
  settles,
  start,
} from "./images.ts";

inEngine();

const examples = await readAllExamples();
const DOCKERFILE = blockOf(examples, "README.md", "", "dockerfile");
const COMPOSE = blockOf(examples, "README.md", "Recipes", "yaml");

const OFTEN = ["--health-interval=500ms", "--health-retries=1"];
const HEALTHY = "healthy: GET http://localhost:8080/healthz: 200 in N ms\n";

/** A page at /healthz, and our file as /healthcheck. */
function healthzImage(): Promise<string> {
  return image("healthz", () => ({ ...SERVER_ROOT, "/www/healthz": { text: "ok\n" } }), httpd(8080));
}

/** Compiles server.zig. @returns the path of the static executable */
function compiledServer(): string {
  const output = `${engine.home}/server`;
  const zig = [
    ["build-exe", `${TOP}/test/docker/server.zig`, "-target", hostArchitecture().target, `-femit-bin=${output}`],
    ["-O", "ReleaseSmall", "-fstrip", "-fsingle-threaded"],
    ["--cache-dir", `${CACHE}/zig`, "--global-cache-dir", `${CACHE}/zig-global`],
  ];
  execFileSync(`${TOP}/node_modules/.bin/zig`, zig.flat(), { stdio: "pipe" });
  return output;
}

/** Builds an image from a Dockerfile that copies a server, with our file from an image. @returns its id */
async function built(dockerfile: string[]): Promise<string> {
  const ours = await image("published", () => ({ "/healthcheck": { file: NATIVE } }), ["/healthcheck"]);
  const context = `${engine.home}/context`;
  mkdirSync(context, { recursive: true });
  copyFileSync(compiledServer(), `${context}/server`);
  writeFileSync(`${context}/Dockerfile`, [...dockerfile, ""].join("\n"));
  const args = ["build", "--quiet", "--label", engine.label, "--build-arg", `HEALTHCHECK=${ours}`, context];
  return (await docker(engine, args)).trim();
}

test("the line for docker run --health-cmd, with our file as /bin/sh", async () => {
  const stages = [...DOCKERFILE.slice(0, 2), ...blockOf(examples, "docs/engines.md", "Docker", "dockerfile", 1)];
  const [line = "", ...more] = blockOf(examples, "docs/engines.md", "Docker", "console", 1);
  expect(more).toEqual([]);
  const [program, run, ...args] = words(line);
  expect([program, run, args.pop()]).toEqual(["docker", "run", "IMAGE"]);
  const own = ["--label", engine.label, "--network", "none"];
  const id = (await docker(engine, ["run", ...own, ...args, await built(stages)])).trim();
  expect(await inspect(id, ".Config.Cmd")).toEqual(["/server"]);
  await settles(id, "healthy", 0, HEALTHY.replace("healthz", "health"));
});

test("the commonest line, rewritten and kept, as docs/commands.md shows it", async () => {
  for (const index of [1, 2]) {
    const block = blockOf(examples, "docs/commands.md", "The commonest line", "dockerfile", index);
    const id = await start(await built([...DOCKERFILE.slice(0, 2), ...block, ...DOCKERFILE.filter(isServers)]), OFTEN);
    const [form] = await inspect<string[]>(id, ".Config.Healthcheck.Test");
    expect(form).toBe(["CMD", "CMD-SHELL"][index - 1]);
    await settles(id, "healthy", 0, HEALTHY.replace("healthz", "health"));
  }
});

/** Whether an instruction puts the server into the image or starts it. */
function isServers(line: string): boolean {
  return line === "COPY server /server" || line === 'CMD ["/server"]';
}

test("the Dockerfile of the first screen, with PORT and without", async () => {
  const from = await built(DOCKERFILE);
  const without = await start(from, OFTEN);
  expect(await inspect(without, ".Config.Cmd")).toEqual(["/server"]);
  await settles(without, "healthy", 0, HEALTHY);
  const withPort = await start(from, [...OFTEN, "--env", "PORT=8081"]);
  // The server has port 8080 alone. A container may be without IPv6, which the line would tell as well.
  const elsewhere = expect.stringContaining("http://localhost:8081/healthz: connection refused (127.0.0.1");
  await settles(withPort, "unhealthy", 1, elsewhere);
});

test("the compose file: `up` starts dependent services when the service is healthy", async (context) => {
  const command = (await findCompose(engine)) ?? cannotRun(context, "no docker-compose");
  const project = `tiny-healthcheck-test-${process.pid}`;
  const server = await healthzImage();
  const file = `${engine.home}/compose.yaml`;
  const text = COMPOSE.join("\n").replace("IMAGE", server);
  writeFileSync(file, `${text}\n`);
  // No network, our label, shorter intervals, and a service that waits.
  const own = { network_mode: "none", labels: [engine.label] };
  const services = {
    web: { ...own, healthcheck: { interval: "500ms" } },
    later: { ...own, image: server, command: IDLE, depends_on: { web: { condition: "service_healthy" } } },
  };
  const overrides = `${engine.home}/compose.override.json`;
  writeFileSync(overrides, JSON.stringify({ services }));
  await compose(engine, command, ["--project-name", project, "--file", file, "--file", overrides, "up", "--detach"]);

  const all = await Promise.all((await running()).split("\n").map(async (id) => ({ id, name: await serviceOf(id) })));
  expect(all.map(({ name }) => name).sort()).toEqual(["later", "web"]);
  const web = all.find(({ name }) => name === "web")?.id ?? "";
  expect(await inspect(web, ".Config.Healthcheck.Test")).toEqual([
    ...["CMD", "/healthcheck", "-t", "3s", ":${PORT:-8080}/healthz"],
  ]);
  // Nothing waits here.
  expect(await health(web)).toEqual(["healthy", 0, HEALTHY]);
});

async function serviceOf(id: string): Promise<string | undefined> {
  return (await inspect<Record<string, string>>(id, ".Config.Labels"))["com.docker.compose.service"];
}

test("docker stack deploy reads the compose file", async () => {
  const server = await healthzImage();
  const port = await freePort();
  const name = `tiny-healthcheck-stack-${process.pid}`;
  const file = `${engine.home}/stack.yaml`;
  // Older clients ask for the version, newer ones warn of it.
  writeFileSync(file, ['version: "3.8"', ...COMPOSE, ""].join("\n").replace("IMAGE", server));
  // The network and a port of this machine, and our label.
  const service = { command: httpd(port, "127.0.0.1"), environment: { PORT: `${port}` } };
  const web = { ...service, labels: [engine.label], deploy: { labels: [engine.label] } };
  const networks = { default: { external: true, name: "host" } };
  const overrides = `${engine.home}/stack.override.json`;
  writeFileSync(overrides, JSON.stringify({ version: "3.8", services: { web }, networks }));
  await enterSwarm();
  await docker(engine, ["stack", "deploy", "--resolve-image", "never", "-c", file, "-c", overrides, name]);
  const bound = { timeout: SETTLING_BOUND, interval: 100 };
  await expect.poll(running, bound).toMatch(/^[0-9a-f]{64}$/);
  await settles(await running(), "healthy", 0, HEALTHY.replace("8080", `${port}`));
  // The swarm learns of it a moment later.
  await expect.poll(() => replicas(`${name}_web`), bound).toBe("1/1");
});
