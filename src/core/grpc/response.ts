import { parseDecimal, putDecoded } from "../bytes/numbers";
import { Reader } from "../bytes/reader";
import { Char, standsAt, Text } from "../bytes/text";
import { CallFault } from "./fault";
import { u31At } from "./frames";
import { HeaderReader, Static } from "./hpack";
import { MESSAGE_PREFIX } from "./request";
import { CONTENT_TYPE, GRPC, GRPC_MESSAGE, GRPC_STATUS, STATUS } from "./texts";

/** The longest message that is read. */
const MAX_MESSAGE: i32 = 4096;
const MAX_STATUS: i32 = 999;
const NO_STATUS: i32 = -1;
/** grpc.health.v1.HealthCheckResponse.ServingStatus. */
const SERVING: i32 = 1;
/** The most bytes of a varint, and how many hold its lower 32 bits. */
const MAX_VARINT: i32 = 10;
const VARINT_32: i32 = 5;
/** The field `status` of a HealthCheckResponse: field 1, a varint. */
const STATUS_TAG: i32 = 0x08;
/** Wire types of protobuf. */
const enum Wire {
  VARINT = 0,
  FIXED_64 = 1,
  BYTES = 2,
  FIXED_32 = 5,
}

/** What a server answers to one call: headers, a message and trailers, or trailers alone. And what the call has come to, for whatever reason. */
export class CallResponse {
  /** Whether the result is known. */
  isOver: bool = false;
  /** Why the service is not healthy; NONE while that is not known, and if it is serving. */
  fault: CallFault = CallFault.NONE;
  /** With a fault, what words.ts says about it. */
  number: i32 = 0;
  detail: Text = new Text();
  /** Whether the headers have come, so that data or trailers follow. */
  hasHeaders: bool = false;
  /** The HTTP status; 0 if there is none yet. */
  httpStatus: i32 = 0;
  /** The gRPC status, or NO_STATUS. */
  status: i32 = NO_STATUS;
  private message: Text = new Text();
  private isGrpc: bool = false;

  /** The call has come to this. */
  end(fault: CallFault, number: i32): void {
    this.fault = fault;
    this.number = number;
    this.isOver = true;
  }

  /** Reads a header block. @param isLast whether the server ends the call with it */
  takeHeaders(reader: HeaderReader, isLast: bool): void {
    const isFirst = !this.hasHeaders;
    while (reader.next()) this.takeField(reader, isFirst);
    // A status of 0 counts in the last header block alone.
    if (!isLast && this.status == 0) this.status = NO_STATUS;
    const status = this.httpStatus;
    if (reader.fault != CallFault.NONE) this.end(reader.fault, reader.index);
    else if (!isFirst) {
      if (!isLast) this.end(CallFault.UNEXPECTED_FRAME, 0);
    } else if (isLast || status < 100 || status >= 200) {
      // Any other is an interim response (RFC 9110 §15.2).
      this.hasHeaders = true;
      if (status != 200) this.end(CallFault.HTTP_STATUS, status);
      else if (!this.isGrpc) this.end(CallFault.CONTENT_TYPE, 0);
    }
  }

  private takeField(reader: HeaderReader, isFirst: bool): void {
    const value = reader.value;
    if (isFirst && reader.isNamed(STATUS, Static.FIRST_STATUS, Static.LAST_STATUS)) {
      this.httpStatus = parseDecimal(value.bytes, 0, value.length, MAX_STATUS);
      if (this.httpStatus < 0) this.httpStatus = 0;
    } else if (isFirst && reader.isNamed(CONTENT_TYPE, Static.CONTENT_TYPE, Static.CONTENT_TYPE)) {
      this.isGrpc = isGrpcType(value);
      if (!this.isGrpc) this.keep(value);
    } else if (reader.isNamed(GRPC_STATUS, Static.NONE, Static.NONE)) {
      // Of several, the one that is not 0.
      if (this.status <= 0) this.status = parseDecimal(value.bytes, 0, value.length, MAX_STATUS);
    } else if (reader.isNamed(GRPC_MESSAGE, Static.NONE, Static.NONE)) {
      this.keep(value);
    }
  }

  /** Keeps a value as the detail, with its percent-encoding undone. */
  private keep(value: Text): void {
    this.detail.length = 0;
    putDecoded(this.detail, value.bytes, value.length);
  }

  /** Reads a piece of the message: bytes [start, end). */
  takeData(bytes: Uint8Array, start: i32, end: i32): void {
    const message = this.message;
    if (message.length + end - start > MESSAGE_PREFIX + MAX_MESSAGE) {
      this.end(CallFault.LONG_MESSAGE, 0);
      return;
    }
    message.addRange(bytes, start, end);
    if (message.length < MESSAGE_PREFIX) return;
    const compression: i32 = message.bytes[0];
    const length = this.messageLength();
    if (compression == 1) this.end(CallFault.COMPRESSED, 0);
    // The length has 32 bits; messageLength() reads 31 of them.
    else if (message.bytes[1] > 0 || length > MAX_MESSAGE) this.end(CallFault.LONG_MESSAGE, 0);
    else if (compression > 1 || message.length > MESSAGE_PREFIX + length) this.end(CallFault.BAD_MESSAGE, 0);
  }

  private messageLength(): i32 {
    return u31At(this.message.bytes, 1);
  }

  /** The server has ended the call. */
  finish(): void {
    const message = this.message;
    if (this.status < 0) this.end(CallFault.NO_STATUS, 0);
    else if (this.status > 0) this.end(CallFault.STATUS, this.status);
    else if (message.length == 0) this.end(CallFault.NO_MESSAGE, 0);
    else if (message.length < MESSAGE_PREFIX || message.length != MESSAGE_PREFIX + this.messageLength())
      this.end(CallFault.BAD_MESSAGE, 0);
    else this.readMessage(new Reader(message.view()));
  }

  /** Reads a HealthCheckResponse (protobuf.dev/programming-guides/encoding). The last `status` in it counts; without one it is 0. */
  private readMessage(reader: Reader): void {
    let serving = 0;
    reader.skip(MESSAGE_PREFIX);
    while (!reader.isAtEnd()) {
      const tag = varint(reader);
      const wire = tag & 7;
      if (tag == STATUS_TAG) serving = varint(reader);
      else if (wire == Wire.VARINT) varint(reader);
      else if (wire == Wire.FIXED_64) reader.skip(8);
      else if (wire == Wire.BYTES) reader.skip(varint(reader));
      else if (wire == Wire.FIXED_32) reader.skip(4);
      else reader.fail();
    }
    if (!reader.isGood) this.end(CallFault.BAD_MESSAGE, 0);
    else this.end(serving == SERVING ? CallFault.NONE : CallFault.NOT_SERVING, serving);
  }
}

/** `application/grpc`, alone or with what may follow it: `+proto`, `;charset=utf-8`. */
function isGrpcType(value: Text): bool {
  const length = GRPC.length;
  if (value.length < length || !standsAt(value.bytes, 0, GRPC)) return false;
  if (value.length == length) return true;
  const c: i32 = value.bytes[length];
  return c == Char.PLUS || c == Char.SEMICOLON;
}

/** The lower 32 bits of a varint of at most ten bytes. One that is negative has no meaning here. */
function varint(reader: Reader): i32 {
  let value = 0;
  for (let i = 0; i < MAX_VARINT; i++) {
    const byte = reader.u8();
    if (i < VARINT_32) value |= (byte & 0x7f) << (7 * i);
    if (byte >= 0x80) continue;
    if (value >= 0) return value;
    break;
  }
  reader.fail();
  return 0;
}
