import { Call } from "../grpc/call";
import { CallFault } from "../grpc/fault";
import { FrameReader } from "../grpc/frames";
import { putFrameLine, reasonOf } from "../grpc/reason";
import { Result } from "../outcome";
import { Conversation } from "./conversation";

/** The conversation with a gRPC target is a call; with any other it is what Conversation has. */
export abstract class Calling extends Conversation {
  private call: Call | null = null;

  /** Sends this over the connection, and then receives again. */
  protected abstract reply(output: Uint8Array): void;

  /** Begins a call. @returns what to send */
  protected beginCall(): Uint8Array {
    const last = this.call;
    const call = new Call(this.options, last === null ? new FrameReader() : last.frames);
    this.call = call;
    return call.output.view();
  }

  /** The call, if the target is gRPC's. */
  private calling(): Call | null {
    return this.outcome.target.isGrpc() ? this.call : null;
  }

  protected override ended(): void {
    const call = this.calling();
    if (call !== null) call.close();
    if (call !== null && call.response.isOver) this.concludeCall(call);
    else super.ended();
  }

  protected override take(buffer: Uint8Array, length: i32): void {
    const call = this.calling();
    if (call === null) super.take(buffer, length);
    else this.takeFrames(call, buffer, length);
  }

  /** Reads frames of a call, and sends what it answers to them. */
  private takeFrames(call: Call, buffer: Uint8Array, length: i32): void {
    call.output.length = 0;
    let at = 0;
    while (at < length && !call.response.isOver) {
      at = call.read(buffer, at, length);
      if (this.transcript.isWanted && call.frames.isComplete()) {
        const words = this.words;
        words.length = 0;
        putFrameLine(words, call);
        this.transcript.line(words.bytes, words.length);
      }
    }
    if (call.response.isOver) this.concludeCall(call);
    else if (call.output.length > 0) this.reply(call.output.view());
  }

  private concludeCall(call: Call): void {
    this.outcome.line = reasonOf(call);
    this.conclude(call.response.fault == CallFault.NONE ? Result.SERVING : Result.FAILED);
  }
}
