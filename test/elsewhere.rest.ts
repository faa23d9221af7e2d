import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { hostArchitecture } from "../build/architectures.ts";
import { PRODUCTS } from "../build/native/link.ts";
import { DIST, TOP } from "../build/paths.ts";

// A minute of compilers: npm run test:architectures has it, npm test has not.
test("a build elsewhere, from nothing, gives the same bytes", { timeout: 300_000 }, () => {
  const elsewhere = mkdtempSync(`${tmpdir()}/healthcheck-build-`);
  try {
    for (const part of ["src", "build", "package.json", "package-lock.json", "tsconfig.json"])
      cpSync(`${TOP}/${part}`, `${elsewhere}/${part}`, { recursive: true });
    // The packages are the same; the cache is not.
    mkdirSync(`${elsewhere}/node_modules`);
    for (const entry of readdirSync(`${TOP}/node_modules`)) {
      if (entry !== ".cache") symlinkSync(`${TOP}/node_modules/${entry}`, `${elsewhere}/node_modules/${entry}`);
    }
    execFileSync(process.execPath, [`${elsewhere}/build/build.ts`], { cwd: elsewhere, stdio: "pipe" });
    const native = PRODUCTS.map(({ name }) => `${DIST}/linux-${hostArchitecture().name}/${name}`);
    for (const file of [...native, `${DIST}/healthcheck.cjs`]) {
      expect(readFileSync(file.replace(TOP, elsewhere)).equals(readFileSync(file)), file).toBe(true);
    }
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
});
