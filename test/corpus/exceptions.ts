import type { Response } from "./responses";

/** Responses of which we say otherwise than `curl -f`, and why. Each names all of its kind, and none of another. */
export interface Exception {
  reason: string;
  applies(response: Response): boolean;
}

function named(pattern: RegExp): Exception["applies"] {
  return ({ name }) => pattern.test(name);
}

export const exceptions: Exception[] = [];
