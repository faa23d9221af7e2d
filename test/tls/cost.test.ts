import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hostArchitecture } from "../../build/architectures.ts";
import { DIST } from "../../build/paths.ts";
import { cannotRun, pathOf, run } from "../run";
import { certificate, keyOf, temporaryFolder } from "./authority";
import { nodeTls, type TlsServer } from "./servers";
import { OK } from "./speaker";

// System calls and memory of a native check over TLS, which are exact. npm run bench measures times.

const EXECUTABLE = `${DIST}/linux-${hostArchitecture().name}/healthcheck-tls`;
/** More authorities than systems trust. */
const ROOTS = 160;

/** The number of recvfrom(2), which the kernel shows for a process that waits in it. */
const RECVFROM = process.arch === "arm64" ? 207 : 45;

const folder = temporaryFolder();
const authority = certificate({ ca: true });
const leaf = certificate({ issuer: authority, names: ["localhost"] });
const privateFile = folder.write("private.pem", authority.pem);
const bundleFile = folder.write("bundle.pem", "");
let server: TlsServer;
let url = "";
let isEndless = false;

/** Resolves when the request has arrived. */
let requested: Promise<void>;

beforeAll(async () => {
  const key = keyOf("rsa4096");
  const roots = Array.from({ length: ROOTS }, (_, i) => certificate({ cn: `Root ${i}`, ca: true, key }).pem);
  folder.write("bundle.pem", [...roots, authority.pem].join(""));
  let hasCome = () => {};
  // The header section does not end, so the check stays and its pages can be counted. It frees none.
  const start = nodeTls({ chain: [leaf], key: leaf.key }, {}, (socket) => {
    if (isEndless) socket.write("HTTP/1.1 200 OK\r\nServer: x\r\n");
    else socket.end(OK);
    hasCome();
  });
  requested = new Promise((resolve) => {
    hasCome = resolve;
  });
  server = await start();
  url = `https://localhost:${server.values.port}/`;
});

afterAll(async () => {
  await server.close();
  folder.remove();
});

test("at most 40 system calls", async (context) => {
  if (spawnSync("strace", ["-V"]).status !== 0) cannotRun(context, "no strace");
  isEndless = false;
  const { stdout, stderr } = await run([pathOf("strace"), "-qq", EXECUTABLE, "--cacert", privateFile, url], []);
  expect(stdout).toMatch(/^healthy: /);
  const calls = stderr.match(/^\w+\(/gm) ?? [];
  expect(calls).toContain("connect(");
  expect(calls.length).toBeLessThanOrEqual(40);
});

test.for([
  ["a private authority", privateFile, 1024],
  [`${ROOTS} roots`, bundleFile, 2048],
] as const)("with %s: at most %s KiB", async ([, file, limit], { skip }) => {
  if (process.platform !== "linux") skip("no /proc");
  isEndless = true;
  const check = spawn(EXECUTABLE, ["-v", "--cacert", file, url]);
  try {
    await requested;
    const isReceiving = () => readFileSync(`/proc/${check.pid}/syscall`, "utf8").startsWith(`${RECVFROM} `);
    await expect.poll(isReceiving, { timeout: 4000 }).toBe(true);
    const rss = /^Rss: +(\d+) kB$/m.exec(readFileSync(`/proc/${check.pid}/smaps_rollup`, "utf8"))?.[1];
    expect(Number(rss)).toBeGreaterThan(0);
    expect(Number(rss)).toBeLessThanOrEqual(limit);
  } finally {
    check.kill("SIGKILL");
  }
});
