import { NativeTlsHost } from "../../../src/native/tls";
import { vector } from "../entry";

let result: Uint8Array = new Uint8Array(0);

/** @returns where `length` bytes of input may be written */
export function reserve(length: i32): usize {
  result = new Uint8Array(length);
  return result.dataStart;
}

/** Runs the vector on what was written. @returns where its result is */
export function run(): usize {
  result = vector(result, new NativeTlsHost());
  return result.dataStart;
}

export function resultLength(): i32 {
  return result.length;
}
