/** Which names are installed, and that they run. */
import { existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { artifacts, cannotRun, run } from "../run";
import {
  expectAnswers,
  fileOf,
  install,
  installed,
  installTests,
  isLink,
  NAMES,
  refused,
  temporary,
} from "./common.ts";

describe.each(artifacts)("$name", (artifact) => {
  const test = installTests(artifact);

  test("all names, as links, and they run", async (folder) => {
    expect(await install(artifact, [folder])).toEqual(installed(folder));
    for (const name of NAMES) expect(isLink(artifact, `${folder}/${name}`), name).toBe(true);
    await expectAnswers(folder);
  });

  test("a second time finds its own files", async (folder) => {
    expect(await install(artifact, [folder, "sh"])).toEqual(installed(folder, ["sh"]));
    expect(await install(artifact, [folder])).toEqual(installed(folder));
    expect(await install(artifact, [folder])).toEqual(installed(folder));
    expect(readdirSync(folder).sort()).toEqual([...NAMES].sort());
  });

  for (const names of [["sh"], ["nc", "wget"], ["curl", "curl"]]) {
    test(`some names: ${names}`, async (folder) => {
      expect(await install(artifact, [folder, names.join()])).toEqual(installed(folder, names));
      await expectAnswers(folder, [...new Set(names)]);
    });
  }

  test("what is installed installs", async (folder) => {
    await install(artifact, [folder, "healthcheck"]);
    const through = [...artifact.command.slice(0, -1), `${folder}/healthcheck`];
    const finished = await run([...through, "--install"], [`${folder}/bin`, "sh"]);
    expect(finished).toMatchObject(installed(`${folder}/bin`, ["sh"]));
    expect(isLink(artifact, `${folder}/bin/sh`)).toBe(true);
  });

  test("by a symbolic link to the program, and one to the folder", async (folder) => {
    symlinkSync(fileOf(artifact), `${folder}/healthcheck`);
    mkdirSync(`${folder}/real`);
    symlinkSync("real", `${folder}/bin`);
    const through = [...artifact.command.slice(0, -1), `${folder}/healthcheck`];
    expect(await run([...through, "--install"], [`${folder}/bin`, "sh"])).toMatchObject(
      installed(`${folder}/bin`, ["sh"]),
    );
    expect(lstatSync(`${folder}/real/sh`).isFile()).toBe(true);
    expect(isLink(artifact, `${folder}/real/sh`)).toBe(true);
  });

  test("what is no name", async (folder) => {
    const bin = `${folder}/bin`;
    for (const [names = "", wrong] of [
      ["sh,bash,curl", "bash"],
      ["", ""],
      ["sh,", ""],
      ["../sh", "../sh"],
      ["sh curl", "sh curl"],
    ]) {
      const line = `"${wrong}" is none of healthcheck, sh, curl, wget, nc, grpc_health_probe`;
      expect(await install(artifact, [bin, names])).toEqual(refused(line));
    }
    expect(existsSync(bin)).toBe(false);
  });

  test("next to anything else", async (folder) => {
    const bin = `${folder}/bin`;
    const alone = refused("option --install stands alone, and checks nothing");
    for (const args of [
      [bin, "-q"],
      [bin, "sh", "-t", "3s"],
    ]) {
      expect(await install(artifact, args)).toEqual(alone);
    }
    expect(await install(artifact, [bin, "--help"])).toEqual(refused("option --help stands alone, and checks nothing"));
    expect(await run([...artifact.command], ["-s", "200", "--install", bin])).toMatchObject(alone);
    const second = refused("argument 4 is a second target (quote a value that has spaces)");
    expect(await install(artifact, [bin, "sh", "curl"])).toEqual(second);
    expect(await install(artifact, [])).toEqual(refused("option --install needs a value (see --help)"));
    expect(await install(artifact, [""])).toEqual(refused("--install: the target is empty"));
    expect(readdirSync(folder)).toEqual([]);
  });

  test("within sh -c, each time anew", async (folder) => {
    await install(artifact, [folder, "sh"]);
    const sh = [...artifact.command.slice(0, -1), `${folder}/sh`];
    const text = `healthcheck --install ${folder}/a sh,nc >/dev/null && healthcheck --install ${folder}/b curl`;
    expect(await run(sh, ["-c", text])).toMatchObject(installed(`${folder}/b`, ["curl"]));
    expect([readdirSync(`${folder}/a`), readdirSync(`${folder}/b`)]).toEqual([["nc", "sh"], ["curl"]]);
  });
});

describe.each(artifacts)("by another name: $name", (artifact) => {
  it("the option is not there", async (context) => {
    if (artifact.available !== true) cannotRun(context, artifact.available);
    const folder = temporary();
    for (const [name, line] of [
      ["curl", "healthcheck as curl: option --install is not supported\n"],
      ["wget", "healthcheck as wget: option --install is not supported\n"],
      ["sh", "healthcheck as sh: this is no shell and runs health checks alone: sh -c TEXT\n"],
    ]) {
      symlinkSync(fileOf(artifact), `${folder}/${name}`);
      const command = [...artifact.command.slice(0, -1), `${folder}/${name}`];
      const finished = await run(command, ["--install", `${folder}/bin`]);
      expect(finished).toMatchObject({ exit: 1, stdout: "", stderr: line });
    }
    expect(existsSync(`${folder}/bin`)).toBe(false);
  });
});
