import { execFile, spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer as createNetServer } from "node:net";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { ARCHITECTURES, hostArchitecture } from "../build/architectures.ts";
import { PT_LOAD, programHeaders } from "../build/native/elf.ts";
import { PRODUCTS } from "../build/native/link.ts";
import { MEMORY_START, memoryPages, PAGE_SIZE } from "../build/native/memory.ts";
import { DIST } from "../build/paths.ts";
import { cannotRun } from "./run";

const HOST = `${DIST}/linux-${hostArchitecture().name}/healthcheck`;

/** The number of recvfrom(2), which the kernel tells of a process that waits in it. */
const RECVFROM = process.arch === "arm64" ? 207 : 45;

/** More types and flags of ELF program headers (elf(5)). */
const PT_DYNAMIC = 2;
const PT_INTERP = 3;
const PT_GNU_STACK = 0x6474e551;
const PF_X = 1;
const PF_W = 2;
const PF_R = 4;

const built = ARCHITECTURES.flatMap(({ name }) => PRODUCTS.map((product) => `linux-${name}/${product.name}`));
describe.each(built.filter((name) => existsSync(`${DIST}/${name}`)))("%s", (name) => {
  const file = `${DIST}/${name}`;
  const segments = () => programHeaders(readFileSync(file));

  test("anyone may run it", () => {
    expect((statSync(file).mode & 0o7777).toString(8)).toBe("755");
  });

  test("it is static, and nothing in it is both writable and executable", () => {
    const all = segments();
    const types = all.map(({ type }) => type);
    expect(types).toContain(PT_LOAD);
    expect(types).not.toContain(PT_INTERP);
    expect(types).not.toContain(PT_DYNAMIC);
    expect(all.filter(({ flags }) => flags & PF_W && flags & PF_X)).toEqual([]);
    // Without this header the kernel makes the stack executable on some architectures.
    expect(all.filter(({ type, flags }) => type === PT_GNU_STACK && (flags & PF_X) === 0)).toHaveLength(1);
  });

  test("every segment has bytes in the file", () => {
    // Rosetta ends others with "bss_size overflow".
    const loaded = segments().filter(({ type }) => type === PT_LOAD);
    for (const { fileSize } of loaded) expect(fileSize).toBeGreaterThan(0);
  });

  test("what can be written ends with the core's memory, and is not of the file", () => {
    const [code, written, ...others] = segments().filter(({ type }) => type === PT_LOAD);
    const size = memoryPages(name.endsWith("-tls")) * PAGE_SIZE;
    if (code === undefined || written === undefined) throw new Error("wanted two segments");
    expect(others).toEqual([]);
    expect(code.flags).toBe(PF_R | PF_X);
    expect(written).toMatchObject({ flags: PF_R | PF_W, fileSize: 1 });
    expect(written.address).toBeLessThan(MEMORY_START);
    expect(written.address + written.memorySize).toBe(MEMORY_START + size);
    // Between what src/native/wasm.h leaves of an address where it has 32 bits; an instruction may add so much.
    expect(code.address).toBeGreaterThanOrEqual(size + 65_536);
    expect(code.address + code.memorySize).toBeLessThan(written.address);
  });
});

describe("a port that nobody listens on", () => {
  /** Makes our own end's port one of four, so that it soon is the one that is connected to (tcp(7), simultaneous open). */
  const script = `ip link set lo up && echo "40000 40003" >/proc/sys/net/ipv4/ip_local_port_range && shift &&
    for i in 1 2 3 4 5 6 7 8; do "$@" 40000; "$@" -4 40001; "$@" -6 40002; done`;
  const hasNamespaces = spawnSync("unshare", ["-n", "ip", "link", "set", "lo", "up"]).status === 0;

  test.for([[HOST], [process.execPath, `${DIST}/healthcheck.cjs`]])(
    "is not taken by a connection to itself: %s",
    (command, context) => {
      if (!hasNamespaces) cannotRun(context, "no network namespace can be made");
      const { status, stdout, stderr } = spawnSync("unshare", ["-n", "sh", "-c", script, "sh", "", ...command], {
        encoding: "utf8",
      });
      expect(stdout).toBe("");
      expect(stderr.match(/: connection refused \(/g)).toHaveLength(24);
      expect(status).toBe(1);
    },
  );
});

describe("the cost of an HTTP check", () => {
  /** Runs a command that ends in a check of a server of its own. @returns what it wrote to the standard error */
  async function measure(...command: string[]): Promise<string> {
    const server = createServer((_, response) => response.end("hello"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const [program = "", ...args] = [...command, HOST, `http://localhost:${(server.address() as AddressInfo).port}/`];
      const { stdout, stderr } = await promisify(execFile)(program, args);
      expect(stdout).toMatch(/^healthy: /);
      return stderr;
    } finally {
      server.close();
    }
  }

  test("at most 16 system calls", async ({ skip }) => {
    if (spawnSync("strace", ["-V"]).status !== 0) skip("no strace");
    const calls = (await measure("strace", "-qq")).match(/^\w+\(/gm) ?? [];
    expect(calls).toContain("connect(");
    expect(calls.length).toBeLessThanOrEqual(16);
  });

  /** What a file in /proc says of a check that waits for more of a response. */
  async function waiting(file: string): Promise<string> {
    // A header section that does not end keeps the check alive and its pages countable: it frees none.
    const server = createNetServer((socket) => socket.write("HTTP/1.1 200 OK\r\nServer: x\r\n"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const check = spawn(HOST, ["-v", `http://localhost:${(server.address() as AddressInfo).port}/`]);
    try {
      const isReceiving = () => readFileSync(`/proc/${check.pid}/syscall`, "utf8").startsWith(`${RECVFROM} `);
      await expect.poll(isReceiving, { timeout: 4000 }).toBe(true);
      return readFileSync(`/proc/${check.pid}/${file}`, "utf8");
    } finally {
      check.kill("SIGKILL");
      server.close();
    }
  }

  test("at most 512 KiB of memory", async ({ skip }) => {
    if (process.platform !== "linux") skip("no /proc");
    const rss = /^Rss: +(\d+) kB$/m.exec(await waiting("smaps_rollup"))?.[1];
    expect(Number(rss)).toBeGreaterThan(0);
    expect(Number(rss)).toBeLessThanOrEqual(512);
  });

  test("nothing but its memory and the variables before it can be written where an address of the core leads", async ({
    skip,
  }) => {
    if (process.platform !== "linux") skip("no /proc");
    const ranges = [...(await waiting("maps")).matchAll(/^(\w+)-(\w+) .w/gm)];
    const written = ranges.map(([, start, end]) => [Number(`0x${start}`), Number(`0x${end}`)] as const);
    const [first = [0, 0], ...rest] = written.filter(([start]) => start < 2 ** 32 + 65_536);
    expect(first[0]).toBeGreaterThanOrEqual(MEMORY_START - 2 * 65_536);
    expect([first, ...rest].at(-1)?.[1]).toBe(MEMORY_START + memoryPages(false) * PAGE_SIZE);
    // And the stack, at the least.
    expect(written.length).toBeGreaterThan(1 + rest.length);
  });
});
