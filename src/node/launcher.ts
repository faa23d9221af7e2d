import { spawnSync } from "node:child_process";
import { join } from "node:path";

/**
 * The command of the npm package. It runs the native executable of this machine, which starts faster than the rest of a check takes on Node,
 * and elsewhere the bundle in this process. Both give the same verdicts.
 */

/** Our names of Node's architectures. Every ARM that Node supports runs the executable for ARMv6. */
const ARCHITECTURES: Partial<Record<string, string>> = {
  x64: "amd64",
  arm64: "arm64",
  arm: "arm-v6",
  ia32: "386",
  riscv64: "riscv64",
  ppc64: "ppc64le",
  s390x: "s390x",
};

/** @returns the exit status of the native executable, or null if it cannot be run here */
function runNative(): number | null {
  const architecture = process.platform === "linux" ? ARCHITECTURES[process.arch] : undefined;
  if (architecture === undefined) return null;
  const native = join(__dirname, `linux-${architecture}`, "healthcheck-tls");
  // The verdict goes to this process's own streams. It ends at its deadline, so this needs no bound.
  const { error, status, signal } = spawnSync(native, process.argv.slice(2), {
    argv0: "healthcheck",
    stdio: "inherit",
  });
  if (error) return null;
  if (signal !== null) console.error(`healthcheck: ended by ${signal}`);
  return status ?? 1;
}

// A variable in the container may make Node print warnings about features that are not used here.
process.removeAllListeners("warning");
const status = runNative();
if (status === null) {
  const bundle = join(__dirname, "healthcheck.cjs");
  // It reads its name there, and what `--install` installs.
  process.argv[1] = bundle;
  require(bundle);
} else {
  process.exitCode = status;
}
