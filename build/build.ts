import { stat } from "node:fs/promises";
import { ARCHITECTURES, type Architecture, architecture, hostArchitecture } from "./architectures.ts";
import { buildNative } from "./native/link.ts";
import { bundle } from "./node/bundle.ts";
import { buildPkg } from "./node/pkg.ts";
import { TOP } from "./paths.ts";

/**
 * npm run build [-- ARCHITECTURE … | --all | --tests]
 *
 * The native executable for this machine, or for the architectures that are named, and the bundle for Node. `--tests` makes what the
 * tests run: one foreign architecture and the pkg executable too.
 */
const names = process.argv.slice(2);
process.on("uncaughtException", fail);
const forTests = names.includes("--tests");
const paths = [...(await buildNative(chosen())), await bundle()];
if (forTests && process.platform === "linux") paths.push(await buildPkg(`linux-${hostArchitecture().name}`));
for (const path of paths) console.log(`${`${(await stat(path)).size}`.padStart(10)} ${path.slice(TOP.length + 1)}`);

function fail(error: Error): never {
  console.error(error.message);
  process.exit(1);
}

function chosen(): Architecture[] {
  if (names.includes("--all")) return ARCHITECTURES;
  if (forTests) return [hostArchitecture(), foreignArchitecture()];
  return names.length > 0 ? names.map(architecture) : [hostArchitecture()];
}

/** An architecture that is not this machine's, of another processor family. */
function foreignArchitecture(): Architecture {
  return architecture(hostArchitecture().name === "arm64" ? "amd64" : "arm64");
}
