/** Runs texts in dash, and generates texts. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll } from "vitest";
import { pathOf } from "../run";

/** The variables of all texts. In their values `--data=` follows each blank, so that curl reads every word as data. */
export const VARIABLES: Record<string, string> = {
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

const dash = pathOf("dash");
export const hasDash = dash !== "dash";

const folder = mkdtempSync(`${tmpdir()}/healthcheck-dash-`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** dash runs these instead of curl and nc. They write their arguments to file descriptor 3; nc succeeds for even ports. */
const CURL = `for a; do printf '%s\\0' "$a"; done >&3; printf '\\1' >&3`;
const NC = `printf '%s ' "$3" >&3; case $3 in *[02468]) echo "healthy $3" ;; *) echo "unhealthy $3" >&2; false ;; esac`;

/** The only folder in PATH: it has the commands as files, for `exec`. */
const bin = `${folder}/bin`;
mkdirSync(bin);
for (const [name, script] of Object.entries({ curl: CURL, nc: NC, true: "exit 0", false: "exit 1" })) {
  writeFileSync(`${bin}/${name}`, `#!${dash}\n${script}\n`, { mode: 0o755 });
}

/** The exit status of a text, its output, and what curl and nc have written. */
interface Ended {
  status: number;
  out: string;
  err: string;
  told: string;
}

/** Runs each text in dash, in its own subshell. @param start runs before the first text */
export function runInDash(texts: string[], start = ":"): Ended[] {
  const results = mkdtempSync(`${folder}/results-`);
  // Each text has its own files, so that late output does not reach those of the next text.
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

/** Random numbers below a limit; the same ones in every run (Mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export function generator(seed: number) {
  const below = numbers(seed);
  const one = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const several = (most: number, make: () => string) => Array.from({ length: below(most + 1) }, make).join("");
  return { below, one, several };
}
