/** The largest inputs fit into the memory of WebAssembly. */
import { describe, expect, test, vi } from "vitest";
import { memoryPages, PAGE_SIZE } from "../../../build/native/memory.ts";
import { memoryUsed } from "../../core/both.ts";
import { split } from "../arbitraries.ts";
import type { CommandLine, Peer } from "../drive.ts";
import { TIMES } from "../runs.ts";
import { driveBoth, OK } from "./common.ts";

// A property is a single test, which takes longer than others on a busy machine.
vi.setConfig({ testTimeout: 120_000 * TIMES });

describe("memory is enough for", () => {
  /** A response that begins with `start`, with as many lines as it may have. */
  const full = (start: string, line = "a:\r\n") => {
    const count = Math.floor((65_534 - start.length) / line.length);
    return split(`${start}${line.repeat(count)}\r\n`, [0.3, 0.7]);
  };
  const answered = full("HTTP/1.1 200 OK\r\n");
  const redirected = full("HTTP/1.1 302 X\r\nLocation: /\r\n");
  const folded = [" a\r\n", " \r\n"].map((line) => full("HTTP/1.1 302 X\r\nLocation: /\r\n", line));
  const elsewhere = ["HTTP/1.1 302 X\r\nLocation: http://other/\r\n\r\n"];
  const addresses = Array.from({ length: 64 }, (_, i) => `fd00:1234:5678:9abc:def0:1234:5678:${i.toString(16)}`);
  const refusals = [...Array.from({ length: 63 }, (_, i) => 100 + (i % 14)), 0];
  const sh = (count: number, command: string) => ["-c", Array<string>(count).fill(command).join("; ")];

  const worst: Record<string, [CommandLine, Peer]> = {
    "redirects with as many lines as are read": [
      { args: ["-L", "-v", "http://web/"] },
      { responses: [...Array<string[]>(10).fill(redirected), answered] },
    ],
    "a Location that is folded as often as may be": [
      { args: sh(2, "curl -L http://web/"), name: "sh" },
      { responses: [folded[0] ?? [], folded[1] ?? [], answered, answered] },
    ],
    "as many addresses as are kept, at each redirect": [
      { args: ["-L", "-v", "http://web/"] },
      {
        addresses,
        refusals: Array<number[]>(11).fill(refusals).flat(),
        responses: [...Array<string[]>(10).fill(elsewhere), answered],
      },
    ],
    "as many commands as a text may have, with as many lines each": [
      { name: "sh", args: sh(8, "curl -f http://web/") },
      { responses: Array<string[]>(8).fill(answered) },
    ],
    "as many commands, with many headers each": [
      { name: "sh", args: sh(8, "curl -f $H http://web/"), env: { H: "-Ha:b ".repeat(100) } },
      { responses: Array<string[]>(8).fill([OK]) },
    ],
    "a pattern with as many alternatives as it may have": [
      { name: "sh", args: ["-c", `curl http://web/ | grep -E '${"x|".repeat(511)}y'`] },
      { responses: [[OK]] },
    ],
    "as many pipes, for a status each": [
      { name: "sh", args: sh(8, "curl -s -o /dev/null -w '%{http_code}' http://web/ | grep -q 200") },
      { responses: Array<string[]>(8).fill([OK]) },
    ],
    "a body in many parts": [
      { args: [...Array.from({ length: 120 }, () => ["-d", "x".repeat(120)]).flat(), "http://web/"] },
      { responses: [[OK]] },
    ],
    "an option of many letters": [{ args: [`-${"k".repeat(8000)}`, "http://web/"] }, { responses: [[OK]] }],
  };

  for (const [name, [line, met]] of Object.entries(worst)) {
    test(name, () => {
      driveBoth(line, met);
      // The build for tests has the memory of healthcheck-tls; healthcheck has less.
      expect(memoryUsed).toBeLessThan(memoryPages(false) * PAGE_SIZE);
    });
  }
});
