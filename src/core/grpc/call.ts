import { u16At } from "../bytes/numbers";
import { Char, standsAt, Text } from "../bytes/text";
import { Options } from "../http/options";
import { loadCall } from "../load";
import { CallFault } from "./fault";
import { ACK, Flag, FRAME_HEADER, FrameReader, FrameType, MAX_PAYLOAD, putFrame, u31At } from "./frames";
import { HeaderReader } from "./hpack";
import { putCall, STREAM } from "./request";
import { CallResponse } from "./response";
import { FIRST_WINDOW, Window } from "./window";

/** The most frames of a call: more are a flood. A server that asks every ten seconds whether we are still here may do so for hours. */
const MAX_FRAMES: i32 = 1000;
/** The most bytes of all header blocks together, compressed. */
const MAX_HEADERS: i32 = 65536;
/** The most bytes of an answer that is no HTTP/2. */
const MAX_ANSWER: i32 = 80;
/** How records of TLS begin (RFC 8446 §5.1). */
const TLS_ALERT: i32 = 0x15;
const TLS_HANDSHAKE: i32 = 0x16;
/** Lengths of frames (RFC 9113 §6). */
const SETTING: i32 = 6;
const PING_LENGTH: i32 = 8;
const CODE_LENGTH: i32 = 4;
const GOAWAY_LENGTH: i32 = 8;
/** SETTINGS_INITIAL_WINDOW_SIZE (RFC 9113 §6.5.2). The other settings do not matter to one call. */
const INITIAL_WINDOW_SIZE: i32 = 4;

/** One call of grpc.health.v1.Health/Check over HTTP/2 (RFC 9113): bytes in, bytes out. */
export class Call {
  /** What to send; whoever sends it empties it. */
  output: Text;
  /** What the server has answered so far, and what the call has come to. */
  response: CallResponse = new CallResponse();
  /** The frame that was read last. */
  frames: FrameReader;
  private headers: HeaderReader;
  private count: i32 = 0;
  private headerBytes: i32 = 0;
  private dataBytes: i32 = 0;
  private isInBlock: bool = false;
  /** Whether the server ends the call with this frame or header block. */
  private isLast: bool = false;
  private connection: Window;
  private stream: Window;

  /**
   * Begins a call: `output` is then what to send.
   * @param frames used again for the next call: its buffers are large
   */
  constructor(options: Options, frames: FrameReader) {
    loadCall();
    const output = new Text();
    const sent = putCall(output, options);
    this.output = output;
    this.headers = new HeaderReader();
    this.connection = new Window(sent);
    this.stream = new Window(sent);
    this.frames = frames;
    frames.begin();
  }

  /**
   * Reads bytes [from, to), to the end of one frame at most: `frames` is then complete.
   * @returns the index of the first byte that was not read; once the call is over it does not matter
   */
  read(buffer: Uint8Array, from: i32, to: i32): i32 {
    const frames = this.frames;
    if (frames.isComplete()) frames.begin();
    let at = frames.read(buffer, from, to);
    if (frames.hasHeaderOnly()) {
      if (this.count == 0 && frames.type != FrameType.SETTINGS) this.refuse(buffer, at, to);
      else if (frames.payload > MAX_PAYLOAD) this.fail(CallFault.FRAME_LENGTH, frames.payload);
      else if (frames.payload > 0) at = frames.read(buffer, at, to);
    }
    if (!this.response.isOver && frames.isComplete()) this.takeFrame();
    return at;
  }

  /** The server has closed the connection. */
  close(): void {
    if (this.frames.length > 0 && this.frames.length < FRAME_HEADER && this.count == 0)
      this.refuse(this.frames.bytes, 0, 0);
  }

  /** The first bytes are no frame that a server may begin with (RFC 9113 §3.4): keeps what was received, up to the end of its line. */
  private refuse(buffer: Uint8Array, from: i32, to: i32): void {
    const frames = this.frames;
    const detail = this.response.detail;
    detail.addRange(frames.bytes, 0, frames.length < FRAME_HEADER ? frames.length : FRAME_HEADER);
    for (let i = from; i < to && detail.length < MAX_ANSWER; i++) detail.byte(buffer[i]);
    let end = 0;
    while (end < detail.length && detail.bytes[end] != Char.CR) end++;
    detail.length = end;
    const first = end > 0 ? detail.bytes[0] : 0;
    if (standsAt(detail.view(), 0, "HTTP/")) this.fail(CallFault.HTTP_1, 0);
    else this.fail(first == TLS_ALERT || first == TLS_HANDSHAKE ? CallFault.TLS : CallFault.NOT_HTTP_2, 0);
  }

  private fail(fault: CallFault, number: i32): void {
    this.response.end(fault, number);
  }

  /** Acts on a whole frame. */
  private takeFrame(): void {
    const frames = this.frames;
    const type = frames.type;
    if (this.count++ == MAX_FRAMES) this.fail(CallFault.TOO_MANY_FRAMES, 0);
    // Nothing stands between the pieces of a header block (RFC 9113 §6.10), and nothing is pushed (§6.6).
    else if ((type == FrameType.CONTINUATION) != this.isInBlock || type == FrameType.PUSH_PROMISE)
      this.fail(CallFault.UNEXPECTED_FRAME, 0);
    else this.act();
    if (this.isLast && !this.isInBlock && !this.response.isOver) this.response.finish();
  }

  /** RFC 9113 §6: which stream a frame may be on, the connection's 0 or our own, how long it must be, and what it does. */
  private act(): void {
    const frames = this.frames;
    const stream = frames.stream;
    const payload = frames.payload;
    switch (frames.type) {
      case FrameType.DATA:
        if (this.isOn(stream == STREAM)) this.takeData();
        break;
      case FrameType.HEADERS:
      case FrameType.CONTINUATION:
        if (this.isOn(stream == STREAM)) this.takeHeaders();
        break;
      case FrameType.SETTINGS:
        if (this.isOn(stream == 0) && this.isLong(payload % SETTING == 0 && (payload == 0 || !frames.has(ACK))))
          this.takeSettings();
        break;
      case FrameType.PING:
        if (this.isOn(stream == 0) && this.isLong(payload == PING_LENGTH)) this.takePing();
        break;
      case FrameType.RST_STREAM:
        if (this.isOn(stream == STREAM) && this.isLong(payload == CODE_LENGTH))
          this.fail(CallFault.RESET, u31At(frames.bytes, frames.start));
        break;
      case FrameType.GOAWAY:
        if (this.isOn(stream == 0) && this.isLong(payload >= GOAWAY_LENGTH)) this.takeGoaway();
        break;
      case FrameType.WINDOW_UPDATE:
        if (this.isOn(stream <= STREAM) && this.isLong(payload == CODE_LENGTH)) this.takeWindowUpdate();
    }
  }

  /** @param isRight whether the frame is on the right stream; if not, the call fails */
  private isOn(isRight: bool): bool {
    if (!isRight) this.fail(CallFault.FRAME_STREAM, this.frames.stream);
    return isRight;
  }

  /** @param isRight whether the frame has the right length; if not, the call fails */
  private isLong(isRight: bool): bool {
    if (!isRight) this.fail(CallFault.FRAME_LENGTH, this.frames.payload);
    return isRight;
  }

  /** RFC 9113 §6.1. We never make the window larger: a message fits into it. */
  private takeData(): void {
    const frames = this.frames;
    this.dataBytes += frames.payload;
    if (this.dataBytes > FIRST_WINDOW) this.fail(CallFault.TOO_MUCH_DATA, 0);
    else if (!this.response.hasHeaders) this.fail(CallFault.UNEXPECTED_FRAME, 0);
    else if (!frames.removePadding()) this.fail(CallFault.FRAME_PADDING, 0);
    else this.response.takeData(frames.bytes, frames.start, frames.end);
    this.isLast = frames.has(Flag.END_STREAM);
  }

  /** RFC 9113 §6.2, §6.10. */
  private takeHeaders(): void {
    const frames = this.frames;
    const block = frames.block;
    if (frames.type == FrameType.HEADERS) {
      this.isLast = frames.has(Flag.END_STREAM);
      block.length = 0;
      if (!frames.removePadding()) {
        this.fail(CallFault.FRAME_PADDING, 0);
        return;
      }
    }
    this.headerBytes += frames.end - frames.start;
    if (this.headerBytes > MAX_HEADERS) {
      this.fail(CallFault.LONG_HEADERS, 0);
      return;
    }
    block.addRange(frames.bytes, frames.start, frames.end);
    this.isInBlock = !frames.has(Flag.END_HEADERS);
    if (this.isInBlock) return;
    this.headers.begin(block.bytes, block.length);
    this.response.takeHeaders(this.headers, this.isLast);
  }

  /** RFC 9113 §6.5. */
  private takeSettings(): void {
    const frames = this.frames;
    if (frames.has(ACK)) return;
    for (let i = frames.start; i < frames.end; i += SETTING) {
      if (u16At(frames.bytes, i) != INITIAL_WINDOW_SIZE) continue;
      const isTooLarge = frames.bytes[i + 2] > 0x7f;
      if (isTooLarge || !this.stream.setInitial(u31At(frames.bytes, i + 2))) this.fail(CallFault.BAD_WINDOW, 0);
    }
    putFrame(this.output, FrameType.SETTINGS, ACK, 0, 0);
  }

  /** RFC 9113 §6.7. */
  private takePing(): void {
    const frames = this.frames;
    if (frames.has(ACK)) return;
    putFrame(this.output, FrameType.PING, ACK, 0, PING_LENGTH);
    this.output.addRange(frames.bytes, frames.start, frames.end);
  }

  /** RFC 9113 §6.9. */
  private takeWindowUpdate(): void {
    const frames = this.frames;
    const window = frames.stream == 0 ? this.connection : this.stream;
    if (!window.add(u31At(frames.bytes, frames.start))) this.fail(CallFault.BAD_WINDOW, 0);
  }

  /** RFC 9113 §6.8: the server may still answer our call, if it says so and nothing is wrong. */
  private takeGoaway(): void {
    const frames = this.frames;
    const code = u31At(frames.bytes, frames.start + CODE_LENGTH);
    if (code > 0 || u31At(frames.bytes, frames.start) < STREAM) this.fail(CallFault.GOAWAY, code);
  }
}
