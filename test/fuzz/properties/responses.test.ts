/** How responses are judged, however they arrive. */
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { places, response, split, wellFormed } from "../arbitraries.ts";
import { type CommandLine, drive } from "../drive.ts";
import { judge } from "../judge.ts";
import { holds, TIMES } from "../runs.ts";
import { driveBoth, printed, TARGET } from "./common.ts";

// A property is a single test, which takes longer than others on a busy machine.
vi.setConfig({ testTimeout: 120_000 * TIMES });

describe("responses", () => {
  const sets: [CommandLine["args"], string, (status: number) => boolean][] = [
    [[], "healthcheck", (status) => status >= 200 && status < 400],
    [["-s", "101,2xx,500-599"], "healthcheck", (status) => status === 101 || /^[25]/.test(String(status))],
    [[], "curl", (status) => status >= 100],
    [["-f"], "curl", (status) => status < 400],
  ];
  const set = fc.constantFrom(...sets);

  test("have the same verdict as a second reader of RFC 9112 gives", () => {
    let healthy = 0;
    const runs = 8000;
    holds(runs, fc.tuple(response, set, places, fc.boolean()), ([text, [args, name, isInSet], ends, isEnded]) => {
      const pieces = [...split(text, ends), ...(isEnded ? [""] : [])];
      const { exitStatus } = drive({ name, args: [...args, TARGET] }, { responses: [pieces] });
      const isHealthy = judge(text, isInSet);
      if (isHealthy) healthy++;
      expect(exitStatus).toBe(isHealthy ? 0 : 1);
    });
    // Both kinds must be frequent enough to show something.
    expect(healthy / (runs * TIMES)).toBeGreaterThan(0.3);
    expect(healthy / (runs * TIMES)).toBeLessThan(0.7);
  });

  test("have the same verdict however they are split", () => {
    holds(80, fc.oneof(response, wellFormed), (text) => {
      const verdict = (...pieces: string[]) => {
        const trace = drive({ args: [TARGET] }, { responses: [[...pieces.filter((piece) => piece !== ""), ""]] });
        // The quoted part of a wrong line may be shorter if the rest has not arrived.
        return `${trace.exitStatus} ${printed(trace).split(': "')[0]}`;
      };
      const whole = verdict(text);
      for (let i = 1; i < text.length; i++) expect(verdict(text.slice(0, i), text.slice(i))).toBe(whole);
      expect(verdict(...text)).toBe(whole);
    });
  });

  test("are read up to 65536 bytes", () => {
    const length = fc.oneof(fc.integer({ min: 65_500, max: 65_600 }), fc.constantFrom(65_535, 65_536, 65_537));
    holds(30, fc.tuple(length, fc.nat(3), places), ([size, interims, ends]) => {
      const start = `${"HTTP/1.1 103 X\r\nLink: x\r\n\r\n".repeat(interims * 500)}HTTP/1.1 200 OK\r\n`;
      const lines = `A: ${"v".repeat(990)}\r\n`.repeat(Math.floor((size - start.length - 100) / 995));
      const text = `${start}${lines}A: ${"v".repeat(size - start.length - lines.length - 7)}\r\n\r\n`;
      expect(text.length).toBe(size);
      const pieces = split(text, [0.3, 0.6, ...ends]);
      const { exitStatus } = driveBoth({ args: ["-v", TARGET] }, { responses: [pieces] });
      expect(exitStatus).toBe(judge(text, () => true) ? 0 : 1);
      expect(exitStatus).toBe(size <= 65_536 ? 0 : 1);
    });
  });
});
