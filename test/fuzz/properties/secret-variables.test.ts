/** No usage error holds the value of a variable. */
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { drive } from "../drive.ts";
import { holds, TIMES } from "../runs.ts";
import { printed } from "./common.ts";

// A property is a single test, which takes longer than others on a busy machine.
vi.setConfig({ testTimeout: 120_000 * TIMES });

/** Stands for a secret. A usage error must not contain two letters of it in a row; it may name one bundled option. */
const MARK = "qZ7vKx9J";
const PARTS = Array.from({ length: MARK.length - 1 }, (_, i) => MARK.slice(i, i + 2));

/** Invalid values of variables, with # in place of the mark. */
const MARKED = [
  ...["#", "a #", "# b", ":#", "#:", "#@", "@#", "/#", "#/curl", "#/true", "-#", "--#", "t#", "9#", "#9", "http://#"],
  ...["http://#:x/", "http://[#", "x:#", "#:80:80", "#\n", "#\r", "#*", "#[", "#{", "#=", "#$", "${#}", "${X:-#"],
  ...["curl #", "curl http://x:# ", "exit #", "-t #", "#".repeat(20)],
].map((text) => text.replaceAll("#", MARK));

const LITERALS = [
  ...["", "", "x", "-", "--", "-t", "-s", "-X", "-H", "-HX-A:", "-A", "-u", "-o", "-m", "-w", "-z", "--timeout=", "-4"],
  ...["--install", "--url", "--url=", "-Y", "http://", "tcp://", "unix://", "unix:///", ":", "x:", ":80/", "80", "/"],
  ...["[", "[::1", "@", "a@", ",", "=", "A=", "!", "exit", "exec", "curl", "$", "${"],
];

const variable = fc.constantFrom("$A", "${A}", "$B", "${B}", "${C:-y}", "${N:-$A}", "${N:-${B}}", "${N:-y}");
const piece = fc.oneof(fc.constantFrom(...LITERALS), variable);
const word = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(""));
const words = fc.array(word, { minLength: 1, maxLength: 4 });
const quote = fc.constantFrom("", "", '"', "'");
const shellWord = fc.tuple(quote, word).map(([sign, text]) => sign + text + sign);
const start = fc.constantFrom("", "curl ", "wget ", "nc -z ", "nc ", "healthcheck ", "exit ", "exec ", "false || ");
const shellText = fc.tuple(start, fc.array(shellWord, { maxLength: 4 }), fc.constantFrom("", " >/dev/null", "; false"));
const line = fc.oneof(
  fc
    .tuple(fc.constantFrom("healthcheck", "curl", "wget", "nc", "grpc_health_probe"), words)
    .map(([name, args]) => ({ name, args })),
  shellText.map(([first, rest, end]) => ({ name: "sh", args: ["-c", first + rest.join(" ") + end] })),
);
const env = fc.record({
  A: fc.constantFrom(...MARKED),
  B: fc.constantFrom(...MARKED),
  C: fc.constantFrom(...MARKED),
});

describe("secrets", () => {
  test("from variables in a wrong command line are never shown", () => {
    let named = 0;
    holds(6000, fc.tuple(line, env), ([command, variables]) => {
      const output = printed(drive({ ...command, env: variables }));
      // The path of an installation is no secret, and such a command line has no error.
      if (!output.startsWith("healthcheck") || /^healthcheck: (cannot make|installed in) /.test(output)) return;
      if (/\$\{?[ABCN]/.test(output)) named++;
      for (const part of PARTS) expect(output).not.toContain(part);
    });
    expect(named).toBeGreaterThan(500 * TIMES);
  });
});
