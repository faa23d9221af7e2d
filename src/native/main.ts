import { Check, Want } from "../core/check";
import { MAX_TEXT, Surroundings } from "../core/surroundings";
import * as host from "./host";
import { lookUp } from "./lookup";

/** Big enough for a usual header section in one call, small enough to cost no page more than needed. */
const RECEIVE_CAPACITY: i32 = 4096;

class NativeSurroundings implements Surroundings {
  /** Where texts arrive whose length is not known before: one byte more than may be, to tell when there is more. */
  private scratch: Uint8Array = new Uint8Array(MAX_TEXT + 1);

  argumentCount(): i32 {
    return host.argumentCount();
  }

  argument(index: i32): Uint8Array {
    return this.copy(host.argument(index, this.scratch.dataStart, this.scratch.length));
  }

  variable(name: Uint8Array): Uint8Array | null {
    const length = host.variable(name.dataStart, name.length, this.scratch.dataStart, this.scratch.length);
    return length < 0 ? null : this.copy(length);
  }

  private copy(length: i32): Uint8Array {
    return this.scratch.slice(0, length);
  }
}

/** Drives the check with blocking calls; the host's timer ends whichever is waiting when time is up. */
export function main(): void {
  const check = new Check(new NativeSurroundings());
  expect(check);
  if (check.deadline > 0) host.arm(check.deadline);
  const buffer = new Uint8Array(RECEIVE_CAPACITY);
  while (check.want != Want.FINISH) {
    step(check, buffer);
    expect(check);
  }
  host.finish(check.output.dataStart, check.output.length, check.exitStatus);
}

function expect(check: Check): void {
  host.expect(check.expiry.dataStart, check.expiry.length, check.details.bytes.dataStart, check.details.length);
}

function step(check: Check, buffer: Uint8Array): void {
  switch (check.want) {
    case Want.LOOK_UP: {
      lookUp(check);
      break;
    }
    case Want.CONNECT: {
      const error =
        check.address.length > 0
          ? host.connect(check.address.dataStart, check.address.length, check.port, check.allowance)
          : host.connectUnix(check.path.dataStart, check.path.length);
      if (error < 0) check.failed(-error, host.now());
      else check.connected(host.now());
      break;
    }
    case Want.SEND: {
      const error = host.send(check.request.dataStart, check.request.length);
      if (error < 0) check.failed(-error, host.now());
      else check.sent(host.now());
      break;
    }
    default: {
      const length = host.receive(buffer.dataStart, buffer.length);
      if (length < 0) check.failed(-length, host.now());
      else check.received(buffer, length, host.now());
    }
  }
}
