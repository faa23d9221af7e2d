import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { type StartServer, server, together } from "../servers";
import { type Entry, startNameServer } from "./dns";
import { behindDirectory, temporaryDirectory } from "./unix";

/** The configuration of the artifact's resolver. */
export interface Names {
  /** The names of the name server. */
  dns: Record<string, Entry>;
  /** The names of further ones: `{dns2}`, `{dns3}`. */
  others?: Record<string, Entry>[];
  /** Milliseconds until the name server listens. */
  late?: number;
  /** Lines of /etc/hosts after those for localhost. */
  hosts?: string;
  /** Lines of /etc/resolv.conf, where `{dns}` is the address of the name server. If missing, all servers in order. */
  resolv?: string;
}

/** Whether an artifact can have its own /etc/resolv.conf and name server, or why not. */
export const OWN_NAMES: true | string = ownNames();

/** Whether there is ::1, or that there is not. */
export const IPV6: true | string =
  Object.values(networkInterfaces()).some((entries) => entries?.some((it) => it.address === "::1")) || "no ::1 here";

function ownNames(): true | string {
  if (process.getuid?.() !== 0) return "not root: no name server on port 53";
  const tried = spawnSync("unshare", ["-m", "mount", "--bind", "/etc/hosts", "/etc/hosts"], { encoding: "utf8" });
  if (tried.error !== undefined) return `no unshare: ${tried.error.message}`;
  return tried.status === 0 || `no mount namespace: ${tried.stderr.trim()}`;
}

/** Runs a command with its own files in /etc: the three arguments before it. */
const MOUNTS = `
  mount --bind "$1" /etc/resolv.conf && mount --bind "$2" /etc/hosts || exit 99
  if [ -e /etc/nsswitch.conf ]; then mount --bind "$3" /etc/nsswitch.conf || exit 99; fi
  shift 3
  exec "$@"`;

/** A server. The artifact looks names up in these tables instead of those of the machine. */
export function named(names: Names, start: StartServer): StartServer {
  return async (at) => {
    const directory = await temporaryDirectory();
    const nameServers = [await startNameServer(names.dns, names.late)];
    for (const dns of names.others ?? []) nameServers.push(await startNameServer(dns));
    const keys = nameServers.map((_, i) => (i === 0 ? "{dns}" : `{dns${i + 1}}`));
    let resolv = names.resolv ?? keys.map((key) => `nameserver ${key}\n`).join("");
    for (const [i, key] of keys.entries()) resolv = resolv.replaceAll(key, nameServers[i]?.address ?? "");
    const files = {
      "resolv.conf": resolv,
      hosts: `127.0.0.1 localhost\n::1 localhost\n${names.hosts ?? ""}`,
      "nsswitch.conf": "hosts: files dns\n",
    };
    const paths: string[] = [];
    for (const [name, text] of Object.entries(files)) {
      const path = join(directory, name);
      paths.push(path);
      await writeFile(path, text);
    }
    const inside = together(await start(at), ...nameServers.map(({ close }) => server({}, close)));
    const wrapper = ["/usr/bin/env", "unshare", "-m", "/bin/sh", "-c", MOUNTS, "sh", ...paths];
    return { ...behindDirectory(inside, directory), wrapper };
  };
}
