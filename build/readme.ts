import { readFile, writeFile } from "node:fs/promises";
import { TOP } from "./paths.ts";
import { type Size, sizes } from "./size.ts";

/** npm run readme: writes the sizes of what is built into README.md; those that are not built stay as they are. */
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

if (import.meta.main) await writeFile(README, withSizes(await readFile(README, "utf8"), await sizes()));
