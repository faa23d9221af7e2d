import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeEach, expect, inject, test } from "vitest";
import { hostArchitecture } from "../../build/architectures.ts";
import { DIST, TOP } from "../../build/paths.ts";
import { PLATFORMS } from "../../build/release/image.ts";
import packageJson from "../../package.json";
import { compose, type Done, docker, type Engine, findCompose, tryDocker } from "../docker/client.ts";
import {
  appear,
  disappear,
  engine,
  httpd,
  image,
  inEngine,
  inspect,
  running,
  SERVER_ROOT,
  settles,
  start,
} from "../docker/images.ts";
import { cannotRun } from "../run.ts";

const registry = inject("registry");
const release = inject("release");
const digest = inject("digest");
const { version } = packageJson;

const NAME = `${registry}/healthcheck`;
const OFTEN = "--interval=500ms --timeout=5s --retries=1";
const HEALTHY = "healthy: GET http://localhost:8080/ready: 200 in N ms\n";
const UNHEALTHY = "unhealthy: GET http://localhost:8080/ready: status 404, wanted 200-399\n";

inEngine();
beforeEach((context) => {
  if (typeof registry !== "string") cannotRun(context, registry.missing);
});

// What was pulled does not carry the tests' label. An engine that was there before must not keep it.
const pulled = () => docker(engine, ["image", "ls", "--quiet", "--no-trunc", "--filter", `reference=${NAME}`]);
afterAll(async () => {
  if ("missing" in engine) return;
  const ids = new Set((await pulled()).split("\n").filter(Boolean));
  if (ids.size > 0) await docker(engine, ["image", "rm", "--force", ...ids]);
  expect(await pulled()).toBe("");
});

/** A server without a health check. */
function bareServer(): Promise<string> {
  const { "/healthcheck": _, ...root } = SERVER_ROOT;
  return image("bare", () => root, httpd(8080));
}

/** Builds the text of a Dockerfile, as users do. */
function tryBuild(builder: Builder, lines: string[], ...options: string[]): Promise<Done> {
  return tryDocker(
    withBuilder(builder),
    ["build", "--label", engine.label, ...options, "-"],
    [...lines, ""].join("\n"),
  );
}

type Builder = "BuildKit" | "the classic builder";

function withBuilder(builder: Builder): Engine {
  return { ...engine, env: { ...engine.env, DOCKER_BUILDKIT: builder === "BuildKit" ? "1" : "0" } };
}

async function build(builder: Builder, ...lines: string[]): Promise<string> {
  const { exit, stdout, stderr } = await tryBuild(builder, lines, "--quiet");
  if (exit !== 0) throw new Error(`docker build with ${builder}: ${stderr}${stdout}`);
  return stdout.trim();
}

/** Shows that the check of /ready in the container follows its server. */
async function follows(id: string, healthy: unknown = HEALTHY, unhealthy: unknown = UNHEALTHY): Promise<void> {
  await appear(id, "ready");
  await settles(id, "healthy", 0, healthy);
  await disappear(id, "ready");
  await settles(id, "unhealthy", 1, unhealthy);
}

const CHECK = `HEALTHCHECK ${OFTEN} CMD ["/healthcheck", ":8080/ready"]`;
const BUILDERS: Builder[] = ["BuildKit", "the classic builder"];
const WAYS: [string, string[]][] = [
  ["COPY --from by tag", [`COPY --from=${NAME}:${version} /healthcheck /healthcheck`]],
  ["COPY --from by digest", [`COPY --from=${NAME}@${digest} /healthcheck /healthcheck`]],
];

test.for(BUILDERS.flatMap((builder) => WAYS.map(([way, lines]) => [way, builder, lines] as const)))(
  "%s with %s: healthy, then unhealthy",
  async ([, builder, lines]) => {
    const from = await build(builder, `FROM ${await bareServer()}`, ...lines, CHECK);
    await follows(await start(from));
  },
);

test.for(BUILDERS)("FROM … AS healthcheck, with %s: healthy, then unhealthy", async (builder) => {
  const lines = [`FROM ${await bareServer()}`, "COPY --from=healthcheck /healthcheck-tls /healthcheck", CHECK];
  await follows(await start(await build(builder, `FROM ${NAME}:${version} AS healthcheck`, ...lines)));
});

test.for(BUILDERS)("another digest is refused by %s", async (builder) => {
  const wrong = digest.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
  const { exit, stderr, stdout } = await tryBuild(builder, [
    "FROM scratch",
    `COPY --from=${NAME}@${wrong} /healthcheck /`,
  ]);
  expect([exit, stderr + stdout]).toEqual([1, expect.stringMatching(/not found|manifest unknown/)]);
});

test("as /bin/sh, for the text of docker run --health-cmd", async () => {
  const copy = `COPY --from=${NAME}:${version} /healthcheck /bin/sh`;
  const from = await build("BuildKit", `FROM ${await bareServer()}`, copy);
  const text = "curl -f http://localhost:8080/ready || exit 1";
  const id = await start(from, ["--health-cmd", text, "--health-interval=500ms", "--health-retries=1"]);
  await follows(id, HEALTHY, UNHEALTHY.replace("200-399", "below 400"));
});

test("the image runs by itself, not as root", async () => {
  expect(await docker(engine, ["run", "--rm", "--network=none", `${NAME}:${version}`, "--version"])).toBe(
    `healthcheck ${version}\n`,
  );
  expect(await inspect(`${NAME}:${version}`, ".Config.User")).toBe("65534:65534");
});

test("BuildKit takes each platform's own file", async () => {
  for (const { name, architecture, variant } of PLATFORMS) {
    const output = `${engine.home}/platform-${name}`;
    const platform = ["linux", architecture, ...(variant ? [variant] : [])].join("/");
    const lines = ["FROM scratch", `COPY --from=${NAME}:${version} /healthcheck /healthcheck-tls /`];
    const options = ["--platform", platform, "--output", `type=local,dest=${output}`];
    const { exit, stderr } = await tryBuild("BuildKit", lines, ...options);
    expect([exit, exit === 0 ? "" : stderr], platform).toEqual([0, ""]);
    for (const file of ["healthcheck", "healthcheck-tls"]) {
      expect(hashOf(`${output}/${file}`), `${platform}: ${file}`).toBe(hashOf(`${DIST}/linux-${name}/${file}`));
    }
    rmSync(output, { recursive: true });
  }
});

function hashOf(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

test.for(BUILDERS)("Dockerfile.example with %s and the registry as its one argument", async (builder) => {
  const args = [`REGISTRY=${registry}`, `SERVER=${await bareServer()}`].flatMap((it) => ["--build-arg", it]);
  const file = ["--file", `${TOP}/Dockerfile.example`, "--target", "example"];
  const built = await docker(withBuilder(builder), [
    ...["build", "--quiet", "--label", engine.label, ...file, ...args, TOP],
  ]);
  const id = await start(built.trim(), ["--health-interval=500ms"]);
  await settles(id, "healthy", 0, HEALTHY.replace("/ready", "/"));
});

test("Compose: a file of the release, mounted into an image that one does not build", async (context) => {
  const command = (await findCompose(engine)) ?? cannotRun(context, "no docker-compose");
  const file = `${engine.home}/release-compose.yaml`;
  const web = {
    image: await bareServer(),
    network_mode: "none",
    labels: [engine.label],
    volumes: [`${release}/healthcheck-linux-${hostArchitecture().name}:/healthcheck:ro`],
    healthcheck: { test: ["CMD", "/healthcheck", ":8080/ready"], interval: "500ms", timeout: "5s", retries: 1 },
  };
  writeFileSync(file, JSON.stringify({ version: "3.8", services: { web } }));
  const project = `tiny-healthcheck-release-${process.pid}`;
  await compose(engine, command, ["--project-name", project, "--file", file, "up", "--detach"]);
  await follows(await running());
});

test.for(BUILDERS)(
  "the executable of the npm package, copied from node_modules by TARGETARCH, with %s",
  async (builder) => {
    const folder = `${engine.home}/npm-context`;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    writeFileSync(`${folder}/package.json`, "{}");
    const install = ["install", "--ignore-scripts", "--offline", `${release}/tiny-healthcheck-${version}.tgz`];
    execFileSync("npm", install, { cwd: folder, stdio: "pipe" });
    const from = "node_modules/tiny-healthcheck/linux-${TARGETARCH}${TARGETVARIANT:+-$TARGETVARIANT}/healthcheck";
    const lines = [
      `FROM ${await bareServer()}`,
      "ARG TARGETARCH",
      "ARG TARGETVARIANT",
      `COPY ${from} /healthcheck`,
      CHECK,
    ];
    writeFileSync(`${folder}/Dockerfile`, [...lines, ""].join("\n"));
    // The classic builder has to be told.
    const told = builder === "BuildKit" ? [] : ["--build-arg", `TARGETARCH=${hostArchitecture().name}`];
    const built = await docker(withBuilder(builder), ["build", "--quiet", "--label", engine.label, ...told, folder]);
    await follows(await start(built.trim()));
  },
);
