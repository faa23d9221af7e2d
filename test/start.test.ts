import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { hostArchitecture } from "../build/architectures.ts";
import { hashSources, isBuilt, recordBuilt } from "../build/fresh.ts";
import { DIST, TOP } from "../build/paths.ts";
import { refusing } from "./servers/ports";
import { silent } from "./servers/raw";

const START = [`${TOP}/build/start.ts`];

// At most two builds: where the last one was of other sources.
describe("npm start", { timeout: 120_000 }, () => {
  test("shows three checks, as the README says, and has built an executable", () => {
    const shown = execFileSync(process.execPath, START, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    expect(shown).toMatch(/healthy: GET http:\/\/localhost:\d+\/healthz: 200 in \d+ ms\nexit status 0\n/);
    expect(shown.match(/exit status [01]$/gm)).toEqual(["exit status 0", "exit status 1", "exit status 1"]);
    expect(readFileSync(`${TOP}/README.md`, "utf8")).toContain("$ npm ci && npm start\n");
    expect(statSync(`${DIST}/linux-${hostArchitecture().name}/healthcheck`).mode & 0o111).toBe(0o111);
  });

  test("checks a target at once, where nothing has changed", async () => {
    execFileSync(process.execPath, START, { stdio: "ignore" });
    const [live, dead] = [await silent(), await refusing()];
    try {
      const check = (target: string) => {
        const { status, stdout, stderr } = spawnSync(process.execPath, [...START, target], { encoding: "utf8" });
        return { status, stdout: stdout.replace(/\d+ ms/, "N ms"), stderr };
      };
      // No word of a build, which would be on the standard error.
      const target = `127.0.0.1:${live.values.port}`;
      expect(check(target)).toEqual({ status: 0, stdout: `healthy: tcp ${target}: connected in N ms\n`, stderr: "" });
      const other = `127.0.0.1:${dead.values.port}`;
      expect(check(other)).toEqual({ status: 1, stdout: "", stderr: `unhealthy: tcp ${other}: connection refused\n` });
    } finally {
      await live.close();
      await dead.close();
    }
  });
});

describe("what is built is built again", () => {
  const top = mkdtempSync(`${tmpdir()}/healthcheck-start-`);
  const [output, other, record] = [`${top}/output`, `${top}/other`, `${top}/cache/built.json`];
  const hash = () => hashSources(top, ["src", "lock"]);
  const isFresh = async () => isBuilt([output], await hash(), record);
  afterAll(() => rmSync(top, { recursive: true }));

  beforeEach(async () => {
    rmSync(`${top}/src`, { recursive: true, force: true });
    mkdirSync(`${top}/src/core/deep`, { recursive: true });
    for (const file of ["src/a", "src/core/deep/b", "lock", "output", "other"]) writeFileSync(`${top}/${file}`, "1");
    await recordBuilt([output], await hash(), record);
    expect(await isFresh()).toBe(true);
  });

  test.each<[string, () => void]>([
    ["when a source has changed", () => writeFileSync(`${top}/src/core/deep/b`, "2")],
    [
      "when a source has changed and kept its size and time",
      () => {
        const { atime, mtime } = statSync(`${top}/src/a`);
        writeFileSync(`${top}/src/a`, "2");
        utimesSync(`${top}/src/a`, atime, mtime);
      },
    ],
    ["when a file beside the folders has changed", () => writeFileSync(`${top}/lock`, "2")],
    ["when there is a new source", () => writeFileSync(`${top}/src/core/c`, "")],
    ["when a source is gone", () => rmSync(`${top}/src/a`)],
    ["when a source has another name", () => renameSync(`${top}/src/a`, `${top}/src/c`)],
    ["when what was built has changed", () => writeFileSync(output, "2")],
    ["when what was built is gone", () => rmSync(output)],
    ["when the record is gone", () => rmSync(record)],
    ["when the record is damaged", () => writeFileSync(record, "{")],
  ])("%s", async (_, change) => {
    change();
    expect(await isFresh()).toBe(false);
  });

  test("but not when a source has another time alone", async () => {
    utimesSync(`${top}/src/a`, 1, 1);
    expect(await isFresh()).toBe(true);
  });

  test("for each file by itself", async () => {
    expect(await isBuilt([other], await hash(), record)).toBe(false);
    writeFileSync(`${top}/src/a`, "2");
    await recordBuilt([other], await hash(), record);
    expect(await isBuilt([other], await hash(), record)).toBe(true);
    expect(await isBuilt([output, other], await hash(), record)).toBe(false);
  });
});
