/*
 * In native executables some strings are unpacked only when they are needed, by these functions, which the build replaces by the host's
 * (build/native/wasm.ts). Elsewhere the functions do nothing.
 */

/** Unpacks the words of errors, unhealthy verdicts and --help, which a healthy check does not need. */
export function loadWords(): void {}

/** Unpacks the texts of a gRPC call (grpc/texts.ts). */
export function loadCall(): void {}

/** Unpacks the tables of options (cli/table.ts), which a check without options and variables does not need. */
export function loadTables(): void {}

/** Unpacks the strings of cli/shell, which only `sh` needs. */
export function loadShell(): void {}
