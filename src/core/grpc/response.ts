import { parseDecimal, putDecoded } from "../bytes/numbers";
import { Char, Text } from "../bytes/text";
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

/** What a server answers to one call: headers, a message and trailers, or trailers alone. */
export class CallResponse {
  /** With HTTP_STATUS, STATUS and NOT_SERVING: which. */
  number: i32 = 0;
  /** With CONTENT_TYPE the type, with STATUS what the server says about it. */
  detail: Text = new Text();
  /** Whether the headers have come, so that data or trailers follow. */
  hasHeaders: bool = false;
  /** The HTTP status; 0 if there is none yet. */
  httpStatus: i32 = 0;
  /** The gRPC status, or NO_STATUS. */
  status: i32 = NO_STATUS;
  private message: Text = new Text();
  private isGrpc: bool = false;

  begin(): void {
    this.hasHeaders = false;
    this.message.length = 0;
    this.detail.length = 0;
    this.httpStatus = 0;
    this.isGrpc = false;
    this.status = NO_STATUS;
  }

  /** Reads a header block. @param isLast whether the server ends the call with it @returns what is wrong so far */
  takeHeaders(reader: HeaderReader, isLast: bool): CallFault {
    const isFirst = !this.hasHeaders;
    while (reader.next()) this.takeField(reader, isFirst);
    if (reader.fault != CallFault.NONE) {
      this.number = reader.index;
      return reader.fault;
    }
    if (!isFirst) return isLast ? CallFault.NONE : CallFault.UNEXPECTED_FRAME;
    // An interim response (RFC 9110 §15.2).
    if (this.httpStatus >= 100 && this.httpStatus < 200 && !isLast) return CallFault.NONE;
    this.hasHeaders = true;
    this.number = this.httpStatus;
    if (this.httpStatus != 200) return CallFault.HTTP_STATUS;
    return this.isGrpc ? CallFault.NONE : CallFault.CONTENT_TYPE;
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

  /** Reads a piece of the message: bytes [start, end). @returns what is wrong so far */
  takeData(bytes: Uint8Array, start: i32, end: i32): CallFault {
    const message = this.message;
    if (message.length + end - start > MESSAGE_PREFIX + MAX_MESSAGE) return CallFault.LONG_MESSAGE;
    for (let i = start; i < end; i++) message.byte(bytes[i]);
    if (message.length < MESSAGE_PREFIX) return CallFault.NONE;
    const isCompressed: i32 = message.bytes[0];
    if (isCompressed == 1) return CallFault.COMPRESSED;
    const length = this.messageLength();
    if (length > MAX_MESSAGE) return CallFault.LONG_MESSAGE;
    return isCompressed > 1 || message.length > MESSAGE_PREFIX + length ? CallFault.BAD_MESSAGE : CallFault.NONE;
  }

  private messageLength(): i32 {
    return u31At(this.message.bytes, 1);
  }

  /** The call has ended. @returns what is wrong with it, or NONE if the service is serving */
  finish(): CallFault {
    const message = this.message;
    this.number = this.status;
    if (this.status < 0) return CallFault.NO_STATUS;
    if (this.status > 0) return CallFault.STATUS;
    if (message.length == 0) return CallFault.NO_MESSAGE;
    if (message.length < MESSAGE_PREFIX || message.length != MESSAGE_PREFIX + this.messageLength())
      return CallFault.BAD_MESSAGE;
    const reader = new MessageReader(message);
    this.number = reader.serving();
    if (!reader.isGood) return CallFault.BAD_MESSAGE;
    return this.number == SERVING ? CallFault.NONE : CallFault.NOT_SERVING;
  }
}

/** `application/grpc`, alone or with what may follow it: `+proto`, `;charset=utf-8`. */
function isGrpcType(value: Text): bool {
  const length = GRPC.length;
  if (value.length < length) return false;
  for (let i = 0; i < length; i++) if (value.bytes[i] != GRPC.charCodeAt(i)) return false;
  if (value.length == length) return true;
  const c: i32 = value.bytes[length];
  return c == Char.PLUS || c == Char.SEMICOLON;
}

/** Reads a HealthCheckResponse (protobuf.dev/programming-guides/encoding). */
class MessageReader {
  isGood: bool = true;
  private bytes: Uint8Array;
  private at: i32 = MESSAGE_PREFIX;
  private end: i32;

  constructor(message: Text) {
    this.bytes = message.bytes;
    this.end = message.length;
  }

  /** The last `status` in it; 0 if there is none. Other fields are skipped. */
  serving(): i32 {
    let serving = 0;
    while (this.at < this.end && this.isGood) {
      const tag = this.varint();
      const wire = tag & 7;
      if (tag == STATUS_TAG) serving = this.varint();
      else if (wire == Wire.VARINT) this.varint();
      else if (wire == Wire.FIXED_64) this.skip(8);
      else if (wire == Wire.BYTES) this.skip(this.varint());
      else if (wire == Wire.FIXED_32) this.skip(4);
      else this.isGood = false;
    }
    return serving;
  }

  /** The lower 32 bits of a varint of at most ten bytes. One that is negative has no meaning here. */
  private varint(): i32 {
    let value = 0;
    for (let i = 0; i < MAX_VARINT && this.at < this.end; i++) {
      const byte: i32 = this.bytes[this.at++];
      if (i < VARINT_32) value |= (byte & 0x7f) << (7 * i);
      if (byte >= 0x80) continue;
      this.isGood = value >= 0;
      return value;
    }
    this.isGood = false;
    return 0;
  }

  private skip(length: i32): void {
    if (length > this.end - this.at) this.isGood = false;
    else this.at += length;
  }
}
