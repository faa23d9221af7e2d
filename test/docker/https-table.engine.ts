import { chmodSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, beforeAll } from "vitest";
import { temporaryFolder } from "../tls/authority";
import { certificates } from "../tls/certificates";
import { testCertificates } from "../tls/certificates/table.ts";
import { curl } from "../tls/subjects";
import { removeContainers } from "./engine.ts";
import { BUSYBOX, engine, found, IDLE, image, NATIVE, start } from "./images.ts";

// The table of certificates in a container FROM scratch, with servers and curl on this machine.

const CONTAINER = `tiny-healthcheck-table-${process.pid}`;
/** The variables that rows set. */
const VARIABLES = ["HEALTHCHECK_CACERT", "HEALTHCHECK_INSECURE", "SSL_CERT_FILE", "SSL_CERT_DIR"];

const folder = temporaryFolder();
const isMissing = "missing" in found;
// The client passes only the variables that it is given.
const script = isMissing
  ? ""
  : `#!/bin/sh
for name in ${VARIABLES.join(" ")}; do eval "[ -z \\"\\\${$name+x}\\" ]" || set -- --env "$name" "$@"; done
${Object.entries(engine.env)
  .map(([name, value]) => `export ${name}='${value}'\n`)
  .join("")}exec '${engine.client}' exec "$@"
`;
const wrapper = folder.write("exec.sh", script);
chmodSync(wrapper, 0o755);

// It has no bundle of trusted certificates.
for (const rows of Object.values(certificates)) {
  rows.splice(0, rows.length, ...rows.filter((row) => !row.needs.includes("a system bundle")));
}

beforeAll(async () => {
  if (isMissing) return;
  const root = { "/bin/busybox": { file: BUSYBOX }, "/healthcheck": { file: `${NATIVE}-tls` } };
  const from = await image("table", () => root, IDLE);
  await start(from, ["--name", CONTAINER, "--volume", `${tmpdir()}:${tmpdir()}:ro`], [], "host");
});

afterAll(async () => {
  folder.remove();
  if (!isMissing) await removeContainers(engine);
});

testCertificates([
  {
    name: "in a container FROM scratch",
    command: [wrapper, CONTAINER, "/healthcheck"],
    available: "missing" in found ? found.missing : true,
    slowness: 3000,
    isSlow: false,
  },
  curl,
]);
