import { readFile, writeFile } from "node:fs/promises";
import { type Results, readResults } from "../test/bench/results.ts";
import { figures } from "../test/bench/tables.ts";
import { TOP } from "./paths.ts";
import { type Size, sizes } from "./size.ts";

/**
 * npm run readme
 *
 * Writes generated figures into README.md: the sizes of the artifacts, where artifacts that are not built keep theirs, and the results
 * of the last `npm run bench`.
 */
export const README = `${TOP}/README.md`;

/** Returns the text with these sizes between their marks: `<!-- size:NAME -->38,752<!-- /size -->`. */
export function withSizes(text: string, all: Size[]): string {
  return text.replace(/<!-- size:(\S+) -->.*?<!-- \/size -->/g, (place, name: string) => {
    const found = all.find((size) => size.name === name);
    if (!found) throw new Error(`README.md has the size of ${name}, which build/size.ts does not list`);
    return found.bytes === null ? place : `<!-- size:${name} -->${figure(found.bytes)}<!-- /size -->`;
  });
}

/** Exact up to a megabyte. Executables with Node inside differ by a page or so with the path they are built in. */
function figure(bytes: number): string {
  return bytes < 1_000_000 ? bytes.toLocaleString("en") : `${(bytes / 1_000_000).toFixed(1)} million`;
}

/** Returns the text with the results of a bench between `<!-- bench -->` and `<!-- /bench -->`. */
export function withFigures(text: string, results: Results): string {
  return between(text, "bench", figures(results));
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
  const text = await readFile(README, "utf8");
  await writeFile(README, withFigures(withSizes(text, await sizes()), await readResults()));
}
