import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { homedir } from "node:os";
import { TOP } from "../../build/paths.ts";
import { pathOf } from "../run.ts";

/** The engines of today, as Debian 13 has them. */
const SUITE = "trixie";
const PACKAGES = [
  "docker.io",
  "docker-cli",
  "docker-buildx",
  "docker-compose",
  "podman",
  "runc",
  "netavark",
  "iptables",
];

/** The programs of it that the tests run, by their names in the folder of scripts. */
const PROGRAMS: Record<string, string> = {
  docker: "/usr/bin/docker",
  dockerd: "/usr/sbin/dockerd",
  "docker-compose": "/usr/libexec/docker/cli-plugins/docker-compose",
  // crun, the default, fails where both versions of cgroups are mounted.
  podman: "/usr/bin/podman --runtime /usr/sbin/runc",
  quadlet: "/usr/libexec/podman/quadlet",
};

/** Where Debian 13 is kept between runs. It takes a minute or two to make. */
const KEPT = `${process.env.XDG_CACHE_HOME ?? `${homedir()}/.cache`}/tiny-healthcheck`;

/** Milliseconds for making it. */
const MAKING_BOUND = 600_000;

/**
 * Makes Debian 13's programs callable: its root, a mount namespace in which it is the root, and scripts in `bin` that run a program there. In it
 * the repository and `home` are where they are outside. The namespace ends with this process.
 * @param home a folder for what belongs to this run
 * @returns the folder of the scripts
 * @throws Error with the reason if this machine cannot do that
 */
export default async function enterDebian(home: string): Promise<string> {
  if (process.getuid?.() !== 0) throw new Error("no Debian 13: it needs root");
  const root = await provideRoot().catch((error: Error) => {
    throw new Error(`no Debian 13: ${error.message}`);
  });
  const pid = await enter(root, [home, TOP]);
  const bin = `${home}/bin`;
  mkdirSync(bin);
  for (const [name, command] of Object.entries(PROGRAMS)) {
    const change = `nsenter --mount=/proc/${pid}/ns/mnt -- /bin/sh -c 'cd "$0" && exec "$@"' "$PWD"`;
    const text = `#!/bin/sh\nexec ${change} ${command} "$@"\n`;
    writeFileSync(`${bin}/${name}`, text, { mode: 0o755 });
  }
  return bin;
}

/** @returns the path of a root with the packages, made now or earlier */
async function provideRoot(): Promise<string> {
  const contents = createHash("sha256").update(JSON.stringify([SUITE, PACKAGES]));
  const root = `${KEPT}/${SUITE}-${contents.digest("hex").slice(0, 12)}`;
  if (existsSync(root)) return root;
  if (pathOf("debootstrap") === "debootstrap") throw new Error("no debootstrap");
  const unfinished = `${root}.${process.pid}`;
  mkdirSync(KEPT, { recursive: true });
  try {
    console.error(`making ${root}: Debian 13 with Docker and Podman ...`);
    makeRoot(unfinished);
    renameSync(unfinished, root);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return root;
}

function makeRoot(root: string): void {
  execute("debootstrap", "--variant=minbase", SUITE, root, mirror());
  // How this machine reaches the mirror.
  const settings = "/etc/apt/apt.conf.d";
  for (const file of readdirSync(settings)) cpSync(`${settings}/${file}`, `${root}${settings}/${file}`);
  // No service may start; there is nothing to start it.
  writeFileSync(`${root}/usr/sbin/policy-rc.d`, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  cpSync("/etc/resolv.conf", `${root}/etc/resolv.conf`, { dereference: true });
  const install = "apt-get update -qq && apt-get install -y -qq --no-install-recommends";
  const script = `mount -t proc proc ${root}/proc && chroot ${root} sh -c '${install} ${PACKAGES.join(" ")}'`;
  execute("unshare", "--mount", "sh", "-c", script);
  rmSync(`${root}/var/cache/apt/archives`, { recursive: true });
  mkdirSync(`${root}/old`);
}

/** The mirror that this machine uses, if it is Debian's. */
function mirror(): string {
  const lists = ["/etc/apt/sources.list", "/etc/apt/sources.list.d/debian.sources"].filter((file) => existsSync(file));
  const text = lists.map((file) => readFileSync(file, "utf8")).join("\n");
  return /(?:^deb\s+|^URIs:\s*)(https?:\/\/\S+\/debian)\/?(?=\s)/m.exec(text)?.[1] ?? "http://deb.debian.org/debian";
}

function execute(command: string, ...args: string[]): void {
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" };
    execFileSync(command, args, { env, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8", timeout: MAKING_BOUND });
  } catch (error) {
    const { stdout, stderr, message } = error as Error & { stdout?: string; stderr?: string };
    const said = `${stdout ?? ""}${stderr ?? ""}`.trim().split("\n").slice(-3).join("; ");
    throw new Error(`${command}: ${said || message}`);
  }
}

/**
 * Starts a process in a mount namespace of its own, in which `root` is the root. It ends when this process does.
 * @param shared folders that are seen there under the same path
 * @returns its number
 */
async function enter(root: string, shared: string[]): Promise<number> {
  const script = [
    "set -e",
    'root=$1; shift; mount --bind "$root" "$root"; cd "$root"',
    "for it in proc sys dev; do mount --rbind /$it $it; done",
    "mount -t tmpfs tmpfs run; mount -t tmpfs tmpfs tmp",
    // The machine's tools lie in other places: here only these folders are its own.
    'for it; do mkdir -p ".$it"; mount --rbind "$it" ".$it"; done',
    "pivot_root . old; umount -l /old; echo ready; exec cat",
  ].join("\n");
  const args = ["--mount", "--propagation", "private", "sh", "-c", script, "sh", root, ...shared];
  const child = spawn("unshare", args, { stdio: ["pipe", "pipe", "inherit"], detached: true });
  const ended = once(child, "exit").then(() => {
    throw new Error("Debian 13 cannot be made the root of a process, see above");
  });
  await Promise.race([once(child.stdout, "data"), ended]);
  ended.catch(() => {});
  // It does not keep this process from ending.
  child.unref();
  child.stdout.destroy();
  (child.stdin as Socket).unref();
  return child.pid ?? 0;
}
