/**
 * Texts of `sh -c` that are accepted must do the same as in a shell: run the same commands with the same words in the same order, end in the
 * same way, and write to the same streams. The shell is dash, where curl is a function that fails when ours does.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import fc from "fast-check";
import { expect, test } from "vitest";
import { cannotRun, pathOf } from "../run";
import { checkContract, parseRequest } from "./contract.ts";
import { drive } from "./drive.ts";
import { holds, sample, TIMES } from "./runs.ts";

const VARIABLES = {
  A: "a",
  B: "b c",
  E: "",
  Q: "x\"y'z",
  P: "*",
  S: " s ",
  T: "\t\nt",
  D: "$A",
  L: "\\q",
  U: "\u00e9",
};

/** Parts of words. */
const PARTS = [
  ...[
    "x",
    "'b c'",
    '"d e"',
    "''",
    '""',
    "$A",
    '"$A"',
    "${A}",
    '"${B}"',
    "$B",
    "$E",
    '"$E"',
    "$N",
    '"$N"',
    "$Q",
    '"$Q"',
  ],
  ...[
    "$S",
    '"$S"',
    "$T",
    "$D",
    "$L",
    '"$L"',
    "$U",
    "${N:-n m}",
    '"${N:-n m}"',
    "${N:-'n m'}",
    '"${N:-$B}"',
    "${N:-$B}",
  ],
  ...["${E:-e}", "${A:-${N}}", "${N:-${E:-f g}}", '${N:-"n  m"}', "\\ ", "\\'", '\\"', "\\\\", "\\$A", "'\\'", '"\\a"'],
  ...[
    '"\\$A"',
    '"\\""',
    '"\\`"',
    '"\\\\"',
    "a\\\nb",
    '"a\\\nb"',
    '"it\'s"',
    "'\"'",
    "$",
    '"$"',
    "%",
    "=",
    "a#b",
    "{x}",
  ],
  ...[
    "-",
    "+",
    ":",
    "@",
    "^",
    "]",
    "'\n'",
    '"\n"',
    "${N:-}",
    "${N:-\\}}",
    '"${N:-\\$A}"',
    "${N:-'}'}",
    "$A$B",
    "${A:-a b}",
  ],
];

/** Signs with a meaning, in a word or after it. */
const TRAPS = [
  ...[
    "!",
    "~",
    "~/",
    "*",
    "?",
    "[",
    "[x]",
    "$P",
    "\n",
    '"${N:-a\\}b}"',
    "${N:-a'b}'}",
    "\"${N:-'x'}\"",
    '"${N:-"x"}"',
    "#",
    " #",
  ],
  ...[
    "${",
    "$(",
    "`",
    "'",
    '"',
    "\\",
    "&",
    "|",
    ";",
    "$1",
    "$$",
    "$?",
    "${#A}",
    "${A-x}",
    "${A:+x}",
    "${A%a}",
    "a=b",
    "<",
    "(",
    ")",
  ],
];

const OUTPUTS = [
  ...["", "", "", " >/dev/null", " 2>/dev/null", " >/dev/null 2>&1", " 2>&1 >/dev/null", " 2>&1", " >&2", " 1>&2"],
  ...[" > /dev/null", " >>/dev/null", " </dev/null", " 2>&1 2>/dev/null", " >'/dev/null'", " 3>/dev/null", " 3>&1"],
  ...[" >/dev/null 1>&2", " 0>/dev/null", " 4>/dev/null", " 2>&-", " 2>&3", " 2>&12", " >/dev/nul", " >/dev/null x"],
];

const part = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...PARTS) },
  { weight: 1, arbitrary: fc.constantFrom(...TRAPS) },
);
const word = fc
  .tuple(fc.constantFrom("", "+"), fc.array(part, { minLength: 1, maxLength: 3 }))
  .map(([start, parts]) => start + parts.join(""));
const command = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .tuple(fc.array(word, { maxLength: 2 }), fc.constantFrom(...OUTPUTS))
      .map(([words, output]) => `curl -sf${words.map((one) => ` -d ${one}`).join("")} http://web/${output}`),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom("true", "false", "exit", "exit 0", "exit 1", "exit 3", "exit 256", "false >&2"),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("'exit' 1", "tr\\ue", "e'x'it", '"false"', "$N false", "$E", "exec true", "(true)"),
  },
  { weight: 1, arbitrary: word },
);
const operator = fc.constantFrom(
  " || ",
  " && ",
  "; ",
  "\n",
  "||",
  "&&",
  ";",
  " ||\n",
  "\n\n",
  " ; # x\n",
  " & ",
  " | ",
  ";;",
);
const text = fc
  .tuple(
    fc.constantFrom("", " ", "\n", ";"),
    command,
    fc.array(fc.tuple(operator, command), { maxLength: 3 }),
    operator,
  )
  .map(([start, first, rest, end]) => start + first + rest.flat().join("") + (rest.length % 2 === 0 ? "" : end));

/** Writes its words to descriptor 9, which no text may use. It succeeds or fails as the letters in $FATES say. */
const FUNCTIONS = `curl() {
  for it; do printf '%s\\0' "$it" >&9; done
  printf '\\1\\0' >&9
  case "$FATES" in
    y*) FATES=\${FATES#y}; echo ok ;;
    n*) FATES=\${FATES#n}; echo failed >&2; return 22 ;;
  esac
}
`;

const dash = pathOf("dash");
const hasDash = spawnSync(dash, ["-c", "exit 7"]).status === 7;

test("an accepted text does the same in a shell", { timeout: 120_000 * TIMES }, (context) => {
  if (!hasDash) cannotRun(context, "no dash");
  const folder = mkdtempSync(`${tmpdir()}/healthcheck-shell-`);
  // Files that patterns would match.
  for (const name of ["x", "aa", "+x"]) writeFileSync(`${folder}/${name}`, "");
  let compared = 0;
  const differences: object[] = [];
  try {
    for (const [one, fates] of sample(3000, fc.tuple(text, fc.stringMatching(/^[yn]{4}$/)))) {
      const responses = [...fates].map((fate) => [`HTTP/1.1 ${fate === "y" ? 200 : 500} X\r\n\r\n`]);
      const trace = drive({ name: "sh", args: ["-c", one], env: VARIABLES }, { responses });
      checkContract(trace);
      const printed = trace.outputs.map((it) => it.text).join("");
      if (/^healthcheck as /.test(printed)) continue;
      // A name that continues in the next line is refused here: see found.test.ts.
      if (/\$\w+\\\n/.test(one)) continue;
      compared++;
      const { status, stdout, stderr, output } = spawnSync(dash, ["-c", FUNCTIONS + one], {
        cwd: folder,
        encoding: "utf8",
        env: { ...VARIABLES, FATES: fates, HOME: "/home" },
        stdio: ["ignore", "pipe", "pipe", ...Array<"ignore">(6).fill("ignore"), "pipe"],
      });
      const told = (output as unknown as string[])[9] ?? "";
      const bodies = trace.connections.map(({ request }) =>
        Buffer.from(parseRequest(request).body, "latin1").toString(),
      );
      const words = trace.outputs.map((it) => [it.stream, it.text.startsWith("healthy")]);
      const wanted = { status: trace.exitStatus, bodies, printed: words.map(String).sort() };
      const lines = (it: string) => it.split("\n").filter((line) => line !== "");
      const said = [
        ...lines(stdout).map((line) => [1, line === "ok"]),
        ...lines(stderr).map((line) => [2, line === "ok"]),
      ];
      const shells = { status: status === 0 ? 0 : 1, bodies: commandsOf(told), printed: said.map(String).sort() };
      if (JSON.stringify(wanted) !== JSON.stringify(shells)) differences.push({ text: one, ours: wanted, shells });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(differences).toEqual([]);
  expect(compared).toBeGreaterThan(300 * TIMES);
});

/** The body of each command: the values of its options -d. */
function commandsOf(told: string): string[] {
  const commands = told.split("\x01\0").slice(0, -1);
  return commands.map((it) => {
    const words = it.split("\0").slice(0, -1);
    return words.filter((_, i) => words[i - 1] === "-d").join("&");
  });
}

test("spaces around operators and words change nothing", () => {
  const spaced = fc.tuple(
    fc.array(fc.constantFrom("curl", "-f", "'a b'", "http://web/", "true", "exit"), { minLength: 1, maxLength: 4 }),
    fc.constantFrom("||", "&&", ";"),
    fc.array(fc.constantFrom("false", "exit", "1", "2>&1", ">/dev/null"), { minLength: 1, maxLength: 3 }),
  );
  holds(1000, fc.tuple(spaced, fc.constantFrom("  ", "\t", " \\\n", " \t ")), ([[first, joint, second], blank]) => {
    const trace = (space: string) => {
      const words = [first.join(space), joint, second.join(space)].join(space);
      const { outputs, connections, exitStatus } = drive({ name: "sh", args: ["-c", words] });
      return { outputs: outputs.map((it) => it.text), connections, exitStatus };
    };
    expect(trace(blank)).toEqual(trace(" "));
  });
});
