/**
 * The vectors: functions of the core and of the resolver behind a single function that takes bytes and returns text. Tests call it
 * as JavaScript and as WebAssembly. Portable TypeScript, like the core.
 */
import { same, Text } from "../../src/core/bytes/text";
import { Crypto } from "../../src/core/crypto";
import { runCheck } from "./vectors/check";
import { readWith } from "./vectors/command";
import { split } from "./vectors/fields";
import { runLookup } from "./vectors/lookup";
import { putFound } from "./vectors/matchers";
import { putResolved } from "./vectors/resolver";
import { putValue } from "./vectors/values";
import { certificateVector } from "./wasm/certificate";
import { grpcVector } from "./wasm/grpc";

/**
 * Calls the function that the first field names with the other fields.
 * @param host for vectors of certificates
 * @returns the result as text
 */
export function vector(input: Uint8Array, host: Crypto | null): Uint8Array {
  const fields = split(input);
  const name = fields[0];
  const out = new Text();
  if (same(name, "check")) runCheck(fields, out, true);
  else if (same(name, "verdict")) runCheck(fields, out, false);
  else if (same(name, "lookup")) runLookup(fields, out);
  else if (same(name, "command")) readWith(fields, out);
  else if (putValue(name, fields, out) || putResolved(name, fields, out) || putFound(name, fields, out))
    return out.view();
  else if (same(name, "huffman") || same(name, "hpack")) grpcVector(fields, out);
  else if (host !== null) certificateVector(fields, out, host);
  return out.view();
}
