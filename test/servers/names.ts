import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { type StartServer, server, together } from "../servers";
import { type Entry, startNameServer } from "./dns";
import { behindDirectory, temporaryDirectory } from "./unix";

/** What the resolver of the artifact sees. */
export interface Names {
  /** What the name server knows. */
  dns: Record<string, Entry>;
  /** What further ones know: `{dns2}`, `{dns3}`. */
  others?: Record<string, Entry>[];
  /** Milliseconds in which the name server does not listen yet. */
  late?: number;
  /** Lines of /etc/hosts behind those for localhost. */
  hosts?: string;
  /** Lines of /etc/resolv.conf, in which `{dns}` is the name server's address; all servers in their order where there are none. */
  resolv?: string;
}

/** Whether an artifact can be given its own /etc/resolv.conf and name server; otherwise why not. */
export const OWN_NAMES: true | string = ownNames();

/** Whether there is ::1; otherwise that there is not. */
export const IPV6: true | string =
  Object.values(networkInterfaces()).some((entries) => entries?.some((it) => it.address === "::1")) || "no ::1 here";

function ownNames(): true | string {
  if (process.getuid?.() !== 0) return "not root: no name server on port 53";
  const tried = spawnSync("unshare", ["-m", "mount", "--bind", "/etc/hosts", "/etc/hosts"], { encoding: "utf8" });
  if (tried.error !== undefined) return `no unshare: ${tried.error.message}`;
  return tried.status === 0 || `no mount namespace: ${tried.stderr.trim()}`;
}

/** Runs what follows with its own files in /etc, which are the three arguments before it. */
const MOUNTS = `
  mount --bind "$1" /etc/resolv.conf && mount --bind "$2" /etc/hosts || exit 99
  if [ -e /etc/nsswitch.conf ]; then mount --bind "$3" /etc/nsswitch.conf || exit 99; fi
  shift 3
  exec "$@"`;

/** A server for an artifact that looks names up in these tables, and not in the host's. */
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
