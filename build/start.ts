import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { hostArchitecture } from "./architectures.ts";
import { buildNative, WITH_TLS } from "./native/link.ts";
import { bundle } from "./node/bundle.ts";

/**
 * npm start [-- TARGET [OPTIONS]]
 *
 * Builds the executable for this machine and runs it. With arguments, it passes them on and exits with the check's exit status. Without
 * arguments, it starts a small server and shows three checks of it.
 */
const command = await build();
const args = process.argv.slice(2);
if (args.length > 0) process.exitCode = await run(args);
else await show();

/** Returns the command that runs a check on this machine: the native executable with TLS on Linux, the bundle elsewhere. */
async function build(): Promise<string[]> {
  if (process.platform !== "linux") return [process.execPath, await bundle()];
  return buildNative([hostArchitecture()], [WITH_TLS]);
}

async function show(): Promise<void> {
  const server = createServer((request, response) => {
    response.writeHead(request.url === "/healthz" ? 200 : 503).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await showCheck([`:${port}/healthz`]);
  await showCheck([`:${port}/broken`]);
  await new Promise((resolve) => server.close(resolve));
  await showCheck([`:${port}/healthz`]);
}

async function showCheck(args: string[]): Promise<void> {
  console.log(`\n$ healthcheck ${args.join(" ")}`);
  console.log(`exit status ${await run(args)}`);
}

/** Runs a check. @returns its exit status */
function run(args: string[]): Promise<number> {
  const [program = "", ...first] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...first, ...args], { stdio: "inherit" });
    child.on("error", reject);
    child.on("close", (status) => resolve(status ?? 1));
  });
}
