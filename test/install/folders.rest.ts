/** Which folders can be installed into. */
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { describe, expect } from "vitest";
import { artifacts } from "../run";
import { expectAnswers, install, installed, installTests, modeOf, NAMES, refused, withUmask } from "./common.ts";

describe.each(artifacts)("$name", (artifact) => {
  const test = installTests(artifact);

  test("a relative folder, and one with a slash behind it", async (folder) => {
    const there = ["/bin/sh", "-c", 'cd "$0" && exec "$@"', folder];
    expect(await install(artifact, ["bin", "sh"], there)).toEqual(installed("bin", ["sh"]));
    expect(await install(artifact, ["bin/", "nc"], there)).toEqual(installed("bin/", ["nc"]));
    expect(await install(artifact, [".", "nc"], there)).toEqual(installed(".", ["nc"]));
    await expectAnswers(`${folder}/bin`, ["sh", "nc"]);
  });

  test("variables that are wrong do not matter, and those in the folder's name are replaced", async (folder) => {
    const env = { HEALTHCHECK_TIMEOUT: "bogus", PORT: "bogus", DIR: folder };
    expect(await install(artifact, ["${DIR}/${SUB:-bin}", "sh"], [], env)).toEqual(installed(`${folder}/bin`, ["sh"]));
  });

  test("a folder that is missing is made", async (folder) => {
    expect(await install(artifact, [`${folder}/bin`], withUmask("022"))).toEqual(installed(`${folder}/bin`));
    expect(modeOf(`${folder}/bin`)).toBe("755");
    expect(readdirSync(`${folder}/bin`).sort()).toEqual([...NAMES].sort());
  });

  test("a folder with control characters in its name", async (folder) => {
    expect(await install(artifact, [`${folder}/\x1b[2J`, "sh"])).toEqual(installed(`${folder}/\\x1b[2J`, ["sh"]));
    expect(await install(artifact, [`${folder}/\x1b[2J/sh`, "sh"])).toEqual(
      refused(`cannot make ${folder}/\\x1b[2J/sh/sh: not a directory`),
    );
  });

  test("a folder whose parent is missing is not", async (folder) => {
    const bin = `${folder}/a/bin`;
    expect(await install(artifact, [bin])).toEqual(refused(`cannot make ${bin}/healthcheck: no such file`));
    expect(readdirSync(folder)).toEqual([]);
  });

  test("a file in the folder's place", async (folder) => {
    writeFileSync(`${folder}/bin`, "mine");
    expect(await install(artifact, [`${folder}/bin`])).toEqual(
      refused(`cannot make ${folder}/bin/healthcheck: not a directory`),
    );
    expect(readFileSync(`${folder}/bin`, "utf8")).toBe("mine");
  });

  test("a link that leads nowhere in the folder's place", async (folder) => {
    symlinkSync("nowhere", `${folder}/bin`);
    const { exit, stdout, stderr } = await install(artifact, [`${folder}/bin`]);
    expect({ exit, stdout }).toEqual({ exit: 1, stdout: "" });
    expect(stderr).toMatch(/^healthcheck: cannot make .*\/bin\/healthcheck: (no such file|it exists)\n$/);
    expect(readdirSync(folder)).toEqual(["bin"]);
  });
});
