/** Installing into other file systems, and as another user. */
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { describe, expect } from "vitest";
import { type Artifact, artifacts } from "../run";
import { OWN_NAMES } from "../servers/names";
import {
  AS_NOBODY,
  expectAnswers,
  fileOf,
  install,
  installed,
  installTests,
  isLink,
  modeOf,
  otherFileSystem,
  refused,
  SHARED_MEMORY,
  temporary,
  withUmask,
} from "./common.ts";

describe.each(artifacts)("$name", (artifact) => {
  const test = installTests(artifact);

  for (const umask of ["000", "077"]) {
    test(
      `on another file system it copies, and anyone may run it: umask ${umask}`,
      async () => {
        const folder = temporary(SHARED_MEMORY);
        expect(await install(artifact, [folder, "curl,sh"], withUmask(umask))).toEqual(
          installed(folder, ["curl", "sh"]),
        );
        expect([modeOf(`${folder}/curl`), modeOf(`${folder}/sh`)]).toEqual(["755", "755"]);
        expect(isLink(artifact, `${folder}/sh`)).toBe(false);
        expect(readFileSync(`${folder}/sh`).equals(readFileSync(fileOf(artifact)))).toBe(true);
        await expectAnswers(folder, ["curl", "sh"]);
        rmSync(folder, { recursive: true });
      },
      () => otherFileSystem(artifact),
    );
  }

  test(
    "on another file system a file in a name's place stays as it is",
    async () => {
      const folder = temporary(SHARED_MEMORY);
      writeFileSync(`${folder}/sh`, "mine");
      expect(await install(artifact, [folder, "sh"])).toEqual(refused(`cannot make ${folder}/sh: it exists`));
      expect(readFileSync(`${folder}/sh`, "utf8")).toBe("mine");
    },
    () => otherFileSystem(artifact),
  );

  test(
    "on another file system a second time finds its own files",
    async () => {
      const folder = temporary(SHARED_MEMORY);
      await install(artifact, [folder, "sh"]);
      // A copy is a file like any other: it stays as it is.
      expect(await install(artifact, [folder, "sh"])).toEqual(refused(`cannot make ${folder}/sh: it exists`));
      rmSync(folder, { recursive: true });
    },
    () => otherFileSystem(artifact),
  );

  for (const [name, options, reason] of [
    ["is full", "size=16k", "no space"],
    ["cannot be written to", "ro", "read-only file system"],
  ] as const) {
    test(
      `a file system that ${name} is left as it was`,
      async (folder) => {
        const script = `mount -t tmpfs -o ${options} none "$0" && cd "$0" || exit 99; "$@"; status=$?; ls; exit $status`;
        const through = ["/usr/bin/env", "unshare", "-m", "/bin/sh", "-c", script, folder];
        expect(await install(artifact, [folder, "sh"], through)).toEqual(
          refused(`cannot make ${folder}/sh: ${reason}`),
        );
      },
      () => OWN_NAMES,
    );
  }

  describe("as a user that is not root", () => {
    /** A copy that this user can reach. */
    function reachable(folder: string): Artifact {
      const copy = `${folder}/program`;
      copyFileSync(fileOf(artifact), copy);
      chmodSync(copy, 0o755);
      return { ...artifact, command: [...artifact.command.slice(0, -1), copy] };
    }

    function isPossible(): true | string {
      if (process.getuid?.() !== 0) return "not root: no other user to run as";
      const [file = "", ...args] = [...AS_NOBODY, ...artifact.command.slice(0, -1)];
      const tried = spawnSync(file, [...args, "--version"], { encoding: "utf8" });
      return tried.status === 0 || `another user cannot run it: ${tried.stderr}`;
    }

    test(
      "a folder that it may not write to",
      async (folder) => {
        const copy = reachable(folder);
        mkdirSync(`${folder}/bin`, { mode: 0o755 });
        expect(await install(copy, [`${folder}/bin`, "sh"], AS_NOBODY)).toEqual(
          refused(`cannot make ${folder}/bin/sh: permission denied`),
        );
        expect(readdirSync(`${folder}/bin`)).toEqual([]);
      },
      isPossible,
    );

    test(
      "a folder that it may write to, where it may not link what is root's",
      async (folder) => {
        const copy = reachable(folder);
        mkdirSync(`${folder}/bin`);
        chmodSync(`${folder}/bin`, 0o777);
        expect(await install(copy, [`${folder}/bin`, "sh"], AS_NOBODY)).toEqual(installed(`${folder}/bin`, ["sh"]));
        expect(modeOf(`${folder}/bin/sh`)).toBe("755");
        await expectAnswers(`${folder}/bin`, ["sh"]);
      },
      isPossible,
    );
  });
});
