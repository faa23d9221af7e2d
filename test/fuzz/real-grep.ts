/** Compares inputs of the fuzzer's pipes (harness/grep.ts) with GNU grep and BusyBox. fuzz.ts bundles it, as it imports the core. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { pathOf } from "../run";
import { split } from "./harness/fields";
import { GrepPipe, isPipe } from "./harness/grep";
import { judgeGrep, REFUSED } from "./harness/grep-judge";

const LF = Buffer.from("\n");

/** What was found, and how many inputs each grep was run on. */
export interface Comparison {
  count: number;
  findings: string[];
}

/** @param inputs as the fuzzer has them; those that are no pipe, or whose pattern is refused, are skipped */
export function compareWithGrep(inputs: Uint8Array[]): Comparison {
  const programs = [[pathOf("grep")], [pathOf("busybox"), "grep"]].filter(([file = ""]) => existsSync(file));
  if (programs.length < 2) {
    const isWanted = process.env.CI === "true";
    return { count: 0, findings: isWanted ? ["cannot compare here: no grep and busybox"] : [] };
  }
  const folder = mkdtempSync(`${tmpdir()}/healthcheck-grep-`);
  const findings: string[] = [];
  let count = 0;
  try {
    for (const input of inputs) {
      const fields = split(input.subarray(1));
      if (input[0] !== "g".charCodeAt(0) || !isPipe(fields)) continue;
      const pipe = new GrepPipe(fields);
      const piped = pipe.piped();
      const status = judgeGrep(pipe.options, pipe.patterns, piped);
      // POSIX leaves open what grep does with NUL, and the two do different things.
      if (status === REFUSED || piped.includes(0)) continue;
      count++;
      // Arguments of Node are UTF-8, patterns are bytes.
      writeFileSync(`${folder}/patterns`, Buffer.concat(pipe.patterns.flatMap((it) => [it, LF])));
      for (const program of programs) {
        const real = run([...program, ...optionsOf(pipe), "-f", `${folder}/patterns`], piped);
        if (real === status) continue;
        const told = JSON.stringify(Buffer.from(input).toString("latin1"));
        findings.push(`${program.join(" ")} exits with ${real}, we with ${status}: ${told}`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { count, findings };
}

function optionsOf({ options }: GrepPipe): string[] {
  return [
    ...(options.isExtended ? ["-E"] : []),
    ...(options.isFixed ? ["-F"] : []),
    ...(options.ignoresCase ? ["-i"] : []),
    ...(options.isWord ? ["-w"] : []),
    ...(options.isLine ? ["-x"] : []),
  ];
}

function run([file = "", ...args]: string[], input: Uint8Array): number | null {
  return spawnSync(file, args, { input, env: { LC_ALL: "C" } }).status;
}
