import { existsSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cannotRun, type Finished } from "../../run";
import { stopWarm } from "../../warm/runner.ts";
import { type KeyType, keyOf, temporaryFolder } from "../authority";
import { nodeTls, type TlsServer } from "../servers";
import { serves } from "../speaker";
import { curl, runSubject, type Subject } from "../subjects";
import { certificates } from ".";
import type { CertificateRow, Need } from "./row";
import { serves12 } from "./server12";

/** curl's exit statuses: the handshake failed, the certificate is not trusted, the CA file cannot be used. */
const CURL_REFUSES = [35, 60, 77];

/** Where the bundle of Debian, RHEL, openSUSE and Alpine is. */
const BUNDLES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

const has: Record<Need, boolean> = {
  IPv6: Object.values(networkInterfaces()).some((of) => of?.some((it) => it.address === "::1")),
  "a system bundle": BUNDLES.some((it) => existsSync(it)),
};

/** Keys that take up to seconds to make. Rows run at the same time, and a server that makes a key would be late for its client. */
const SLOW_KEYS: KeyType[] = ["rsa1024", "rsa2048", "rsa3072", "rsa4096"];
const SLOWNESS = 120_000;

/** Makes a test of each row on each of the subjects. */
export function testCertificates(subjects: Subject[]): void {
  beforeAll(() => {
    for (const type of SLOW_KEYS) for (const number of [0, 1]) keyOf(type, number);
  }, SLOWNESS);
  afterAll(stopWarm);
  describe.each(subjects)("$name", (subject) => {
    describe.concurrent.each(Object.entries(certificates))("%s", (_, rows) => {
      for (const row of rows) {
        if (subject === curl && row.curl === null) continue;
        const needs = row.needs.map((need) => has[need] || `no ${need.replace("a ", "")}`);
        const lacking = [subject.available, ...needs].find((it) => it !== true);
        const differs = subject === curl && row.curlDiffers !== undefined;
        it.concurrent(differs ? `${row.name}: differs` : row.name, async (context) => {
          if (lacking !== undefined) cannotRun(context, String(lacking));
          await check(subject, row);
        });
      }
    });
  });

  it("has no row twice", () => {
    const names = Object.values(certificates).flatMap((rows) => rows.map((row) => row.name));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
}

async function check(subject: Subject, row: CertificateRow): Promise<void> {
  const { chain, key = chain[0]?.key, trust, files = {} } = row.setup();
  if (key === undefined) throw new Error("a server without a key");
  const folder = temporaryFolder();
  const host = row.host.startsWith("[") ? "::1" : "127.0.0.1";
  const server = await (row.tls12 ? serves12 : row.raw ? serves : nodeTls)({ chain, key })({ host, port: 0 });
  try {
    for (const [name, content] of Object.entries(files)) folder.write(name, content);
    const cacert = trust === null ? [] : ["--cacert", folder.write("ca.pem", trust)];
    const fill = (text: string) =>
      text.replaceAll("{folder}", folder.path).replaceAll("{port}", server.values.port ?? "");
    const given = subject === curl ? (row.curl ?? {}) : row;
    const env = Object.fromEntries(Object.entries(given.env ?? {}).map(([name, value]) => [name, fill(value)]));
    const url = `https://${row.host}:${server.values.port}/`;
    const finished = await runSubject(subject, [...cacert, ...(given.args ?? []).map(fill), url], env);
    if (subject === curl) expectOfCurl(finished, row);
    else expectOfOurs(finished, row, url, fill);
    if ("names" in server) expectNames(server as TlsServer, row, finished);
  } finally {
    await server.close();
    folder.remove();
  }
}

function expectOfCurl(finished: Finished, row: CertificateRow): void {
  const accepts = (row.words === null) !== (row.curlDiffers !== undefined);
  expect(accepts ? [0] : CURL_REFUSES, finished.stderr).toContain(finished.exit);
}

function expectOfOurs(finished: Finished, row: CertificateRow, url: string, fill: (text: string) => string): void {
  const { exit, stderr, stdout } = finished;
  const words = row.words === null ? "" : fill(row.words);
  const line = words.startsWith("healthcheck: ") ? words : `unhealthy: GET ${url}: ${words}`;
  expect({ exit, stderr, stdout: stdout.replace(/ in \d+ ms$/m, " in N ms") }).toEqual({
    exit: row.words === null ? 0 : 1,
    stderr: row.words === null ? "" : `${line}\n`,
    stdout: row.words === null ? `healthy: GET ${url}: 200 in N ms\n` : "",
  });
}

/** The server name without its final dot; none for an address (RFC 6066 §3) or without a connection. */
function expectNames(server: TlsServer, row: CertificateRow, finished: Finished): void {
  const isName = /^[a-z]/i.test(row.host);
  const sent = server.names.map((name) => name.toLowerCase());
  if (!isName) expect(sent).toEqual([]);
  else if (finished.exit === 0 || sent.length > 0) expect(sent).toEqual([row.host.toLowerCase().replace(/\.$/, "")]);
}
