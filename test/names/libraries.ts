import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { CACHE, TOP } from "../../build/paths.ts";

/** A C library whose getaddrinfo our lookups are compared with. */
export interface Library {
  name: string;
  /** The command that a name and a family, 4, 6 or 0, are appended to. */
  command: string[];
  /** Or why it cannot run. */
  available: true | string;
}

export const libraries: Library[] = [library("glibc", "cc"), library("musl", "musl-gcc", "-static")];

function library(name: string, compiler: string, ...options: string[]): Library {
  const file = `${CACHE}/getaddrinfo-${name}`;
  const found = spawnSync(compiler, ["--version"]).error === undefined;
  if (found) {
    mkdirSync(CACHE, { recursive: true });
    execFileSync(compiler, [...options, "-o", file, `${TOP}/test/names/getaddrinfo.c`]);
  }
  return { name, command: [file], available: found || `no ${compiler}` };
}
