/** The limits of what a lookup keeps, and its memory. */
import { describe, expect, test } from "vitest";
import { both, memoryUsed } from "./both.ts";
import { A, IPV4, IPV6, lookup, ONE, outcome, saysA, saysAAAA } from "./resolver-trial.ts";

test("no file and no answer gives more than memory has room for", () => {
  expect(lookup("10.0.0.1 a\n".repeat(5000), ONE)).toBe(`done${" 10.0.0.1".repeat(32)}`);
  const records = Array.from({ length: 200 }, (_, i) => A(`0a0000${i.toString(16).padStart(2, "0")}`));
  const first = Array.from({ length: 32 }, (_, i) => ` 10.0.0.${i}`).join("");
  expect(outcome("", ONE, saysA({ records }), saysAAAA({ records: [IPV6] }))).toBe(`done${first} ::1`);
  const words = `search ${"x ".repeat(2000)}\n`;
  expect(lookup("", `${words.repeat(15)}nameserver 10.0.0.9\n`, "s", "s")).toContain("open 10.0.0.9\n");
});

describe("memory", () => {
  /** How many bytes a lookup takes more than one that ends at once. */
  function grown(hosts: string, config: string, ...events: (string | Uint8Array)[]): number {
    const fields = [hosts, config, ...events].reduce((sum, field) => sum + Buffer.byteLength(field) + 60, 0);
    both("lookup", "a", "0", "10.0.0.1 a", "");
    const least = memoryUsed;
    both("lookup", "a", "0", hosts, config, ...events);
    return memoryUsed - least - 3 * fields;
  }

  test("does not grow with what servers say, nor with files", () => {
    const flood = Array<Uint8Array>(3000).fill(saysA({ name: "016200", records: [IPV4] }));
    expect(grown("", ONE, ...flood)).toBeLessThan(20_000);
    const failures = Array<Uint8Array>(3000).fill(saysA({ code: "2" }));
    expect(grown("", ONE, ...failures)).toBeLessThan(20_000);
    expect(grown("10.0.0.256 a\n".repeat(4000), ONE)).toBeLessThan(60_000);
    expect(grown("", `${"nameserver 10.0.0.256\n".repeat(2900)}`)).toBeLessThan(60_000);
    expect(grown("", `${`search ${"x".repeat(250)}\n`.repeat(240)}`)).toBeLessThan(60_000);
  });
});
