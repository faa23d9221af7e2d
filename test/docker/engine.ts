import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { pathOf } from "../run.ts";
import { docker, type Engine, finished, podman, tryDocker } from "./client.ts";

/** Or why there is none. The directory is there all the same. `lacksPrograms`: not even the programs that were to be preferred. */
export type Found = Engine | { missing: string; home: string; lacksPrograms?: boolean };

declare module "vitest" {
  interface ProvidedContext {
    engine: Found;
  }
}

/** The argument that makes this file the keeper's program. */
const KEEP = "keep-engine";

/** The network that a swarm makes in its engine, and does not take with it. */
const GATEWAY = "docker_gwbridge";

const START_BOUND = 20_000;
const STOP_BOUND = 20_000;

/**
 * Before all tests. Engine and all that is made in it belong to a process of their own, the keeper, which undoes everything
 * when its standard input ends: at the end of the tests as well as when they are interrupted or killed.
 */
export default function setup(project: TestProject): Promise<() => Promise<void>> {
  return provideEngine(project);
}

/** @param programs a module whose default export, called with the directory, returns a folder of programs to prefer to this machine's */
export async function provideEngine(project: TestProject, programs?: string): Promise<() => Promise<void>> {
  const args = [fileURLToPath(import.meta.url), KEEP, ...(programs === undefined ? [] : [programs])];
  const keeper = spawn(process.execPath, args, {
    // A session of its own: an interrupt from the keyboard is not for it.
    detached: true,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(keeper, "exit");
  let said = "";
  for await (const text of keeper.stdout.setEncoding("utf8")) said += text;
  if (said === "") throw new Error("no engine, see above");
  const found: Found = JSON.parse(said);
  console.log("missing" in found ? `no engine: ${found.missing}` : found.description);
  project.provide("engine", found);
  return async () => {
    keeper.stdin.end();
    const [exit] = await ended;
    if (exit !== 0) throw new Error("not everything was removed, see above");
  };
}

async function keep(programs?: string): Promise<void> {
  const home = mkdtempSync(`${tmpdir()}/healthcheck-engine-`);
  let daemon: Daemon | undefined;
  let engine: Engine | undefined;
  try {
    const found = await prefer(home, programs).then(
      () =>
        findEngine(home, (it) => {
          daemon = it;
        }),
      (error: Error): Found => ({ missing: error.message, home, lacksPrograms: true }),
    );
    if (!("missing" in found)) engine = found;
    writeSync(1, JSON.stringify(found));
    closeSync(1);
    for await (const _ of process.stdin);
  } finally {
    try {
      if (engine) await removeAll(engine);
    } finally {
      await daemon?.stop();
      await removePods(home);
      rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    }
  }
}

/** Puts these programs first in the path. */
async function prefer(home: string, programs?: string): Promise<void> {
  if (programs === undefined) return;
  const { default: provide } = await import(programs);
  process.env.PATH = `${await provide(home)}:${process.env.PATH}`;
  // An engine that runs already is another.
  delete process.env.DOCKER_HOST;
  delete process.env.DOCKER_CONTEXT;
}

/** Takes the engine that answers, or starts one. */
async function findEngine(home: string, started: (daemon: Daemon) => void): Promise<Found> {
  if (pathOf("docker") === "docker") return { missing: "no docker", home };
  if (await answers({})) return connect(home, {}, "found running");
  const daemon = await startDaemon(home);
  if (typeof daemon === "string") return { missing: daemon, home };
  started(daemon);
  return connect(home, daemon.env, "started for the tests");
}

interface Daemon {
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** Starts an engine with all it has in a directory of its own. @returns otherwise why it cannot */
async function startDaemon(home: string): Promise<Daemon | string> {
  if (pathOf("dockerd") === "dockerd") return "no Docker engine answers, and no dockerd";
  if (process.getuid?.() !== 0) return "no Docker engine answers, and starting one needs root";
  const env = { DOCKER_HOST: `unix://${home}/docker.sock` };
  const log = openSync(`${home}/log`, "a");
  // Neither a bridge nor packet filters: they would change the host's network, and no test needs them.
  const network = ["--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-masq=false", "--ip-forward=false"];
  const places = ["--host", env.DOCKER_HOST, "--data-root", `${home}/data`, "--exec-root", `${home}/exec`];
  const child = spawn("dockerd", [...places, "--pidfile", `${home}/docker.pid`, ...network], {
    stdio: ["ignore", log, log],
  });
  const stop = () => stopDaemon(child, home);
  const end = Date.now() + START_BOUND;
  while (!(await answers(env))) {
    if (child.exitCode === null && Date.now() < end) {
      await sleep(100);
      continue;
    }
    const said = readFileSync(`${home}/log`, "utf8").trim().split("\n").slice(-3).join("\n");
    await stop();
    return `dockerd does not start: ${said}`;
  }
  return { env, stop };
}

async function stopDaemon(child: ChildProcess, home: string): Promise<void> {
  // What dockerd leaves behind where it has to be killed.
  const containerd = `${home}/exec/containerd/containerd.pid`;
  child.kill("SIGTERM");
  const end = Date.now() + STOP_BOUND;
  while (child.exitCode === null && child.signalCode === null && Date.now() < end) await sleep(50);
  child.kill("SIGKILL");
  if (existsSync(containerd)) killIfThere(Number(readFileSync(containerd, "utf8")));
  for (const mount of mountsBelow(home)) spawnSync("umount", ["--lazy", mount]);
}

function killIfThere(pid: number): void {
  // The number may be another's by now.
  try {
    if (readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "containerd") process.kill(pid, "SIGKILL");
  } catch {}
}

/** The innermost first. */
function mountsBelow(directory: string): string[] {
  const mounts = readFileSync("/proc/self/mounts", "utf8").split("\n");
  return mounts
    .map((line) => line.split(" ")[1] ?? "")
    .filter((path) => path.startsWith(`${directory}/`))
    .reverse();
}

async function answers(env: Record<string, string>): Promise<boolean> {
  return (await finished("docker", ["version"], { env, bound: 10_000 })).exit === 0;
}

/** Takes the first client that can build with BuildKit: some are installed without the plug-in for it. */
async function connect(home: string, env: Record<string, string>, origin: string): Promise<Found> {
  const label = `tiny-healthcheck.test=${process.pid}-${Date.now()}`;
  const withBuildKit = { ...env, DOCKER_BUILDKIT: "1" };
  const reasons: string[] = [];
  for (const client of new Set([pathOf("docker"), "/usr/bin/docker"])) {
    const engine = { client, env: withBuildKit, label, home, description: "", hasSwarm: false, hasGateway: false };
    const build = await finished(client, ["build", "--quiet", "--label", label, "-"], {
      env: withBuildKit,
      input: "FROM scratch\nENV A=b\n",
    });
    if (build.exit === 0) {
      const version = await docker(engine, ["version", "--format", "{{.Server.Version}}"]);
      const description = `Docker engine ${version.trim()}, ${origin}; client ${client}`;
      const hasGateway = (await tryDocker(engine, ["network", "inspect", GATEWAY])).exit === 0;
      return { ...engine, description, hasSwarm: await isInSwarm(engine), hasGateway };
    }
    reasons.push(`${client}: ${build.stderr.trim()}`);
  }
  return { missing: `no client that can build: ${reasons.join("; ")}`, home };
}

/** Removes all that the tests have made with Podman. */
async function removePods(home: string): Promise<void> {
  if (!existsSync(`${home}/podman`)) return;
  const { exit, stderr } = await podman(home, ["rm", "--all", "--force", "--time", "0"]);
  for (const mount of mountsBelow(home)) spawnSync("umount", ["--lazy", mount]);
  if (exit !== 0) throw new Error(`podman rm: ${stderr}`);
}

async function isInSwarm(engine: Engine): Promise<boolean> {
  return (await docker(engine, ["info", "--format", "{{.Swarm.LocalNodeState}}"])).trim() !== "inactive";
}

/** Removes what the tests have made of services and containers, and leaves the swarm, if one of them is in it. */
export async function removeContainers(engine: Engine): Promise<void> {
  const filter = ["--quiet", "--filter", `label=${engine.label}`];
  if (await isInSwarm(engine)) {
    await remove(engine, ["service", "ls", ...filter], ["service", "rm"]);
    if (!engine.hasSwarm) await leaveSwarm(engine);
  }
  await remove(engine, ["ps", "--all", ...filter], ["rm", "--force", "--volumes"]);
}

async function leaveSwarm(engine: Engine): Promise<void> {
  await docker(engine, ["swarm", "leave", "--force"]);
  // It may not be there: an engine without bridges makes none.
  if (!engine.hasGateway) await tryDocker(engine, ["network", "rm", GATEWAY]);
}

async function removeAll(engine: Engine): Promise<void> {
  await removeContainers(engine);
  const filter = ["--quiet", "--filter", `label=${engine.label}`];
  await remove(engine, ["volume", "ls", ...filter], ["volume", "rm", "--force"]);
  await remove(engine, ["image", "ls", "--no-trunc", ...filter], ["image", "rm", "--force"]);
}

/** Removes with one command what another lists. */
async function remove(engine: Engine, list: string[], rm: string[]): Promise<void> {
  const found = new Set((await docker(engine, list)).split("\n").filter(Boolean));
  if (found.size > 0) await docker(engine, [...rm, ...found]);
}

if (process.argv[2] === KEEP) await keep(process.argv[3]);
