import { writeSync } from "node:fs";

/** How often a full pipe is tried again, a millisecond apart: far within the 50 ms that a check may overshoot. */
const MAX_RETRIES = 20;

/** Writes the output to the standard error where the status is 1, else to the standard output; and ends the process. */
export function finish(output: Uint8Array, exitStatus: number): never {
  write(exitStatus === 1 ? 2 : 1, output);
  process.exit(exitStatus);
}

/** The end of a check that could not be made. The error is not told: it could quote a secret. */
export function internalError(): never {
  finish(Buffer.from("healthcheck: internal error\n"), 1);
}

/**
 * Writes the output of an unhealthy check and ends the process while Windows' resolver is still at work, for which process.exit()
 * would wait (libuv joins its threads). There this signal is TerminateProcess with 1 for the status (libuv, src/win/process.c).
 */
export function abandon(output: Uint8Array): never {
  write(2, output);
  process.kill(process.pid, "SIGKILL");
  process.exit(1);
}

/** Writes what can be written: nobody reading is no reason for another verdict. */
function write(fd: number, output: Uint8Array): void {
  let written = 0;
  let retries = 0;
  while (written < output.length) {
    try {
      written += writeSync(fd, output, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN" || retries++ === MAX_RETRIES) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
