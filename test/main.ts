import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { TOP } from "../build/paths.ts";

/**
 * npm test [-- NAME ...]
 *
 * Without a name: types and lint, a build for this machine, sizes, and all quick tests. With names: a build where the sources have changed, and
 * the test files whose path contains one of the names; where there is none, the tests whose own name does.
 */
const names = process.argv.slice(2);
if (names.length === 0) {
  npm("check");
  npm("build");
  npm("size");
  vitest("vitest.config.ts");
} else {
  const files = readdirSync(`${TOP}/test`, { recursive: true, encoding: "utf8" });
  const chosen = files.filter((file) => /\.(test|rest)\.ts$/.test(file) && names.some((name) => file.includes(name)));
  const isOfRest = chosen.some((file) => file.endsWith(".rest.ts"));
  npm("build", ...(isOfRest ? ["--tests"] : []));
  const pattern = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  const filter = chosen.length > 0 ? chosen.map((file) => `test/${file}`) : ["-t", pattern];
  vitest(isOfRest ? "rest.config.ts" : "vitest.config.ts", ...filter);
}

function npm(script: string, ...args: string[]): void {
  run("npm", ["run", "--silent", script, "--", ...args]);
}

function vitest(config: string, ...args: string[]): void {
  run(process.execPath, [`${TOP}/node_modules/vitest/vitest.mjs`, "run", "--config", `${TOP}/test/${config}`, ...args]);
}

/** Runs a command and ends with its status where that is not 0. */
function run(command: string, args: string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: "inherit", cwd: TOP });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
