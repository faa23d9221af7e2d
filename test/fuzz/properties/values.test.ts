/** Values of options and variables, and text that is shown. */
import { isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { checkOutput } from "../contract.ts";
import { binary } from "../drive.ts";
import { call, holds, TIMES } from "../runs.ts";
import { anyBytes, anyText, utf8 } from "./common.ts";

// A property is a single test, which takes longer than others on a busy machine.
vi.setConfig({ testTimeout: 120_000 * TIMES });

describe("values", () => {
  test("sets of statuses", () => {
    const status = fc.integer({ min: 90, max: 610 });
    const item = fc.oneof(
      status.map(String),
      fc.tuple(status, status).map(([low, high]) => `${low}-${high}`),
      fc
        .tuple(fc.integer({ min: 0, max: 6 }), fc.constantFrom("xx", "XX", "xX", "x"))
        .map(([digit, rest]) => digit + rest),
      fc.constantFrom("", " 200", "2-3", "+200", "0200", "200-"),
    );
    holds(3000, fc.array(item, { minLength: 1, maxLength: 4 }), (items) => {
      const members = new Set<number>();
      let isSet = true;
      for (const one of items) {
        const [, low, high] = /^([1-5][0-9][0-9])(?:-([1-5][0-9][0-9]))?$/.exec(one) ?? [];
        const [, hundreds] = /^([1-5])[xX][xX]$/.exec(one) ?? [];
        const first = Number(low ?? Number(hundreds) * 100);
        const last = hundreds === undefined ? Number(high ?? low) : first + 99;
        if (!(first <= last)) isSet = false;
        for (let it = first; it <= last; it++) members.add(it);
      }
      const ranges = [...members].filter((it) => !members.has(it - 1)).sort((a, b) => a - b);
      const written = ranges.map((first) => {
        let last = first;
        while (members.has(last + 1)) last++;
        return `${first}-${last} `;
      });
      expect(call("status", items.join())).toBe(isSet ? written.join("") : "none");
    });
  });

  test("addresses are read as by Node and printed as in URLs", () => {
    const group = fc.stringMatching(/^(0|[0-9a-fA-F]{0,5})$/);
    const six = fc.array(fc.oneof(group, fc.constantFrom("", "", "1.2.3.4")), { minLength: 2, maxLength: 9 });
    const four = fc.array(fc.oneof(fc.nat(300).map(String), fc.constantFrom("", "01", "0x1")), {
      minLength: 3,
      maxLength: 5,
    });
    const address = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      six.map((groups) => groups.join(":")),
      four.map((numbers) => numbers.join(".")),
    );
    holds(4000, address, (text) => {
      const written = call("address", text);
      if (isIPv4(text)) expect(written).toBe(text);
      else expect(written !== "").toBe(isIPv6(text));
      if (!isIPv6(text)) return;
      const [, high, low] = /^\[::ffff:([0-9a-f]+):([0-9a-f]+)\]$/.exec(new URL(`http://[${text}]`).hostname) ?? [];
      const mapped = [high, low].map((it) => Number.parseInt(it ?? "", 16)).flatMap((it) => [it >> 8, it & 255]);
      // RFC 5952 §5 writes IPv4-mapped addresses with dots; URLs do not.
      expect(`[${written}]`).toBe(
        high === undefined ? new URL(`http://[${text}]`).hostname : `[::ffff:${mapped.join(".")}]`,
      );
    });
  });

  interface Reference {
    name: string;
    fallback: Part[] | undefined;
  }
  type Part = string | Reference;
  const variables: Record<string, string> = { A: "a", EMPTY: "", NESTED: "${A}", BRACE: "}", _1: "$x{" };
  const name = fc.constantFrom(...Object.keys(variables), "UNSET", "a");
  const { parts } = fc.letrec<{ parts: Part[]; part: Part }>((tie) => ({
    parts: fc.array(tie("part"), { maxLength: 4 }),
    part: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constantFrom("x", "$", " ", "$A", "$$", ":-", "%{", "\u00e9", "%", "$(A)"),
      fc.record({ name, fallback: fc.option(tie("parts"), { nil: undefined }) }),
    ),
  }));

  test("references to variables, also in fallbacks", () => {
    const render = (all: Part[]): string =>
      all
        .map((it) => {
          if (typeof it === "string") return it;
          return `\${${it.name}${it.fallback === undefined ? "" : `:-${render(it.fallback)}`}}`;
        })
        .join("");
    /** @throws Error with the name of an unset variable */
    const evaluate = (all: Part[]): string =>
      all
        .map((it) => {
          if (typeof it === "string") return it;
          const set = variables[it.name];
          if (it.fallback !== undefined) return set || evaluate(it.fallback);
          if (set === undefined) throw new Error(it.name);
          return set;
        })
        .join("");
    const fields = Object.entries(variables).map(([key, value]) => `e${key}=${value}`);
    holds(4000, parts, (all) => {
      const text = render(all);
      if (depthOf(all) > 8) return;
      let wanted: string;
      try {
        wanted = utf8(evaluate(all));
      } catch (error) {
        wanted = `error 4 ${(error as Error).message}`;
      }
      expect(call("expand", text, ...fields)).toBe(wanted);
    });
  });

  function depthOf(all: Part[]): number {
    return Math.max(0, ...all.map((it) => (typeof it === "string" ? 0 : 1 + depthOf(it.fallback ?? []))));
  }

  test("any text is shown as text", () => {
    holds(
      3000,
      fc.oneof(
        anyBytes,
        anyText.map((it) => Buffer.from(it)),
      ),
      (raw) => {
        const shown = call("shown", raw, "40");
        checkOutput(binary(`healthy: ${shown}\n`));
        expect(shown.includes("\n")).toBe(false);
        expect(shown.length).toBeLessThanOrEqual(40 + 3 + 3);
      },
    );
  });
});
