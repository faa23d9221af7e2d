/** The worst TLS servers fit into the memory. */
import { readFileSync, rmSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { compileWasm } from "../../../build/native/wasm.ts";
import { CACHE } from "../../../build/paths.ts";
import { digestOf as digest, fuzz } from "../harness";
import { TIMES } from "../runs.ts";
import { tlsSeeds } from "../tls-seeds.ts";
import { fakeCertificate, fakeRoot } from "./fake-certificates.ts";
import { certificateRequest, DATE, flight12, flight13, retry, ticket } from "./fake-server.ts";
import { type Field, inputOf } from "./input.ts";

vi.setConfig({ testTimeout: 120_000 * TIMES });

interface Exports extends WebAssembly.Exports {
  memory: WebAssembly.Memory;
  reserve(length: number): number;
  run(): number;
  digestOf(): number;
  exitStatusOf(): number;
}

describe("memory is enough for", async () => {
  const output = `${CACHE}/harness.${process.pid}.wasm`;
  await compileWasm("test/fuzz/harness.ts", output, true);
  const module = new WebAssembly.Module(new Uint8Array(readFileSync(output)));
  rmSync(output);

  /** Runs an input of harness.ts as WebAssembly, which throws if the memory is too small, and as JavaScript. */
  function use(fields: Field[]): { used: number; exitStatus: number } {
    const input = inputOf(fields);
    const { memory, reserve, run, digestOf, exitStatusOf } = new WebAssembly.Instance(module, {}).exports as Exports;
    new Uint8Array(memory.buffer).set(input, reserve(input.length));
    expect(run()).toBe(1);
    expect([fuzz(new Uint8Array(input)), digest()]).toEqual([true, digestOf()]);
    return { used: reserve(1), exitStatus: exitStatusOf() };
  }

  const BREAK = ",";
  const HOST: Field[] = ["T", "a-L", "a-v", "ahttps://10.0.0.1/", DATE];
  const TRUSTED: Field[] = [...HOST, Buffer.concat([Buffer.from("G"), fakeRoot()])];
  const INSECURE: Field[] = ["T", "a-k", ...HOST.slice(1)];
  const REDIRECT = "HTTP/1.1 302 X\r\nContent-Length: 0\r\nLocation: /\r\n\r\n";
  const OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  /** The same flight on 11 connections. */
  const everywhere = (start: Field[], flight: Field[], mode = "3") => [
    ...start,
    ...Array<Field[]>(10)
      .fill([...flight, BREAK, `p${mode}\x17${REDIRECT}`, BREAK])
      .flat(),
    ...[...flight, BREAK, `p${mode}\x17${OK}`],
  ];
  const cookie = retry(0x17, Buffer.alloc(4096, 1));
  /** A ticket of 16,384 bytes, mostly zeros, without nonce and extensions. */
  const LARGE_TICKET = Buffer.concat([Buffer.from("z3\x04\x04\0"), Buffer.alloc(9), Buffer.of(0x3f, 0xf3)]);
  const chain = [
    fakeCertificate({ key: "pss", signer: "rsa" }),
    ...Array.from({ length: 15 }, (_, i) => fakeCertificate({ key: "rsa", subject: `CN=${i}` })),
  ];
  const long = (group = 0x1d) => flight13({ key: "pss", chain, group, more: [certificateRequest(10_000)] });
  const EMPTY_CERTIFICATES = Buffer.concat([Buffer.from("z3\x0b\x0e\x00"), Buffer.of(0, 0, 0xdf, 0xfc)]);

  const worst: Record<string, Field[]> = {
    "11 connections": everywhere(TRUSTED, flight13()),
    "11 connections of TLS 1.2": everywhere(TRUSTED, flight12(), "g"),
    cookies: everywhere(TRUSTED, [cookie, BREAK, ...flight13({ group: 0x17 })]),
    "thousands of extensions of a request": everywhere(TRUSTED, flight13({ more: [certificateRequest(15_000)] })),
    "thousands of extensions of a ticket": everywhere(TRUSTED, [...flight13(), BREAK, ticket(15_000)]),
    "thousands of certificates": [...INSECURE, ...flight13().slice(0, 3), EMPTY_CERTIFICATES],
    "new keys again and again": everywhere(TRUSTED, [...flight13(), BREAK, "*15", "h3\x18\0"]),
    "large tickets": everywhere(TRUSTED, [...flight13(), BREAK, "*60", LARGE_TICKET]),
    "many certificates": everywhere(INSECURE, flight13({ key: "pss", chain })),
    "all of that": everywhere(INSECURE, [cookie, BREAK, ...long(0x17), BREAK, "*15", "h3\x18\0"]),
    "records of one byte": [...TRUSTED, "h0\x02", "*5000", "p0\x16\0", BREAK, "*5000", "p0\x16\0"],
    "records without end": [...INSECURE, ...flight13(), BREAK, "*5000", `p3\x17${"a".repeat(100)}`],
  };
  const UNHEALTHY = new Set(["thousands of certificates", "records of one byte", "records without end"]);
  for (const [what, fields] of Object.entries(worst)) {
    test(what, () => {
      const { used, exitStatus } = use(fields);
      console.log(`memory: ${what}: ${used >> 10} KiB, including the harness`);
      // All redirects were followed.
      expect(exitStatus).toBe(UNHEALTHY.has(what) ? 1 : 0);
    });
  }

  test("all seeds of the fuzzer", () => {
    for (const fields of tlsSeeds()) use(fields);
  });
});
