/** What properties of checks share. */
import fc from "fast-check";
import { expect } from "vitest";
import { both } from "../../core/both.ts";
import { type CommandLine, drive, latin1, type Peer, type Trace } from "../drive.ts";

export const OK = "HTTP/1.1 200 OK\r\n\r\n";
export const TARGET = "http://127.0.0.1/";

export const anyText = fc.string({ unit: "binary", maxLength: 30 });
export const anyBytes = fc.uint8Array({ maxLength: 60 });

/** Drives a check, and repeats it as WebAssembly; tls/memory.test.ts does so for TLS. */
export function driveBoth(line: CommandLine, met: Peer = {}): Trace {
  const trace = drive(line, met);
  if (!trace.isTls) expect(both("check", ...trace.fields).endsWith(`finish ${trace.exitStatus}`)).toBe(true);
  return trace;
}

export function printed({ outputs }: Trace): string {
  return outputs.map(({ text }) => text).join("");
}

export function utf8(text: string): string {
  return latin1(Buffer.from(text));
}
