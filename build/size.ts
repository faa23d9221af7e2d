import { stat } from "node:fs/promises";
import { DIST } from "./paths.ts";

/**
 * The most bytes that each artifact may have; null for one whose size is only recorded. What keeps the native executable small, the
 * largest saving first:
 * - no libc, whose resolver would be the largest part of the program
 * - no costly class of AssemblyScript's library, such as Map, String's methods or number formatting
 * - packed strings (build/native/image.ts)
 * - one file with all messages, one table of options for each dialect
 * CONTRIBUTING.md has the tricks of the build and what each saves. ppc64le and s390x need longer instructions. With TLS, most of the
 * executable is arithmetic of Zig's standard library, written for 64 bits: 32-bit processors need more code for it.
 */
const BUDGETS: Record<string, number | null> = {
  "linux-amd64/healthcheck": 74_752,
  "linux-arm64/healthcheck": 83_968,
  "linux-386/healthcheck": 80_384,
  "linux-riscv64/healthcheck": 80_384,
  "linux-arm-v7/healthcheck": 94_720,
  "linux-arm-v6/healthcheck": 95_232,
  "linux-s390x/healthcheck": 107_520,
  "linux-ppc64le/healthcheck": 111_104,
  "linux-amd64/healthcheck-tls": 230_912,
  "linux-arm64/healthcheck-tls": 224_256,
  "linux-386/healthcheck-tls": 300_032,
  "linux-riscv64/healthcheck-tls": 248_320,
  "linux-arm-v7/healthcheck-tls": 310_272,
  "linux-arm-v6/healthcheck-tls": 313_344,
  "linux-s390x/healthcheck-tls": 341_504,
  "linux-ppc64le/healthcheck-tls": 301_056,
  "healthcheck.cjs": null,
  "linux-amd64/healthcheck-node": 110_000_000,
  "linux-arm64/healthcheck-node": 110_000_000,
};

/** The size of one artifact. */
export interface Size {
  /** Its path below dist. */
  name: string;
  /** Its size, or null if it is not built. */
  bytes: number | null;
  /** The most bytes it may have, or null for any number. */
  budget: number | null;
}

/** Returns the sizes of all artifacts. */
export async function sizes(): Promise<Size[]> {
  return Promise.all(
    Object.entries(BUDGETS).map(async ([name, budget]) => {
      const file = await stat(`${DIST}/${name}`).catch(() => null);
      return { name, bytes: file?.size ?? null, budget };
    }),
  );
}

/** Whether an artifact is larger than its budget. */
export function isTooLarge({ bytes, budget }: Size): boolean {
  return bytes !== null && budget !== null && bytes > budget;
}

/** A line of the report: size, budget, verdict, path. */
export function sizeReport(size: Size): string {
  const { name, bytes, budget } = size;
  const share = bytes === null || budget === null ? "" : `${Math.round((bytes / budget) * 100)} %`;
  const verdict = bytes === null ? "not built" : isTooLarge(size) ? "TOO LARGE" : share || "no budget";
  const column = (value: number | null) => String(value ?? "-").padStart(10);
  return `${column(bytes)} of ${column(budget)}  ${verdict.padEnd(9)}  dist/${name}`;
}

if (import.meta.main) {
  const all = await sizes();
  for (const size of all) console.log(sizeReport(size));
  if (all.every(({ bytes }) => bytes === null)) throw new Error(`nothing is built in ${DIST}: run npm run build`);
  if (all.some(isTooLarge)) process.exitCode = 1;
}
