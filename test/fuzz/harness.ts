/**
 * What the fuzzer calls. One input is one use of the core or of the resolver; harness/ demands while it runs what must hold for any input.
 * Inputs are fields with the byte 0xff between them. The first byte of the first field says what is used (see use()).
 * Portable TypeScript, like the core.
 */
import { ascii, none, Text } from "../../src/core/bytes/text";
import { compareSplits, runCheck, runRedirect, runShell } from "./harness/check";
import { split } from "./harness/fields";
import { demand, findingText, forgetFindings, hasFinding, mix } from "./harness/findings";
import { checkGrep } from "./harness/grep";
import { checkFrames, checkHeaders } from "./harness/grpc-parts";
import { runLookup } from "./harness/lookup";
import { readConfig, readHosts, readMessage } from "./harness/resolver";
import { unescaped } from "./harness/tls-host";
import { checkChain, readCertificate, readPem } from "./harness/tls-parts";
import { expand, readAddress, readDuration, readStatuses, show } from "./harness/values";

export { exitStatusOf } from "./harness/check";
export { digestOf, findingText } from "./harness/findings";

let input: Uint8Array = none();

/** @returns where `length` bytes of input may be written */
export function reserve(length: i32): i32 {
  input = new Uint8Array(length);
  // @ts-expect-error AssemblyScript's arrays alone have it.
  return input.dataStart as i32;
}

/** Uses what was written there. @returns whether everything held */
export function run(): bool {
  return fuzz(input);
}

/** @returns whether everything held */
export function fuzz(bytes: Uint8Array): bool {
  forgetFindings();
  if (bytes.length > 0) use(bytes[0], split(bytes.subarray(1)));
  return !hasFinding();
}

/** @returns where the text of the finding begins; its length is findingLength() */
export function findingStart(): i32 {
  input = ascii(findingText());
  // @ts-expect-error AssemblyScript's arrays alone have it.
  return input.dataStart as i32;
}

export function findingLength(): i32 {
  return findingText().length;
}

function use(kind: i32, fields: Uint8Array[]): void {
  const first = fields[0];
  if (kind === 0x63) runCheck(fields, 0);
  else if (kind === 0x72) compareSplits(fields);
  else if (kind === 0x73) runShell(fields);
  else if (kind === 0x6c) runLookup(fields);
  else if (kind === 0x68) readHosts(fields);
  else if (kind === 0x76) readConfig(fields);
  else if (kind === 0x61) readMessage(fields);
  else if (kind === 0x65) expand(fields);
  else if (kind === 0x6f) runRedirect(fields);
  else if (kind === 0x67) checkGrep(fields);
  else if (kind === 0x64) readDuration(first);
  else if (kind === 0x6e) readStatuses(first);
  else if (kind === 0x69) readAddress(first);
  else if (kind === 0x77) show(first);
  else useTls(kind, fields);
}

/** Fields that are not text escape their bytes 0xfe and 0xff. */
function useTls(kind: i32, fields: Uint8Array[]): void {
  const all: Uint8Array[] = [];
  for (let i = 0; i < fields.length; i++) all.push(unescaped(fields[i]));
  const digestText = new Text();
  let wrong = "";
  if (kind === 0x54) runCheck(all, 0);
  else if (kind === 0x55) compareSplits(all);
  else if (kind === 0x50) wrong = readPem(all, digestText);
  else if (kind === 0x56) wrong = checkChain(all, digestText);
  else if (kind === 0x58) wrong = readCertificate(all, digestText);
  else if (kind === 0x47) wrong = checkFrames(all[0], digestText);
  else if (kind === 0x48) wrong = checkHeaders(all[0], digestText);
  demand(wrong.length === 0, wrong);
  mix(digestText.view());
}
