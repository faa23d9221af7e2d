import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { dirname } from "node:path";
import { afterEach, beforeEach, expect, inject, type TestContext } from "vitest";
import { hostArchitecture } from "../../build/architectures.ts";
import { DIST, TOP } from "../../build/paths.ts";
import { cannotRun } from "../run.ts";
import { docker, type Engine } from "./client.ts";
import { removeContainers } from "./engine.ts";

export const found = inject("engine");
/** Only tests use it, and they need an engine. */
export const engine = found as Engine;

export const NATIVE = `${DIST}/linux-${hostArchitecture().name}/healthcheck`;
export const BUSYBOX = "/bin/busybox";
export const NOBODY = "65534";
/** How long the engine may take for a check and its result, in milliseconds. */
export const SETTLING_BOUND = 30_000;

/** For a file of tests that need the engine and these files, and that leave nothing in it. */
export function inEngine(): void {
  beforeEach((context) => {
    if ("missing" in found) cannotRun(context, found.missing);
    needs(context, BUSYBOX, NATIVE);
  });
  afterEach(async () => {
    if (!("missing" in found)) await removeContainers(engine);
  });
}

/** Skips a test if one of these files is missing. */
export function needs(context: TestContext, ...files: string[]): void {
  const missing = files.find((file) => !existsSync(file));
  if (missing) cannotRun(context, `no ${missing.replace(`${TOP}/`, "")}`);
}

// Images

/** Files by their path in the image: contents, or a file of this machine. */
export type Root = Record<string, { text: string } | { file: string }>;

const roots = new Map<string, Promise<string>>();

/** Makes an image FROM scratch, once. @returns its name */
export function image(name: string, root: () => Root, command: string[]): Promise<string> {
  const known = roots.get(name) ?? imported(name, root(), command);
  roots.set(name, known);
  return known;
}

async function imported(name: string, root: Root, command: string[]): Promise<string> {
  const file = archive(name, root);
  const tag = `tiny-healthcheck-test:${name}-${process.pid}`;
  const changes = [`LABEL ${engine.label}`, `CMD ${JSON.stringify(command)}`].flatMap((it) => ["--change", it]);
  await docker(engine, ["import", ...changes, file, tag]);
  rmSync(file);
  return tag;
}

/** Packs these files as executables. @returns the path of the archive */
export function archive(name: string, root: Root): string {
  const directory = `${engine.home}/images/${name}`;
  for (const [path, content] of Object.entries(root)) {
    const to = directory + path;
    mkdirSync(dirname(to), { recursive: true });
    if ("file" in content) copyFileSync(content.file, to);
    else writeFileSync(to, content.text);
    chmodSync(to, 0o755);
  }
  for (const open of ["/www", "/tmp"]) {
    mkdirSync(directory + open, { recursive: true });
    chmodSync(directory + open, 0o777);
  }
  const file = `${directory}.tar`;
  execFileSync("tar", ["-C", directory, "--owner=0", "--group=0", "-cf", file, "."]);
  rmSync(directory, { recursive: true });
  return file;
}

/** The native check, and a static server of /www with a slow page. */
export const SERVER_ROOT: Root = {
  "/bin/busybox": { file: BUSYBOX },
  "/healthcheck": { file: NATIVE },
  "/www/index.html": { text: "hello\n" },
  "/www/cgi-bin/slow": { text: "#!/bin/busybox sh\nexec /bin/busybox sleep 60\n" },
};

export function serverImage(): Promise<string> {
  return image("server", () => SERVER_ROOT, httpd(8080));
}

/** A container with nothing but a health check. */
export const IDLE = ["/bin/busybox", "sleep", "600"];

export function httpd(port: number, host = ""): string[] {
  return ["/bin/busybox", "httpd", "-f", "-p", host ? `${host}:${port}` : `${port}`, "-h", "/www"];
}

/** Builds an image from the text of a Dockerfile. @returns its id */
export async function buildImage(...lines: string[]): Promise<string> {
  // Without a bridge the engine can only run builds without a network.
  const args = ["build", "--quiet", "--network", "none", "--label", engine.label, "-"];
  return (await docker(engine, args, [...lines, ""].join("\n"))).trim();
}

/** A program and the libraries that ldd(1) names, where its loader looks for them. */
export function withLibraries(path: string, file: string): Root {
  const said = execFileSync("ldd", [file], { encoding: "utf8" });
  const libraries = [...said.matchAll(/(\/\S+) \(0x/g)].map(([, library]) => [library, { file: library }]);
  return { [path]: { file }, ...Object.fromEntries(libraries) };
}

// Containers

/** Starts a container that only has a loopback. @returns its id */
export async function start(
  from: string,
  options: string[] = [],
  command: string[] = [],
  network = "none",
): Promise<string> {
  const args = ["run", "--detach", "--label", engine.label, "--network", network, ...options, from, ...command];
  return (await docker(engine, args)).trim();
}

export function exec(id: string, ...command: string[]): Promise<string> {
  return docker(engine, ["exec", id, ...command]);
}

export const appear = (id: string, file: string) => exec(id, "/bin/busybox", "touch", `/www/${file}`);
export const disappear = (id: string, file: string) => exec(id, "/bin/busybox", "rm", `/www/${file}`);

/** The ids of running containers of the tests, one on each line. */
export async function running(): Promise<string> {
  return (await docker(engine, ["ps", "--quiet", "--no-trunc", "--filter", `label=${engine.label}`])).trim();
}

/** The processes of a container, as the engine sees them. */
export async function processes(id: string): Promise<string[]> {
  return (await docker(engine, ["top", id, "-eo", "pid,args"])).trim().split("\n").slice(1);
}

/** Makes a swarm of this engine, unless it is in one. */
export async function enterSwarm(): Promise<void> {
  if (engine.hasSwarm) return;
  await docker(engine, ["swarm", "init", "--advertise-addr=127.0.0.1", "--listen-addr=127.0.0.1"]);
}

/** Starts a service of one task in the network of the machine, without delay between tasks. The image needs a name. */
export async function startService(name: string, from: string, options: string[] = [], command: string[] = []) {
  await enterSwarm();
  const labels = ["--label", engine.label, "--container-label", engine.label];
  const swift = ["--restart-delay=0s", "--stop-grace-period=5s", "--no-resolve-image", "--detach"];
  const all = ["--name", name, "--network=host", ...labels, ...swift, ...options];
  await docker(engine, ["service", "create", ...all, from, ...command]);
}

export async function replicas(name: string): Promise<string> {
  return (await docker(engine, ["service", "ls", "--filter", `name=${name}`, "--format", "{{.Replicas}}"])).trim();
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// Health

export interface Health {
  Status: string;
  /** Null before the first check. */
  Log: { ExitCode: number; Output: string }[] | null;
}

export async function inspect<T>(id: string, what: string): Promise<T> {
  return JSON.parse(await docker(engine, ["inspect", "--format", `{{json ${what}}}`, id]));
}

/** The engine's verdict, and exit status and line of the latest check, with masked times. */
export async function health(id: string): Promise<[status: string, exit?: number, line?: string]> {
  const { Status, Log } = await inspect<Health>(id, ".State.Health");
  const last = Log?.at(-1);
  return last ? [Status, last.ExitCode, masked(last.Output)] : [Status];
}

export function masked(text: string): string {
  return text.replace(/ in \d+ ms/g, " in N ms");
}

/** Waits for this verdict of the engine and this result of the latest check. */
export async function settles(id: string, ...expected: [status: string, exit: number, line: unknown]): Promise<void> {
  await expect.poll(() => health(id), { timeout: SETTLING_BOUND, interval: 100 }).toEqual(expected);
}

/** The checks that the engine remembers, at most five. */
export async function logOf(id: string): Promise<[exit: number, line: string][]> {
  const { Log } = await inspect<Health>(id, ".State.Health");
  return (Log ?? []).map(({ ExitCode, Output }) => [ExitCode, masked(Output)]);
}

/** Waits until the engine's events about a container's health are these. */
export async function tells(id: string, ...statuses: string[]): Promise<void> {
  const filter = ["--filter", `container=${id}`, "--filter", "event=health_status"];
  const list = ["events", "--since=10m", "--until=0s", ...filter, "--format={{.Action}}"];
  const events = async () => (await docker(engine, list)).trim().split("\n");
  // The client asks for whole seconds, so an event is listed when its second is over.
  await expect.poll(events, { timeout: 5000 }).toEqual(statuses.map((it) => `health_status: ${it}`));
}

// Limits

export function limits(memory: string, processes: string): string[] {
  return ["--memory", memory, "--memory-swap", memory, "--pids-limit", processes];
}

/** The least memory that a program needs to exit in a container of this image. */
export function leastMemory(from: string): Promise<string> {
  const candidates = ["4m", "5m", "6m", "7m", "8m", "10m", "12m", "16m", "24m", "32m"];
  return first(candidates, (it) => canExecute(from, limits(it, "64")));
}

/** The least processes that it needs with this memory. */
export function leastProcesses(from: string, memory: string): Promise<string> {
  const candidates = ["1", "2", "3", "4", "5", "6", "7", "8", "12", "16"];
  return first(candidates, (it) => canExecute(from, limits(memory, it)));
}

async function first(candidates: string[], works: (candidate: string) => Promise<boolean>): Promise<string> {
  for (const candidate of candidates) if (await works(candidate)) return candidate;
  throw new Error(`none of ${candidates.join(", ")} works`);
}

/** Whether `true` runs in such a container three times. The engine's own part may need more or fewer threads. */
async function canExecute(from: string, options: string[]): Promise<boolean> {
  try {
    const id = await start(from, ["--no-healthcheck", ...options], IDLE);
    for (let i = 0; i < 3; i++) await exec(id, "/bin/busybox", "true");
    return true;
  } catch {
    return false;
  }
}
