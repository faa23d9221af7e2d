import { readFile } from "node:fs/promises";
import { TOP } from "../paths.ts";
import { failWithMessage } from "../terminal.ts";
import { releaseNotes } from "./changelog.ts";
import { npmTag, readVersion } from "./version.ts";

/**
 * node build/release/show.ts version|npm-tag|notes
 *
 * Prints what the workflow needs to know of the version in package.json. `version` fails if TAG is set and is not its tag, `notes` if CHANGELOG.md
 * has no date for it.
 */
process.on("uncaughtException", failWithMessage);
const version = await readVersion();
switch (process.argv[2]) {
  case "version":
    if (process.env.TAG !== undefined && process.env.TAG !== `v${version}`) {
      throw new Error(`the tag ${process.env.TAG} is not that of version ${version} in package.json: v${version}`);
    }
    console.log(version);
    break;
  case "npm-tag":
    console.log(npmTag(version));
    break;
  case "notes":
    console.log(releaseNotes(await readFile(`${TOP}/CHANGELOG.md`, "utf8"), version));
    break;
  default:
    throw new Error("usage: show.ts version|npm-tag|notes");
}
