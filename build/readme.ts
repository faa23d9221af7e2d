import { readFile, writeFile } from "node:fs/promises";
import { type Results, readResults } from "../test/bench/results.ts";
import { figures } from "../test/bench/tables.ts";
import { TOP } from "./paths.ts";
import { type Size, sizes } from "./size.ts";

/**
 * npm run readme: writes the sizes of what is built into README.md, where those that are not built stay as they are, and the figures that
 * `npm run bench` has found.
 */
export const README = `${TOP}/README.md`;

/** The README's text with these sizes in their places: `<!-- size:NAME -->38,752<!-- /size -->`. */
export function withSizes(text: string, all: Size[]): string {
  return text.replace(/<!-- size:(\S+) -->.*?<!-- \/size -->/g, (place, name: string) => {
    const found = all.find((size) => size.name === name);
    if (!found) throw new Error(`README.md gives the size of ${name}, which has no budget in build/size.ts`);
    return found.bytes === null ? place : `<!-- size:${name} -->${figure(found.bytes)}<!-- /size -->`;
  });
}

/** Exact up to a megabyte; what has Node in it differs by a page or so with the path it was built in. */
function figure(bytes: number): string {
  return bytes < 1_000_000 ? bytes.toLocaleString("en") : `${(bytes / 1_000_000).toFixed(1)} million`;
}

/** The README's text with what a bench has found between `<!-- bench -->` and `<!-- /bench -->`. */
export function withFigures(text: string, results: Results): string {
  const place = /(?<=<!-- bench -->\n).*(?=<!-- \/bench -->)/s;
  if (!place.test(text)) throw new Error("README.md has no place for the figures");
  return text.replace(place, () => figures(results));
}

if (import.meta.main) {
  const text = await readFile(README, "utf8");
  await writeFile(README, withFigures(withSizes(text, await sizes()), await readResults()));
}
