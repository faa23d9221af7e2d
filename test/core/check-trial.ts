/** Runs checks through events, as JavaScript and WebAssembly. */
import { expect } from "vitest";
import { both } from "./both.ts";

/** How a run ends: `STATUS OUTPUT`; empty if it does not end. */
export function verdict(...fields: (string | Uint8Array)[]): string {
  const [, stream, output = "", status] =
    /^(?:print (\d) ([\s\S]*))?finish (\d)$/.exec(both("verdict", ...fields)) ?? [];
  if (stream !== undefined) expect(stream).toBe(status === "0" ? "1" : "2");
  return status === undefined ? "" : `${status} ${output}`;
}

/** The verdict on a response. It must be the same in one piece and byte by byte. */
export function response(bytes: string, ...more: string[]): string {
  const start = ["ahttp://127.0.0.1/", "c", "s"];
  const whole = verdict(...more, ...start, binary(`d${bytes}`), "d");
  const split = verdict(...more, ...start, binary(`b${bytes}`), "d");
  // The quoted part of a wrong line may be shorter if the rest has not arrived.
  expect(split.split(': "')[0]).toBe(whole.split(': "')[0]);
  return whole;
}

function binary(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}
