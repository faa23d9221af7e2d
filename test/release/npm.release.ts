import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { ARCHITECTURES, hostArchitecture } from "../../build/architectures.ts";
import { DIST } from "../../build/paths.ts";
import packageJson from "../../package.json";
import { freePort, type Program, program } from "../peers/programs.ts";
import { temporaryFolder } from "../tls/authority.ts";
import { KEPT } from "./kept.ts";
import { installTools, NODE_18, TOOLS } from "./tools.ts";

const PACKAGE = `${inject("release")}/tiny-healthcheck-${packageJson.version}.tgz`;
const { version } = packageJson;

const folder = temporaryFolder();
const NPMRC = `${folder.path}/npmrc`;

/** Milliseconds in which verdaccio listens, and one npm command ends. */
const START_BOUND = 60_000;
const NPM_BOUND = 60_000;

/** A service to check, in this process: nothing here may block it. */
const service = createServer((request, response) => response.writeHead(request.url === "/ready" ? 200 : 503).end());
let at = "";
let registry: Program;

beforeAll(async () => {
  installTools();
  await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
  at = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  registry = await startVerdaccio();
  await publish();
}, 400_000);
afterAll(async () => {
  await registry.close();
  service.close();
  folder.remove();
});

/** npm's registry, without a way to the real one. */
async function startVerdaccio(): Promise<Program> {
  const port = await freePort();
  const settings = {
    storage: `${folder.path}/storage`,
    auth: { htpasswd: { file: `${folder.path}/htpasswd` } },
    packages: { "**": { access: "$all", publish: "$authenticated" } },
    log: { type: "stdout", level: "warn" },
  };
  folder.write("verdaccio.yaml", JSON.stringify(settings));
  const verdaccio = `${TOOLS}/node_modules/verdaccio/bin/verdaccio`;
  const command = [process.execPath, verdaccio, "--config", `${folder.path}/verdaccio.yaml`];
  return program([...KEPT, ...command, "--listen", `127.0.0.1:${port}`], { port, bound: START_BOUND });
}

/** Publishes the file of the release, as the workflow does. */
async function publish(): Promise<void> {
  const url = `http://127.0.0.1:${registry.port}/`;
  const body = JSON.stringify({ name: "tester", password: `${Math.random()}` });
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(`${url}-/user/org.couchdb.user:tester`, { method: "PUT", headers, body });
  const { token } = (await response.json()) as { token: string };
  const lines = [`registry=${url}`, `${url.replace("http:", "")}:_authToken=${token}`, `cache=${folder.path}/cache`];
  folder.write("npmrc", `${[...lines, "audit=false", "fund=false", "update-notifier=false", "yes=true"].join("\n")}\n`);
  await command(folder.path, "npm", "publish", PACKAGE, "--tag", "next");
}

/** Runs a command with npm's settings for this registry. @returns what it prints, times masked; it may fail */
function attempt(cwd: string, file: string, ...args: string[]): Promise<{ exit: number; output: string }> {
  // Not this npm's own settings, which `npm run` has put into the environment.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  const options = { cwd, timeout: NPM_BOUND, env: { ...env, NPM_CONFIG_USERCONFIG: NPMRC } };
  return new Promise((resolve) => {
    execFile(file, args, options, (error, stdout, stderr) => {
      const exit = error ? Number(error.code ?? -1) : 0;
      resolve({ exit, output: (stdout + stderr).replace(/in \d+ ms/, "in N ms") });
    });
  });
}

async function command(cwd: string, file: string, ...args: string[]): Promise<string> {
  const { exit, output } = await attempt(cwd, file, ...args);
  if (exit !== 0) throw new Error(`${file} ${args.join(" ")}: ${exit}: ${output}`);
  return output;
}

/** An empty project. */
function project(name: string): string {
  const path = `${folder.path}/${name}`;
  mkdirSync(path);
  writeFileSync(`${path}/package.json`, '{ "private": true }\n');
  return path;
}

const INSTALL = ["install", "--ignore-scripts", "--save-dev"];
const healthy = () => ({ exit: 0, output: `healthy: GET ${at}/ready: 200 in N ms\n` });
const unhealthy = () => ({ exit: 1, output: `unhealthy: GET ${at}/: status 503, wanted 200-399\n` });

test("the registry has the version under its tag, with the integrity of the file", async () => {
  const found = JSON.parse(await command(folder.path, "npm", "view", "tiny-healthcheck@next", "--json"));
  const hash = execFileSync("openssl", ["dgst", "-sha512", "-binary", PACKAGE]).toString("base64");
  expect(found).toMatchObject({
    version,
    dist: { integrity: `sha512-${hash}` },
    bin: { healthcheck: "launcher.cjs" },
    engines: { node: ">=18" },
    license: "MIT",
  });
  for (const key of ["dependencies", "optionalDependencies", "scripts", "private"]) expect(found[key]).toBeUndefined();
});

test("npm install --ignore-scripts brings one package, with all executables", async () => {
  const path = project("installs");
  await command(path, "npm", ...INSTALL, "tiny-healthcheck@next");
  expect(readdirSync(`${path}/node_modules`).sort()).toEqual([".bin", ".package-lock.json", "tiny-healthcheck"]);
  const installed = `${path}/node_modules/tiny-healthcheck`;
  const natives = ARCHITECTURES.map(({ name }) => `linux-${name}`);
  const others = ["LICENSE", "README.md", "THIRD-PARTY", "healthcheck.cjs", "launcher.cjs", "package.json"];
  expect(readdirSync(installed).sort()).toEqual([...others, ...natives].sort());
  for (const name of natives) {
    for (const file of ["healthcheck", "healthcheck-tls"]) {
      expect(readFileSync(`${installed}/${name}/${file}`).equals(readFileSync(`${DIST}/${name}/${file}`))).toBe(true);
      expect(statSync(`${installed}/${name}/${file}`).mode & 0o777).toBe(0o755);
    }
  }
});

test("npm exec, npx, an npm script and node_modules/.bin run a check", async () => {
  const path = project("runs");
  await command(path, "npm", ...INSTALL, "tiny-healthcheck@next");
  expect(await attempt(path, "npm", "exec", "--", "healthcheck", `${at}/ready`)).toEqual(healthy());
  expect(await attempt(path, "npx", "healthcheck", `${at}/`)).toEqual(unhealthy());
  expect(await attempt(path, `${path}/node_modules/.bin/healthcheck`, `${at}/ready`)).toEqual(healthy());
  writeFileSync(`${path}/package.json`, JSON.stringify({ scripts: { check: `healthcheck ${at}/ready` } }));
  expect(await attempt(path, "npm", "run", "--silent", "check")).toEqual(healthy());
});

test("npx runs a check where nothing is installed", async () => {
  const path = project("nothing");
  expect(await attempt(path, "npx", "--yes", "tiny-healthcheck@next", `${at}/ready`)).toEqual(healthy());
  expect(existsSync(`${path}/node_modules`)).toBe(false);
});

test("Node 18.0.0 runs the launcher, and the bundle where there is no native executable", async () => {
  const path = project("old-node");
  await command(path, "npm", ...INSTALL, "tiny-healthcheck@next");
  const installed = `${path}/node_modules/tiny-healthcheck`;
  expect(await command(path, NODE_18, "--version")).toBe("v18.0.0\n");
  const both = async (file: string) => {
    expect(await attempt(path, NODE_18, file, `${at}/ready`)).toEqual(healthy());
    expect(await attempt(path, NODE_18, file, `${at}/`)).toEqual(unhealthy());
    expect(await attempt(path, NODE_18, file, "--version")).toEqual({ exit: 0, output: `healthcheck ${version}\n` });
  };
  await both(`${installed}/launcher.cjs`);
  await both(`${installed}/healthcheck.cjs`);
  rmSync(`${installed}/linux-${hostArchitecture().name}`, { recursive: true });
  await both(`${installed}/launcher.cjs`);
});
