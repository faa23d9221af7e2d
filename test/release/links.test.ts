import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { TOP } from "../../build/paths.ts";
import { withAbsoluteLinks } from "../../build/release/npm.ts";

const AT = "https://github.com/o/r";
const absolute = (page: string) => withAbsoluteLinks(page, { repository: "o/r", version: "1.2.3" });

test.each([
  ["[HTTPS](docs/https.md)", `[HTTPS](${AT}/blob/v1.2.3/docs/https.md)`],
  ["[part](docs/https.md#which)", `[part](${AT}/blob/v1.2.3/docs/https.md#which)`],
  ["![chart](docs/size.svg)", `![chart](${AT}/raw/v1.2.3/docs/size.svg)`],
  ["see [a](A), [b](B)", `see [a](${AT}/blob/v1.2.3/A), [b](${AT}/blob/v1.2.3/B)`],
  ["[section](#section)", "[section](#section)"],
  ["[other](https://example.org/a.md)", "[other](https://example.org/a.md)"],
  ["`[::1]:5432` (no link)", "`[::1]:5432` (no link)"],
])("on npm's page, %s becomes %s", (page, found) => {
  expect(absolute(page)).toBe(found);
});

test("on npm's page, every link of the README leads to a file of the tag or to another site", () => {
  const page = absolute(readFileSync(`${TOP}/README.md`, "utf8"));
  const links = [...page.matchAll(/\]\(([^)]*)\)/g)].map(([, link = ""]) => link);
  const own = links.filter((link) => link.startsWith(AT));
  expect(own).toContain(`${AT}/raw/v1.2.3/docs/size.svg`);
  expect(own).toContain(`${AT}/blob/v1.2.3/CONTRIBUTING.md`);
  const paths = own.map((link) => link.replace(/^\S+\/(blob|raw)\/v1\.2\.3\//, "").replace(/#.*/, ""));
  expect(paths.filter((path) => !existsSync(`${TOP}/${path}`))).toEqual([]);
  expect(links.filter((link) => !/^(https:\/\/|#)/.test(link))).toEqual([]);
});

test("without a known repository, links stay as they are", () => {
  const page = readFileSync(`${TOP}/README.md`, "utf8");
  expect(withAbsoluteLinks(page, { repository: null, version: "1.2.3" })).toBe(page);
});
