import { existsSync } from "node:fs";
import { relative } from "node:path";
import { ARCHITECTURES, type Architecture } from "../architectures.ts";
import { hashSources, isBuilt, recordBuilt } from "../fresh.ts";
import { buildNative, PRODUCTS } from "../native/link.ts";
import { bundle } from "../node/bundle.ts";
import { buildPkg } from "../node/pkg.ts";
import { DIST, TOP } from "../paths.ts";

/** A native executable of the release. */
export interface Native {
  /** `healthcheck` or `healthcheck-tls`. */
  product: string;
  /** As in build/architectures.ts. */
  architecture: string;
  /** Where it was built. */
  path: string;
}

/** All native executables, by architecture and then by product. */
export const NATIVES: Native[] = ARCHITECTURES.flatMap(({ name: architecture }) =>
  PRODUCTS.map(({ name: product }) => ({ product, architecture, path: `${DIST}/linux-${architecture}/${product}` })),
);

/** Executables with Node inside. */
export const NODE_EXECUTABLES = ["linux-amd64", "linux-arm64"].map((platform) => ({
  platform,
  path: `${DIST}/${platform}/healthcheck-node`,
}));

export const BUNDLE = `${DIST}/healthcheck.cjs`;

/** Builds what is not there as these sources make it. */
export async function buildMissing(): Promise<void> {
  const sources = await hashSources();
  const missing: Architecture[] = [];
  for (const one of ARCHITECTURES) {
    const paths = NATIVES.filter(({ architecture }) => architecture === one.name).map(({ path }) => path);
    if (!(await isBuilt(paths, sources))) missing.push(one);
  }
  if (missing.length > 0) {
    console.error(`building for ${missing.map(({ name }) => name).join(", ")} ...`);
    await recordBuilt(await buildNative(missing), sources);
  }
  for (const { platform, path } of NODE_EXECUTABLES) {
    if (!(await isBuilt([path], sources))) await recordBuilt([await buildPkg(platform)], sources);
  }
  if (!(await isBuilt([BUNDLE], sources))) await recordBuilt([await bundle()], sources);
}

/** @throws Error that names the first file that is missing or was not built from these sources */
export async function checkBuilt(): Promise<void> {
  const sources = await hashSources();
  for (const path of [...[...NATIVES, ...NODE_EXECUTABLES].map(({ path }) => path), BUNDLE]) {
    const name = relative(TOP, path);
    if (!existsSync(path)) throw new Error(`${name} is missing`);
    if (!(await isBuilt([path], sources))) throw new Error(`${name} was not built from these sources`);
  }
}
