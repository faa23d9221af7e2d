/** Surroundings in which a check still ends with 0 or 1: streams, limits, signals, places, environments. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import type { Value } from "../run";
import { IS_ROOT, tool } from "./launch";

/** Files of the tests; status.rest.ts removes it. */
export const directory = mkdtempSync(`${tmpdir()}/healthcheck-status-`);

/** What a process finds when it starts. */
export interface Surroundings {
  name: string;
  /** Operations of the launcher (launch.zig). */
  launch?: (string | number)[];
  /** A command that runs the check. */
  through?: string[];
  env?: Record<string, Value>;
  /** Runs instead of the artifact's command. */
  command?: string[];
  /** The exit status of a check of a healthy server, if not 0. */
  status?: number;
  /** Whether no output is seen. */
  mute?: boolean;
  needs?: (true | string)[];
  /** Names of artifacts that cannot run there, and why. */
  except?: Record<string, string>;
}

/** Node itself ends here before it reaches our code. A test shows that it does. */
export const NODE = "Node itself does not run";
const notNode = { "node bundle": NODE, "node executable": NODE };
const V8_STACK = "V8 takes a megabyte of stack for granted";
const EMULATED = "it would be the emulator's surroundings";
const notEmulated = { "native arm64": EMULATED };
const CLOSED = "its files may be closed to nobody";
const LARGER = { "native amd64 with TLS": "its address space alone is larger, however little of it is touched" };
const nativeOnly = { ...notNode, ...notEmulated };

export const streams: Surroundings[] = [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]].map((all) => ({
  name: `descriptors ${all} closed`,
  launch: all.flatMap((fd) => ["close", fd]),
  mute: all.includes(1) && all.includes(2),
}));
for (const [name, ...operation] of [
  ["a full device", "open", "/dev/full"],
  ["a full pipe", "full"],
  ["a broken pipe", "broken"],
]) {
  for (const all of [[1], [2], [1, 2]]) {
    streams.push({
      name: `${name} for ${all}`,
      launch: all.flatMap((fd) => [operation[0] ?? "", fd, ...operation.slice(1)]),
      mute: all.length === 2,
    });
  }
}

const limits: Surroundings[] = [
  {
    name: "room for no further descriptor",
    launch: ["limit", "NOFILE", 3],
    status: 1,
    except: nativeOnly,
  },
  { name: "room for none at all", launch: ["limit", "NOFILE", 0], status: 1, except: nativeOnly },
  { name: "room for one descriptor more", launch: ["limit", "NOFILE", 4], except: nativeOnly },
  { name: "2 MiB of address space", launch: ["limit", "AS", 2 << 20], except: { ...nativeOnly, ...LARGER } },
  { name: "2 MiB of data", launch: ["limit", "DATA", 2 << 20], except: { ...nativeOnly, ...LARGER } },
  { name: "6 MiB of address space", launch: ["limit", "AS", 6 << 20], except: nativeOnly },
  { name: "6 MiB of data", launch: ["limit", "DATA", 6 << 20], except: nativeOnly },
  {
    name: "32 KiB of stack",
    launch: ["limit", "STACK", 32 << 10],
    except: { ...notEmulated, "node bundle": V8_STACK, "node executable": V8_STACK },
  },
  { name: "1 MiB of stack", launch: ["limit", "STACK", 1 << 20], except: notEmulated },
  { name: "one second of processor time", launch: ["limit", "CPU", 1] },
  {
    name: "files of no size",
    launch: ["open", 1, `${directory}/out`, "open", 2, `${directory}/out`, "limit", "FSIZE", 0],
    through: ["/bin/sh", "-c", `: >${directory}/out; exec "$@"`, "sh"],
    mute: true,
  },
  { name: "no locked memory", launch: ["limit", "MEMLOCK", 0] },
  { name: "no pending signals", launch: ["limit", "SIGPENDING", 0] },
  {
    name: "no further process, as nobody",
    // In the other order the kernel would refuse to start it.
    launch: ["user", 65534, "limit", "NPROC", 0],
    command: [`${directory}/root/healthcheck`],
    needs: [IS_ROOT],
    except: nativeOnly,
  },
];

const SIGNALS = ["PIPE", "ALRM", "TERM", "XFSZ", "HUP", "INT", "CHLD"];
const signals: Surroundings[] = [
  { name: "blocked signals", launch: SIGNALS.flatMap((signal) => ["block", signal]) },
  { name: "ignored signals", launch: SIGNALS.flatMap((signal) => ["ignore", signal]) },
  { name: "both", launch: SIGNALS.flatMap((signal) => ["block", signal, "ignore", signal]) },
  { name: "a timer that is armed, blocked", launch: ["block", "ALRM", "alarm", 1, 1], except: notNode },
  { name: "a timer that is armed, ignored", launch: ["ignore", "ALRM", "alarm", 1, 1] },
  { name: "a timer that fires later", launch: ["alarm", 3_600_000, 0] },
  { name: "a pending SIGALRM", launch: ["pending", "ALRM"], except: nativeOnly },
  { name: "a pending SIGPIPE", launch: ["pending", "PIPE"], except: notNode },
  ...["WINCH", "CHLD", "CONT", "URG"].map((signal) => ({
    name: `SIG${signal} a thousand times a second`,
    launch: ["storm", signal, 1000],
  })),
];

const places: Surroundings[] = [
  {
    name: "nothing but the file: no /proc, /etc, /dev",
    launch: ["root", `${directory}/root`],
    command: ["/healthcheck"],
    needs: [IS_ROOT],
    except: nativeOnly,
  },
  {
    name: "a directory that is gone",
    through: ["/bin/sh", "-c", `mkdir ${directory}/$$ && cd ${directory}/$$ && rmdir ../$$ && exec "$@"`, "sh"],
  },
  {
    name: "nobody",
    launch: ["user", 65534],
    command: [`${directory}/root/healthcheck`],
    needs: [IS_ROOT],
    except: { ...notEmulated, "node bundle": CLOSED, "node executable": CLOSED },
  },
  {
    name: "process 1",
    through: ["/usr/bin/env", "unshare", "-pf", "--kill-child", "--mount-proc"],
    needs: [IS_ROOT, tool("unshare")],
  },
  { name: "a file in memory", launch: ["memory"], except: { "node bundle": "it would be Node that is in memory" } },
];

const environments: Surroundings[] = [
  { name: "100000 variables", launch: ["limit", "STACK", 64 << 20, "variables", 100_000], except: notEmulated },
  {
    name: "entries that are no variables",
    launch: ["noequals", "", "=", "=x", "==", "HEALTHCHECK_TIMEOUT", "A=B=C", "\xff=\xff"].flatMap((entry) => [
      "variable",
      entry,
    ]),
  },
  {
    name: "the same variable twice: the first one counts",
    env: { HEALTHCHECK_STATUS: "200" },
    launch: ["variable", "HEALTHCHECK_STATUS=201", "variable", "HEALTHCHECK_STATUS=nonsense"],
    except: notEmulated,
  },
  { name: "the longest variable there can be", env: { FILLER: "x".repeat(131_072 - "FILLER=".length - 1) } },
];

export const all = { streams, limits, signals, places, environments };
