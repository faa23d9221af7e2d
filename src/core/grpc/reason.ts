import { none, Text } from "../bytes/text";
import { MAX_QUOTED, putLine, putQuoted } from "../messages/format";
import { Call } from "./call";
import { CallFault } from "./fault";
import { FrameType } from "./frames";
import { SERVING } from "./texts";
import { CALL_WORDS, ERROR_NAMES, FRAME_LINES, FRAME_NAMES, SERVING_WORDS, STATUS_NAMES } from "./words";

/** How many names words.ts has. */
const SERVING_COUNT: i32 = 4;
const STATUS_COUNT: i32 = 17;
const ERROR_COUNT: i32 = 14;
const FRAME_COUNT: i32 = 10;

/** Says in words what the call has come to. */
export function reasonOf(call: Call): Uint8Array {
  const out = new Text();
  const fault = call.fault;
  const number = call.number;
  let detail = call.detail.view();
  if (fault == CallFault.NONE) return out.put(SERVING).view();
  if (fault == CallFault.NOT_SERVING) {
    putName(out, SERVING_WORDS, SERVING_COUNT, number);
    return out.view();
  }
  if (fault >= CallFault.FRAME_LENGTH) detail = frameName(call.frames.type);
  if (fault == CallFault.STATUS) {
    putStatus(out, number);
    if (detail.length > 0) putQuoted(out.put(": "), detail);
    return out.view();
  }
  putLine(out, CALL_WORDS, fault, detail, number, MAX_QUOTED);
  if (fault == CallFault.RESET || fault == CallFault.GOAWAY) putName(out.put(" "), ERROR_NAMES, ERROR_COUNT, number);
  return out.view();
}

/** What `--verbose` shows of the frame that was read last: `HEADERS, 15 bytes: HTTP status 200, gRPC status 0 OK, SERVING`. */
export function frameLine(call: Call): Uint8Array {
  const out = new Text();
  const type = call.frames.type;
  const response = call.response;
  putLine(out, FRAME_LINES, 0, frameName(type), call.frames.payload, MAX_QUOTED);
  if (type != FrameType.HEADERS && type != FrameType.CONTINUATION) return out.view();
  if (response.httpStatus > 0) putLine(out, FRAME_LINES, 1, none(), response.httpStatus, 0);
  if (response.status >= 0) putStatus(out.put(", "), response.status);
  if (call.isOver && (call.fault == CallFault.NONE || call.fault == CallFault.NOT_SERVING))
    out.put(", ").add(reasonOf(call));
  return out.view();
}

/** Appends `gRPC status 5 NOT_FOUND`. */
function putStatus(out: Text, status: i32): void {
  putLine(out, CALL_WORDS, CallFault.STATUS, none(), status, 0);
  putName(out.put(" "), STATUS_NAMES, STATUS_COUNT, status);
}

function frameName(type: i32): Uint8Array {
  const out = new Text();
  putName(out, FRAME_NAMES, FRAME_COUNT, type);
  return out.view();
}

/** Appends line `number` of a list with so many names, or its last line if there is no name for the number. */
function putName(out: Text, names: string, count: i32, number: i32): void {
  putLine(out, names, number < count ? number : count, none(), number, 0);
}
