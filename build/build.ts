import { stat } from "node:fs/promises";
import { ARCHITECTURES, type Architecture, architecture, hostArchitecture } from "./architectures.ts";
import { hashSources, recordBuilt } from "./fresh.ts";
import { buildNative } from "./native/link.ts";
import { bundle } from "./node/bundle.ts";
import { buildPkg } from "./node/pkg.ts";
import { failWithMessage, sizeLine } from "./terminal.ts";

/**
 * npm run build [-- ARCHITECTURE ... | --all | --tests]
 *
 * Builds the native executables for this machine or the named architectures, and the bundle for Node. `--tests` builds everything
 * the tests run: it adds one foreign architecture and the pkg executable.
 */
process.on("uncaughtException", failWithMessage);
const names = process.argv.slice(2);
const forTests = names.includes("--tests");
const sources = await hashSources();
const paths = [...(await buildNative(chosen())), await bundle()];
if (forTests && process.platform === "linux") paths.push(await buildPkg(`linux-${hostArchitecture().name}`));
await recordBuilt(paths, sources);
for (const path of paths) console.log(sizeLine(path, (await stat(path)).size));

function chosen(): Architecture[] {
  if (names.includes("--all")) return ARCHITECTURES;
  if (forTests) return [hostArchitecture(), foreignArchitecture()];
  return names.length > 0 ? names.map(architecture) : [hostArchitecture()];
}

/** An architecture of another processor family than this machine's. */
function foreignArchitecture(): Architecture {
  return architecture(hostArchitecture().name === "arm64" ? "amd64" : "arm64");
}
