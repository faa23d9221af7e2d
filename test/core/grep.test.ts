import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { holds } from "../fuzz/runs.ts";
import { cannotRun, pathOf } from "../run.ts";
import { both } from "./both.ts";

/** grep's exit status as we find it, or the line of the error. */
function ours(args: string[], pieces: string[]): string {
  const fields = [...args, "", ...pieces];
  return both("grep", ...fields.map((text) => Buffer.from(text, "latin1")));
}

/** The exit status of the real one, in the POSIX locale. */
function real(program: string, args: string[], stream: string): string {
  const { status } = spawnSync(program, args, { input: Buffer.from(stream, "latin1"), env: { LC_ALL: "C" } });
  return String(status);
}

const GREP = pathOf("grep");
const BUSYBOX = pathOf("busybox");

test.each([
  ["a fixed text", ["UP"], ['{"status":"UP"}\n'], 0],
  ["a text that is not there", ["UP"], ["DOWN\n"], 1],
  ["nothing at all", ["UP"], [], 1],
  ["a last line without its end", ["UP"], ["a\nUP"], 0],
  ["a text over two lines", ["ab"], ["a\nb\n"], 1],
  ["a text in pieces", ["-q", "status"], ["st", "a", "tus"], 0],
  ["letters in any case", ["-qi", "up"], ["Up"], 0],
  ["-i and bytes that are no letters", ["-i", "@"], ["`"], 1],
  ["a dot", ["a.c"], ["abc"], 0],
  ["a dot is no line end", ["a.c"], ["a\nc"], 1],
  ["a dot with -F", ["-F", "a.c"], ["abc"], 1],
  ["an escaped dot", ["a\\.c"], ["abc"], 1],
  ["^ and $", ["^ok$"], ["ok\n"], 0],
  ["$ and a carriage return", ["ok$"], ["ok\r\n"], 1],
  ["^ in a later line", ["^ok"], ["not ok\nok"], 0],
  ["^ within a line", ["^ok"], ["not ok"], 1],
  ["alternatives", ["a\\|b"], ["xbx"], 0],
  ["alternatives with -E", ["-E", "up|green"], ["green"], 0],
  ["a bar without -E", ["a|b"], ["b"], 1],
  ["a bar without -E, as it is", ["a|b"], ["xa|bx"], 0],
  ["anchors of one alternative", ["-E", "^a|b$"], ["ba\nbc"], 1],
  ["egrep", ["-q", "x|y"], ["y"], 0],
  ["-e twice", ["-e", "a", "-eb"], ["b"], 0],
  ["lines of a pattern", ["a\nb"], ["b"], 0],
  ["-w", ["-w", "ok"], ["not ok."], 0],
  ["-w within a word", ["-w", "ok"], ["book_ok ok2"], 1],
  ["-w, then the word", ["-w", "ok"], ["okok ok"], 0],
  ["-x", ["-x", "ok"], ["ok\n"], 0],
  ["-x and more", ["-x", "ok"], ["ok \n"], 1],
  ["-c and -o change nothing", ["-co", "a"], ["b"], 1],
  ["signs that are letters without -E", ["a+?{}()|"], ["xa+?{}()|x"], 0],
  ["escaped signs with -E", ["-E", "\\(a\\+\\)"], ["(a+)"], 0],
  ["a pattern behind --", ["--", "-q"], ["a-q"], 0],
  ["an option behind the pattern", ["up", "-i"], ["UP"], 0],
  ["long names", ["--quiet", "--ignore-case", "--regexp=UP"], ["up"], 0],
  ["a long name and its value", ["--regexp", "UP", "--line-regexp"], ["UP"], 0],
] as const)("%s", (name, args, pieces, status) => {
  const program = name === "egrep" ? "egrep" : "grep";
  expect(ours([program, ...args], [...pieces])).toBe(String(status));
  if (existsSync(GREP))
    expect(real(name === "egrep" ? pathOf("egrep") : GREP, [...args], pieces.join(""))).toBe(String(status));
});

const FORM = "wanted grep [-qsiFEwxco] [-e] PATTERN, and no file";
const EMPTY = "an empty pattern matches everything";
const sign = (text: string) =>
  `"${text}" in a pattern is not supported: only fixed text, dots, anchors and alternatives`;

test.each([
  [[], FORM],
  [["-q"], FORM],
  [["-e"], FORM],
  [["UP", "file"], FORM],
  [["-e", "UP", "file"], FORM],
  [["--regexp"], FORM],
  [["-E", "-F", "UP"], FORM],
  [["a\\|"], EMPTY],
  [["-E", "|a"], EMPTY],
  [["^"], EMPTY],
  [["^$"], EMPTY],
  [["a\n"], EMPTY],
  [["-v", "UP"], "option -v is not supported"],
  [["-qvi", "UP"], "option -v is not supported"],
  [["-P", "UP"], "option -P is not supported"],
  [["--invert-match", "UP"], "option --invert-match is not supported"],
  [["--quiet=x", "UP"], "option --quiet takes no value"],
  [["-m1", "UP"], "option -m is not supported"],
  [["a*"], sign("*")],
  [["[ab]"], sign("[")],
  [["-E", "a+"], sign("+")],
  [["-E", "a?"], sign("?")],
  [["-E", "(a)"], sign("(")],
  [["-E", "a{2}"], sign("{")],
  [["a\\+"], sign("\\+")],
  [["\\(a\\)"], sign("\\(")],
  [["a\\w"], sign("\\w")],
  [["\\<a"], sign("\\<")],
  [["a\\"], sign("\\")],
  [["a^b"], sign("^")],
  [["a$b"], sign("$")],
  [["^^a"], sign("^")],
] as const)("refuses %j", (args, complaint) => {
  const words = [...args];
  expect(ours(["grep", ...words], ["x"])).toBe(`healthcheck as grep: ${complaint}\n`);
});

test("finds what grep and BusyBox find, however the stream is cut", (context) => {
  const judges = [[GREP], [BUSYBOX, "grep"]].filter(([path = ""]) => existsSync(path));
  if (judges.length < 2) cannotRun(context, "no grep and busybox");
  const option = fc.constantFrom("-i", "-F", "-E", "-w", "-x", "-q", "-c");
  const pattern = fc
    .string({
      unit: fc.constantFrom("a", "b", "A", ".", "_", "^", "$", "|", "\\|", "\\.", " ", "-", "\\*", "\\$"),
      minLength: 1,
      maxLength: 6,
    })
    .map((text) => text);
  const piece = fc.string({
    unit: fc.constantFrom("a", "b", "A", ".", "_", " ", "|", "\n", "\r", "-", "*", "$"),
    maxLength: 8,
  });
  let hits = 0;
  let misses = 0;
  holds(
    600,
    fc.tuple(fc.array(option, { maxLength: 2 }), pattern, fc.array(piece, { minLength: 1, maxLength: 4 })),
    ([options, one, pieces]) => {
      const args = [...options, "-e", one];
      const status = ours(["grep", ...args], pieces);
      if (status.startsWith("healthcheck")) return;
      for (const [program = "", ...first] of judges)
        expect([program, status]).toEqual([program, real(program, [...first, ...args], pieces.join(""))]);
      if (status === "0") hits++;
      else misses++;
    },
  );
  expect(hits).toBeGreaterThan(50);
  expect(misses).toBeGreaterThan(50);
});
