import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { createInterface } from "node:readline";
import { buildProgram } from "./programs.ts";
import { ENVIRONMENT, isInstalled, outputOf, pathOf } from "./tools.ts";

/** By default a check is killed after this many milliseconds. */
const LIMIT = 30_000;

/** What runner.c reports for a line. */
export interface Measured {
  /** Wall time in milliseconds, of all that ran at once. 0 if memory is measured. */
  wall: number;
  /** Processor time in milliseconds, user and system. 0 if memory is measured. */
  processor: number;
  /** The most KiB of memory. 0 if time is measured. */
  memory: number;
  /** How many did not exit with 0. */
  failed: number;
  /** How many of these were killed at the limit. */
  killed: number;
}

/** Runs commands with runner.c, one line after the other, and sleeps meanwhile. */
export class Runner {
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly answers: AsyncIterator<string>;
  private readonly what: "time" | "memory";

  static async start(what: "time" | "memory"): Promise<Runner> {
    return new Runner(await buildProgram("runner"), what);
  }

  private constructor(program: string, what: "time" | "memory") {
    this.what = what;
    this.process = spawn(program, [what], { env: ENVIRONMENT, stdio: ["pipe", "pipe", "pipe"] });
    this.answers = createInterface(this.process.stdout)[Symbol.asyncIterator]();
  }

  /** Runs a command `count` times at once, and kills what still runs after `limit` milliseconds. */
  async run(command: string[], count = 1, limit = LIMIT): Promise<Measured> {
    this.process.stdin.write(`${[count, limit, ...command].join("\t")}\n`);
    const { value, done } = await this.answers.next();
    if (done) throw new Error(`the runner ended at: ${command.join(" ")}`);
    const [first = 0, second = 0, third = 0, fourth = 0] = value.split(" ").map(Number);
    return this.what === "time"
      ? { wall: first / 1e6, processor: second / 1e3, memory: 0, failed: third, killed: fourth }
      : { wall: 0, processor: 0, memory: first, failed: second, killed: third };
  }

  /** The processes that are running. */
  children(): number[] {
    const { pid } = this.process;
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);
  }

  async stop(): Promise<void> {
    this.process.stdin.end();
    await once(this.process, "exit");
  }
}

/** How many system calls a command makes, in all its threads; null without strace. */
export function systemCalls(command: string[]): number | null {
  if (!isInstalled("strace")) return null;
  const total = traced(["-f", "-c", "-U", "calls,name"], command).match(/^\s*(\d+)\s+total$/m)?.[1];
  if (total === undefined) throw new Error(`strace gave no total for: ${command.join(" ")}`);
  return Number(total);
}

/** The output of strace for a command that must succeed. */
export function traced(options: string[], command: string[]): string {
  const folder = mkdtempSync(`${tmpdir()}/healthcheck-bench-`);
  try {
    const args = ["-qq", "-o", `${folder}/trace`, ...options, ...command];
    const { status, output } = outputOf(pathOf("strace"), ...args);
    if (status !== 0) throw new Error(`strace ${command.join(" ")}: exit ${status}\n${output}`);
    return readFileSync(`${folder}/trace`, "utf8");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** How many bytes a command reads from TCP connections in its first thread, where Node reads them, too. */
export function bytesReceived(command: string[]): number {
  const trace = traced(["-yy", "-e", "trace=read,readv,recvfrom,recvmsg"], command);
  return [...trace.matchAll(/^\w+\(\d+<TCP.* = (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
}

/** How many instructions a command executes, with its dynamic linker but without the kernel; null without valgrind. */
export function instructions(command: string[]): number | null {
  if (!isInstalled("valgrind")) return null;
  const options = ["--tool=callgrind", "--callgrind-out-file=/dev/null"];
  const { status, output } = outputOf(pathOf("valgrind"), ...options, ...command);
  const collected = /Collected : (\d+)/.exec(output)?.[1];
  if (status !== 0 || collected === undefined)
    throw new Error(`valgrind ${command.join(" ")}: exit ${status}\n${output}`);
  return Number(collected);
}

/** The bytes of files and of their shared libraries. */
export function bytesOnDisk(files: string[]): number {
  const all = new Set(files.flatMap((file) => [realpathSync(file), ...libraries(file)]));
  return [...all].reduce((sum, file) => sum + statSync(file).size, 0);
}

/** Empty if ldd says that it is not a dynamic executable. */
function libraries(file: string): string[] {
  const { stdout } = spawnSync("ldd", [file], { encoding: "utf8" });
  return [...stdout.matchAll(/(\/\S+) \(0x/g)].map((match) => realpathSync(match[1] ?? ""));
}
