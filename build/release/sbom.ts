import { createHash } from "node:crypto";
import { addressOf, type Source } from "./checkout.ts";
import { type Component, componentsOf } from "./components.ts";

/** A released file. */
export interface Released {
  name: string;
  content: Uint8Array;
}

/**
 * Writes the bill of materials as CycloneDX 1.6: the executables with their hashes, and what is linked into them.
 * @param executables the files of the release that run
 */
export function billOfMaterials(source: Source, components: Component[], executables: Released[]): string {
  const { version, description, repository, revision, time } = source;
  const purl = `pkg:npm/tiny-healthcheck@${version}`;
  const bom = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: serialNumber(revision, executables),
    version: 1,
    metadata: {
      timestamp: new Date(time * 1000).toISOString(),
      component: {
        ...{ type: "application", "bom-ref": purl, name: "tiny-healthcheck", version, description, purl },
        licenses: [{ license: { id: "MIT" } }],
        ...(repository === null ? {} : { externalReferences: [{ type: "vcs", url: addressOf(repository) }] }),
      },
    },
    components: [...components.map(library), ...executables.map(executable)],
    dependencies: [
      { ref: purl, dependsOn: executables.map(({ name }) => name) },
      ...executables.map(({ name }) => ({
        ref: name,
        dependsOn: componentsOf(name, components).map(({ purl }) => purl),
      })),
    ],
  };
  return `${JSON.stringify(bom, null, 2)}\n`;
}

function library({ name, version, description, license, purl, website }: Component): object {
  return {
    ...{ type: "library", "bom-ref": purl, name, version, description, scope: "required", purl },
    licenses: [{ license: { id: license } }],
    externalReferences: [{ type: "website", url: website }],
  };
}

function executable({ name, content }: Released): object {
  return {
    ...{ type: "file", "bom-ref": name, name },
    hashes: [{ alg: "SHA-256", content: createHash("sha256").update(content).digest("hex") }],
  };
}

/** A UUID (RFC 9562, version 8) that is the same for the same release. */
function serialNumber(revision: string, executables: Released[]): string {
  const hash = createHash("sha256").update(revision);
  for (const { name, content } of executables) hash.update(`\0${name}\0`).update(content);
  const bytes = hash.digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const parts = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/.exec(bytes.toString("hex"))?.slice(1) ?? [];
  return `urn:uuid:${parts.join("-")}`;
}
