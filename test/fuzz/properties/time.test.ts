/** Durations and deadlines. */
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { drive } from "../drive.ts";
import { call, holds, TIMES } from "../runs.ts";
import { anyText, OK } from "./common.ts";

// A property is a single test, which takes longer than others on a busy machine.
vi.setConfig({ testTimeout: 120_000 * TIMES });

describe("time", () => {
  const duration = fc.oneof(
    fc.integer({ min: 0, max: 4_000_000 }).map((value) => `${value}ms`),
    fc
      .tuple(fc.nat(5000), fc.stringMatching(/^(\.[0-9]{0,4})?$/), fc.constantFrom("", "s", "m", "h", "ms", "d"))
      .map((it) => it.join("")),
    anyText,
  );

  test("durations are read correctly, and can be read again when printed", () => {
    const units: Record<string, bigint> = { "": 1000n, s: 1000n, m: 60_000n, h: 3_600_000n, ms: 1n };
    holds(5000, duration, (text) => {
      const [, whole, , tail = "", unit = ""] = /^([0-9]+)(\.([0-9]{1,3}))?(ms|s|m|h|)$/.exec(text) ?? [];
      const isOne = whole !== undefined && !(unit === "ms" && tail !== "");
      const thousandths = BigInt((whole ?? "0") + tail.padEnd(3, "0")) * (units[unit] ?? 0n);
      const value = Number(thousandths / 1000n);
      const isInRange = value >= 10 && value <= 3_600_000 && (value < 3_600_000 || thousandths === 3_600_000_000n);
      const [read = "", written = ""] = call("duration", text).split(" ");
      expect(read).toBe(isOne ? (isInRange ? String(value) : "-2") : "-1");
      if (written !== "") expect(call("duration", written)).toBe(`${read} ${written}`);
    });
  });

  test("no deadline is exceeded or extended", () => {
    const one = fc.record({
      timeout: fc.integer({ min: 10, max: 20_000 }),
      addresses: fc.array(fc.ipV4(), { minLength: 1, maxLength: 6 }),
      pauses: fc.array(fc.nat(4000), { maxLength: 12 }),
      refusals: fc.array(fc.constantFrom(0, 110), { maxLength: 6 }),
    });
    holds(1000, one, ({ timeout, addresses, pauses, refusals }) => {
      const met = { addresses, pauses, refusals, responses: [[OK.slice(0, 5), OK.slice(5)]] };
      const { fields, connections } = drive({ args: ["-t", `${timeout}ms`, "http://web/"] }, met);
      const run = call("check", ...fields);
      const [before = "", behind = ""] = run.split(/^print /m);
      const ends = (text: string) => [...text.matchAll(/ until (\d+)$/gm)].map((match) => Number(match[1]));
      expect(new Set(ends(before))).toEqual(new Set([timeout]));
      for (const end of ends(behind)) expect(end).toBeLessThanOrEqual(timeout);
      // Only the last address has all the time that is left: of all, and of those that are tried again.
      const last = connections.findIndex(({ allowance }) => allowance === 0);
      if (connections.length >= addresses.length) expect(last).toBe(addresses.length - 1);
      else expect(last).toBe(-1);
      for (const { allowance } of connections) expect(allowance).toBeLessThanOrEqual(timeout);
    });
  });
});
