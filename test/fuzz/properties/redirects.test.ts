/** Where redirects lead, and where they end. */
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { checkContract, parseRequest } from "../contract.ts";
import { drive } from "../drive.ts";
import { holds, TIMES } from "../runs.ts";
import { driveBoth, OK } from "./common.ts";

// A property is a single test, which takes longer than others on a busy machine.
vi.setConfig({ testTimeout: 120_000 * TIMES });

describe("redirects", () => {
  const segment = fc.stringMatching(/^[a-z0-9~_!$&()*+,;=@-]{1,4}$/);
  const path = fc.array(segment, { maxLength: 3 }).map((segments) => segments.join("/"));
  // To Node, an empty query is none.
  const query = path.map((text) => (text === "" ? "" : `?${text}`));
  const fragment = fc.constantFrom("", "", "#", "#f/g?h");
  const dotted = fc
    .array(fc.oneof(segment, fc.constantFrom(".", "..", "...")), { maxLength: 5 })
    .map((segments) => segments.join("/"));
  const relative = fc.tuple(fc.constantFrom("", "/", "./", "../", "../../../../"), dotted, query, fragment);
  const host = fc.constantFrom(
    "//other",
    "http://other:81",
    "HTTP://web",
    "//web:80",
    "http://127.0.0.1",
    "//[::1]:8080",
  );
  const location = fc.oneof(
    relative.map((parts) => parts.join("")),
    fc.tuple(host, dotted, query, fragment).map(([start, ...rest]) => `${start}/${rest.join("")}`),
    host,
  );
  const base = fc.tuple(fc.constantFrom("http://web", "http://web:8080", "http://[fd00::1]"), path, query);

  test("lead to the same place as in a browser", () => {
    holds(1500, fc.tuple(base, fc.array(location, { minLength: 1, maxLength: 4 })), ([[origin, ...rest], hops]) => {
      const start = `${origin}/${rest.join("")}`;
      const responses = hops.map((hop) => [`HTTP/1.1 308 X\r\nlocation:\t${hop} \r\n\r\n`]);
      const { connections } = drive({ args: ["-L", start] }, { responses });
      let here = new URL(start);
      for (const [i, { request, port }] of connections.entries()) {
        if (i > 0) here = new URL(hops[i - 1] ?? "", here);
        const { target, headers } = parseRequest(request);
        expect(target).toBe(here.href.slice(here.origin.length).replace(/#.*/, ""));
        expect(headers[0]?.map((it) => it.toLowerCase())).toEqual(["host", here.host]);
        expect(port).toBe(Number(here.port || "80"));
      }
      // An empty Location is none.
      expect(connections.length).toBe(1 + (hops.includes("") ? hops.indexOf("") : hops.length));
    });
  });

  test("lead only to HTTP, whatever the Location", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "http://",
        "https://",
        "//",
        "/",
        "..",
        ":",
        "@",
        "?",
        "#",
        "web",
        ":80",
        "[",
        "::1",
        "]",
        " ",
        "%0d%0a",
      ),
      fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 4 }),
      fc.constant("x".repeat(500)),
    );
    const any = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));
    holds(2500, fc.tuple(fc.constantFrom("healthcheck", "curl", "wget"), any), ([name, hop]) => {
      const responses = [[`HTTP/1.1 302 X\r\nLocation: ${hop}\r\n\r\n`], [OK]];
      const trace = drive({ name, args: [...(name === "wget" ? [] : ["-L"]), "http://web/a/b?c"] }, { responses });
      checkContract(trace);
      expect(trace.connections.length).toBeLessThanOrEqual(2);
    });
  });

  test("end after ten", () => {
    holds(100, fc.tuple(fc.nat(14), fc.constantFrom(301, 302, 303, 307, 308)), ([count, status]) => {
      const responses = [...Array<string[]>(count).fill([`HTTP/1.1 ${status} X\r\nLocation: /\r\n\r\n`]), [OK]];
      const { connections, exitStatus } = driveBoth({ args: ["-L", "http://web/"] }, { responses });
      expect([connections.length, exitStatus]).toEqual(count <= 10 ? [count + 1, 0] : [11, 1]);
    });
  });
});
