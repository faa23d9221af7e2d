import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { artifactNamed, cannotRun, commandAs, run } from "../run";
import type { Server } from "../servers";
import { temporaryFolder } from "./authority";
import { UNUSABLE_FILES } from "./certificates/files";
import { LEAF, ROOT } from "./certificates/who";
import { nodeTls } from "./servers";

// Where trusted certificates come from: the variable of curl, and an image without the bundle of the system.

const folder = temporaryFolder();
let server: Server;
let url = "";

beforeAll(async () => {
  server = await nodeTls({ chain: [LEAF], key: LEAF.key })();
  url = `https://localhost:${server.values.port}/`;
});

afterAll(async () => {
  await server.close();
  folder.remove();
});

/** Runs a command with empty folders in place of the system's certificates. */
const HIDE = 'for d in /etc/ssl /etc/pki; do [ ! -d $d ] || mount -t tmpfs none $d || exit; done; exec "$@"';
const withoutBundle = ["/usr/bin/env", "unshare", "-m", "/bin/sh", "-c", HIDE, "sh"];

describe.each(["native amd64 with TLS", "node bundle"])("%s", (name) => {
  const artifact = artifactNamed(name);

  test.for(UNUSABLE_FILES)("CURL_CA_BUNDLE %s", async ([, content, words], context) => {
    if (artifact.available !== true) cannotRun(context, artifact.available);
    const path = folder.write("ca.pem", content);
    const { exit, stdout, stderr } = await run(commandAs(artifact, "curl"), ["-f", url], { CURL_CA_BUNDLE: path });
    const line = `unhealthy: GET ${url}: ${words.replace("{folder}", folder.path)}\n`;
    expect({ exit, stdout, stderr }).toEqual({ exit: 1, stdout: "", stderr: line });
  });

  test("CURL_CA_BUNDLE is only for curl", async (context) => {
    if (artifact.available !== true) cannotRun(context, artifact.available);
    const env = { CURL_CA_BUNDLE: folder.write("root.pem", ROOT.pem) };
    expect(await run(commandAs(artifact, "curl"), ["-f", url], env)).toMatchObject({ exit: 0, stderr: "" });
    expect(await run(commandAs(artifact, "healthcheck"), [url], env)).toMatchObject({ exit: 1, stdout: "" });
  });

  const large = UNUSABLE_FILES.find(([it]) => it === "of a certificate that is too large")?.[1] ?? "";
  const empty = (path: string) => `no certificate in ${path}, wanted PEM: -----BEGIN CERTIFICATE-----`;
  const sub = (name: string) => `${folder.path}/${name}`;

  test.for<[string, Record<string, string>, string | null]>([
    [
      "nothing given",
      {},
      "no trusted certificates in this image: COPY /etc/ssl/certs/ca-certificates.crt into it, or use --cacert",
    ],
    ["a folder that is not there", { SSL_CERT_DIR: sub("none") }, `cannot read ${sub("none")}: no such file`],
    ["a folder that is a file", { SSL_CERT_DIR: sub("file") }, `cannot read ${sub("file")}: not a directory`],
    ["an empty folder", { SSL_CERT_DIR: sub("empty") }, empty(sub("empty"))],
    ["a folder of text", { SSL_CERT_DIR: sub("text") }, empty(sub("text"))],
    [
      "two folders, of text and empty",
      { SSL_CERT_DIR: `${sub("text")}:${sub("empty")}` },
      empty(`${sub("text")}:${sub("empty")}`),
    ],
    [
      "a folder of one that is too large",
      { SSL_CERT_DIR: sub("large") },
      `a certificate in ${sub("large/a.pem")} is too large (more than 16384 bytes)`,
    ],
    ["a folder with the right one", { SSL_CERT_DIR: `${sub("none")}:${sub("good")}` }, null],
    ["a file with the right one", { SSL_CERT_FILE: sub("good/root.pem") }, null],
  ])("without the system's bundle: %s", async ([, env, words], context) => {
    if (artifact.available !== true) cannotRun(context, artifact.available);
    const tried = spawnSync("unshare", ["-m", "true"]);
    if (tried.status !== 0) cannotRun(context, "no mount namespaces");
    for (const it of ["empty", "text", "large", "good"]) folder.folder(it);
    folder.write("file", ROOT.pem);
    folder.write("text/a.pem", "text");
    folder.write("large/a.pem", large);
    folder.write("good/root.pem", ROOT.pem);
    const { exit, stderr } = await run([...withoutBundle, ...artifact.command], [url], env);
    expect({ exit, stderr }).toEqual({
      exit: words === null ? 0 : 1,
      stderr: words === null ? "" : `unhealthy: GET ${url}: ${words}\n`,
    });
  });
});
