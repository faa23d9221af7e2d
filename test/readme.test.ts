import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { TRICKS } from "../build/native/tricks.ts";
import { TOP } from "../build/paths.ts";
import { documents, README, withFigures } from "../build/readme.ts";
import { sizes } from "../build/size.ts";
import { readResults } from "./bench/results.ts";

test.each(await documents())(
  "the figures in %s are those of what is built and of the last bench (npm run readme writes them)",
  async (path) => {
    const text = await readFile(path, "utf8");
    const built = await sizes();
    expect(built.some(({ bytes }) => bytes !== null)).toBe(true);
    expect(withFigures(text, built, await readResults())).toBe(text);
  },
);

test.each(await documents())("%s has no line over 120 columns, tables and console output aside", async (path) => {
  const lines = (await readFile(path, "utf8")).split("\n");
  const long = lines.filter((line) => line.length > 120 && !/^(\||healthy: |unhealthy: |\$ )/.test(line));
  expect(long).toEqual([]);
});

test("the README has at most 1500 words", async () => {
  const text = (await readFile(README, "utf8")).replace(/<!--.*?-->/g, "");
  expect(text.split(/\s+/).length).toBeLessThanOrEqual(1500);
});

test.each(await documents())("the links of %s lead to files that exist", async (path) => {
  const text = await readFile(path, "utf8");
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = ""]) => join(dirname(path), link));
  expect(links.filter((link) => !existsSync(link))).toEqual([]);
});

test("CONTRIBUTING.md has every trick of the build, and no other (npm run tricks writes them)", async () => {
  const text = await readFile(`${TOP}/CONTRIBUTING.md`, "utf8");
  const [, table = ""] = /<!-- tricks -->\n(.*)<!-- \/tricks -->/s.exec(text) ?? [];
  const rows = [...table.matchAll(/^\| (\w+) \|.*\| (.*) \| (.*) \|$/gm)].map(([, name, what, safe]) => [
    name,
    what,
    safe,
  ]);
  const tricks = Object.entries(TRICKS).map(([name, { what, safe }]) => [name, what, safe]);
  expect(rows).toEqual([["trick", "what it does", "why it is safe"], ...tricks]);
});
