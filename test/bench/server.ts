import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { buildProgram } from "./programs.ts";

/** server.c, which answers HTTP and gRPC checks on one port. */
export interface NativeServer {
  port: number;
  close(): Promise<void>;
}

export async function startServer(): Promise<NativeServer> {
  const server = spawn(await buildProgram("server"), { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(server, "exit");
  const [line] = await Promise.race([once(createInterface(server.stdout), "line"), ended.then(() => [])]);
  if (line === undefined) throw new Error("server.c has ended");
  return {
    port: Number(line),
    async close() {
      server.kill("SIGTERM");
      await ended;
    },
  };
}
