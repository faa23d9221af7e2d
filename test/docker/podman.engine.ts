import { beforeAll, beforeEach, expect, inject, test } from "vitest";
import { blockOf, readAllExamples, words } from "../examples.ts";
import { cannotRun } from "../run.ts";
import { podman } from "./client.ts";
import { archive, BUSYBOX, httpd, masked, NATIVE, needs, SERVER_ROOT } from "./images.ts";

const { home } = inject("engine");

/** Podman handles a line of a quadlet like the option of the same name. */
const examples = await readAllExamples();
const quadlet = blockOf(examples, "README.md", "Recipes", "ini");
const line = words(blockOf(examples, "docs/engines.md", "Podman", "console")[0] ?? "");
const EXEC = line[line.indexOf("--health-cmd") + 1] ?? "";
const QUADLET = quadlet.find((it) => it.startsWith("HealthCmd="))?.replace("HealthCmd=", "") ?? "";
const TEXT = "curl -f http://localhost:8080/healthz || exit 1";

const HEALTHY = "healthy: GET http://localhost:8080/healthz: 200 in N ms";
const UNHEALTHY = "unhealthy: GET http://localhost:8080/healthz: status 404, wanted ";

const BASE = "localhost/tiny-healthcheck-test:server";
const COMMAND = JSON.stringify(httpd(8080));

let missing: string | undefined;

beforeAll(async () => {
  const { exit, stderr } = await podman(home, ["info"]);
  if (exit !== 0) missing = `no podman: ${stderr.trim()}`;
});

beforeEach(async (context) => {
  if (missing !== undefined) cannotRun(context, missing);
  needs(context, BUSYBOX, NATIVE);
});

/** Runs Podman. @returns its standard output @throws Error with its output if it fails */
async function successful(args: string[], input = ""): Promise<string> {
  const { exit, stdout, stderr } = await podman(home, args, input);
  if (exit !== 0) throw new Error(`podman ${args.join(" ")}: ${exit}: ${stderr}${stdout}`);
  return stdout.trim();
}

let base: Promise<unknown> | undefined;

/** A server, and our file, also as /bin/sh. */
async function serverImage(): Promise<string> {
  base ??= successful([
    ...["import", "--change", `CMD ${COMMAND}`],
    ...[archive("podman", { ...SERVER_ROOT, "/bin/sh": { file: NATIVE } }), BASE],
  ]);
  await base;
  return BASE;
}

async function start(from: string, ...options: string[]): Promise<string> {
  // The tests trigger checks, because otherwise systemd would have to. Podman's default limits are too high if root may not raise limits.
  const limits = ["--ulimit=nofile=1024:1024", "--ulimit=nproc=1024:1024"];
  const plain = ["--health-interval=disable", "--health-retries=1", "--network=none", ...limits];
  return successful(["run", "--detach", ...plain, ...options, from]);
}

interface State {
  Status: string;
  Log: { ExitCode: number; Output: string }[];
}

/** Makes the check. @returns the exit status of `podman healthcheck run`, Podman's verdict, and line and exit status of the latest check */
async function check(id: string): Promise<[exit: number | null, status: string, checkExit?: number, line?: string]> {
  const { exit } = await podman(home, ["healthcheck", "run", id]);
  const { Status, Log } = JSON.parse(await successful(["inspect", "--format", "{{json .State.Health}}", id])) as State;
  const last = Log.at(-1);
  return [exit, Status, last?.ExitCode, masked(last?.Output.trim() ?? "")];
}

test.for([
  ["exec form, as in the README's Quadlet file", QUADLET, "200-399"],
  ["exec form, as in docs/engines.md", EXEC, "200-399"],
  ["shell form, with our file as /bin/sh", TEXT, "below 400"],
] as const)("podman run --health-cmd in %s: unhealthy, healthy", async ([, text, wanted]) => {
  const id = await start(await serverImage(), "--health-cmd", text);
  const serves = () => podman(home, ["exec", id, "/healthcheck", "8080"]);
  await expect.poll(async () => (await serves()).exit, { timeout: 10_000 }).toBe(0);
  expect(await check(id)).toEqual([1, "unhealthy", 1, UNHEALTHY + wanted]);
  await successful(["exec", id, "/bin/busybox", "touch", "/www/healthz"]);
  expect(await check(id)).toEqual([0, "healthy", 0, HEALTHY]);
});

test("HEALTHCHECK of a Dockerfile: --format docker keeps it, the OCI format does not", async () => {
  const lines = [`FROM ${await serverImage()}`, `HEALTHCHECK CMD ["/healthcheck", ":8080/"]`, ""].join("\n");
  const build = (format: string) => successful(["build", "--quiet", "--format", format, "-"], lines);
  const checkOf = async (format: string) => {
    const [{ Healthcheck }] = JSON.parse(await successful(["image", "inspect", await build(format)]));
    return Healthcheck?.Test;
  };
  expect(await checkOf("docker")).toEqual(["CMD", "/healthcheck", ":8080/"]);
  expect(await checkOf("oci")).toBeUndefined();
});
