import { readdirSync, readFileSync } from "node:fs";
import { dirname, normalize } from "node:path";
import { expect, test } from "vitest";
import { TOP } from "../build/paths.ts";

/** What each folder of src may import, besides itself. A file directly in src/core counts as a folder. CONTRIBUTING.md says what they contain. */
const MAY_IMPORT: Record<string, string[]> = {
  "core/bytes": [],
  "core/crypto": [],
  "core/features": [],
  "core/files": [],
  "core/load": [],
  "core/surroundings": [],
  "core/version": [],
  "core/usage-error": ["core/bytes"],
  "core/http": ["core/bytes", "core/features", "core/usage-error", "core/version"],
  "core/outcome": ["core/bytes", "core/features", "core/http"],
  "core/messages": ["core/bytes", "core/features", "core/http", "core/load", "core/outcome", "core/usage-error"],
  "core/grpc": ["core/bytes", "core/http", "core/load", "core/messages"],
  "core/cli": ["core/bytes", "core/features", "core/http", "core/load", "core/surroundings", "core/usage-error"],
  "core/certificate": ["core/bytes", "core/crypto", "core/files", "core/messages"],
  "core/tls": ["core/bytes", "core/certificate", "core/crypto", "core/files", "core/http", "core/messages"],
  "core/check": [
    ...[
      "core/bytes",
      "core/cli",
      "core/crypto",
      "core/features",
      "core/files",
      "core/grpc",
      "core/http",
      "core/messages",
    ],
    ...["core/outcome", "core/surroundings", "core/tls", "core/usage-error", "core/version"],
  ],
  resolver: ["core/bytes", "core/outcome"],
  native: ["core/bytes", "core/check", "core/crypto", "core/features", "core/files", "core/surroundings", "resolver"],
  node: [
    ...["core/bytes", "core/check", "core/crypto", "core/files", "core/http", "core/outcome", "core/surroundings"],
    "resolver",
  ],
};

const files = readdirSync(`${TOP}/src`, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));

/** The folder of a file, or the file itself without its extension if it is directly in src/core. */
function roomOf(file: string): string {
  const [first = "", second = ""] = file.split("/");
  return first === "core" ? `core/${second.replace(/(\.d)?\.ts$/, "")}` : first;
}

/** The folders that a file imports from, except its own. */
function importsOf(file: string): string[] {
  const source = readFileSync(`${TOP}/src/${file}`, "utf8");
  const paths = [...source.matchAll(/\bfrom "(\.[^"]*)"/g)].map((match) => match[1] ?? "");
  const rooms = paths.map((path) => roomOf(normalize(`${dirname(file)}/${path.replace(/\.ts$/, "")}.ts`)));
  return rooms.filter((room) => room !== roomOf(file));
}

test.each(files.filter((file) => !file.endsWith(".d.ts")))("src/%s imports only from allowed folders", (file) => {
  expect(MAY_IMPORT).toHaveProperty([roomOf(file)]);
  expect(importsOf(file).filter((room) => !MAY_IMPORT[roomOf(file)]?.includes(room))).toEqual([]);
});

test("imports between folders have no cycle", () => {
  const done: string[] = [];
  const rooms = Object.entries(MAY_IMPORT);
  while (done.length < rooms.length) {
    const free = rooms.filter(([room, needs]) => !done.includes(room) && needs.every((need) => done.includes(need)));
    expect(free, `a cycle among the folders other than ${done}`).not.toEqual([]);
    done.push(...free.map(([room]) => room));
  }
});

test("every allowed import is used", () => {
  const used = files.flatMap((file) => importsOf(file).map((room) => `${roomOf(file)} ${room}`));
  const rules = Object.entries(MAY_IMPORT).flatMap(([room, needs]) => needs.map((need) => `${room} ${need}`));
  expect(rules.filter((rule) => !used.includes(rule))).toEqual([]);
});
