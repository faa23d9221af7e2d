import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { TOP } from "../paths.ts";
import { failWithMessage, sizeLine } from "../terminal.ts";
import { BUNDLE, buildMissing, checkBuilt, NATIVES, NODE_EXECUTABLES } from "./artifacts.ts";
import { readSource, type Source } from "./checkout.ts";
import { readComponents, thirdPartyText } from "./components.ts";
import { imageArchive } from "./image.ts";
import { npmPackage } from "./npm.ts";
import { billOfMaterials, type Released } from "./sbom.ts";

/**
 * npm run release [-- --built] [--trial] [--output DIR]
 *
 * Writes all files of a release into release/: the same bytes on every linux-x64 machine and in every folder. It builds what is not built from
 * these sources; with `--built` it fails instead. `--trial` accepts a checkout with changes that are not committed. The variable
 * REPOSITORY=OWNER/REPO names the repository as long as package.json does not.
 */
process.on("uncaughtException", failWithMessage);
const { values } = parseArgs({
  options: {
    built: { type: "boolean", default: false },
    trial: { type: "boolean", default: false },
    output: { type: "string", default: `${TOP}/release` },
  },
});
const source = await readSource(values.trial);
if (!values.built) await buildMissing();
await checkBuilt();
await write(values.output, await makeFiles(source));

/** A file to write. */
interface File extends Released {
  isExecutable: boolean;
}

async function makeFiles(source: Source): Promise<File[]> {
  const executables = await readExecutables();
  const components = await readComponents();
  const thirdParty = thirdPartyText(components);
  const plain: Record<string, string | Uint8Array> = {
    "healthcheck-oci.tar": await imageArchive(source),
    [`tiny-healthcheck-${source.version}.tgz`]: await npmPackage(
      source,
      thirdPartyText(components.filter(({ kind }) => kind === "native")),
    ),
    "healthcheck.cdx.json": billOfMaterials(source, components, executables),
    "THIRD-PARTY": thirdParty,
    LICENSE: await readFile(`${TOP}/LICENSE`),
  };
  const files = [
    ...executables.map((file) => ({ ...file, isExecutable: true })),
    ...Object.entries(plain).map(([name, content]) => ({ name, content: Buffer.from(content), isExecutable: false })),
  ];
  return [...files, { name: "SHA256SUMS", content: Buffer.from(sums(files)), isExecutable: false }];
}

async function readExecutables(): Promise<Released[]> {
  const natives = NATIVES.map(async ({ product, architecture, path }) => {
    return { name: `${product}-linux-${architecture}`, content: await readFile(path) };
  });
  const withNode = NODE_EXECUTABLES.map(async ({ platform, path }) => {
    return { name: `healthcheck-node-${platform}`, content: await readFile(path) };
  });
  const bundle = { name: "healthcheck.cjs", content: await readFile(BUNDLE) };
  return [...(await Promise.all([...natives, ...withNode])), bundle];
}

/** Lines for `sha256sum --check`, by name. */
function sums(files: Released[]): string {
  const lines = files.map(({ name, content }) => {
    return `${createHash("sha256").update(content).digest("hex")}  ${name}\n`;
  });
  return lines.sort((a, b) => (a.slice(64) < b.slice(64) ? -1 : 1)).join("");
}

/** Writes the files in place of an earlier release. Modes do not depend on the umask. @throws Error if the folder holds anything else */
async function write(folder: string, files: File[]): Promise<void> {
  const old: string[] = await readdir(folder).catch(() => []);
  if (old.length > 0 && !old.includes("SHA256SUMS")) throw new Error(`${folder} is not empty and holds no release`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const { name, content, isExecutable } of files) {
    const path = `${folder}/${name}`;
    await writeFile(path, content);
    await chmod(path, isExecutable ? 0o755 : 0o644);
    console.log(sizeLine(path, content.length));
  }
}
