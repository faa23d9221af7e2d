import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { hostArchitecture } from "../../build/architectures.ts";
import { DIST } from "../../build/paths.ts";
import { launcher } from "../../build/release/npm.ts";
import { cannotRun, run } from "../run.ts";
import { temporaryFolder } from "../tls/authority.ts";

/** The launcher of the npm package, beside what it chooses from. */
const folder = temporaryFolder();
const LAUNCHER = [process.execPath, `${folder.path}/launcher.cjs`];
const NATIVE = `${folder.path}/linux-${hostArchitecture().name}/healthcheck-tls`;
const BUILT = `${DIST}/linux-${hostArchitecture().name}/healthcheck-tls`;

const server = createServer((request, response) => response.writeHead(request.url === "/ready" ? 200 : 503).end());
let at = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  writeFileSync(`${folder.path}/launcher.cjs`, await launcher());
  mkdirSync(`${folder.path}/linux-${hostArchitecture().name}`);
});
beforeEach((context) => {
  if (!existsSync(BUILT)) cannotRun(context, "healthcheck-tls is not built");
  copyFileSync(`${DIST}/healthcheck.cjs`, `${folder.path}/healthcheck.cjs`);
  copyFileSync(BUILT, NATIVE);
});
afterAll(() => {
  server.close();
  folder.remove();
});

/** What the launcher does with these arguments: exit status and output, times masked. */
async function launched(...args: string[]): Promise<string> {
  const { exit, stdout, stderr } = await run(LAUNCHER, args);
  return `${exit} ${stdout}${stderr}`.replace(/in \d+ ms/, "in N ms");
}

/** A program in place of the native one. */
function inItsPlace(text: string): void {
  rmSync(NATIVE, { force: true });
  writeFileSync(NATIVE, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}

async function expectVerdicts(): Promise<void> {
  expect(await launched(`${at}/ready`)).toBe(`0 healthy: GET ${at}/ready: 200 in N ms\n`);
  expect(await launched(at)).toBe(`1 unhealthy: GET ${at}/: status 503, wanted 200-399\n`);
  expect(await launched("--bogus", at)).toBe("1 healthcheck: unknown option --bogus (see --help)\n");
  expect(await launched("https://127.0.0.1:1/")).toBe("1 unhealthy: GET https://127.0.0.1:1/: connection refused\n");
}

test("runs the native executable", async () => {
  rmSync(`${folder.path}/healthcheck.cjs`);
  await expectVerdicts();
});

test("passes arguments on as they are, and the exit status", async () => {
  inItsPlace('printf "<%s>" "$@"; exit 7');
  expect(await launched("a b", "", "$HOME", "-x")).toBe("7 <a b><><$HOME><-x>");
});

test.each<[string, () => void]>([
  ["is missing", () => rmSync(NATIVE)],
  ["may not be executed", () => chmodSync(NATIVE, 0o644)],
])("runs the bundle if the native executable %s", async (_, spoil) => {
  spoil();
  await expectVerdicts();
});

test("says so if a signal ends the native executable", async () => {
  inItsPlace("kill -KILL $$");
  expect(await launched(at)).toBe("1 healthcheck: ended by SIGKILL\n");
});

test.each([
  ["the native executable", () => {}, BUILT, []],
  ["the bundle", () => rmSync(NATIVE), `${DIST}/healthcheck.cjs`, [process.execPath]],
])("--install installs %s itself", async (_, spoil, file, runner) => {
  spoil();
  const target = `${folder.path}/names`;
  rmSync(target, { recursive: true, force: true });
  expect(await launched("--install", target)).toMatch(/^0 healthcheck: installed in /);
  expect(readFileSync(`${target}/curl`).equals(readFileSync(file))).toBe(true);
  const { exit, stdout } = await run([...runner, `${target}/curl`], ["-f", `${at}/ready`]);
  expect([exit, stdout]).toEqual([0, expect.stringContaining(`GET ${at}/ready: 200 in`)]);
});
