import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import type { TestProject } from "vitest/node";
import { CACHE, TOP } from "../../build/paths.ts";
import { installed } from "../peers/programs.ts";
import { startRegistry } from "./registry.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder with the files of a release of this checkout. */
    release: string;
    /** Its options for another release of the same checkout: `--trial` if there are changes that are not committed. */
    releaseOptions: string[];
    /** A registry on loopback that holds the image: HOST:PORT. Or why there is none. */
    registry: string | { missing: string };
    /** What was printed when the image was pushed: its digest. */
    digest: string;
  }
}

/** The programs that this needs. */
const PROGRAMS = ["skopeo", "docker-registry"];

/** Milliseconds in which a push ends. */
const PUSH_BOUND = 60_000;

/** Before all tests: makes the release, and pushes its image into a registry of these tests. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const release = `${CACHE}/release`;
  const isClean = execFileSync("git", ["status", "--porcelain"], { cwd: TOP }).length === 0;
  const options = isClean ? [] : ["--trial"];
  npmRun("release", ...options, "--output", release);
  project.provide("release", release);
  project.provide("releaseOptions", options);

  const missing = PROGRAMS.map((name) => installed(name).available).find((it) => it !== true);
  if (missing !== undefined) {
    project.provide("registry", { missing: String(missing) });
    project.provide("digest", "");
    return undefined;
  }
  const home = mkdtempSync(`${tmpdir()}/healthcheck-registry-`);
  const registry = await startRegistry(home);
  const address = `localhost:${registry.port}`;
  const push = ["build/release/push.ts", `${address}/healthcheck`, "--release", release, "--plain-http"];
  const pushed = execFileSync(process.execPath, push, { cwd: TOP, encoding: "utf8", timeout: PUSH_BOUND });
  project.provide("registry", address);
  project.provide("digest", pushed.trim());
  return async () => {
    await registry.close();
    rmSync(home, { recursive: true });
  };
}

function npmRun(script: string, ...args: string[]): void {
  const { status } = spawnSync("npm", ["run", "--silent", script, "--", ...args], {
    cwd: TOP,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) throw new Error(`npm run ${script} fails, see above`);
}
