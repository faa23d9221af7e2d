import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { afterAll, expect, inject, test } from "vitest";
import { CACHE, TOP } from "../../build/paths.ts";
import { temporaryFolder } from "../tls/authority.ts";

/** Milliseconds for a build of everything without any cache. */
const BOUND = 900_000;

const folder = temporaryFolder();
afterAll(() => folder.remove());

test("another clone gives the same release: other folder, umask, HOME, TZ and locale, nothing cached", {
  timeout: BOUND,
}, () => {
  const clone = `${folder.path}/another clone`;
  copyCheckout(clone);
  copyPackages(clone);
  const settings = { HOME: `${folder.path}/home`, TZ: "Asia/Kathmandu", LC_ALL: "C", SOURCE_DATE_EPOCH: "1" };
  mkdirSync(settings.HOME);
  const script = 'umask 077; exec node_modules/.bin/node build/release/release.ts "$@"';
  const { status, stderr } = spawnSync("sh", ["-c", script, "sh", ...inject("releaseOptions")], {
    cwd: clone,
    env: { ...process.env, ...settings },
    encoding: "utf8",
  });
  expect([status, status === 0 ? "" : stderr]).toEqual([0, ""]);

  const release = inject("release");
  const names = readdirSync(release);
  expect(readdirSync(`${clone}/release`)).toEqual(names);
  const different = names.filter((name) => {
    return !readFileSync(`${release}/${name}`).equals(readFileSync(`${clone}/release/${name}`));
  });
  expect(different).toEqual([]);
  expect(modes(`${clone}/release`)).toBe(modes(release));
});

test("Dockerfile.example's stage `build` copies all that the build needs, and gives the same", {
  timeout: BOUND,
}, () => {
  const source = `${folder.path}/src`;
  mkdirSync(source);
  const stage =
    /^FROM [^\n]* AS build\n(.*?)^FROM /ms.exec(readFileSync(`${TOP}/Dockerfile.example`, "utf8"))?.[1] ?? "";
  for (const line of stage.trim().split("\n")) {
    const [instruction, ...words] = line.split(" ");
    if (instruction === "COPY") copyInto(source, words);
    else if (line === "RUN npm ci") copyPackages(source);
    else if (instruction === "RUN") runIn(source, words.join(" ").replaceAll("/built", `${folder.path}/built`));
    else expect(line).toMatch(/^(WORKDIR \/src|ARG TARGETARCH|ARG TARGETVARIANT)$/);
  }
  for (const file of ["healthcheck", "healthcheck-tls"]) {
    const built = readFileSync(`${folder.path}/built/${file}`);
    expect(built.equals(readFileSync(`${inject("release")}/${file}-linux-arm-v7`)), file).toBe(true);
  }
});

test("BuildKit accepts the name of the image in Dockerfile.example also where it is not used", () => {
  const registry = /^ARG REGISTRY=(.*)$/m.exec(readFileSync(`${TOP}/Dockerfile.example`, "utf8"))?.[1];
  // Capital letters would be an error in every target.
  expect(registry).toMatch(/^[a-z0-9]+(?:[.:-][a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-][a-z0-9]+)*)*$/);
});

function copyInto(folder: string, words: string[]): void {
  const to = words.at(-1) ?? "";
  for (const from of words.slice(0, -1)) {
    cpSync(`${TOP}/${from}`, `${folder}/${to === "./" ? from : to}`, { recursive: true });
  }
}

/** As BuildKit would for linux/arm/v7. */
function runIn(cwd: string, script: string): void {
  const env = { ...process.env, TARGETARCH: "arm", TARGETVARIANT: "v7" };
  execFileSync("sh", ["-c", script], { cwd, env, stdio: "pipe" });
}

/** Clones the commit, and copies what is changed but not committed. */
function copyCheckout(to: string): void {
  execFileSync("git", ["clone", "--quiet", TOP, to]);
  const changed = execFileSync("git", ["ls-files", "-mo", "--exclude-standard"], { cwd: TOP, encoding: "utf8" });
  for (const file of changed.split("\n").filter(Boolean)) cpSync(`${TOP}/${file}`, `${to}/${file}`);
}

/** Copies what `npm ci` has installed, but nothing that a build has kept there. Links take no room. */
function copyPackages(to: string): void {
  const cache = CACHE.slice(CACHE.indexOf("node_modules/.cache") + "node_modules/".length).split("/")[0];
  mkdirSync(`${to}/node_modules`);
  const names = readdirSync(`${TOP}/node_modules`).filter((name) => name !== cache);
  const from = names.map((name) => `${TOP}/node_modules/${name}`);
  const copied = spawnSync("cp", ["--archive", "--link", ...from, `${to}/node_modules`]);
  // Another file system: links are impossible.
  if (copied.status !== 0) execFileSync("cp", ["--archive", ...from, `${to}/node_modules`]);
}

function modes(path: string): string {
  return execFileSync("stat", ["--format=%n %a", ...readdirSync(path)], { cwd: path, encoding: "utf8" });
}
