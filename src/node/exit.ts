import { constants, fstatSync, openSync, writeSync } from "node:fs";

/** How often a full pipe is tried again, each time after a millisecond. A check may exceed its deadline by 50 ms. */
const MAX_RETRIES = 20;

/** Ends a check that failed unexpectedly. The error is not printed, because it could contain a secret. */
export function internalError(): never {
  print(2, Buffer.from("healthcheck: internal error\n"));
  process.exit(1);
}

/**
 * Ends the process although the resolver of Windows may still be working. process.exit() would wait for it, because libuv joins its threads.
 * On Windows this signal calls TerminateProcess with status 1 (libuv, src/win/process.c).
 */
export function abandon(exitStatus: number): never {
  if (exitStatus !== 0) process.kill(process.pid, "SIGKILL");
  process.exit(exitStatus);
}

/** Writes as much as possible to a standard stream, 1 or 2. If nobody reads it, the verdict stays the same. */
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
    // The stream is closed or full: the exit status must be enough.
  }
}

/**
 * Opens a pipe again so that writing does not block: a blocking write would wait for ever for a reader that has stopped. Other processes that
 * share the pipe are not affected.
 */
function nonBlocking(fd: number): number {
  try {
    if (!fstatSync(fd).isFIFO()) return fd;
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return fd;
  }
}

/** @returns how many bytes were written; 0 after waiting a millisecond if there is no room */
function tryToWrite(fd: number, output: Uint8Array): number {
  try {
    return writeSync(fd, output);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    return 0;
  }
}
