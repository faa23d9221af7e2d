/** Runs curl, wget and nc with arguments. */
import { both } from "./both.ts";

export type Tool = "curl" | "wget" | "nc";

/** Arguments that give each tool a target. */
export const TARGET: Record<Tool, string[]> = {
  curl: ["http://10.0.0.1/"],
  wget: ["http://10.0.0.1/"],
  nc: ["-z", "10.0.0.1", "80"],
};

/** What a check wants first, up to its request; or what it prints, and its exit status. */
export function start(tool: string, ...args: string[]): string {
  return both("check", `n${tool}`, ...args.map((it) => `a${it}`), "c");
}

/** The usage error of a tool; if there is none, what it does. */
export function refusal(tool: Tool, ...args: string[]): string {
  const run = start(tool, ...args);
  return new RegExp(`^print 2 healthcheck as ${tool}: (.*)\nfinish 1$`).exec(run)?.[1] ?? run;
}

export const TOOLS: Tool[] = ["curl", "wget", "nc"];
