import { Errno } from "../core/bytes/errno";
import { atLeastOne } from "../core/bytes/numbers";
import { Check } from "../core/check/check";
import { Want } from "../core/check/task";
import { HAS_TLS } from "../core/features";
import { MAX_TEXT, Surroundings } from "../core/surroundings";
import * as host from "./host";
import { lookUp } from "./lookup";
import { NativeTlsHost } from "./tls";

/** Enough for a usual header section in one call. */
const RECEIVE_CAPACITY: i32 = 4096;

class NativeSurroundings implements Surroundings {
  /**
   * The buffer for texts of unknown length: one byte longer than a text may be, to notice longer ones. It also receives what the peer sends,
   * when no text is read. Pages that are never touched take no memory.
   */
  readonly buffer: Uint8Array = new Uint8Array(MAX_TEXT + 1);

  argumentCount(): i32 {
    return host.argumentCount();
  }

  argument(index: i32): Uint8Array {
    return this.copy(host.argument(index, this.buffer.dataStart, this.buffer.length));
  }

  variable(name: Uint8Array): Uint8Array | null {
    const length = host.variable(name.dataStart, name.length, this.buffer.dataStart, this.buffer.length);
    return length < 0 ? null : this.copy(length);
  }

  hasVariables(prefix: Uint8Array): bool {
    return host.hasVariables(prefix.dataStart, prefix.length) > 0;
  }

  private copy(length: i32): Uint8Array {
    return this.buffer.slice(0, length);
  }
}

/** Runs the check with blocking calls. The host's timer ends them at the deadline. */
export function main(): void {
  const surroundings = new NativeSurroundings();
  const tls: NativeTlsHost | null = HAS_TLS ? new NativeTlsHost() : null;
  const check = new Check(surroundings, tls, tls);
  const buffer = surroundings.buffer.subarray(0, RECEIVE_CAPACITY);
  let deadline = 0;
  while (check.want != Want.FINISH) {
    if (check.deadline != deadline) {
      deadline = check.deadline;
      // With TLS, reading the trusted certificates may have taken time since check.now. host.now() is rounded up, so 1 is subtracted: the
      // timer must not fire too early.
      host.arm(atLeastOne(deadline - (HAS_TLS ? host.now() - 1 : check.now)));
    }
    step(check, buffer);
  }
  host.exit(check.exitStatus);
}

/** Does what the check wants and reports the result. */
function step(check: Check, buffer: Uint8Array): void {
  const want = check.want;
  if (want == Want.PRINT) {
    host.print(check.stream, check.output.dataStart, check.output.length);
    check.printed();
    return;
  }
  const result = want == Want.LOOK_UP ? lookUp(check) : act(check, buffer);
  const now = host.now();
  if (result == -Errno.ETIME) check.expired(now);
  else if (result < 0) check.failed(-result, now);
  else if (want == Want.CONNECT) check.connected(now);
  else if (want == Want.SEND) check.sent(now);
  else if (want == Want.RECEIVE) check.received(buffer, result, now);
  else if (want == Want.INSTALL) check.installed(now);
}

/** @returns how many bytes were received, 0 for any other success, or an error */
function act(check: Check, buffer: Uint8Array): i32 {
  const want = check.want;
  const address = check.address;
  const path = check.path;
  if (want == Want.RECEIVE) return host.receive(buffer.dataStart, buffer.length);
  if (want == Want.SEND) return host.send(check.request.dataStart, check.request.length, check.isLastSend);
  if (want == Want.INSTALL) {
    return host.install(check.name.dataStart, check.name.length, path.dataStart, path.length);
  }
  return address.length > 0
    ? host.connect(address.dataStart, address.length, check.port, check.allowance, check.isContinued)
    : host.connectUnix(path.dataStart, path.length);
}
