/** Files that exist already stay as they are. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { describe, expect } from "vitest";
import { artifacts } from "../run";
import { fileOf, install, installed, installTests, refused } from "./common.ts";

describe.each(artifacts)("$name", (artifact) => {
  const test = installTests(artifact);

  test("a file in a name's place stays as it is", async (folder) => {
    writeFileSync(`${folder}/wget`, "mine", { mode: 0o640 });
    const before = statSync(`${folder}/wget`);
    for (const names of [[], ["wget"]]) {
      expect(await install(artifact, [folder, ...names])).toEqual(refused(`cannot make ${folder}/wget: it exists`));
    }
    expect(readFileSync(`${folder}/wget`, "utf8")).toBe("mine");
    const { ino, mode, mtimeMs } = statSync(`${folder}/wget`);
    expect({ ino, mode, mtimeMs }).toEqual({ ino: before.ino, mode: before.mode, mtimeMs: before.mtimeMs });
  });

  test("a folder in a name's place stays as it is", async (folder) => {
    mkdirSync(`${folder}/sh`);
    expect(await install(artifact, [folder, "sh"])).toEqual(refused(`cannot make ${folder}/sh: it exists`));
    expect(readdirSync(`${folder}/sh`)).toEqual([]);
  });

  test("a link in a name's place stays as it is", async (folder) => {
    writeFileSync(`${folder}/busybox`, "mine");
    symlinkSync("busybox", `${folder}/sh`);
    expect(await install(artifact, [folder, "sh"])).toEqual(refused(`cannot make ${folder}/sh: it exists`));
    expect(readFileSync(`${folder}/sh`, "utf8")).toBe("mine");
    // This one leads nowhere.
    symlinkSync("nowhere", `${folder}/nc`);
    expect(await install(artifact, [folder, "nc"])).toEqual(refused(`cannot make ${folder}/nc: it exists`));
    expect(readlinkSync(`${folder}/nc`)).toBe("nowhere");
    expect(existsSync(`${folder}/nowhere`)).toBe(false);
  });

  test("a link to the program in a name's place is its own", async (folder) => {
    symlinkSync(fileOf(artifact), `${folder}/sh`);
    expect(await install(artifact, [folder, "sh"])).toEqual(installed(folder, ["sh"]));
    expect(readlinkSync(`${folder}/sh`)).toBe(fileOf(artifact));
  });
});
