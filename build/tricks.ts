import { spawnSync } from "node:child_process";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { instructions } from "../test/bench/measure.ts";
import { startResponder } from "../test/bench/responder.ts";
import { type Architecture, architecture, hostArchitecture } from "./architectures.ts";
import { buildCore, link, PLAIN } from "./native/link.ts";
import { type LeftOut, NOTHING, TRICKS, type Trick, type TrickDescription } from "./native/tricks.ts";
import { CACHE, TOP } from "./paths.ts";
import { between } from "./readme.ts";
import { failWithMessage } from "./terminal.ts";

/**
 * npm run tricks [-- TRICK ...]
 *
 * Builds `healthcheck` without each trick of the build in turn, and prints the bytes and the instructions of an HTTP check that each
 * saves. If all are measured, it writes the table into CONTRIBUTING.md. Each build must pass one check and fail another.
 */
const FOLDER = `${CACHE}/tricks`;
const CONTRIBUTING = `${TOP}/CONTRIBUTING.md`;
/** The count differs a little between runs, with the digits of ports and times: the lowest of some is taken. */
const RUNS = 3;
const TIMEOUT = 10_000;

interface Cost {
  bytes: number;
  /** The instructions of a healthy HTTP check; null on an architecture other than this machine's. */
  instructions: number | null;
}

/** What leaving out a trick adds. */
interface Saving {
  trick: Trick;
  bytes: number;
  instructions: number | null;
  /** The same as a share of all instructions. */
  share: number | null;
}

process.on("uncaughtException", failWithMessage);
const names = process.argv.slice(2);
const all = Object.keys(TRICKS) as Trick[];
const unknown = names.find((name) => !all.includes(name as Trick));
if (unknown !== undefined) throw new Error(`unknown trick ${unknown}, known: ${all.join(", ")}`);
const responder = await startResponder();
try {
  const savings = await measure(names.length > 0 ? (names as Trick[]) : all, responder.ports.http);
  console.log(table(savings));
  if (names.length === 0) await writeTable(savings);
} finally {
  await responder.close();
}

async function measure(tricks: Trick[], port: number): Promise<Saving[]> {
  const full = new Map<string, Cost>();
  const savings: Saving[] = [];
  for (const trick of tricks) {
    const one = architectureOf(trick);
    const all = full.get(one.name) ?? (await cost(NOTHING, "none", one, port));
    full.set(one.name, all);
    const without = await cost(new Set([trick]), trick, one, port);
    const added =
      without.instructions === null || all.instructions === null ? null : without.instructions - all.instructions;
    savings.push({
      trick,
      bytes: without.bytes - all.bytes,
      instructions: added,
      share: added === null ? null : added / (all.instructions ?? 1),
    });
    console.error(savings.at(-1));
  }
  return savings;
}

function architectureOf(trick: Trick): Architecture {
  const description: TrickDescription = TRICKS[trick];
  return architecture(description.architecture ?? "amd64");
}

/** Builds the executable, tries it, and counts. */
async function cost(leftOut: LeftOut, name: string, one: Architecture, port: number): Promise<Cost> {
  const folder = `${FOLDER}/${name}`;
  await mkdir(folder, { recursive: true });
  const path = `${folder}/${one.name}`;
  await buildCore(PLAIN, `${folder}/core.c`, leftOut);
  await link(PLAIN, one, `${folder}/core.c`, path, leftOut);
  const isHost = one === hostArchitecture();
  const command = isHost ? [path] : [one.qemu, path];
  const url = `http://127.0.0.1:${port}/`;
  expectVerdict([...command, url], 0, /^healthy: GET http:\S+: 200 in \d+ ms\n$/);
  expectVerdict([...command, "127.0.0.1:1"], 1, /^unhealthy: tcp 127.0.0.1:1: connection refused\n$/);
  const counts = Array.from({ length: isHost ? RUNS : 0 }, () => instructions([...command, url]) ?? Number.NaN);
  return { bytes: (await stat(path)).size, instructions: isHost ? Math.min(...counts) : null };
}

/** @throws Error if the command does not end with this exit status and print this line */
function expectVerdict(command: string[], exitStatus: number, line: RegExp): void {
  const [program = "", ...args] = command;
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", env: {}, timeout: TIMEOUT });
  if (status !== exitStatus || !line.test(stdout + stderr)) {
    throw new Error(`${command.join(" ")}: exit status ${status}, ${stdout}${stderr}`);
  }
}

function table(savings: Saving[]): string {
  const rows = savings.map(({ trick, bytes, instructions, share }) => {
    const { what, safe, architecture }: TrickDescription = TRICKS[trick];
    const counted =
      instructions === null || share === null ? "" : `${number(instructions)} (${(share * 100).toFixed(1)} %)`;
    return `| ${trick} | ${number(bytes)}${architecture ? ` (${architecture})` : ""} | ${counted} | ${what} | ${safe} |`;
  });
  return [
    "| trick | bytes | instructions | what it does | why it is safe |",
    "| --- | ---: | ---: | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

function number(value: number): string {
  return value.toLocaleString("en");
}

async function writeTable(savings: Saving[]): Promise<void> {
  await writeFile(CONTRIBUTING, between(await readFile(CONTRIBUTING, "utf8"), "tricks", table(savings)));
}
