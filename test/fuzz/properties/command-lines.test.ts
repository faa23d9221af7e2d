/** What holds for any command line. */
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { commandLine, peer, shellText } from "../arbitraries.ts";
import { checkContract, parseRequest } from "../contract.ts";
import { drive } from "../drive.ts";
import { holds, TIMES } from "../runs.ts";
import { anyBytes, driveBoth, OK, printed } from "./common.ts";

// A property is a single test, which takes longer than others on a busy machine.
vi.setConfig({ testTimeout: 120_000 * TIMES });

describe("any command line", () => {
  test("ends with 0 or 1 and a valid verdict, whatever happens", () => {
    holds(4000, fc.tuple(commandLine, peer), ([line, met]) => checkContract(drive(line, met)));
  });

  test("ends in the same way as WebAssembly", () => {
    holds(300, fc.tuple(commandLine, peer), ([line, met]) => checkContract(driveBoth(line, met)));
  });

  test("may be bytes that are not UTF-8", () => {
    const starts = fc.constantFrom("http://web/", "-H", "-HX:", "-A", "-u", "--", "");
    const names = fc.constantFrom("healthcheck", "curl", "wget", "nc", "grpc_health_probe");
    holds(250, fc.tuple(names, fc.array(fc.tuple(starts, anyBytes), { maxLength: 3 })), ([name, words]) => {
      const args = words.map(([start, more]) => new Uint8Array(Buffer.concat([Buffer.from(start), more])));
      checkContract(driveBoth({ name, args }));
    });
    holds(250, fc.tuple(fc.constantFrom("curl ", "nc -z ", ""), anyBytes), ([start, more]) => {
      const value = new Uint8Array(Buffer.concat([Buffer.from(start), more]));
      checkContract(driveBoth({ name: "sh", args: ["-c", value] }));
    });
  });

  test("uses TLS for https", () => {
    const responses = [["HTTP/1.1 302 X\r\nLocation: https://other/\r\n\r\n"], [OK]];
    const trace = drive({ args: ["-L", "https://user:pass@web/"] }, { responses });
    expect([trace.exitStatus, trace.isTls, trace.connections.length]).toEqual([0, true, 2]);
    const requests = trace.connections.map(({ request }) => parseRequest(request).headers[0]?.[1]);
    expect(requests).toEqual(["web", "other"]);
  });

  test("connects to the port of its target, from 1 to 65535", () => {
    const port = fc.oneof(fc.integer({ min: -1, max: 70_000 }).map(String), fc.stringMatching(/^0*[0-9]{1,11}$/));
    const form = fc.constantFrom("#", ":#", "127.0.0.1:#", "tcp://127.0.0.1:#", "http://127.0.0.1:#/", ":#/x");
    holds(1500, fc.tuple(port, form), ([number, pattern]) => {
      const { connections, exitStatus } = drive({ args: ["-4", pattern.replace("#", number)] }, { responses: [[OK]] });
      const isPort = /^[0-9]+$/.test(number) && BigInt(number) > 0n && BigInt(number) < 65_536n;
      expect(connections.map((it) => it.port)).toEqual(isPort ? [Number(number)] : []);
      expect(exitStatus).toBe(isPort ? 0 : 1);
    });
  });

  test("makes no connection if it is a refused text of sh -c", () => {
    let refused = 0;
    holds(2500, shellText, (text) => {
      const trace = drive({ name: "sh", args: ["-c", text], env: { A: "x y" } });
      if (!/^healthcheck as /.test(printed(trace))) return;
      refused++;
      expect([trace.exitStatus, trace.outputs.length, trace.connections, trace.lookups]).toEqual([1, 1, [], []]);
    });
    expect(refused).toBeGreaterThan(500 * TIMES);
  });
});
