import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { TOP } from "../paths.ts";
import { entryOf } from "./changelog.ts";
import { checkPlaces, isPreRelease, readVersion } from "./version.ts";

/** What a release is made from. All that the released files say about their origin is here. */
export interface Source {
  version: string;
  description: string;
  keywords: string[];
  /** The commit, 40 hexadecimal digits, and its time in seconds since 1970. */
  revision: string;
  time: number;
  /** OWNER/REPO on GitHub; null if it is not known. */
  repository: string | null;
}

/**
 * Reads the checkout.
 * @param isTrial whether changes that are not committed are accepted
 * @throws Error with one line if it cannot be released: changes that are not committed, or a version that is not the same everywhere or has
 *   no entry in CHANGELOG.md
 */
export async function readSource(isTrial: boolean, env: NodeJS.ProcessEnv = process.env): Promise<Source> {
  const manifest = JSON.parse(await readFile(`${TOP}/package.json`, "utf8"));
  const version = await readVersion();
  isPreRelease(version);
  await checkPlaces(version);
  entryOf(await readFile(`${TOP}/CHANGELOG.md`, "utf8"), version);
  if (!isTrial) await checkIsClean();
  const [revision = "", time = ""] = (await git("log", "-1", "--format=%H %ct")).trim().split(" ");
  const { description, keywords } = manifest;
  return {
    version,
    description,
    keywords,
    revision,
    time: Number(time),
    repository: repositoryOf(manifest.repository, env.REPOSITORY),
  };
}

async function checkIsClean(): Promise<void> {
  const changed = (await git("status", "--porcelain")).split("\n").filter(Boolean);
  const [first = "", ...more] = changed.map((line) => line.slice(3));
  if (changed.length === 0) return;
  const others = more.length > 0 ? ` and ${more.length} more` : "";
  throw new Error(`the checkout has changes that are not committed: ${first}${others}`);
}

/**
 * The repository's address: package.json's, or the variable REPOSITORY as long as package.json has none.
 * @throws Error if they differ or are not of the form OWNER/REPO
 */
export function repositoryOf(manifest: unknown, variable = ""): string | null {
  const own = typeof manifest === "string" ? manifest.replace(/^github:/, "") : "";
  const found = own || variable;
  if (found === "") return null;
  if (!/^[\w.-]+\/[\w.-]+$/.test(found)) throw new Error(`the repository is not of the form OWNER/REPO: ${found}`);
  if (variable !== "" && variable !== found) {
    throw new Error(`package.json has the repository ${found}, but REPOSITORY is ${variable}`);
  }
  return found;
}

/** The address of the repository for people and tools. */
export function addressOf(repository: string): string {
  return `https://github.com/${repository}`;
}

async function git(...args: string[]): Promise<string> {
  return (await promisify(execFile)("git", args, { cwd: TOP })).stdout;
}
