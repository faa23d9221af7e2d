import { readFile } from "node:fs/promises";
import { build } from "esbuild";
import { TOP } from "../paths.ts";
import { BUNDLE, NATIVES } from "./artifacts.ts";
import { addressOf, type Source } from "./checkout.ts";
import { compress, type Entry, pack } from "./tar.ts";

/** The time of all files in npm's own archives, 1985-10-26, in seconds since 1970. */
const TIME = 499_162_500;

/**
 * Makes the npm package: the bundle, all native executables, and a launcher that chooses. It has no dependency and no install script, so it
 * works after `npm install --ignore-scripts` and if node_modules is copied to another machine. The archive is written here, not by `npm pack`,
 * whose bytes may change with npm's version.
 */
export async function npmPackage(source: Source, thirdParty: string): Promise<Buffer> {
  const files: Entry[] = [
    text("package.json", `${JSON.stringify(manifest(source), null, 2)}\n`),
    text("README.md", withAbsoluteLinks(await readFile(`${TOP}/README.md`, "utf8"), source)),
    await file("LICENSE", `${TOP}/LICENSE`, 0o644),
    text("THIRD-PARTY", thirdParty),
    { path: "launcher.cjs", content: await launcher(), mode: 0o755 },
    await file("healthcheck.cjs", BUNDLE, 0o755),
    ...(await Promise.all(
      NATIVES.map(({ product, architecture, path }) => file(`linux-${architecture}/${product}`, path, 0o755)),
    )),
  ];
  const entries = files.map((entry) => ({ ...entry, path: `package/${entry.path}` }));
  return compress(pack(entries, TIME));
}

/**
 * Returns a page in Markdown for places outside the repository: relative links lead to the files of this version's tag. Without a known
 * repository they stay as they are.
 */
export function withAbsoluteLinks(
  page: string,
  { repository, version }: Pick<Source, "repository" | "version">,
): string {
  if (repository === null) return page;
  const relative = /(!?)(\[[^\]]*\]\()(?![a-z]+:|#)([^)]+\))/g;
  return page.replace(relative, (_, image: string, label: string, path: string) => {
    return `${image}${label}${addressOf(repository)}/${image ? "raw" : "blob"}/v${version}/${path}`;
  });
}

/** The package.json of the package. The repository's own is private: it would bring a compiler and a Node of its own. */
function manifest({ version, description, keywords, repository }: Source): object {
  const address = repository === null ? null : addressOf(repository);
  return {
    name: "tiny-healthcheck",
    version,
    description,
    keywords,
    license: "MIT",
    ...(address === null
      ? {}
      : {
          repository: { type: "git", url: `git+${address}.git` },
          homepage: `${address}#readme`,
          bugs: `${address}/issues`,
        }),
    bin: { healthcheck: "launcher.cjs" },
    engines: { node: ">=18" },
  };
}

/** Compiles src/node/launcher.ts; the bundle remains a file beside it. */
export async function launcher(): Promise<Buffer> {
  const { outputFiles } = await build({
    entryPoints: [`${TOP}/src/node/launcher.ts`],
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    target: "node18",
    banner: { js: "#!/usr/bin/env node" },
    logLevel: "warning",
  });
  const [output] = outputFiles;
  if (!output) throw new Error("esbuild wrote no launcher");
  return Buffer.from(output.contents);
}

async function file(path: string, from: string, mode: number): Promise<Entry> {
  return { path, content: await readFile(from), mode };
}

function text(path: string, content: string): Entry {
  return { path, content: Buffer.from(content), mode: 0o644 };
}
