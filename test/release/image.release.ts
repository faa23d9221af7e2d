import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { beforeAll, beforeEach, expect, inject, test } from "vitest";
import { ARCHITECTURES } from "../../build/architectures.ts";
import { DIST, TOP } from "../../build/paths.ts";
import { imageArchive } from "../../build/release/image.ts";
import { imageTags } from "../../build/release/version.ts";
import packageJson from "../../package.json";
import { cannotRun } from "../run.ts";
import { temporaryFolder } from "../tls/authority.ts";
import { startRegistry } from "./registry.ts";

const registry = inject("registry");
const digest = inject("digest");
const release = inject("release");
const { version } = packageJson;

beforeEach((context) => {
  if (typeof registry !== "string") cannotRun(context, registry.missing);
});

interface Descriptor {
  digest: string;
  size: number;
  mediaType: string;
  platform: { os: string; architecture: string; variant?: string };
}

/** The layout of the archive, taken apart by tar. */
const layout = temporaryFolder();
beforeAll(() => {
  execFileSync("tar", ["-xf", `${release}/healthcheck-oci.tar`, "-C", layout.path]);
  return () => layout.remove();
});

function blob(digest: string): Buffer {
  const content = readFileSync(`${layout.path}/blobs/${digest.replace(":", "/")}`);
  expect(hashOf(content)).toBe(digest);
  return content;
}

function hashOf(content: Uint8Array): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

function skopeo(...args: string[]): Buffer {
  return execFileSync("skopeo", args, { stdio: ["ignore", "pipe", "pipe"] });
}

const AT_REGISTRY = ["--tls-verify=false", `docker://${registry}/healthcheck:${version}`];

test("the registry has the archive's index, byte for byte, under the digest that the push has printed", () => {
  const [index] = JSON.parse(readFileSync(`${layout.path}/index.json`, "utf8")).manifests;
  expect(index.digest).toBe(digest);
  const pushed = skopeo("inspect", "--raw", ...AT_REGISTRY);
  expect(pushed.equals(blob(digest))).toBe(true);
});

test("skopeo copies the archive into another registry, as docs/verify.md shows it, with the same digest", async () => {
  const lines = readFileSync(`${TOP}/docs/verify.md`, "utf8").split("\n");
  const line = lines.find((it) => it.startsWith("skopeo ")) ?? expect.fail("no skopeo in docs/verify.md");
  const [, ...args] = line.replace("REGISTRY/healthcheck:VERSION", `${registry}/mirrored:${version}`).split(" ");
  execFileSync("skopeo", ["--insecure-policy", ...args, "--dest-tls-verify=false"], { cwd: release, stdio: "pipe" });
  const mirrored = skopeo("inspect", "--raw", "--tls-verify=false", `docker://${registry}/mirrored:${version}`);
  expect(hashOf(mirrored)).toBe(digest);
});

function tags(image: string): string[] {
  return JSON.parse(skopeo("list-tags", "--tls-verify=false", `docker://${image}`).toString()).Tags.sort();
}

test("the registry has the tags of this version, and no other", () => {
  expect(tags(`${registry}/healthcheck`)).toEqual(imageTags(version).sort());
});

test("a release has its shorter tags too, all of the same digest", async () => {
  const folder = temporaryFolder();
  const source = {
    version: "7.8.9",
    description: "d",
    keywords: [],
    revision: "0".repeat(40),
    time: 1,
    repository: "o/r",
  };
  folder.write("healthcheck-oci.tar", await imageArchive(source));
  const image = `${registry}/released`;
  const options = ["--release", folder.path, "--version", "7.8.9", "--plain-http"];
  const printed = execFileSync(process.execPath, ["build/release/push.ts", image, ...options], { cwd: TOP });
  folder.remove();
  expect(tags(image)).toEqual(["7", "7.8", "7.8.9", "latest"]);
  for (const tag of tags(image)) {
    const index = skopeo("inspect", "--raw", "--tls-verify=false", `docker://${image}:${tag}`);
    expect(`${hashOf(index)}\n`).toBe(printed.toString());
    const { annotations } = JSON.parse(index.toString());
    expect(annotations["org.opencontainers.image.source"]).toBe("https://github.com/o/r");
  }
});

test("eight platforms, each with the files of its architecture, mode 0755 and owner root", () => {
  const { manifests } = JSON.parse(blob(digest).toString()) as { manifests: Descriptor[] };
  expect(manifests.map(({ platform }) => platform)).toEqual([
    { os: "linux", architecture: "amd64" },
    { os: "linux", architecture: "arm64", variant: "v8" },
    { os: "linux", architecture: "arm", variant: "v7" },
    { os: "linux", architecture: "arm", variant: "v6" },
    { os: "linux", architecture: "386" },
    { os: "linux", architecture: "riscv64" },
    { os: "linux", architecture: "ppc64le" },
    { os: "linux", architecture: "s390x" },
  ]);
  for (const [i, { name }] of ARCHITECTURES.entries()) {
    const manifest = JSON.parse(blob(manifests[i]?.digest ?? "").toString());
    const [layer, ...others] = manifest.layers as Descriptor[];
    expect(others).toEqual([]);
    const archive = blob(layer?.digest ?? "");
    expect(archive.length).toBe(layer?.size);
    const listed = tar(archive, "--list", "--verbose", "--numeric-owner").trim().split("\n");
    expect(listed.map((line) => line.split(/\s+/)).map(([mode, owner, , , , file]) => [mode, owner, file])).toEqual([
      ["-rwxr-xr-x", "0/0", "healthcheck"],
      ["-rwxr-xr-x", "0/0", "healthcheck-tls"],
    ]);
    const folder = layout.path + `/files-${name}`;
    mkdirSync(folder);
    tar(archive, "--extract", "-C", folder);
    for (const file of ["healthcheck", "healthcheck-tls"]) {
      expect(hashOf(readFileSync(`${folder}/${file}`)), `${name}: ${file}`).toBe(
        hashOf(readFileSync(`${DIST}/linux-${name}/${file}`)),
      );
    }
  }
});

function tar(archive: Uint8Array, ...args: string[]): string {
  return execFileSync("tar", [...args, "-z", "-f", "-"], { input: archive }).toString();
}

test("skopeo finds each platform, with user, entrypoint and labels", () => {
  const annotations = JSON.parse(blob(digest).toString()).annotations;
  expect(annotations).toMatchObject({
    "org.opencontainers.image.version": version,
    "org.opencontainers.image.licenses": "MIT AND Apache-2.0",
    "org.opencontainers.image.revision": execFileSync("git", ["rev-parse", "HEAD"], { cwd: TOP }).toString().trim(),
  });
  for (const platform of ["amd64", "arm64/v8", "arm/v7", "arm/v6", "386", "riscv64", "ppc64le", "s390x"]) {
    const [architecture = "", variant = ""] = platform.split("/");
    const wanted = ["--override-os", "linux", "--override-arch", architecture, "--override-variant", variant];
    const found = JSON.parse(skopeo(...wanted, "inspect", "--config", ...AT_REGISTRY).toString());
    expect([found.architecture, found.variant ?? "", found.os]).toEqual([architecture, variant, "linux"]);
    expect(found.config).toEqual({ User: "65534:65534", Entrypoint: ["/healthcheck"], Labels: annotations });
    const manifest = JSON.parse(skopeo(...wanted, "inspect", "--raw", ...AT_REGISTRY).toString());
    expect(manifest.annotations).toEqual(annotations);
  }
});

test("the push fails if a blob of the archive was changed", async () => {
  const spoilt = temporaryFolder();
  // Another registry: this one knows the right blob already.
  const empty = await startRegistry(spoilt.path);
  const archive = readFileSync(`${release}/healthcheck-oci.tar`);
  // In the middle of a layer.
  const { manifests } = JSON.parse(blob(digest).toString()) as { manifests: Descriptor[] };
  const { layers } = JSON.parse(blob(manifests[3]?.digest ?? "").toString());
  const at = archive.indexOf(blob(layers[0].digest)) + 1000;
  archive.writeUInt8(archive.readUInt8(at) ^ 1, at);
  spoilt.write("healthcheck-oci.tar", archive);
  const push = [
    "build/release/push.ts",
    `localhost:${empty.port}/healthcheck`,
    "--release",
    spoilt.path,
    "--plain-http",
  ];
  const { status, stderr } = spawnSync(process.execPath, push, { cwd: TOP, encoding: "utf8" });
  await empty.close();
  spoilt.remove();
  expect([status, stderr]).toEqual([1, expect.stringMatching(/digest/i)]);
});
