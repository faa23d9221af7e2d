import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { artifactNamed, cannotRun, commandAs, pathOf, run } from "../run";
import { closed, listening } from "../servers";
import { certificate, temporaryFolder } from "./authority";
import { nodeTls, type TlsServer } from "./servers";

// Health checks over TLS from Dockerfiles and compose files. Our names must agree with the real tools.

/** A command line, and the servers that it finds healthy. */
const LINES: [line: string, healthy: string[]][] = [
  ["curl -fk https://localhost:{port}/ || exit 1", ["200", "302"]],
  ["curl -f --insecure https://localhost:{port}/", ["200", "302"]],
  ["curl --fail --silent --show-error --insecure --output /dev/null https://localhost:{port}/", ["200", "302"]],
  ["curl -ks https://localhost:{port}/", ["200", "302", "401", "503"]],
  ["curl -s -f --cacert {ca} https://localhost:{port}/", ["200", "302"]],
  ["curl -s -f --cacert {ca} -u elastic:changeme https://localhost:{port}/", ["200", "302"]],
  ["curl -s -f --cacert {ca} https://127.0.0.1:{port}/ || exit 1", []],
  ["curl -fsS https://localhost:{port}/", []],
  ["curl -fsS https://localhost:{port}/ || curl -fsSk https://localhost:{port}/", ["200", "302"]],
  ["curl -fsSLk http://localhost:{plain}/{port}", ["200"]],
  ["curl -fsSL --cacert {ca} http://localhost:{plain}/{port}", ["200"]],
  ["curl -fsSL http://localhost:{plain}/{port}", []],
  ["wget --no-check-certificate -q -O /dev/null --tries=1 https://localhost:{port}/", ["200"]],
  ["wget -q --no-check-certificate --spider https://localhost:{port}/", ["200"]],
  ["wget -q -O /dev/null --tries=1 --ca-certificate={ca} https://localhost:{port}/", ["200"]],
  ["wget -q -O /dev/null --tries=1 https://localhost:{port}/", []],
];

const folder = temporaryFolder();
const authority = certificate({ ca: true });
const values: Record<string, string> = { ca: folder.write("ca.pem", authority.pem), plain: "" };
const servers: Record<string, TlsServer> = {};
/** Redirects `/PORT` to the server with TLS on that port. */
const plain = createServer((request, response) => {
  response.writeHead(301, { Location: `https://localhost:${request.url?.slice(1)}/`, "Content-Length": 0 }).end();
});

beforeAll(async () => {
  const leaf = certificate({ issuer: authority, names: ["localhost"] });
  for (const status of ["200", "302", "401", "503"]) {
    // Nothing listens there: whoever follows it is unhealthy.
    const location = status === "302" ? "Location: https://localhost:1/\r\n" : "";
    const answer = `HTTP/1.1 ${status} X\r\n${location}Content-Length: 0\r\nConnection: close\r\n\r\n`;
    servers[status] = await nodeTls({ chain: [leaf], key: leaf.key }, {}, (socket) => socket.end(answer))();
  }
  await listening(plain, { host: "127.0.0.1", port: 0 });
  values.plain = String((plain.address() as AddressInfo).port);
});

afterAll(async () => {
  for (const server of Object.values(servers)) await server.close();
  await closed(plain);
  folder.remove();
});

/** The names of the servers that a command finds healthy. */
async function healthy(line: string, command: string[], env: Record<string, string>): Promise<string[]> {
  const found: string[] = [];
  for (const [name, server] of Object.entries(servers)) {
    const filled = line.replace(/\{(\w+)\}/g, (_, key: string) => ({ ...values, ...server.values })[key] ?? "");
    const { exit } = await run([...command, "-c", filled], [], env);
    if (exit === 0) found.push(name);
  }
  return found;
}

describe.each(["native amd64 with TLS", "node bundle"])("%s", (name) => {
  test.for(LINES)("%s", async ([line, expected], context) => {
    const artifact = artifactNamed(name);
    if (artifact.available !== true) cannotRun(context, artifact.available);
    expect(await healthy(line, commandAs(artifact, "sh"), {})).toEqual(expected);
  });
});

test.for(["native amd64 with TLS", "node bundle"])(
  "%s: each of two commands tells its own reason",
  async (name, context) => {
    const artifact = artifactNamed(name);
    if (artifact.available !== true) cannotRun(context, artifact.available);
    const first = `https://localhost:${values.plain}/`;
    const second = `https://localhost:${servers["200"]?.values.port}/`;
    const line = `curl -k ${first} || curl --cacert /no/such/file ${second}`;
    expect(await run([...commandAs(artifact, "sh"), "-c", line], [])).toMatchObject({
      exit: 1,
      stdout: "",
      stderr: [
        `unhealthy: GET ${first}: the peer does not speak TLS (it answered "HTTP/1.1 400 Bad Request")\n`,
        `unhealthy: GET ${second}: cannot read /no/such/file: no such file\n`,
      ].join(""),
    });
  },
);

describe("the real tools", () => {
  test.for(LINES)("%s", async ([line, expected], context) => {
    for (const tool of ["curl", "wget"]) if (!existsSync(pathOf(tool))) cannotRun(context, `no ${tool}`);
    expect(await healthy(line, ["/bin/sh"], { PATH: process.env.PATH ?? "" })).toEqual(expected);
  });
});
