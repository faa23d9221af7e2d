import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { beforeAll, beforeEach, expect, inject, test } from "vitest";
import { DIST } from "../../build/paths.ts";
import packageJson from "../../package.json";
import { podman } from "../docker/client.ts";
import { archive, BUSYBOX, httpd, masked, needs, SERVER_ROOT } from "../docker/images.ts";
import { cannotRun } from "../run.ts";

const { home } = inject("engine");
const registry = inject("registry");
const NAME = `${registry}/healthcheck:${packageJson.version}`;
const BASE = "localhost/tiny-healthcheck-release:server";

/** Options of a container without a network, of which this test makes the checks. Where root may raise no limits, Podman's own are too high. */
const PLAIN = [
  ...["--detach", "--network=none", "--health-interval=disable", "--health-retries=1"],
  ...["--ulimit=nofile=1024:1024", "--ulimit=nproc=1024:1024"],
];

let missing: string | undefined;

beforeAll(async () => {
  const engine = inject("engine");
  const { exit, stderr } = await podman(home, ["info"]);
  if (exit !== 0) missing = `no podman: ${stderr.trim()}`;
  // This machine's Podman must not stand in for Debian 13's.
  if ("missing" in engine && engine.lacksPrograms) missing = engine.missing;
  if (typeof registry !== "string") missing = registry.missing;
});
beforeEach((context) => {
  if (missing !== undefined) cannotRun(context, missing);
  needs(context, BUSYBOX);
});

/** Runs Podman. @returns its standard output @throws what it says when it fails */
async function successful(args: string[], input = ""): Promise<string> {
  const { exit, stdout, stderr } = await podman(home, args, input);
  if (exit !== 0) throw new Error(`podman ${args.join(" ")}: ${exit}: ${stderr}${stdout}`);
  return stdout.trim();
}

let base: Promise<unknown> | undefined;

/** A server without a health check. */
async function bareServer(): Promise<string> {
  const { "/healthcheck": _, ...root } = SERVER_ROOT;
  base ??= successful(["import", "--change", `CMD ${JSON.stringify(httpd(8080))}`, archive("podman-bare", root), BASE]);
  await base;
  return BASE;
}

/** Makes the check. @returns the exit status of `podman healthcheck run` and the latest line of its log */
async function check(id: string): Promise<[exit: number | null, line: string]> {
  const { exit } = await podman(home, ["healthcheck", "run", id]);
  const { Log } = JSON.parse(await successful(["inspect", "--format", "{{json .State.Health}}", id]));
  return [exit, masked(Log.at(-1)?.Output.trim() ?? "")];
}

const UNHEALTHY = "unhealthy: GET http://localhost:8080/ready: status 404, wanted 200-399";

/** Shows that the check of /ready in the container follows its server. */
async function follows(id: string): Promise<void> {
  await expect.poll(() => check(id), { timeout: 10_000 }).toEqual([1, UNHEALTHY]);
  await successful(["exec", id, "/bin/busybox", "touch", "/www/ready"]);
  expect(await check(id)).toEqual([0, "healthy: GET http://localhost:8080/ready: 200 in N ms"]);
}

test("the image, mounted into one that one does not build: unhealthy, healthy", async () => {
  await successful(["pull", "--tls-verify=false", NAME]);
  const mount = ["--mount", `type=image,src=${NAME},dst=/hc`];
  const command = ["--health-cmd", JSON.stringify(["/hc/healthcheck", ":8080/ready"])];
  await follows(await successful(["run", ...PLAIN, ...mount, ...command, await bareServer()]));
});

test("podman build, COPY --from: unhealthy, healthy", async () => {
  const check = `HEALTHCHECK CMD ["/healthcheck", ":8080/ready"]`;
  const lines = [`FROM ${await bareServer()}`, `COPY --from=${NAME} /healthcheck /healthcheck`, check, ""].join("\n");
  const options = ["--quiet", "--format", "docker", "--tls-verify=false"];
  await follows(await successful(["run", ...PLAIN, await successful(["build", ...options, "-"], lines)]));
});

test.each([
  ["linux/arm64", "arm64"],
  ["linux/arm/v6", "arm-v6"],
  ["linux/s390x", "s390x"],
])("podman pull --platform %s takes that platform's file", async (platform, name) => {
  const id = await successful(["pull", "--quiet", "--tls-verify=false", "--platform", platform, NAME]);
  const container = await successful(["create", "--platform", platform, id]);
  await successful(["cp", `${container}:/healthcheck`, `${home}/pulled-${name}`]);
  expect(hashOf(`${home}/pulled-${name}`)).toBe(hashOf(`${DIST}/linux-${name}/healthcheck`));
});

function hashOf(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
