import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { TOP } from "../../build/paths.ts";
import { entryOf, releaseNotes } from "../../build/release/changelog.ts";
import { repositoryOf } from "../../build/release/checkout.ts";
import { checkPlaces, imageTags, isPreRelease, npmTag, readVersion, writePlaces } from "../../build/release/version.ts";
import { temporaryFolder } from "../tls/authority.ts";

test.each([
  ["1.2.3", ["1.2.3", "1.2", "1", "latest"], "latest"],
  ["0.10.0", ["0.10.0", "0.10", "0", "latest"], "latest"],
  ["1.0.0-rc.1", ["1.0.0-rc.1"], "next"],
  ["2.0.0-0", ["2.0.0-0"], "next"],
])("version %s has the image tags %s and the npm tag %s", (version, tags, tag) => {
  expect(imageTags(version)).toEqual(tags);
  expect(npmTag(version)).toBe(tag);
});

test.each(["1.2", "v1.2.3", "01.2.3", "1.2.3-", "1.2.3+build", "1.2.3-rc..1", "", "1.2.3\n", "latest"])(
  "%j is no version",
  (text) => expect(() => isPreRelease(text)).toThrow("not of the form x.y.z"),
);

test("all places have the version of package.json", async () => {
  await checkPlaces(await readVersion());
});

test("`npm version` writes all places, and a place that was forgotten is named", async () => {
  const folder = temporaryFolder();
  const top = folder.path;
  for (const file of ["package.json", "package-lock.json", "Dockerfile.example", "README.md", "src/core/version.ts"]) {
    cpSync(`${TOP}/${file}`, `${top}/${file}`);
  }
  const old = await readVersion();
  const edit = (file: string) => {
    const text = readFileSync(`${top}/${file}`, "utf8");
    writeFileSync(`${top}/${file}`, text.replaceAll(`"version": "${old}"`, '"version": "7.8.9-beta.2"'));
  };
  edit("package.json");
  await expect(checkPlaces("7.8.9-beta.2", top)).rejects.toThrow(`but package-lock.json has ${old}`);
  edit("package-lock.json");
  await expect(checkPlaces("7.8.9-beta.2", top)).rejects.toThrow(`but src/core/version.ts has ${old}`);
  await writePlaces("7.8.9-beta.2", top);
  await checkPlaces("7.8.9-beta.2", top);
  writeFileSync(`${top}/src/core/version.ts`, "export const OTHER = 1;\n");
  await expect(checkPlaces("7.8.9-beta.2", top)).rejects.toThrow("src/core/version.ts has no version in the place");
  folder.remove();
});

describe("CHANGELOG.md", () => {
  const changelog =
    "# Changelog\n\n## 1.10.0 - 2026-02-03\n\n- ten\n\n## 1.1.0 - unreleased\n\n### Added\n\n- one\n\n## 1.0.0\n";

  test("has an entry for the version of package.json", async () => {
    entryOf(readFileSync(`${TOP}/CHANGELOG.md`, "utf8"), await readVersion());
  });
  test("the entry of a version ends at the next", () => {
    expect(entryOf(changelog, "1.1.0")).toEqual({ date: "unreleased", notes: "### Added\n\n- one" });
    expect(releaseNotes(changelog, "1.10.0")).toBe("- ten");
  });
  test.each(["1.1", "1.10", "1.1.0-rc.1", "2.0.0"])("%s has no entry", (version) => {
    expect(() => entryOf(changelog, version)).toThrow(`CHANGELOG.md has no heading "## ${version} - DATE"`);
  });
  test("an entry must say something", () => {
    expect(() => entryOf(changelog, "1.0.0")).toThrow("CHANGELOG.md says nothing about 1.0.0");
  });
  test("what is called unreleased has no release notes", () => {
    expect(() => releaseNotes(changelog, "1.1.0")).toThrow("CHANGELOG.md has no date for 1.1.0");
  });
});

describe("the repository", () => {
  test.each([
    [undefined, undefined, null],
    [undefined, "o/r", "o/r"],
    ["github:o/r.js", undefined, "o/r.js"],
    ["o/r", "o/r", "o/r"],
  ])("package.json %s and REPOSITORY=%s: %s", (manifest, variable, found) => {
    expect(repositoryOf(manifest, variable)).toBe(found);
  });
  test("must be the same in both", () => {
    expect(() => repositoryOf("github:o/r", "o/other")).toThrow(
      "package.json has the repository o/r, but REPOSITORY is o/other",
    );
  });
  test.each(["o", "https://github.com/o/r", "o/r/x", "o/r\n", "o /r"])("%j is not OWNER/REPO", (variable) => {
    expect(() => repositoryOf(undefined, variable)).toThrow("not of the form OWNER/REPO");
  });
});
