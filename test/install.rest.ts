import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statfsSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Artifact, artifacts, cannotRun, run } from "./run";
import { OWN_NAMES } from "./servers/names";

const NAMES = ["healthcheck", "curl", "wget", "nc", "grpc_health_probe", "sh"];

/** What each name says when it is run with these arguments, and so which one it is. */
const answers: Record<string, [string[], string]> = {
  healthcheck: [
    [],
    "healthcheck: no target: give one, or set HEALTHCHECK_URL, HEALTHCHECK_PORT or PORT (see --help)\n",
  ],
  curl: [[], "healthcheck as curl: no URL\n"],
  wget: [[], "healthcheck as wget: no URL\n"],
  nc: [[], "healthcheck as nc: wanted -z HOST PORT\n"],
  grpc_health_probe: [[], "healthcheck as grpc_health_probe: wanted -addr HOST:PORT, and no argument without a dash\n"],
  sh: [["-c", "curl --bogus"], "healthcheck as curl: option --bogus is not supported\n"],
};

const SHARED_MEMORY = "/dev/shm";
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder, which anyone may enter. */
function temporary(where = tmpdir()): string {
  const folder = mkdtempSync(`${where}/healthcheck-install-`);
  chmodSync(folder, 0o755);
  folders.push(folder);
  return folder;
}

/** The program behind this command, without the one that runs it. */
function fileOf(artifact: Artifact): string {
  return artifact.command.at(-1) ?? "";
}

async function install(artifact: Artifact, args: string[], through: string[] = [], env: Record<string, string> = {}) {
  const { exit, stdout, stderr } = await run([...through, ...artifact.command, "--install"], args, env);
  return { exit, stdout, stderr };
}

function installed(folder: string, names = NAMES) {
  return { exit: 0, stdout: `healthcheck: installed in ${folder}: ${names.join(" ")}\n`, stderr: "" };
}

function refused(line: string) {
  return { exit: 1, stdout: "", stderr: `healthcheck: ${line}\n` };
}

/** Runs what is in the folder, by its names alone. */
async function expectAnswers(folder: string, names = NAMES): Promise<void> {
  expect(readdirSync(folder).sort()).toEqual([...names].sort());
  for (const name of names) {
    const [args, answer] = answers[name] ?? [[], ""];
    // A bundle finds its node by PATH.
    const finished = await run([`${folder}/${name}`], args, { PATH: `${dirname(process.execPath)}:/usr/bin:/bin` });
    expect(finished).toMatchObject({ exit: 1, stdout: "", stderr: answer });
  }
}

function isLink(artifact: Artifact, file: string): boolean {
  const [one, other] = [statSync(fileOf(artifact)), statSync(file)];
  return one.ino === other.ino && one.dev === other.dev;
}

function modeOf(file: string): string {
  return (statSync(file).mode & 0o7777).toString(8);
}

/** Runs what follows with this umask. */
function withUmask(umask: string): string[] {
  return ["/bin/sh", "-c", `umask ${umask} && exec "$@"`, "sh"];
}

/** Runs what follows as a user that is not root and owns nothing. */
const AS_NOBODY = ["/usr/bin/env", "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

/** Whether there is another file system to install into, with room for a copy. */
function otherFileSystem(artifact: Artifact): true | string {
  if (!existsSync(SHARED_MEMORY)) return `no ${SHARED_MEMORY}`;
  const { size, dev } = statSync(fileOf(artifact));
  if (statSync(SHARED_MEMORY).dev === dev) return `${SHARED_MEMORY} is the same file system`;
  const { bavail, bsize } = statfsSync(SHARED_MEMORY);
  return bavail * bsize > size * 4 || `no room in ${SHARED_MEMORY}`;
}

describe.each(artifacts)("$name", (artifact) => {
  /** A test with a new folder. */
  function test(name: string, check: (folder: string) => Promise<void>, needs: () => true | string = () => true): void {
    it.concurrent(name, async (context) => {
      const isEmulated = artifact.command[0]?.includes("qemu") ?? false;
      if (isEmulated) context.skip("under an emulator, the file that runs is the emulator's");
      const lacking = [artifact.available, artifact.available === true ? needs() : true].find((it) => it !== true);
      if (lacking !== undefined) cannotRun(context, String(lacking));
      await check(temporary());
    });
  }

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
      // A copy is a file like any other, and stays as it is.
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
