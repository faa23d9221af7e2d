import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * node kept.ts PROGRAM [ARGUMENT ...]
 *
 * Runs a server until the standard input ends: it ends with the tests, even if they are killed.
 */
export const KEPT = [process.execPath, fileURLToPath(import.meta.url)];

if (import.meta.main) {
  const [program = "", ...args] = process.argv.slice(2);
  const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"] });
  child.on("exit", (code) => process.exit(code ?? 1));
  child.on("error", (error) => {
    console.error(error.message);
    process.exit(1);
  });
  process.stdin.on("end", () => child.kill("SIGKILL")).resume();
}
