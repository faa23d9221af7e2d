import { constants, fstatSync, openSync, writeSync } from "node:fs";

/** How often a full pipe is tried again, a millisecond apart: far within the 50 ms that a check may overshoot. */
const MAX_RETRIES = 20;

/** The end of a check that could not be made. The error is not told: it could quote a secret. */
export function internalError(): never {
  print(2, Buffer.from("healthcheck: internal error\n"));
  process.exit(1);
}

/**
 * Ends the process while Windows' resolver may still be at work, for which process.exit() would wait (libuv joins its threads). There
 * this signal is TerminateProcess with 1 for the status (libuv, src/win/process.c).
 */
export function abandon(exitStatus: number): never {
  if (exitStatus !== 0) process.kill(process.pid, "SIGKILL");
  process.exit(exitStatus);
}

/** Writes what can be written to a standard stream, 1 or 2: nobody reading is no reason for another verdict. */
export function print(fd: number, output: Uint8Array): void {
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
