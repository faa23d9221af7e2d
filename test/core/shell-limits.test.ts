/** The limits of `sh -c`, and its memory. */
import { expect, test } from "vitest";
import { both, memoryUsed } from "./both.ts";

test("8 checks at all limits have room in the memory", () => {
  // WebAssembly has 1 MiB of memory. A call that needs more traps, and both() throws.
  const answers = ["r10.0.0.1,10.0.0.2", "f111", "c", "s", `bHTTP/1.1 200 OK\r\n${"a:\r\n".repeat(1000)}\r\n`];
  // The limit is for values and their words together.
  for (const [command, length] of [
    ['healthcheck -v -t 1h -H "A:$X" http://a/', 1700],
    ['healthcheck -v -t 1h -H "A:$X" -H "B:$X" -H "C:$X" -H "D:$X" http://a/', 400],
    ['curl -v -d "$X" -d "$X" -d "$X" -d "$X" http://a/', 400],
  ] as const) {
    const run = both(
      "verdict",
      "nsh",
      "a-c",
      `a${Array<string>(8).fill(command).join(" && ")}`,
      `eX=${"v".repeat(length)}`,
      ...Array<string[]>(8).fill(answers).flat(),
    );
    expect(run.match(/^print 1 healthy: \w+ http:\/\/a\/: 200 in 0 ms$/gm) ?? run).toHaveLength(8);
    expect(run).toMatch(/finish 0$/);
    expect(memoryUsed).toBeLessThan(1 << 20);
  }
});

test("what is longer than the limits is refused before the memory is full", () => {
  const value = "v".repeat(8000);
  for (const command of ["curl", "healthcheck", "true", "exit", "exec curl"]) {
    for (const text of [
      `${command} ${'"$X" '.repeat(150)}`,
      `${command} ${"${U:-$X}/".repeat(150)}`,
      `${command} ${"${X:-a} ".repeat(150)}`,
      Array<string>(8)
        .fill(`${command} ${'"$X" '.repeat(20)}`)
        .join(";"),
    ]) {
      expect(both("verdict", "nsh", "a-c", `a${text}`, `eX=${value}`), text.slice(0, 40)).toMatch(
        /^print 2 .*\nfinish 1$/,
      );
    }
  }
  // A value that is not used costs nothing.
  expect(both("verdict", "nsh", "a-c", `atrue ${"${Y:-$X} ".repeat(200)}`, `eX=${value}`, "eY=y")).toBe("finish 0");
});
