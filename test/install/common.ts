/** Installs programs, and tells which of them a file is. */
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { afterAll, expect, it } from "vitest";
import { type Artifact, cannotRun, run } from "../run";

export const NAMES = ["healthcheck", "curl", "wget", "nc", "grpc_health_probe", "sh"];

/** What each program says to these arguments, which shows which one it is. */
const answers: Record<string, [string[], string]> = {
  healthcheck: [
    [],
    "healthcheck: no target: give one, or set HEALTHCHECK_URL, HEALTHCHECK_PORT or PORT (see --help)\n",
  ],
  curl: [[], "healthcheck as curl: no URL\n"],
  wget: [[], "healthcheck as wget: no URL\n"],
  nc: [[], "healthcheck as nc: wanted -z HOST PORT, or HOST PORT in a pipe\n"],
  grpc_health_probe: [[], "healthcheck as grpc_health_probe: wanted -addr HOST:PORT, and no argument without a dash\n"],
  sh: [["-c", "curl --bogus"], "healthcheck as curl: option --bogus is not supported\n"],
};

export const SHARED_MEMORY = "/dev/shm";
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder that anyone may enter. */
export function temporary(where = tmpdir()): string {
  const folder = mkdtempSync(`${where}/healthcheck-install-`);
  chmodSync(folder, 0o755);
  folders.push(folder);
  return folder;
}

/** The program in this command, without the one that runs it. */
export function fileOf(artifact: Artifact): string {
  return artifact.command.at(-1) ?? "";
}

export async function install(
  artifact: Artifact,
  args: string[],
  through: string[] = [],
  env: Record<string, string> = {},
) {
  const { exit, stdout, stderr } = await run([...through, ...artifact.command, "--install"], args, env);
  return { exit, stdout, stderr };
}

export function installed(folder: string, names = NAMES) {
  return { exit: 0, stdout: `healthcheck: installed in ${folder}: ${names.join(" ")}\n`, stderr: "" };
}

export function refused(line: string) {
  return { exit: 1, stdout: "", stderr: `healthcheck: ${line}\n` };
}

/** Runs the programs in the folder by their names. */
export async function expectAnswers(folder: string, names = NAMES): Promise<void> {
  expect(readdirSync(folder).sort()).toEqual([...names].sort());
  for (const name of names) {
    const [args, answer] = answers[name] ?? [[], ""];
    // The bundle finds node by PATH.
    const finished = await run([`${folder}/${name}`], args, { PATH: `${dirname(process.execPath)}:/usr/bin:/bin` });
    expect(finished).toMatchObject({ exit: 1, stdout: "", stderr: answer });
  }
}

export function isLink(artifact: Artifact, file: string): boolean {
  const [one, other] = [statSync(fileOf(artifact)), statSync(file)];
  return one.ino === other.ino && one.dev === other.dev;
}

export function modeOf(file: string): string {
  return (statSync(file).mode & 0o7777).toString(8);
}

/** Runs a command with this umask. */
export function withUmask(umask: string): string[] {
  return ["/bin/sh", "-c", `umask ${umask} && exec "$@"`, "sh"];
}

/** Runs a command as a user that is not root and owns nothing. */
export const AS_NOBODY = ["/usr/bin/env", "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

/** Whether there is another file system to install into, with room for a copy. */
export function otherFileSystem(artifact: Artifact): true | string {
  if (!existsSync(SHARED_MEMORY)) return `no ${SHARED_MEMORY}`;
  const { size, dev } = statSync(fileOf(artifact));
  if (statSync(SHARED_MEMORY).dev === dev) return `${SHARED_MEMORY} is the same file system`;
  const { bavail, bsize } = statfsSync(SHARED_MEMORY);
  return bavail * bsize > size * 4 || `no room in ${SHARED_MEMORY}`;
}

/** Declares a test of an artifact, with a new folder. */
export type InstallTest = (name: string, check: (folder: string) => Promise<void>, needs?: () => true | string) => void;

/** Tests of an artifact. They are skipped with the reason if it cannot run, or if `needs` gives one. */
export function installTests(artifact: Artifact): InstallTest {
  return (name, check, needs = () => true) => {
    it.concurrent(name, async (context) => {
      const isEmulated = artifact.command[0]?.includes("qemu") ?? false;
      if (isEmulated) context.skip("under an emulator, the file that runs is the emulator's");
      const lacking = [artifact.available, artifact.available === true ? needs() : true].find((it) => it !== true);
      if (lacking !== undefined) cannotRun(context, String(lacking));
      await check(temporary());
    });
  };
}
