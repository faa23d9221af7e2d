/*
 * Some strings are unpacked only when they are first needed: natively, these functions are the host's (build/native). Elsewhere they
 * always are what they are.
 */

/** Makes the words of errors, of unhealthy verdicts and of --help readable, which a healthy check never needs. */
export function loadWords(): void {}

/** Makes the tables of options readable (cli/table.ts), which a check without options and variables never needs. */
export function loadTables(): void {}
