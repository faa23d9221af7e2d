import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { hostArchitecture } from "./architectures.ts";
import { buildNative, WITH_TLS } from "./native/link.ts";
import { bundle } from "./node/bundle.ts";

/**
 * npm start [-- TARGET [OPTIONS]]
 *
 * Builds the executable for this machine and runs it: on what is given, and ends with its exit status; or, with nothing given, on a
 * small server of its own, to show what it says.
 */
const command = await build();
const args = process.argv.slice(2);
if (args.length > 0) process.exitCode = await run(args);
else await show();

/** @returns the command that runs a check here, of whatever target: the native executable with TLS on Linux, elsewhere the bundle */
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
  await tell([`:${port}/healthz`]);
  await tell([`:${port}/broken`]);
  await new Promise((resolve) => server.close(resolve));
  await tell([`:${port}/healthz`]);
}

async function tell(args: string[]): Promise<void> {
  console.log(`\n$ healthcheck ${args.join(" ")}`);
  console.log(`exit status ${await run(args)}`);
}

function run(args: string[]): Promise<number> {
  const [program = "", ...first] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...first, ...args], { stdio: "inherit" });
    child.on("error", reject);
    child.on("close", (status) => resolve(status ?? 1));
  });
}
