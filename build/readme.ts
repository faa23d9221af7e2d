import { readdir, readFile, writeFile } from "node:fs/promises";
import { type Results, readResults } from "../test/bench/results.ts";
import { bytes, figures } from "../test/bench/tables.ts";
import { DOCS, TOP } from "./paths.ts";
import { type Size, sizes } from "./size.ts";

/**
 * npm run readme
 *
 * Writes generated figures into README.md and docs/: the sizes of the artifacts, where artifacts that are not built keep theirs, and the
 * results of the last `npm run bench`.
 */
export const README = `${TOP}/README.md`;

/** The paths of README.md and of all pages of docs/. */
export async function documents(): Promise<string[]> {
  const pages = (await readdir(DOCS)).filter((name) => name.endsWith(".md")).sort();
  return [README, ...pages.map((name) => `${DOCS}/${name}`)];
}

/** Returns a document with its figures as they are now. @throws Error if it wants one that there is not */
export function withFigures(text: string, built: Size[], results: Results): string {
  let now = withSizes(text, built);
  if (now.includes("<!-- sizes -->")) now = between(now, "sizes", sizeTable(now, built));
  if (now.includes("<!-- bench -->")) now = between(now, "bench", figures(results));
  return now.replace(/<!-- disk:(.+?) -->.*?<!-- \/disk -->/g, (_, name: string) => {
    const found = results.comparison.http.find((it) => it.name === name);
    if (!found) throw new Error(`no figures of ${name} in the results of npm run bench`);
    return `<!-- disk:${name} -->${bytes(found.bytes)}<!-- /disk -->`;
  });
}

/** Returns the text with these sizes between their marks: `<!-- size:NAME -->38,752<!-- /size -->`. */
export function withSizes(text: string, all: Size[]): string {
  return text.replace(/<!-- size:(\S+) -->.*?<!-- \/size -->/g, (place, name: string) => {
    const found = all.find((size) => size.name === name);
    if (!found) throw new Error(`a document has the size of ${name}, which build/size.ts does not list`);
    return found.bytes === null ? place : `<!-- size:${name} -->${figure(found.bytes)}<!-- /size -->`;
  });
}

/** A row for each file. @param text what the rows stand in now: files that are not built keep theirs */
function sizeTable(text: string, all: Size[]): string {
  const rows = all.map(({ name, bytes: now }) => {
    const before = new RegExp(`^\\| \`dist/${name}\` \\|.*\\| (.*) \\|$`, "m").exec(text)?.[1];
    return `| \`dist/${name}\` | ${purposeOf(name)} | ${now === null ? (before ?? "") : figure(now)} |\n`;
  });
  return `\n| file | for | bytes |\n| --- | --- | ---: |\n${rows.join("")}\n`;
}

function purposeOf(name: string): string {
  const architecture = /^linux-(.*)\//.exec(name)?.[1];
  if (architecture === undefined) return "Node 18 or later";
  if (name.endsWith("-node")) return `Linux with glibc on ${architecture}; contains Node`;
  return `Linux on ${architecture}${name.endsWith("-tls") ? ", with TLS" : ""}`;
}

/** Exact up to a megabyte. Executables with Node inside differ by a page or so with the path they are built in. */
function figure(value: number): string {
  return value < 1_000_000 ? value.toLocaleString("en") : `${(value / 1_000_000).toFixed(1)} million`;
}

/**
 * Returns the text with new content between `<!-- NAME -->` and `<!-- /NAME -->`, which stand on lines of their own.
 * @throws Error if the marks are missing
 */
export function between(text: string, name: string, content: string): string {
  const place = new RegExp(`(?<=<!-- ${name} -->\n).*(?=<!-- /${name} -->)`, "s");
  if (!place.test(text)) throw new Error(`the marks <!-- ${name} --> and <!-- /${name} --> are missing`);
  return text.replace(place, () => content);
}

if (import.meta.main) {
  const [built, results] = [await sizes(), await readResults()];
  for (const path of await documents()) {
    await writeFile(path, withFigures(await readFile(path, "utf8"), built, results));
  }
}
