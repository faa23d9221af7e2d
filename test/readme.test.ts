import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { TRICKS } from "../build/native/tricks.ts";
import { TOP } from "../build/paths.ts";
import { README, withFigures, withSizes } from "../build/readme.ts";
import { sizes } from "../build/size.ts";
import { readResults } from "./bench/results.ts";

test("the README's sizes are those of what is built (npm run readme writes them)", async () => {
  const text = await readFile(README, "utf8");
  const built = await sizes();
  expect(built.some(({ bytes }) => bytes !== null)).toBe(true);
  expect(withSizes(text, built)).toBe(text);
});

test("the README's figures are those of the last bench (npm run readme writes them)", async () => {
  const text = await readFile(README, "utf8");
  expect(withFigures(text, await readResults())).toBe(text);
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
