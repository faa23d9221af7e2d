import { stat } from "node:fs/promises";
import { DIST } from "./paths.ts";

/**
 * The most bytes each artifact may have. What keeps the native executable small, in the order of what it saves:
 * no libc, whose resolver is the largest part of what would be linked; no class of AssemblyScript's library with a cost of its own, such as Map,
 * String methods or number formatting; strings packed (build/native/image.ts); addresses that are pointers (build/native/layout.ts); one place for all words,
 * one table for each dialect's options. ppc64le and s390x need longer instructions. With TLS most of it is the arithmetic of Zig's standard library, written for 64 bits: where registers have 32, it is larger.
 */
const BUDGETS: Record<string, number> = {
  "linux-amd64/healthcheck": 45_056,
  "linux-arm64/healthcheck": 49_152,
  "linux-386/healthcheck": 47_104,
  "linux-riscv64/healthcheck": 47_104,
  "linux-arm-v7/healthcheck": 54_784,
  "linux-arm-v6/healthcheck": 54_784,
  "linux-s390x/healthcheck": 59_904,
  "linux-ppc64le/healthcheck": 67_584,
  "linux-amd64/healthcheck-tls": 262_144,
  "linux-arm64/healthcheck-tls": 235_520,
  "linux-386/healthcheck-tls": 375_808,
  "linux-riscv64/healthcheck-tls": 258_048,
  "linux-arm-v7/healthcheck-tls": 362_496,
  "linux-arm-v6/healthcheck-tls": 362_496,
  "linux-s390x/healthcheck-tls": 371_712,
  "linux-ppc64le/healthcheck-tls": 318_464,
  "healthcheck.cjs": 131_072,
  "linux-amd64/healthcheck-node": 110_000_000,
  "linux-arm64/healthcheck-node": 110_000_000,
};

/** One artifact against its budget. */
export interface Size {
  name: string;
  /** Bytes; null where it was not built. */
  bytes: number | null;
  budget: number;
}

/** The sizes of all artifacts that have a budget. */
export async function sizes(): Promise<Size[]> {
  return Promise.all(
    Object.entries(BUDGETS).map(async ([name, budget]) => {
      const file = await stat(`${DIST}/${name}`).catch(() => null);
      return { name, bytes: file?.size ?? null, budget };
    }),
  );
}

if (import.meta.main) {
  const all = await sizes();
  for (const { name, bytes, budget } of all) {
    const verdict =
      bytes === null ? "not built" : bytes > budget ? "TOO LARGE" : `${Math.round((bytes / budget) * 100)} %`;
    console.log(`${`${bytes ?? "-"}`.padStart(10)} of ${`${budget}`.padStart(10)}  ${verdict.padEnd(9)}  dist/${name}`);
  }
  if (all.every(({ bytes }) => bytes === null)) throw new Error(`nothing is built in ${DIST}: run npm run build`);
  if (all.some(({ bytes, budget }) => (bytes ?? 0) > budget)) process.exitCode = 1;
}
