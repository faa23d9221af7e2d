import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { ARCHITECTURES } from "../architectures.ts";
import { NATIVES } from "./artifacts.ts";
import { addressOf, type Source } from "./checkout.ts";
import { compress, type Entry, pack } from "./tar.ts";

/** A platform of the image: our name of the architecture, and the OCI's (image-spec, config.md: GOARCH and variant). */
export interface Platform {
  name: string;
  architecture: string;
  variant?: string;
}

export const PLATFORMS: Platform[] = ARCHITECTURES.map(({ name }) => {
  const [architecture = "", variant = name === "arm64" ? "v8" : ""] = name.split("-");
  return variant === "" ? { name, architecture } : { name, architecture, variant };
});

const INDEX = "application/vnd.oci.image.index.v1+json";
const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const CONFIG = "application/vnd.oci.image.config.v1+json";
const LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

/** Anybody but root. There is no /etc/passwd in which the user could have a name. */
const USER = "65534:65534";

/** Of what is in the image, as an SPDX expression: our own and AssemblyScript's. */
const LICENSES = "MIT AND Apache-2.0";

interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
}

/** The files of an OCI image layout, by their path. */
type Layout = Map<string, Buffer>;

/** Writes the image for all platforms as an archive of an OCI image layout (image-spec 1.1, image-layout.md). */
export async function imageArchive(source: Source): Promise<Buffer> {
  const layout: Layout = new Map([["oci-layout", json({ imageLayoutVersion: "1.0.0" })]]);
  const annotations = annotationsOf(source);
  const manifests: object[] = [];
  for (const { name, ...platform } of PLATFORMS) {
    const files = await filesOf(name, source.time);
    const manifest = addManifest(layout, source, files, platform);
    manifests.push({ ...manifest, platform: { os: "linux", ...platform } });
  }
  const index = addJson(layout, INDEX, { schemaVersion: 2, mediaType: INDEX, manifests, annotations });
  const named = { ...index, annotations: { "org.opencontainers.image.ref.name": source.version } };
  layout.set("index.json", json({ schemaVersion: 2, mediaType: INDEX, manifests: [named] }));
  const entries = [...layout].map(([path, content]): Entry => ({ path, content, mode: 0o644 }));
  return pack(entries, source.time);
}

/** The layer of an architecture, not compressed. */
async function filesOf(architecture: string, time: number): Promise<Buffer> {
  const natives = NATIVES.filter((native) => native.architecture === architecture);
  const entries = natives.map(async ({ product, path }): Promise<Entry> => {
    return { path: product, content: await readFile(path), mode: 0o755 };
  });
  return pack(await Promise.all(entries), time);
}

function addManifest(layout: Layout, source: Source, files: Buffer, platform: Omit<Platform, "name">): Descriptor {
  const annotations = annotationsOf(source);
  const created = annotations["org.opencontainers.image.created"];
  const config = addJson(layout, CONFIG, {
    created,
    ...platform,
    os: "linux",
    config: { User: USER, Entrypoint: ["/healthcheck"], Labels: annotations },
    rootfs: { type: "layers", diff_ids: [digestOf(files)] },
    history: [{ created, created_by: "npm run release" }],
  });
  const layer = addBlob(layout, LAYER, compress(files));
  return addJson(layout, MANIFEST, { schemaVersion: 2, mediaType: MANIFEST, config, layers: [layer], annotations });
}

/** The same for index, manifests and labels (image-spec, annotations.md). */
function annotationsOf({ version, description, revision, time, repository }: Source): Record<string, string> {
  const values = {
    created: new Date(time * 1000).toISOString().replace(".000Z", "Z"),
    description,
    licenses: LICENSES,
    revision,
    ...(repository === null ? {} : { source: addressOf(repository) }),
    title: "healthcheck",
    version,
  };
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`org.opencontainers.image.${key}`, value]));
}

function addJson(layout: Layout, mediaType: string, value: object): Descriptor {
  return addBlob(layout, mediaType, json(value));
}

function addBlob(layout: Layout, mediaType: string, content: Buffer): Descriptor {
  const digest = digestOf(content);
  layout.set(`blobs/${digest.replace(":", "/")}`, content);
  return { mediaType, digest, size: content.length };
}

function digestOf(content: Uint8Array): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}
