import { Char, lastIndexOf, same, tail } from "../bytes/text";
import { CURL } from "./dialects/curl";
import { GRPC_HEALTH_PROBE } from "./dialects/grpc_health_probe";
import { HEALTHCHECK } from "./dialects/healthcheck";
import { NC } from "./dialects/nc";
import { WGET } from "./dialects/wget";

/** Whose command line is read. */
export const enum Dialect {
  HEALTHCHECK,
  CURL,
  WGET,
  NC,
  GRPC_HEALTH_PROBE,
  SHELL,
  /** Only in a pipe. */
  GREP,
}

/** The names the program answers to, and is installed as, in the order of Dialect. */
export const NAMES: string[] = ["healthcheck", "curl", "wget", "nc", "grpc_health_probe", "sh"];

/** The index of this name in NAMES, or -1. */
export function indexOfName(name: Uint8Array): i32 {
  let index = NAMES.length - 1;
  while (index >= 0 && !same(name, NAMES[index])) index--;
  return index;
}

/** What comes behind the last slash. */
export function baseName(path: Uint8Array): Uint8Array {
  return tail(path, lastIndexOf(path, Char.SLASH) + 1);
}

/** The table of a dialect's options (table.ts). */
export function optionsOf(dialect: Dialect): string[] {
  if (dialect == Dialect.CURL) return CURL;
  if (dialect == Dialect.WGET) return WGET;
  if (dialect == Dialect.GRPC_HEALTH_PROBE) return GRPC_HEALTH_PROBE;
  return dialect == Dialect.NC ? NC : HEALTHCHECK;
}
