/** What the fuzzer does with a gRPC server's bytes and with header blocks. Portable TypeScript, like harness.ts. */

import { Text } from "../../../src/core/bytes/text";
import { Call } from "../../../src/core/grpc/call";
import { CallFault } from "../../../src/core/grpc/fault";
import { FrameReader } from "../../../src/core/grpc/frames";
import { HeaderReader } from "../../../src/core/grpc/hpack";
import { reasonOf } from "../../../src/core/grpc/reason";
import { Options } from "../../../src/core/http/options";
import { Scheme } from "../../../src/core/http/target";

const LAST_STATIC: i32 = 61;
const MAX_KEPT: i32 = 256;
const MAX_FRAMES: i32 = 1000;
/** The most bytes that a frame of ours has: the answer to PING. */
const MAX_ANSWER: i32 = 17;

/** What a call has come to, and what it has sent. */
class CallRun {
  call: Call;
  sent: Text = new Text();

  /** Reads the bytes in pieces of this size. */
  constructor(bytes: Uint8Array, size: i32) {
    const options = new Options();
    options.target.scheme = Scheme.GRPC;
    const call = new Call(options, new FrameReader());
    this.call = call;
    call.output.length = 0;
    for (let start = 0; start < bytes.length && !call.response.isOver; start += size) {
      const end = start + size < bytes.length ? start + size : bytes.length;
      let at = start;
      while (at < end && !call.response.isOver) at = call.read(bytes, at, end);
      this.sent.add(call.output.view());
      call.output.length = 0;
    }
    if (!call.response.isOver) call.close();
  }

  /** Whether the fault shows more of what was received if more comes at once. */
  isQuoting(): bool {
    const fault = this.call.response.fault;
    return fault === CallFault.HTTP_1 || fault === CallFault.NOT_HTTP_2 || fault === CallFault.TLS;
  }
}

/** A server's bytes, whole and in pieces. @returns what does not hold, or nothing */
export function checkFrames(bytes: Uint8Array, out: Text): string {
  const whole = new CallRun(bytes, 4096);
  const call = whole.call;
  const reason = reasonOf(call);
  out.decimal(call.response.fault).decimal(call.response.number).add(reason).add(whole.sent.view());
  if (whole.sent.length > MAX_FRAMES * MAX_ANSWER) return "a flood is answered";
  if (reason.length > 500) return "a long reason";
  if (call.response.isOver && call.response.fault === CallFault.NONE && bytes.length < 60) return "healthy too early";
  for (let size = 1; size <= 7; size += 3) {
    const other = new CallRun(bytes, size);
    if (other.call.response.fault !== call.response.fault || other.call.response.isOver !== call.response.isOver)
      return "pieces change the result";
    if (other.call.response.number !== call.response.number) return "pieces change the number";
    if (!whole.isQuoting() && !isSame(reasonOf(other.call), reason)) return "pieces change the reason";
    // What was answered to frames behind the last one that counts does not matter.
    if (!call.response.isOver && !isSame(other.sent.view(), whole.sent.view())) return "pieces change the answers";
  }
  return "";
}

/** A header block. @returns what does not hold, or nothing */
export function checkHeaders(bytes: Uint8Array, out: Text): string {
  const reader = new HeaderReader();
  reader.begin(bytes, bytes.length);
  let count = 0;
  while (reader.next()) {
    count++;
    out.decimal(reader.index).add(reader.name.view()).add(reader.value.view());
    if (reader.index > LAST_STATIC) return "an index that does not exist";
    if (reader.name.length > MAX_KEPT || reader.value.length > MAX_KEPT) return "a field that is too long";
    if (reader.index > 0 && reader.name.length > 0) return "two names";
  }
  out.decimal(reader.fault);
  if (reader.next()) return "a field behind the end";
  return count > bytes.length ? "more fields than bytes" : "";
}

function isSame(a: Uint8Array, b: Uint8Array): bool {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
