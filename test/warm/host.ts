/**
 * Runs many checks of dist/healthcheck.cjs in one process, because starting Node takes most of the time of a test. bundle.ts forks it. Each
 * message is a command line: the whole bundle is evaluated again, with a `process` object and sockets of its own. The answer is its output
 * and its exit status.
 */
import dgram from "node:dgram";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import vm from "node:vm";

/** A command line: `args[0]` is the path of the bundle, or of a link to it. */
export interface Command {
  id: number;
  args: string[];
  env: Record<string, string>;
}

export interface Ending {
  id: number;
  exit: number;
  stdout: Uint8Array;
  stderr: Uint8Array;
}

interface Endable {
  destroy?(): void;
  close?(): void;
}

const [, , bundle = ""] = process.argv;
const load = createRequire(import.meta.url);
const evaluate = vm.compileFunction(fs.readFileSync(bundle, "utf8").replace(/^#!.*/, ""), [
  "exports",
  "require",
  "module",
  "process",
]);

process.on("message", ({ id, args, env }: Command) => {
  const written: Record<number, Buffer[]> = { 1: [], 2: [] };
  const open: Endable[] = [];
  let isEnded = false;
  const exit = (status: number): void => {
    if (isEnded) return;
    isEnded = true;
    // The system would close what a process leaves open.
    for (const one of open) (one.destroy ?? one.close)?.call(one);
    const ending: Ending = { id, exit: status, stdout: joined(written[1]), stderr: joined(written[2]) };
    process.send?.(ending);
  };
  const modules: Record<string, unknown> = {
    "node:fs": {
      ...fs,
      fstatSync: (fd: number) => (fd in written ? { isFIFO: () => false } : fs.fstatSync(fd)),
      writeSync(fd: number, bytes: Uint8Array) {
        if (!(fd in written)) return fs.writeSync(fd, bytes);
        if (!isEnded) written[fd]?.push(Buffer.from(bytes));
        return bytes.length;
      },
    },
    "node:net": {
      ...net,
      connect: (options: net.NetConnectOpts) => kept(net.connect(options), open),
    },
    "node:dgram": {
      ...dgram,
      createSocket: (type: dgram.SocketType) => kept(dgram.createSocket(type), open),
    },
  };
  const own = {
    __proto__: process,
    argv: [process.execPath, ...args],
    env: Object.assign(Object.create(null), env),
    exitCode: undefined,
    exit,
    on: () => {},
    removeAllListeners: () => {},
  };
  const module = { exports: {} };
  try {
    evaluate(module.exports, (name: string) => modules[name] ?? load(name), module, own);
  } catch (error) {
    written[2]?.push(Buffer.from(String(error)));
    exit(1);
  }
});

/** The parent sees the error on the standard error, and gets no answer. */
process.on("unhandledRejection", (error) => console.error(error));

function kept<T extends Endable>(one: T, open: Endable[]): T {
  open.push(one);
  return one;
}

function joined(chunks: Buffer[] = []): Uint8Array {
  return Buffer.concat(chunks);
}
