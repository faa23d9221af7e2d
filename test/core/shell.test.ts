import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, expect, test } from "vitest";
import { cannotRun, pathOf } from "../run";
import { both, memoryUsed } from "./both.ts";

/** Texts are made up; it is the same ones every time. */
const SEED = 20_240_607;

/** What texts refer to. Blanks in values stand before `--data=`, so that whatever they are split into is read by curl as data. */
const VARIABLES: Record<string, string> = {
  A: "x",
  E: "",
  S: "p  --data=q",
  L: " \t--data=r  --data=s \n --data=",
  N: "t\n\n--data=u",
  Q: `a'b"c`,
  B: "a\\b\\\\c\\",
  D: "$A`x`${A}$(x)$$",
  M: ";&|<>()#~{}=",
  G: "v:*?[a]",
};

const URL = "http://127.0.0.1/";
const dash = pathOf("dash");
const hasDash = dash !== "dash";

const folder = mkdtempSync(`${tmpdir()}/healthcheck-dash-`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** How the commands behave that dash is given in place of curl and nc: they tell their arguments to file 3; nc is healthy for even ports. */
const CURL = `for a; do printf '%s\\0' "$a"; done >&3; printf '\\1' >&3`;
const NC = `printf '%s ' "$3" >&3; case $3 in *[02468]) echo "healthy $3" ;; *) echo "unhealthy $3" >&2; false ;; esac`;

/** The folder of these as files, for `exec`, and of nothing else. */
const bin = `${folder}/bin`;
mkdirSync(bin);
for (const [name, script] of Object.entries({ curl: CURL, nc: NC, true: "exit 0", false: "exit 1" })) {
  writeFileSync(`${bin}/${name}`, `#!${dash}\n${script}\n`, { mode: 0o755 });
}

/** What came of a text: the exit status, the two outputs, and what curl and nc have told. */
interface Ended {
  status: number;
  out: string;
  err: string;
  told: string;
}

/** Runs each text in dash, in a subshell of its own, behind a start that is common to all. */
function runInDash(texts: string[], start = ":"): Ended[] {
  const results = mkdtempSync(`${folder}/results-`);
  // Each has files of its own, so that what is late cannot get into those of the next.
  const script = `r=$1; shift; ${start}; curl() { ${CURL}; }; nc() { ${NC}; }; n=0
    for t; do (eval "$t") >"$r/$n.out" 2>"$r/$n.err" 3>"$r/$n.told"; echo "$?" >"$r/$n.status"; n=$((n + 1)); done`;
  const { error } = spawnSync(dash, ["-c", script, "dash", results, ...texts], {
    cwd: mkdtempSync(`${folder}/run-`),
    env: { ...VARIABLES, PATH: bin },
    stdio: "ignore",
  });
  if (error !== undefined) throw error;
  return texts.map((_, n) => {
    const read = (name: string) => readFileSync(`${results}/${n}.${name}`, "latin1");
    return { status: Number(read("status")), out: read("out"), err: read("err"), told: read("told") };
  });
}

/** Numbers from 0 up to this one, and never itself; the same ones in every run (Mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function generator(seed: number) {
  const below = numbers(seed);
  const one = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const several = (most: number, make: () => string) => Array.from({ length: below(most + 1) }, make).join("");
  return { below, one, several };
}

/** What a text comes to: the arguments of each curl, and whether it is healthy in the end. */
interface Run {
  calls: string[];
  healthy: boolean;
}

/** What dash makes of each text, with a curl that is always healthy. */
function runTexts(texts: string[]): Run[] {
  // In a folder that has gone no text can make a file, and no pattern finds one.
  return runInDash(texts, '/bin/rmdir "$PWD"').map(({ told, status }) => ({
    calls: told.split("\x01").slice(0, -1).map(asBody),
    healthy: status === 0,
  }));
}

/** What curl sends for its arguments, as `runText` gives it: the data, joined; and the arguments that it does not know. */
function asBody(call: string): string {
  const words = call.split("\0").slice(0, -1);
  const data = words.filter((word) => word.startsWith("--data="));
  const rest = words.filter((word) => !word.startsWith("--data=") && !word.startsWith(URL));
  return [data.map((word) => word.slice("--data=".length)).join("&"), ...rest].join("\0");
}

/** What we make of a text, in the same words; null where it is refused. */
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
  // G has the pattern with the colon without which a pattern is refused.
  const parameter = (depth: number, isQuoted: boolean): string => {
    const kind = depth > 2 ? one(["plain", "braced"]) : one(["plain", "braced", "fallback", "fallback"]);
    if (kind === "plain") return one([`$${name()}.`, "$G/"]);
    if (kind === "braced") return `\${${one([name(), "G"])}}`;
    const piece = () => (isQuoted ? quotedPiece(depth + 1, true) : unquotedPiece(depth + 1, true));
    return `\${${name()}:-${several(4, piece)}}`;
  };
  const quotedPiece = (depth: number, isFallback: boolean): string =>
    one([
      // A closing brace would end a fallback here, in quotes of its own or not.
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
  // Else it would show nothing.
  expect(accepted.length).toBeGreaterThan(100);
});

/** A run of checks: the ports in the order of the checks, what is on the standard output and on the standard error, and the end. */
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

/** What we make of it, when the checks of these ports come in this order. */
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
  const texts = Array.from({ length: 300 }, text);
  const wanted = runSequences(texts);
  const runs = texts.map((it, i) => ({ text: it, ours: runOwnSequence(it, wanted[i]?.ports ?? []), dash: wanted[i] }));
  expect(runs.filter(({ ours, dash }) => JSON.stringify(ours) !== JSON.stringify(dash))).toEqual([]);
});

test("8 checks at all limits have room in the memory", () => {
  // WebAssembly's memory has 1 MiB and cannot grow: a call that needs more would trap, and both() would throw.
  const answers = ["r10.0.0.1,10.0.0.2", "f111", "c", "s", `bHTTP/1.1 200 OK\r\n${"a:\r\n".repeat(1000)}\r\n`];
  // Values and the words they are in count together.
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
  // What is not looked up costs nothing.
  expect(both("verdict", "nsh", "a-c", `atrue ${"${Y:-$X} ".repeat(200)}`, `eX=${value}`, "eY=y")).toBe("finish 0");
});

test("what shells have and this one has not is named by its first sign", () => {
  const lines: Record<string, (sign: string) => string> = {
    syntax: (sign) => `"${sign}" is not supported: this is no shell (wanted checks joined by || && ;)`,
    output: (sign) => `"${sign}" is not supported: output may go to /dev/null alone`,
    command: (name) =>
      `"${name}" is none of healthcheck, curl, wget, nc, grpc_health_probe, true, false, exit, exec: this is no shell`,
  };
  // More of them are in test/cases/shell.ts.
  const texts: Record<string, Record<string, string>> = {
    syntax: {
      "true $0": "$0",
      "true $@": "$@",
      "true $*": "$*",
      "true $#": "$#",
      "true $!": "$!",
      "true $-": "$-",
      "true ${!X}": "${",
      "true ${X:?y}": ":",
      "true ${X:+y}": ":",
      "true ${X:1}": ":",
      "true ${X+y}": "+",
      "true ${X%y}": "%",
      "true ${X##y}": "#",
      "true ${X/y/z}": "/",
      "true ${X }": " ",
      "true && || true": "||",
      "true || | true": "|",
      "true; ; true": ";",
      "true a'": "'",
      "true ${X:-'a}": "'",
    },
    output: {
      "true > /dev/null2": ">",
      "true >/dev/null/": ">",
      "true 2>/dev/stderr": ">",
      "true > /proc/1/fd/1": ">",
      "true >>/var/log/x": ">",
      "true >x": ">",
      "true 2>": ">",
      "true > ''": ">",
      "true <<-E": "<",
      "true <<<word": "<",
      "true <(true)": "<",
      "true < /etc/passwd": "<",
      "true >&-": "&",
      "true >&x": "&",
      "true >&0": "&",
      "true <&0": "&",
      "true >&/dev/null": "&",
      "true >&$X": "&",
      "true 9>&1": "9>",
    },
    command: {
      "cat /x": "cat",
      "grep x": "grep",
      "sleep 1": "sleep",
      ps: "ps",
      "case a in esac": "case",
      "while true; do true; done": "while",
      "time curl http://x/": "time",
      "CURL http://x/": "CURL",
      "curl2 http://x/": "curl2",
      "exec -a x true": "-a",
    },
  };
  for (const [kind, signs] of Object.entries(texts)) {
    for (const [text, sign] of Object.entries(signs)) {
      const run = both("verdict", "nsh", "a-c", `acurl http://127.0.0.1/; ${text}`, "c");
      expect({ text, run }).toEqual({ text, run: `print 2 healthcheck as sh: ${lines[kind]?.(sign)}\nfinish 1` });
    }
  }
});
