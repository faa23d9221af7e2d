import { stat } from "node:fs/promises";
import { buildPkg, hostPlatform, platformOf } from "./node/pkg.ts";
import { failWithMessage, sizeLine } from "./terminal.ts";

/**
 * npm run pkg [-- PLATFORM ...]
 *
 * Builds single executables with Node inside, for this machine or for the named platforms.
 */
process.on("uncaughtException", failWithMessage);
const names = process.argv.slice(2);
// All names are checked before the first build.
for (const name of names) platformOf(name);
for (const name of names.length > 0 ? names : [hostPlatform()]) {
  const path = await buildPkg(name);
  console.log(sizeLine(path, (await stat(path)).size));
}
