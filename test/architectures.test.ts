import { execFile, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ARCHITECTURES, hostArchitecture } from "../build/architectures.ts";
import { DIST } from "../build/paths.ts";

/** Each native executable that is built makes a few checks, under emulation where it is a foreign one. */
const server = createServer((request, response) => {
  response.writeHead(request.url === "/healthz" ? 204 : 503, { "X-Long": "v".repeat(20000) }).end();
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.close();
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
    const [program = "", ...first] = command;
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
