import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { compress, pack } from "../../build/release/tar.ts";

const entries = [
  { path: "a", content: Buffer.from("first\n"), mode: 0o755 },
  { path: "empty", content: Buffer.alloc(0), mode: 0o600 },
  { path: `sub/${"n".repeat(96)}`, content: Buffer.alloc(512, "x"), mode: 0o644 },
  { path: "more", content: Buffer.alloc(1025, "y"), mode: 0o644 },
];
const tar = (archive: Uint8Array, ...args: string[]) =>
  execFileSync("tar", [...args, "-f", "-"], { input: archive, env: { ...process.env, TZ: "UTC" } }).toString();

test("tar lists what was packed: modes, owner, sizes and time", () => {
  const lines = tar(pack(entries, 1_000_000_000), "--list", "--verbose", "--numeric-owner").trim().split("\n");
  expect(lines.map((line) => line.split(/\s+/))).toEqual([
    ["-rwxr-xr-x", "0/0", "6", "2001-09-09", "01:46", "a"],
    ["-rw-------", "0/0", "0", "2001-09-09", "01:46", "empty"],
    ["-rw-r--r--", "0/0", "512", "2001-09-09", "01:46", `sub/${"n".repeat(96)}`],
    ["-rw-r--r--", "0/0", "1025", "2001-09-09", "01:46", "more"],
  ]);
});

test("tar takes out what was packed, compressed too", () => {
  const text = entries.map(({ content }) => content.toString()).join("");
  expect(tar(pack(entries, 0), "--extract", "--to-stdout")).toBe(text);
  expect(tar(compress(pack(entries, 0)), "--extract", "--gzip", "--to-stdout")).toBe(text);
});

test.each(["n".repeat(101), "", "ä", "a b", "a\n"])("the path %j does not fit", (path) => {
  expect(() => pack([{ path, content: Buffer.alloc(0), mode: 0o644 }], 0)).toThrow("does not fit into an archive");
});
