/** Texts of `sh -c` do the same here as in dash. */
import { expect, test } from "vitest";
import { cannotRun } from "../run";
import { both } from "./both.ts";
import { generator, hasDash, runInDash, VARIABLES } from "./dash.ts";

/** Every run generates the same texts. */
const SEED = 20_240_607;

const URL = "http://127.0.0.1/";

/** What a text does: the arguments of each curl, and whether it succeeds. */
interface Run {
  calls: string[];
  healthy: boolean;
}

/** What each text does in dash, with a curl that always succeeds. */
function runTexts(texts: string[]): Run[] {
  // In a folder that was removed, texts cannot create files and patterns match none.
  return runInDash(texts, '/bin/rmdir "$PWD"').map(({ told, status }) => ({
    calls: told.split("\x01").slice(0, -1).map(asBody),
    healthy: status === 0,
  }));
}

/** What curl would send with these arguments, in the form of runText(): its data joined, then unknown arguments. */
function asBody(call: string): string {
  const words = call.split("\0").slice(0, -1);
  const data = words.filter((word) => word.startsWith("--data="));
  const rest = words.filter((word) => !word.startsWith("--data=") && !word.startsWith(URL));
  return [data.map((word) => word.slice("--data=".length)).join("&"), ...rest].join("\0");
}

/** What the text does here; null if it is refused. */
function runText(text: string): Run | null {
  const variables = Object.entries(VARIABLES).map(([name, value]) => `e${name}=${value}`);
  const answers = Array.from({ length: 8 }, () => ["c", "s", "dHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"]).flat();
  const run = both("check", "nsh", "a-c", `a${text}`, ...variables, ...answers);
  if (/^print 2 healthcheck/.test(run)) return null;
  const calls = [...run.matchAll(/^send \w+ [\s\S]*?\r\n\r\n([\s\S]*?) until \d+$/gm)].map(([, body]) => body ?? "");
  return { calls, healthy: run.endsWith("finish 0") };
}

function isDifferent({ ours, dash }: { ours: Run | null; dash: Run | undefined }): boolean {
  return JSON.stringify(ours) !== JSON.stringify(dash);
}

test("words are what dash makes of them", (context) => {
  if (!hasDash) cannotRun(context, "no dash");
  const { one, several } = generator(SEED);
  const plain = () => one(["a", "é", "=", ",", ".", "/", "%", "+", "{", "}", "!", "]", "^", "-", "#"]);
  const name = () => one([...Object.keys(VARIABLES).filter((it) => it !== "G"), "U"]);
  // G has a pattern. Without its colon it would be refused.
  const parameter = (depth: number, isQuoted: boolean): string => {
    const kind = depth > 2 ? one(["plain", "braced"]) : one(["plain", "braced", "fallback", "fallback"]);
    if (kind === "plain") return one([`$${name()}.`, "$G/"]);
    if (kind === "braced") return `\${${one([name(), "G"])}}`;
    const piece = () => (isQuoted ? quotedPiece(depth + 1, true) : unquotedPiece(depth + 1, true));
    return `\${${name()}:-${several(4, piece)}}`;
  };
  const quotedPiece = (depth: number, isFallback: boolean): string =>
    one([
      // A closing brace would end the fallback, even in quotes.
      () => plain().replace("}", isFallback ? "" : "}"),
      () => one([" ", "\n", ";", "'", "&", "|", "<", ">", "(", ")", "*", "?", "[", "~", "$%"]),
      () => `\\${one(["$", "`", '"', "\\", "\n", "a", " ", "'", "*"])}`,
      () => parameter(depth, true),
    ])();
  const unquotedPiece = (depth: number, isFallback: boolean): string =>
    one([
      () => plain().replace("}", isFallback ? "" : "}"),
      () => `\\${one(["$", "`", '"', "'", "\\", "\n", "a", " ", ";", "&", "|", ">", "*", "?", "[", "#", "}", "~"])}`,
      () => `'${several(4, () => one(["a", " ", '"', "\\", "$A", "`", "\n", ";", "*", "{", "}"]))}'`,
      () => `"${several(4, () => quotedPiece(depth, false))}"`,
      () => parameter(depth, false),
      () =>
        isFallback
          ? one([" --data=", ";", "|", "&", ">", "(", "\n --data="])
          : one([" --data=", "\t  --data=", " \\\n --data="]),
    ])();
  const texts = Array.from({ length: 300 }, () => `curl --data=${several(8, () => unquotedPiece(0, false))} ${URL}`);
  const wanted = runTexts(texts);
  expect(texts.map((text, i) => ({ text, ours: runText(text), dash: wanted[i] })).filter(isDifferent)).toEqual([]);
});

test("what is accepted of texts without sense is what dash makes of them", (context) => {
  if (!hasDash) cannotRun(context, "no dash");
  const { below, one, several } = generator(SEED + 1);
  const signs = `a ; && || | > < >/dev/null 2>&1 >&2 2> 1 2 3 # * ? [ ] : ~ = $ \${ { } ( ) - ! ' " \` \\ $A $S $E $U $Q $N \${A:- \${U:- \${E} :* exit true false 'b;c' "b\t>c" "$S" \${U:-b} \\;`;
  const sign = () => one([...signs.split(" "), " ", " ", "\n", "\t", " --data="]);
  const command = () =>
    one([
      () => `curl --data=${several(4, sign)} ${URL}${several(2, sign)}`,
      () => `${several(1, sign)}curl ${URL} --data=${several(4, sign)}`,
      () =>
        one(["true", "false", "exit", "exit 0", "exit 3", "exec true", "exec false", `exec curl ${URL}`]) +
        several(2, sign),
    ])();
  const text = () => Array.from({ length: 1 + below(3) }, command).join(one([";", "&&", "||", "\n", " ", "|| \n", ""]));
  const texts = Array.from({ length: 800 }, text);
  const wanted = runTexts(texts);
  const accepted = texts
    .map((it, i) => ({ text: it, ours: runText(it), dash: wanted[i] }))
    .filter((it) => it.ours !== null);
  expect(accepted.filter(isDifferent)).toEqual([]);
  // With fewer, the test would show nothing.
  expect(accepted.length).toBeGreaterThan(100);
});

/** A sequence of checks: their ports in order, standard output, standard error, and whether it succeeds. */
interface Sequence {
  ports: string[];
  out: string[];
  err: string[];
  healthy: boolean;
}

function runSequences(texts: string[]): Sequence[] {
  return runInDash(texts).map(({ told, out, err, status }) => ({
    ports: told.split(" ").slice(0, -1),
    out: linesOf(out),
    err: linesOf(err),
    healthy: status === 0,
  }));
}

function linesOf(text: string): string[] {
  return text.split("\n").slice(0, -1);
}

/** What the text does here, if dash makes checks of these ports. */
function runOwnSequence(text: string, ports: string[]): Sequence {
  const run = both("check", "nsh", "a-c", `a${text}`, ...ports.map((port) => (isEven(port) ? "c" : "f111")));
  const lines = [...run.matchAll(/^print ([12]) (.*)$/gm)];
  const printed = (stream: string) =>
    lines
      .filter((it) => it[1] === stream)
      .map((it) => it[2]?.replace(/healthy: tcp 127\.0\.0\.1:(\d+): .*/, "healthy $1") ?? "");
  return {
    ports: [...run.matchAll(/^connect 127\.0\.0\.1 (\d+) /gm)].map((it) => it[1] ?? ""),
    out: printed("1"),
    err: printed("2"),
    healthy: run.endsWith("finish 0"),
  };
}

function isEven(port: string): boolean {
  return Number(port) % 2 === 0;
}

test("sequences are taken as dash takes them", (context) => {
  if (!hasDash) cannotRun(context, "no dash");
  const { below, one, several } = generator(SEED + 2);
  const redirection = () =>
    one([
      ">/dev/null",
      "2>/dev/null",
      "2>&1",
      ">&2",
      "1>&2",
      " >> /dev/null",
      "2> /dev/null",
      "</dev/null",
      "1>&1",
      "2>&2",
    ]);
  const redirections = () => one(["", "", several(3, () => ` ${redirection()} `)]);
  const check = () => `nc -z 127.0.0.1 ${1 + below(9)}`;
  const command = () =>
    one([
      () => check() + redirections(),
      () => check() + redirections(),
      () => check() + redirections(),
      () => `${redirections()} nc -z ${redirections()} 127.0.0.1 ${1 + below(9)}`,
      () => one(["true", "false"]) + redirections(),
      () => one(["exit", "exit 0", "exit 1", "exit 77", "exec true", "exec false", `exec ${check()}`]),
    ])();
  const joint = () =>
    one([" || ", " && ", "; ", "\n", "||", "&&", ";", "\n\n \n", "||\n", "&& \n\n", ";\n", "|| \\\n", "; \n "]);
  const text = () => {
    const rest = Array.from({ length: below(8) }, () => joint() + command()).join("");
    return one(["", "", " ", "\n", "\t\n "]) + command() + rest + one(["", "", ";", "\n", " ; \n", " "]);
  };
  // No more than 8 commands in all of it.
  const inGroups = (depth: number): string =>
    Array.from({ length: 2 }, () =>
      depth > 0 && below(3) > 0 ? `(${inGroups(depth - 1)}${one(["", ";", "\n"])})${redirections()}` : command(),
    ).join(joint());
  const texts = [...Array.from({ length: 300 }, text), ...Array.from({ length: 300 }, () => inGroups(2))];
  const wanted = runSequences(texts);
  const runs = texts.map((it, i) => ({ text: it, ours: runOwnSequence(it, wanted[i]?.ports ?? []), dash: wanted[i] }));
  expect(runs.filter(({ ours, dash }) => JSON.stringify(ours) !== JSON.stringify(dash))).toEqual([]);
});
