import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { artifacts, pathOf } from "../run";
import type { Server } from "../servers";
import { temporaryDirectory } from "../servers/unix";
import { aimed, aimedWords } from "./aimed";
import { box, NO_BOX, whyNoBox } from "./box";
import { type Found, textOf } from "./found/line";

/** For each server, whether a command line finds it healthy. */
export type Verdicts = Record<string, boolean>;

/** Who runs the command lines. */
export interface Runner {
  name: string;
  /** What its folder, with which PATH begins, has under these names. */
  links: Record<string, string>;
  /** What runs a file of that folder. */
  through: string[];
  /** The only servers it is tried with; all where none is named. */
  servers?: string[];
}

const tools = Object.fromEntries(["bash", "curl", "grep", "nc", "timeout", "wget"].map((it) => [it, pathOf(it)]));
const busybox = pathOf("busybox");
const simple = Object.fromEntries(["sh", "nc", "wget", "grep"].map((it) => [it, busybox]));

/**
 * The real tools: curl, OpenBSD nc, GNU wget and grep, with dash as sh, as Debian has them, or with bash as sh, as Red Hat
 * and many images do; and those of busybox, which Alpine has.
 */
export type Tools = "Debian" | "bash" | "busybox";
export const real: Record<Tools, Runner> = {
  Debian: { name: "Debian", links: { ...tools, sh: "/bin/sh" }, through: box },
  bash: { name: "bash", links: { ...tools, sh: pathOf("bash") }, through: box },
  busybox: { name: "busybox", links: { ...tools, ...simple }, through: box },
};

/** The first native artifact. Node takes long to start, and decides with the same core: two servers are enough. */
const native = artifacts.find((it) => it.name.startsWith("native") && it.available === true);
const node = artifacts.find((it) => it.name === "node bundle" && it.available === true);
export const ours: Runner[] = [native, node].flatMap((artifact) => {
  if (artifact === undefined) return [];
  const { name, command } = artifact;
  const file = command.at(-1) ?? "";
  const links = Object.fromEntries(
    ["sh", "curl", "nc", "wget", "healthcheck", "bash", "timeout"].map((it) => [it, file]),
  );
  const runner = { name, links, through: command.slice(0, -1) };
  return artifact === node ? { ...runner, servers: ["200", "503"] } : runner;
});

/** Milliseconds after which a run is ended: more than curl's retries with all their delays take. */
export const BOUND = 45_000;

/** A folder in which the runners run command lines. */
export class Workplace {
  private readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<Workplace> {
    const folder = await temporaryDirectory();
    for (const { name, links } of [...Object.values(real), ...ours]) {
      await mkdir(join(folder, name));
      for (const [link, file] of Object.entries(links)) await symlink(file, join(folder, name, link));
    }
    // GNU's wget tries 20 times, and waits ever longer in between: the tries count here, the waiting does not.
    await writeFile(join(folder, "wgetrc"), "waitretry = 0\n");
    return new Workplace(folder);
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  /** Why command lines cannot be compared here; null if they can. */
  lacks(): string | null {
    const missing = [busybox, ...Object.values(tools)].find((it) => !existsSync(it));
    if (missing !== undefined) return `no ${missing}`;
    return native === undefined ? "no native artifact" : whyNoBox(this.folder);
  }

  async verdicts(row: Found, runner: Runner, servers: Record<string, Server>): Promise<Verdicts> {
    const chosen = Object.entries(servers).filter(([name]) => runner.servers?.includes(name) ?? true);
    const all = chosen.map(async ([name, peer]) => [name, (await this.run(row, runner, peer)).exit === 0]);
    return Object.fromEntries(await Promise.all(all));
  }

  /** Runs a line against a server. `exit` is null where a signal ends it. What takes too long is ended, and an error. */
  async run(row: Found, runner: Runner, peer: Pick<Server, "values">) {
    const bin = join(this.folder, runner.name);
    const fill = (text: string) => text.replace(/\{(port|socket)\}/g, (all, name) => peer.values[name] ?? all);
    const env = Object.fromEntries(Object.entries(row.env).map(([name, value]) => [name, fill(value)]));
    const words = typeof row.line === "string" ? ["sh", "-c", aimed(row.line, peer)] : aimedWords(row.line, peer);
    const command = [...runner.through, join(bin, basename(words[0] ?? "")), ...words.slice(1)];
    // A folder of its own: wget writes files, and busybox's does not write over one.
    const cwd = await mkdtemp(join(this.folder, "run-"));
    const common = { PATH: `${bin}:${process.env.PATH}`, WGETRC: join(this.folder, "wgetrc") };
    const ended = await end(command, cwd, { ...common, ...env });
    if (ended.exit === NO_BOX) throw new Error(`no box for ${textOf(row)}: ${ended.stderr}`);
    return ended;
  }
}

function end([command = "", ...args]: string[], cwd: string, env: Record<string, string>) {
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const outputs = { stdout: "", stderr: "" };
  child.stdout.on("data", (bytes) => {
    outputs.stdout += bytes;
  });
  child.stderr.on("data", (bytes) => {
    outputs.stderr += bytes;
  });
  return new Promise<{ exit: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    const bound = setTimeout(() => {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      reject(new Error(`not ended: ${[command, ...args].join(" ")}`));
    }, BOUND);
    child.on("error", reject);
    child.on("close", (exit) => {
      clearTimeout(bound);
      resolve({ exit, ...outputs });
    });
  });
}
