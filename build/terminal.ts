import { relative } from "node:path";
import { TOP } from "./paths.ts";

/** Ends a script with the message of an error and exit status 1, without a stack trace. */
export function failWithMessage(error: Error): never {
  console.error(error.message);
  process.exit(1);
}

/** One line about a built file: its size in bytes and its path, relative to the repository. */
export function sizeLine(path: string, bytes: number): string {
  return `${String(bytes).padStart(10)} ${relative(TOP, path)}`;
}
