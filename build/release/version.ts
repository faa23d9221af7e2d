import { readFile, writeFile } from "node:fs/promises";
import { TOP } from "../paths.ts";

/** A version of Semantic Versioning without build metadata, which neither image tags nor npm could tell apart. */
const VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

/** A place outside package.json that repeats the version: everything that matches is a version. */
interface Place {
  file: string;
  pattern: RegExp;
}

const PLACES: Place[] = [
  { file: "src/core/version.ts", pattern: /(?<=VERSION = ")[^"]*/g },
  { file: "Dockerfile.example", pattern: /(?<=\/healthcheck:)[^\s"]*/g },
  { file: "README.md", pattern: /(?<=\/healthcheck:)\d[^\s"`]*/g },
];

/** Whether a version is a pre-release. @throws Error if it is no version */
export function isPreRelease(version: string): boolean {
  const match = VERSION.exec(version);
  if (!match) throw new Error(`the version in package.json is not of the form x.y.z or x.y.z-PRE: ${version}`);
  return match[4] !== undefined;
}

/** The tags of the image. A pre-release has its full version only: whoever asks for x or latest gets no pre-release. */
export function imageTags(version: string): string[] {
  if (isPreRelease(version)) return [version];
  const [major, minor] = version.split(".");
  return [version, `${major}.${minor}`, `${major}`, "latest"];
}

/** The tag of the npm package. `npm install` takes `latest`. */
export function npmTag(version: string): string {
  return isPreRelease(version) ? "next" : "latest";
}

/** Returns the version in package.json. */
export async function readVersion(top = TOP): Promise<string> {
  return JSON.parse(await readFile(`${top}/package.json`, "utf8")).version;
}

/** @throws Error that names the first place that has another version than package.json */
export async function checkPlaces(version: string, top = TOP): Promise<void> {
  const lock = JSON.parse(await readFile(`${top}/package-lock.json`, "utf8"));
  const locked: unknown[] = [lock.version, lock.packages[""].version];
  const found = locked.map((version) => ({ file: "package-lock.json", version }));
  for (const { file, pattern } of PLACES) {
    const versions = (await readFile(`${top}/${file}`, "utf8")).match(pattern);
    if (versions === null) throw new Error(`${file} has no version in the place where build/release/version.ts looks`);
    found.push(...versions.map((version) => ({ file, version })));
  }
  const wrong = found.find((one) => one.version !== version);
  if (wrong) throw new Error(`package.json has version ${version}, but ${wrong.file} has ${wrong.version}`);
}

/** Writes the version into all places. `npm version` calls it, and itself writes package-lock.json. */
export async function writePlaces(version: string, top = TOP): Promise<void> {
  for (const { file, pattern } of PLACES) {
    const path = `${top}/${file}`;
    await writeFile(path, (await readFile(path, "utf8")).replace(pattern, version));
  }
}

if (import.meta.main) await writePlaces(await readVersion());
