import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CACHE, TOP } from "./paths.ts";

/** What a build depends on, relative to the top. */
const SOURCES = ["build", "src", "package.json", "package-lock.json", "tsconfig.json"];
/** Folders below them that no build depends on: what is released is built before. */
const NO_SOURCES = ["/build/release/"];

/** Where it is kept which files were built, and from what. */
const RECORD = `${CACHE}/built.json`;

/** For the path of each file that was built: the hash of its sources, and that of the file itself. */
type Built = Record<string, { sources: string; file: string }>;

/** The hash of the sources as they are now: of names and contents, whatever their times are. */
export async function hashSources(top = TOP, sources = SOURCES): Promise<string> {
  const hash = createHash("sha256");
  for (const source of sources) {
    for (const path of await filesBelow(join(top, source))) {
      if (NO_SOURCES.some((folder) => path.startsWith(top + folder))) continue;
      const content = await readFile(path);
      hash.update(`${path.slice(top.length)}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest("hex");
}

/** Records that these files were built from sources with this hash. It is taken before the build: an edit during the build is not in the files. */
export async function recordBuilt(paths: string[], sources: string, record = RECORD): Promise<void> {
  const built = await readRecord(record);
  for (const path of paths) built[path] = { sources, file: await hashFile(path) };
  await mkdir(dirname(record), { recursive: true });
  await writeFile(`${record}.new`, JSON.stringify(built, null, 2));
  await rename(`${record}.new`, record);
}

/** Whether all these files are there, as they were built from sources with this hash. */
export async function isBuilt(paths: string[], sources: string, record = RECORD): Promise<boolean> {
  const built = await readRecord(record);
  for (const path of paths) {
    const entry = built[path];
    if (entry?.sources !== sources || entry.file !== (await hashFile(path).catch(() => "missing"))) return false;
  }
  return true;
}

async function readRecord(record: string): Promise<Built> {
  try {
    return JSON.parse(await readFile(record, "utf8"));
  } catch {
    return {};
  }
}

async function hashFile(path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
}

/** The file itself, or all files below the folder, in the order of their names. */
async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch((error) => {
    if (error.code === "ENOTDIR") return null;
    throw error;
  });
  if (entries === null) return [path];
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name)).sort();
}
