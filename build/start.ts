import { spawn } from "node:child_process";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { hostArchitecture } from "./architectures.ts";
import { hashSources, isBuilt, recordBuilt } from "./fresh.ts";
import { buildNative, PRODUCTS } from "./native/link.ts";
import { bundle } from "./node/bundle.ts";
import { DIST, TOP } from "./paths.ts";

/**
 * npm start [-- TARGET [OPTIONS]]
 *
 * Builds the executables for this machine's architecture, if the sources have changed, and runs a check. With a target it exits with that
 * check's status. Without one it shows three checks of a small server of its own. What is built is told on the standard error.
 */
const command = await build();
const args = process.argv.slice(2);
if (args.length > 0) process.exitCode = await run(args);
else await show();

/** @returns the command that runs a check here, of any target: on Linux the native executable with TLS, elsewhere the bundle */
async function build(): Promise<string[]> {
  const one = hostArchitecture();
  const sources = await hashSources();
  for (const product of PRODUCTS) {
    await make(`${DIST}/linux-${one.name}/${product.name}`, sources, () => buildNative([one], [product]));
  }
  if (process.platform === "linux") return [`${DIST}/linux-${one.name}/healthcheck-tls`];
  await make(`${DIST}/healthcheck.cjs`, sources, bundle);
  return [process.execPath, `${DIST}/healthcheck.cjs`];
}

/** Builds this file, if there is none that was built from these sources. */
async function make(path: string, sources: string, build: () => Promise<unknown>): Promise<void> {
  if (await isBuilt([path], sources)) return;
  const name = path.slice(TOP.length + 1);
  console.error(`building ${name} ...`);
  await build();
  await recordBuilt([path], sources);
  console.error(`built ${name}, ${(await stat(path)).size} bytes`);
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
