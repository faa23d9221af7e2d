/** The limits of headers, verdict and memory. */
import { expect, test } from "vitest";
import { memoryUsed } from "./both.ts";
import { verdict } from "./check-trial.ts";

test("64 KiB of headers are read, a byte more is not", () => {
  const frame = "HTTP/1.1 200 OK\r\nA: \r\n\r\n".length;
  for (const [size, wanted] of [
    [65536, /^0 healthy/],
    [65537, /^1 unhealthy: .*: response headers longer than 65536 bytes\n$/],
  ] as const) {
    const value = "v".repeat(size - frame);
    const pieces = [`HTTP/1.1 200 OK\r\nA: ${value.slice(0, 60000)}`, `${value.slice(60000)}\r\n\r\n`];
    for (const kind of ["d", "b"]) {
      expect(verdict("ahttp://127.0.0.1/", "c", "s", ...pieces.map((piece) => kind + piece))).toMatch(wanted);
    }
  }
});

test("interim responses without end are bounded as all headers are", () => {
  const interim = "HTTP/1.1 100 \r\n\r\n".repeat(3500);
  expect(verdict("ahttp://127.0.0.1/", "c", "s", `d${interim}`, `d${interim}`)).toMatch(/longer than 65536 bytes\n$/);
});

test("nothing makes the memory grow past 1 MiB", () => {
  // WebAssembly's memory has no more and cannot grow: a call that needs more would trap, and both() would throw.
  const interim = "HTTP/1.1 100 \r\n\r\n".repeat(3800);
  expect(verdict("a-v", "ahttp://127.0.0.1/", "c", "s", `b${interim}`)).toBeDefined();
  const many = Array.from({ length: 250 }, (_, i) => [`a-H`, `aX-${i}: $`.padEnd(100, "v")])
    .flat()
    .slice(0, 254);
  expect(verdict(...many, "ahttp://127.0.0.1/", "c", "s", `d${"A".repeat(100)}`)).toMatch(/not an HTTP response/);
  const references = "${X}".repeat(2000);
  expect(
    verdict(...Array.from({ length: 2 }, () => ["a-H", `aA:${references}`]).flat(), "ahttp://127.0.0.1/", "eX=abcd"),
  ).toBe("");
  // What is no reference is not looked up, and costs nothing, however large the variable is.
  const unfinished = ["${A ".repeat(150), "${A:-".repeat(150)].map((text) => `aH:${text}`);
  expect(
    verdict("a-H", unfinished[0] ?? "", "a-H", unfinished[1] ?? "", "ahttp://127.0.0.1/", `eA=${"a".repeat(8000)}`),
  ).toBe("");
  // Everything at its limit together.
  const large = (name: string) => `e${name}=${"v".repeat(8000)}:`;
  const addresses = Array.from({ length: 64 }, (_, i) => `10.0.0.${i}`).join();
  const lines = "a:\r\n".repeat(10000);
  const all = [
    ...["a-v", "a-t", "a10s", "a-H", `ax:${"v".repeat(7900)}`, "a-H", `ay:${"v".repeat(7900)}`],
    ...[large("HEALTHCHECK_USER"), large("HEALTHCHECK_USER_AGENT"), `ahttp://api/${'"'.repeat(8000)}`],
    ...[`r${addresses}`, ...Array<string>(63).fill("f111"), "c", "s", `bHTTP/1.1 200 OK\r\n${lines}`, `b${lines}`],
  ];
  expect(verdict(...all)).toMatch(/^1 unhealthy: .*: response headers longer than 65536 bytes\n/);
  expect(memoryUsed).toBeLessThan(1 << 20);
});

test("the verdict has at most 500 bytes, whatever is long", () => {
  const host = `${"a".repeat(60)}.`.repeat(4) + "example";
  const line = verdict(
    `ahttp://${host}/${"p".repeat(5000)}`,
    `r${Array.from({ length: 40 }, (_, i) => `10.0.0.${i}`).join()}`,
    ...Array<string>(40).fill("f111"),
  );
  expect(line.length - "1 ".length).toBe(500);
  expect(line).toMatch(/aaa\.\.\.: connection refused \(10\.0\.0\.0, .*\.\.\.\n$/);
});
