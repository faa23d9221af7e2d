import type { Found } from "./line";

/** An answer piped into grep. */
export interface Piped extends Found {
  /** The servers of answers.ts that the real tools find healthy. */
  healthy: string[];
}

/** As it is written: a line without variables has no `env`. */
export type Entry = Omit<Piped, "env"> & Partial<Piped>;

/** Where a GET gets 200. */
export const FINE = ["UP", "DOWN", "OK", "ok", "green", "red", "healthy", "unhealthy", "running"];
