import { constants, fstatSync, openSync, writeSync } from "node:fs";

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
  try {
    const file = nonBlocking(fd);
    while (written < output.length && retries <= MAX_RETRIES) {
      const count = tryToWrite(file, output.subarray(written));
      written += count;
      if (count === 0) retries++;
    }
  } catch {
    // Closed, full, or nobody's: the exit status says enough.
  }
}

/**
 * A pipe whose reader has stopped would hold a blocking write up for ever. Opened anew it does not block, and stays as it is for
 * those who share it.
 */
function nonBlocking(fd: number): number {
  try {
    if (!fstatSync(fd).isFIFO()) return fd;
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return fd;
  }
}

/** @returns how many bytes were written; 0 after a millisecond's wait where there is no room */
function tryToWrite(fd: number, output: Uint8Array): number {
  try {
    return writeSync(fd, output);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    return 0;
  }
}
