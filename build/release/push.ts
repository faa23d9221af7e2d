import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { parseArgs, promisify } from "node:util";
import { TOP } from "../paths.ts";
import { failWithMessage } from "../terminal.ts";
import { imageTags, readVersion } from "./version.ts";

/**
 * node build/release/push.ts IMAGE [--release DIR] [--version VERSION] [--plain-http]
 *
 * Pushes the image of a release with skopeo, under all tags of its version, and prints its digest. IMAGE is like ghcr.io/OWNER/healthcheck. All
 * tags must then have the digest of the archive: what is published is what was built. The version is package.json's if it is not given.
 */
process.on("uncaughtException", failWithMessage);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    release: { type: "string", default: `${TOP}/release` },
    version: { type: "string", default: await readVersion() },
    "plain-http": { type: "boolean", default: false },
  },
});
const [image] = positionals;
if (image === undefined || positionals.length > 1)
  throw new Error("usage: push.ts IMAGE [--release DIR] [--version VERSION] [--plain-http]");
const archive = `oci-archive:${values.release}/healthcheck-oci.tar:${values.version}`;
const tls = values["plain-http"] ? ["--dest-tls-verify=false"] : [];
const digest = await digestOf(archive);
for (const tag of imageTags(values.version)) {
  const target = `docker://${image}:${tag}`;
  await skopeo("copy", "--quiet", "--all", "--preserve-digests", ...tls, archive, target);
  const found = await digestOf(target, ...(values["plain-http"] ? ["--tls-verify=false"] : []));
  if (found !== digest) throw new Error(`${image}:${tag} has the digest ${found}, but the release has ${digest}`);
}
console.log(digest);

/** The digest of an image index (image-spec, descriptor.md): the hash of its bytes. */
async function digestOf(place: string, ...options: string[]): Promise<string> {
  const index = await skopeo("inspect", "--raw", ...options, place);
  return `sha256:${createHash("sha256").update(index).digest("hex")}`;
}

async function skopeo(...args: string[]): Promise<Buffer> {
  return (await promisify(execFile)("skopeo", args, { encoding: "buffer" })).stdout;
}
