import { execFile, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TlsOptions } from "node:tls";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ARCHITECTURES, hostArchitecture } from "../build/architectures.ts";
import { DIST } from "../build/paths.ts";
import { certificate, type KeyType, keyOf, temporaryFolder } from "./tls/authority";
import { nodeTls, type TlsServer } from "./tls/servers";

/** Each native executable that is built makes a few checks, under emulation where it is a foreign one. */
const server = createServer((request, response) => {
  response.writeHead(request.url === "/healthz" ? 204 : 503, { "X-Long": "v".repeat(20000) }).end();
});
let port = 0;

/** What TLS has to compute: for each kind of key another arithmetic, for each kind of server another cipher and another group. */
const KEYS: KeyType[] = ["p256", "p384", "rsa2048", "ed25519"];
const KINDS: TlsOptions[] = [
  { ciphers: "TLS_CHACHA20_POLY1305_SHA256" },
  { ciphers: "TLS_AES_128_GCM_SHA256", ecdhCurve: "P-256" },
  { ciphers: "TLS_AES_256_GCM_SHA384", ecdhCurve: "P-384" },
  { maxVersion: "TLSv1.2" },
];
const folder = temporaryFolder();
const authority = certificate({ ca: true });
const authorityFile = folder.write("authority.pem", authority.pem);
const tlsServers: TlsServer[] = [];

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
  for (const [i, type] of KEYS.entries()) {
    const leaf = certificate({ issuer: authority, key: keyOf(type), names: ["localhost"] });
    tlsServers.push(await nodeTls({ chain: [leaf], key: leaf.key }, KINDS[i])());
  }
});
afterAll(async () => {
  server.close();
  for (const one of tlsServers) await one.close();
  folder.remove();
});

describe.each(ARCHITECTURES)("$name", (one) => {
  const file = `${DIST}/linux-${one.name}/healthcheck`;
  const isHost = one === hostArchitecture();
  const command = isHost ? [file] : [one.qemu, file];
  const reason = missing();

  function missing(): string {
    if (!existsSync(file)) return "not built";
    if (isHost) return "";
    return hasCommand(one.qemu) ? "" : `no ${one.qemu}`;
  }

  async function check(...args: string[]): Promise<string> {
    return checkWith(command, ...args);
  }

  async function checkWith([program = "", ...first]: string[], ...args: string[]): Promise<string> {
    const result = await promisify(execFile)(program, [...first, ...args], { env: { WORD: "w" } }).catch(
      (error) => error,
    );
    return `${result.code ?? 0} ${result.stdout}${result.stderr}`.replace(/in \d+ ms/, "in # ms");
  }

  test("makes checks", async ({ skip }) => {
    if (reason) skip(reason);
    const at = `http://localhost:${port}`;
    expect(await check(`:${port}/healthz`)).toBe(`0 healthy: GET ${at}/healthz: 204 in # ms\n`);
    expect(await check("-u", "a:b", "-H", "X: ${WORD}", `${at}/x`, "-s", "200,2xx")).toBe(
      `1 unhealthy: GET ${at}/x: status 503, wanted 200,2xx\n`,
    );
    expect(await check(`127.0.0.1:${port}`)).toBe(`0 healthy: tcp 127.0.0.1:${port}: connected in # ms\n`);
    // Port 1 (tcpmux) is nobody's.
    expect(await check("tcp://[::1]:1")).toMatch(
      /^1 unhealthy: tcp \[::1\]:1: (connection refused|address not available|address family not supported)\n$/,
    );
    expect(await check("unix:///no/such/socket")).toBe("1 unhealthy: unix /no/such/socket: no such file\n");
    expect(await check("-t", "200ms", "--unix-socket", "/no/such", at)).toBe(
      `1 unhealthy: GET ${at}/ over /no/such: no such file\n`,
    );
    expect(await check("--tiemout=1", "80")).toBe("1 healthcheck: unknown option --tiemout (see --help)\n");
    expect(await check("https://localhost/")).toBe("1 healthcheck: https:// needs healthcheck-tls\n");
  });

  test("makes checks over TLS", async ({ skip }) => {
    if (reason) skip(reason);
    const withTls = command.with(-1, `${file}-tls`);
    for (const one of tlsServers) {
      const at = `https://localhost:${one.values.port}/`;
      expect(await checkWith(withTls, "--cacert", authorityFile, at)).toBe(`0 healthy: GET ${at}: 200 in # ms\n`);
      const other = `https://127.0.0.1:${one.values.port}/`;
      expect(await checkWith(withTls, "--cacert", authorityFile, other)).toBe(
        `1 unhealthy: GET ${other}: certificate is for localhost, not 127.0.0.1 (--resolve connects by that name, -k accepts any)\n`,
      );
    }
  });
});

function hasCommand(name: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${name}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
