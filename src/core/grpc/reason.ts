import { none, Text } from "../bytes/text";
import { MAX_QUOTED, putLine, putQuoted } from "../messages/format";
import { Call } from "./call";
import { CallFault } from "./fault";
import { ACK, FrameType } from "./frames";
import { SERVING } from "./texts";
import { CALL_WORDS, ERROR_NAMES, FRAME_LINES, FRAME_NAMES, SERVING_WORDS, STATUS_NAMES } from "./words";

/** Says in words what the call has come to. */
export function reasonOf(call: Call): Uint8Array {
  const out = new Text();
  const fault = call.response.fault;
  const number = call.response.number;
  let detail = call.response.detail.view();
  if (fault == CallFault.NONE) return out.put(SERVING).view();
  if (fault == CallFault.NOT_SERVING) {
    putName(out, SERVING_WORDS, number);
    return out.view();
  }
  if (fault >= CallFault.FRAME_LENGTH) {
    const name = new Text();
    putName(name, FRAME_NAMES, call.frames.type);
    detail = name.view();
  }
  if (fault == CallFault.STATUS) {
    putStatus(out, number);
    if (detail.length > 0) putQuoted(out.put(": "), detail);
    return out.view();
  }
  putLine(out, CALL_WORDS, fault, detail, number, MAX_QUOTED);
  if (fault == CallFault.RESET || fault == CallFault.GOAWAY) putName(out.put(" "), ERROR_NAMES, number);
  return out.view();
}

/** Appends what `--verbose` shows of the frame that was read last: `SETTINGS ACK, 0 bytes`, `HEADERS, 15 bytes: HTTP status 200, gRPC status 0 OK, SERVING`. */
export function putFrameLine(out: Text, call: Call): void {
  const type = call.frames.type;
  const response = call.response;
  putName(out, FRAME_NAMES, type);
  if (type == FrameType.SETTINGS && call.frames.has(ACK)) out.put(" ACK");
  putLine(out, FRAME_LINES, 0, none(), call.frames.payload, 0);
  if (type != FrameType.HEADERS && type != FrameType.CONTINUATION) return;
  if (response.httpStatus > 0) putLine(out, FRAME_LINES, 1, none(), response.httpStatus, 0);
  if (response.status >= 0) putStatus(out.put(", "), response.status);
  if (response.isOver && (response.fault == CallFault.NONE || response.fault == CallFault.NOT_SERVING))
    out.put(", ").add(reasonOf(call));
}

/** Appends `gRPC status 5 NOT_FOUND`. */
function putStatus(out: Text, status: i32): void {
  putLine(out, CALL_WORDS, CallFault.STATUS, none(), status, 0);
  putName(out.put(" "), STATUS_NAMES, status);
}

/** Appends the name that a list has for a number; its last line is for those without. */
function putName(out: Text, names: string, number: i32): void {
  putLine(out, names, number, none(), number, 0);
}
