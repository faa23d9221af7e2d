import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CACHE } from "../../build/paths.ts";

/** Packages that only these tests need: a registry, validators, an old Node. They have a lockfile of their own, test/release/tools. */
export const TOOLS = `${CACHE}/release-tools`;

/** Node 18.0.0, the oldest that the bundle supports. */
export const NODE_18 = `${TOOLS}/node_modules/node-18/bin/node`;

/** Milliseconds for 75 MB from npm's registry. */
const BOUND = 300_000;

/** Installs the packages, if they are not there as the lockfile has them. */
export function installTools(): void {
  const source = fileURLToPath(new URL("tools", import.meta.url));
  const lock = readFileSync(`${source}/package-lock.json`, "utf8");
  const done = `${TOOLS}/installed`;
  if (existsSync(done) && readFileSync(done, "utf8") === lock) return;
  mkdirSync(TOOLS, { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) copyFileSync(`${source}/${file}`, `${TOOLS}/${file}`);
  execFileSync("npm", ["ci", "--ignore-scripts"], {
    cwd: TOOLS,
    stdio: ["ignore", "ignore", "inherit"],
    timeout: BOUND,
  });
  writeFileSync(done, lock);
}
