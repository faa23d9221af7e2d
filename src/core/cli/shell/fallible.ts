import { ascii, none } from "../../bytes/text";
import { UsageError, UsageErrorKind } from "../../usage-error";

/** Whatever reads a health command or a part of it. It keeps the first thing that is wrong; then nothing else counts. */
export abstract class Fallible {
  error: UsageError | null = null;

  /** Notes that something is wrong, as the shell would say. */
  protected fail(kind: UsageErrorKind): void {
    this.failOn(kind, none());
  }

  /** The same, with a detail. */
  protected failOn(kind: UsageErrorKind, detail: Uint8Array): void {
    const error = new UsageError(kind, detail);
    error.program = ascii("sh");
    this.note(error);
  }

  /** Notes what is wrong with a part, if anything. */
  protected note(error: UsageError | null): void {
    if (this.error === null) this.error = error;
  }
}
