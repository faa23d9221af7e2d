import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { pathOf } from "../run.ts";

/** An engine that answers, and how to reach it. */
export interface Engine {
  /** The command-line client whose builds work, and the environment that it needs. */
  client: string;
  env: Record<string, string>;
  /** Everything that the tests make has this label, and nothing else has. */
  label: string;
  /** A directory for files. It is removed at the end. */
  home: string;
  description: string;
  /** What existed before, and so must stay. */
  hasSwarm: boolean;
  hasGateway: boolean;
}

/** Or why there is none. There is a directory nevertheless. */
export type Found = Engine | { missing: string; home: string };

declare module "vitest" {
  interface ProvidedContext {
    engine: Found;
  }
}

/** With this argument this file runs as the keeper. */
const KEEP = "keep-engine";

/** A swarm makes this network, and does not remove it. */
const GATEWAY = "docker_gwbridge";

/** The most milliseconds for a command of the client, far more than any takes. */
const COMMAND_BOUND = 60_000;
const START_BOUND = 20_000;
const STOP_BOUND = 20_000;

/**
 * Runs before all tests. A separate process, the keeper, owns the engine and everything in it. It removes everything when its standard
 * input ends: at the end of the tests, and if they are interrupted or killed.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const keeper = spawn(process.execPath, [fileURLToPath(import.meta.url), KEEP], {
    // In its own session, so that an interrupt from the keyboard does not reach it.
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

async function keep(): Promise<void> {
  const home = mkdtempSync(`${tmpdir()}/healthcheck-engine-`);
  let daemon: Daemon | undefined;
  let engine: Engine | undefined;
  try {
    const found = await findEngine(home, (it) => {
      daemon = it;
    });
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

/** Uses the engine that answers, or starts one. */
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

/** Starts an engine in its own directory. @returns the reason if it cannot */
async function startDaemon(home: string): Promise<Daemon | string> {
  if (pathOf("dockerd") === "dockerd") return "no Docker engine answers, and no dockerd";
  if (process.getuid?.() !== 0) return "no Docker engine answers, and starting one needs root";
  const env = { DOCKER_HOST: `unix://${home}/docker.sock` };
  const log = openSync(`${home}/log`, "a");
  // No bridge and no packet filters, which would change the network of the machine. No test needs them.
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
  // dockerd leaves these behind if it must be killed.
  const containerd = `${home}/exec/containerd/containerd.pid`;
  child.kill("SIGTERM");
  const end = Date.now() + STOP_BOUND;
  while (child.exitCode === null && child.signalCode === null && Date.now() < end) await sleep(50);
  child.kill("SIGKILL");
  if (existsSync(containerd)) killIfThere(Number(readFileSync(containerd, "utf8")));
  for (const mount of mountsBelow(home)) spawnSync("umount", ["--lazy", mount]);
}

function killIfThere(pid: number): void {
  // Another process may have this number now.
  try {
    if (readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "containerd") process.kill(pid, "SIGKILL");
  } catch {}
}

/** Innermost first. */
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

/** Uses the first client that can build with BuildKit. Some lack the plug-in. */
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

/** The command of Compose for this engine: a program, or a plug-in of the client. @returns null if there is neither */
export async function findCompose({ client, env }: Engine): Promise<string[] | null> {
  for (const command of [["docker-compose"], [client, "compose"]]) {
    const [program = "", ...args] = command;
    if ((await finished(program, [...args, "version"], { env })).exit === 0) return command;
  }
  return null;
}

/** Runs Compose. @throws Error with its output if it fails */
export async function compose({ env }: Engine, command: string[], args: string[]): Promise<void> {
  const [program = "", ...first] = command;
  const { exit, stdout, stderr } = await finished(program, [...first, ...args], { env });
  if (exit !== 0) throw new Error(`${[...command, ...args].join(" ")}: ${exit}: ${stderr}${stdout}`);
}

/** Runs Podman in a directory of ours, without overlays, systemd and its journal, which some machines lack. */
export function podman(home: string, args: string[], input = ""): Promise<Done> {
  const folder = `${home}/podman`;
  const places = ["--root", `${folder}/root`, "--runroot", `${folder}/run`, "--tmpdir", `${folder}/tmp`];
  const plain = ["--storage-driver", "vfs", "--cgroup-manager", "cgroupfs", "--events-backend", "file"];
  return finished("podman", [...places, ...plain, ...args], { input });
}

/** Removes everything that the tests made with Podman. */
async function removePods(home: string): Promise<void> {
  if (!existsSync(`${home}/podman`)) return;
  const { exit, stderr } = await podman(home, ["rm", "--all", "--force", "--time", "0"]);
  for (const mount of mountsBelow(home)) spawnSync("umount", ["--lazy", mount]);
  if (exit !== 0) throw new Error(`podman rm: ${stderr}`);
}

async function isInSwarm(engine: Engine): Promise<boolean> {
  return (await docker(engine, ["info", "--format", "{{.Swarm.LocalNodeState}}"])).trim() !== "inactive";
}

export interface Done {
  exit: number | null;
  stdout: string;
  stderr: string;
}

interface Settings {
  input?: string;
  env?: Record<string, string>;
  bound?: number;
}

function finished(command: string, args: string[], { input = "", env = {}, bound }: Settings): Promise<Done> {
  const options = { env: { ...process.env, ...env }, timeout: bound ?? COMMAND_BOUND, maxBuffer: 1 << 26 };
  return new Promise((resolve) => {
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      const exit = error ? (typeof error.code === "number" ? error.code : null) : 0;
      resolve({ exit, stdout, stderr: stderr || String(exit === null ? error : "") });
    });
    child.stdin?.on("error", () => {}); // It may end without reading.
    child.stdin?.end(input);
  });
}

/** Runs the client; it may fail. */
export function tryDocker(engine: Engine, args: string[], input = ""): Promise<Done> {
  return finished(engine.client, args, { env: engine.env, input });
}

/** Runs the client. @returns its standard output @throws Error with its output if it fails */
export async function docker(engine: Engine, args: string[], input = ""): Promise<string> {
  const { exit, stdout, stderr } = await tryDocker(engine, args, input);
  if (exit !== 0) throw new Error(`docker ${args.join(" ")}: ${exit}: ${stderr}${stdout}`);
  return stdout;
}

/** Removes services and containers of the tests, and leaves the swarm if the tests made it. */
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
  // An engine without bridges does not make it.
  if (!engine.hasGateway) await tryDocker(engine, ["network", "rm", GATEWAY]);
}

async function removeAll(engine: Engine): Promise<void> {
  await removeContainers(engine);
  const filter = ["--quiet", "--filter", `label=${engine.label}`];
  await remove(engine, ["volume", "ls", ...filter], ["volume", "rm", "--force"]);
  await remove(engine, ["image", "ls", "--no-trunc", ...filter], ["image", "rm", "--force"]);
}

/** Removes with one command what another command lists. */
async function remove(engine: Engine, list: string[], rm: string[]): Promise<void> {
  const found = new Set((await docker(engine, list)).split("\n").filter(Boolean));
  if (found.size > 0) await docker(engine, [...rm, ...found]);
}

if (process.argv[2] === KEEP) await keep();
