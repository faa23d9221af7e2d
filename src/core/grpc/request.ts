import { lower, sameIgnoringCase, Text } from "../bytes/text";
import { isAmong, nameIn, putBasic, putUserAgent, valueIn } from "../http/header";
import { Options } from "../http/options";
import { Scheme } from "../http/target";
import { Flag, FrameType, MAX_PAYLOAD, putFrame, putU32 } from "./frames";
import { CHECK_PATH, GRPC, OWN, PREFACE, TRAILERS } from "./texts";

/** The stream of the call: the first one that a client may open (RFC 9113 §5.1.1). */
export const STREAM: i32 = 1;
/** The length of what precedes each message: a byte that says whether it is compressed, four bytes of length. */
export const MESSAGE_PREFIX: i32 = 5;

/** The program's own headers, in the order of OWN. */
const enum Own {
  HOST,
  USER_AGENT,
  TE,
  CONTENT_TYPE,
  AUTHORIZATION,
}

/** Fields of HPACK's static table, as they are sent (RFC 7541, appendix A, §6.1, §6.2.2). */
const enum Field {
  LITERAL = 0x00,
  AUTHORITY = 0x01,
  PATH = 0x04,
  POST = 0x83,
  HTTP = 0x86,
  HTTPS = 0x87,
}

/** Settings (RFC 9113 §6.5.2) as they are sent: the table of HPACK has no room, and nothing is pushed. */
const SETTINGS_LENGTH: i32 = 12;
const HEADER_TABLE_SIZE: i32 = 1;
const ENABLE_PUSH: i32 = 2;

/** What the prefix of a string's length holds if the length does not fit into it (RFC 7541 §5.1). */
const MAX_PREFIX: i32 = 0x7f;

/** The field `service` of a HealthCheckRequest: field 1, a string (protobuf.dev/programming-guides/encoding). */
const SERVICE_TAG: i32 = 0x0a;

/**
 * Appends all that a client sends for a call: the preface, its settings, the headers and the message. The message is not longer than the window
 * that every server gives at first (RFC 9113 §6.9.2), so that nothing needs to be waited for.
 * @returns the bytes of DATA
 */
export function putCall(out: Text, options: Options): i32 {
  out.put(PREFACE);
  putFrame(out, FrameType.SETTINGS, Flag.NONE, 0, SETTINGS_LENGTH);
  putU32(out.byte(0).byte(HEADER_TABLE_SIZE), 0);
  putU32(out.byte(0).byte(ENABLE_PUSH), 0);
  const headers = new Text();
  putHeaders(headers, options);
  let sent = 0;
  let type = FrameType.HEADERS;
  while (sent < headers.length) {
    const left = headers.length - sent;
    const length = left > MAX_PAYLOAD ? MAX_PAYLOAD : left;
    putFrame(out, type, length == left ? Flag.END_HEADERS : Flag.NONE, STREAM, length);
    out.add(headers.bytes.subarray(sent, sent + length));
    sent += length;
    type = FrameType.CONTINUATION;
  }
  const message = new Text();
  putMessage(message, options.target.path);
  putFrame(out, FrameType.DATA, Flag.END_STREAM, STREAM, message.length);
  out.add(message.view());
  return message.length;
}

/** Appends the message with its prefix. A service of no name is left out. */
function putMessage(out: Text, service: Uint8Array): void {
  const content = new Text();
  if (service.length > 0) {
    putVarint(content.byte(SERVICE_TAG), service.length);
    content.add(service);
  }
  putU32(out.byte(0), content.length);
  out.add(content.view());
}

/** Appends the header block: pseudo-header fields first (RFC 9113 §8.3). A header of the user's replaces the program's own of that name. */
function putHeaders(out: Text, options: Options): void {
  const headers = options.headers;
  out.byte(Field.POST).byte(options.target.scheme == Scheme.GRPC ? Field.HTTP : Field.HTTPS);
  putString(out.byte(Field.PATH), new Text().put(CHECK_PATH).view());
  for (let own = Own.HOST; own <= Own.AUTHORIZATION; own++) {
    const given = lastNamed(headers, OWN[own]);
    const value = given !== null ? valueIn(given) : ownValue(options, own);
    if (value.length == 0) continue;
    if (own == Own.HOST) out.byte(Field.AUTHORITY);
    else putString(out.byte(Field.LITERAL), new Text().put(OWN[own]).view());
    putString(out, value);
  }
  for (let i = 0; i < headers.length; i++) putMetadata(out, headers[i]);
}

/** The last header with this name, or null. */
function lastNamed(headers: Uint8Array[], name: string): Uint8Array | null {
  let i = headers.length - 1;
  while (i >= 0 && !sameIgnoringCase(nameIn(headers[i]), name)) i--;
  return i < 0 ? null : headers[i];
}

/** The program's own value; empty if the header is not sent. */
function ownValue(options: Options, own: Own): Uint8Array {
  const out = new Text();
  const credentials = options.credentials;
  if (own == Own.HOST && options.serverName.length > 0) out.add(options.serverName);
  else if (own == Own.HOST) options.target.putAuthority(out);
  else if (own == Own.USER_AGENT) putUserAgent(out, options);
  else if (own == Own.TE) out.put(TRAILERS);
  else if (own == Own.CONTENT_TYPE) out.put(GRPC);
  else if (credentials !== null) putBasic(out, credentials);
  return out.view();
}

/** Appends a header of the user's, unless it has replaced one or has no value. Names are in small letters (RFC 9113 §8.2). */
function putMetadata(out: Text, header: Uint8Array): void {
  const value = valueIn(header);
  if (value.length == 0 || isAmong(nameIn(header), OWN)) return;
  const name = nameIn(header).slice();
  for (let i = 0; i < name.length; i++) name[i] = lower(name[i]);
  putString(out.byte(Field.LITERAL), name);
  putString(out, value);
}

/** Appends a string without Huffman code (RFC 7541 §5.2). */
function putString(out: Text, bytes: Uint8Array): void {
  if (bytes.length < MAX_PREFIX) out.byte(bytes.length);
  else putVarint(out.byte(MAX_PREFIX), bytes.length - MAX_PREFIX);
  out.add(bytes);
}

/** Appends a number with seven bits in each byte, the lowest first, and a bit that says whether more follow. */
function putVarint(out: Text, value: i32): void {
  let rest = value;
  for (; rest > 0x7f; rest >>= 7) out.byte((rest & 0x7f) | 0x80);
  out.byte(rest);
}
