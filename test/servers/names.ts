import { spawnSync } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { networkInterfaces } from "node:os";
import { type StartServer, server, together } from "../servers";
import { behindDirectory, temporaryDirectory } from "./unix";

/** What the name server says about a name: its addresses in this order, an error, or nothing at all. */
export type Entry = string[] | "NXDOMAIN" | "SERVFAIL" | "silence";

/** What the resolver of the artifact sees. */
export interface Names {
  /** Names without an entry do not exist. */
  dns: Record<string, Entry>;
  /** Lines of /etc/hosts. */
  hosts?: string;
}

/** Whether an artifact can be given its own /etc/resolv.conf and name server; otherwise why not. */
export const OWN_NAMES: true | string = ownNames();

/** Whether there is ::1; otherwise that there is not. */
export const IPV6: true | string =
  Object.values(networkInterfaces()).some((entries) => entries?.some((entry) => entry.address == "::1")) || "no ::1 here";

function ownNames(): true | string {
  if (process.getuid?.() !== 0) return "not root: no name server on port 53";
  const tried = spawnSync("unshare", ["-m", "mount", "--bind", "/etc/hosts", "/etc/hosts"], { encoding: "utf8" });
  if (tried.error !== undefined) return `no unshare: ${tried.error.message}`;
  return tried.status == 0 || `no mount namespace: ${tried.stderr.trim()}`;
}

/** Runs what follows with its own files in /etc, which come as the three arguments before it. */
const MOUNTS = `
  mount --bind "$1" /etc/resolv.conf && mount --bind "$2" /etc/hosts || exit 99
  if [ -e /etc/nsswitch.conf ]; then mount --bind "$3" /etc/nsswitch.conf || exit 99; fi
  shift 3
  exec "$@"`;

/** A server for an artifact that looks names up in these tables, and not in the host's. */
export function named(names: Names, start: StartServer): StartServer {
  return async (at) => {
    const directory = await temporaryDirectory();
    const nameServer = await bindNameServer(names.dns);
    const files = {
      "resolv.conf": `nameserver ${nameServer.address().address}\noptions timeout:1 attempts:1\n`,
      hosts: `127.0.0.1 localhost\n::1 localhost\n${names.hosts ?? ""}\n`,
      "nsswitch.conf": "hosts: files dns\n",
    };
    const paths: string[] = [];
    for (const [name, text] of Object.entries(files)) {
      paths.push(join(directory, name));
      await writeFile(join(directory, name), text);
    }
    const resolver = server({}, () => new Promise((resolve) => nameServer.close(() => resolve())));
    const wrapper = ["/usr/bin/env", "unshare", "-m", "/bin/sh", "-c", MOUNTS, "sh", ...paths];
    return { ...behindDirectory(together(await start(at), resolver), directory), wrapper };
  };
}

/** A name server on port 53 of a loopback address that nobody else uses. */
async function bindNameServer(entries: Record<string, Entry>): Promise<Socket> {
  for (let last = 1; ; last++) {
    const socket = createSocket("udp4");
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once("error", reject).bind({ address: `127.0.53.${last}`, port: 53, exclusive: true }, resolve);
      });
      socket.on("message", (query, from) => {
        const reply = answer(query, entries);
        if (reply !== null) socket.send(reply, from.port, from.address);
      });
      return socket;
    } catch (error) {
      socket.close();
      if ((error as NodeJS.ErrnoException).code != "EADDRINUSE" || last == 254) throw error;
    }
  }
}

const HEADER_LENGTH = 12;
const [TYPE_A, TYPE_AAAA] = [1, 28];
const ANSWER = 0x8180;
const RCODES = { SERVFAIL: 2, NXDOMAIN: 3 };

/** The reply to a query of one question (RFC 1035 §4), or null for silence. */
function answer(query: Buffer, entries: Record<string, Entry>): Buffer | null {
  const labels: string[] = [];
  let i = HEADER_LENGTH;
  for (let length = query.readUInt8(i); length > 0; length = query.readUInt8(i)) {
    labels.push(query.toString("latin1", i + 1, i + 1 + length));
    i += 1 + length;
  }
  const type = query.readUInt16BE(i + 1);
  const question = query.subarray(HEADER_LENGTH, i + 5);
  const entry = entries[labels.join(".").toLowerCase()] ?? "NXDOMAIN";
  if (entry == "silence") return null;
  const addresses = typeof entry == "string" ? [] : entry.filter((it) => it.includes(":") == (type == TYPE_AAAA));
  const answers = type == TYPE_A || type == TYPE_AAAA ? addresses.map((it) => record(type, addressBytes(it))) : [];
  const header = Buffer.alloc(HEADER_LENGTH);
  header.writeUInt16BE(query.readUInt16BE(0), 0);
  header.writeUInt16BE(ANSWER | (typeof entry == "string" ? RCODES[entry] : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers.length, 6);
  return Buffer.concat([header, question, ...answers]);
}

/** A resource record of the name in question: a pointer to it, type, class IN, a minute to live, the data. */
function record(type: number, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0xc0, HEADER_LENGTH, 0, type, 0, 1, 0, 0, 0, 60, 0, data.length]), data]);
}

/** The bytes of an address; of IPv6 only what the tables use, a tail behind `::`. */
function addressBytes(address: string): Buffer {
  if (!address.includes(":")) return Buffer.from(address.split(".").map(Number));
  const bytes = Buffer.alloc(16);
  bytes.writeUInt16BE(Number.parseInt(address.slice(2), 16), 14);
  return bytes;
}
