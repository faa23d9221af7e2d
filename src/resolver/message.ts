import { u16At } from "../core/bytes/numbers";
import { Char, sameRange, Text } from "../core/bytes/text";

/** Types of records (RFC 1035 §3.2.2, RFC 3596 §2.1). */
export const enum RecordType {
  A = 1,
  AAAA = 28,
}

export const enum Reply {
  /** Not the answer to this query. */
  FOREIGN,
  /** An answer, with or without addresses. */
  ANSWER,
  /** An answer that was cut to fit a datagram (RFC 1035 §4.1.1) and contains no address. */
  CUT,
  /** The name server fails or refuses. */
  FAILURE,
}

/** The most addresses of each family. */
export const MAX_ADDRESSES: i32 = 32;

const HEADER_LENGTH: i32 = 12;
/** Response codes (RFC 1035 §4.1.1). */
const NO_ERROR: i32 = 0;
const NAME_ERROR: i32 = 3;

/** After the identifier: recursion desired, one question. */
const QUERY_HEADER = "\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00";

/**
 * Appends a query for one name and type, recursion desired (RFC 1035 §4.1).
 * @param id 0 to 65535
 * @returns whether the name is valid in DNS
 */
export function buildQuery(out: Text, id: i32, name: Text, type: RecordType): bool {
  const labels = out.length + HEADER_LENGTH;
  out
    .byte(id >> 8)
    .byte(id & 0xff)
    .put(QUERY_HEADER);
  let start = 0;
  for (let i = 0; i <= name.length; i++) {
    if (i < name.length && name.bytes[i] != Char.DOT) continue;
    // A dot at the end adds no label.
    if (i == start && i == name.length && i > 0) break;
    if (i == start || i - start > 63) return false;
    out.byte(i - start);
    out.addRange(name.bytes, start, i);
    start = i + 1;
  }
  // A name has at most 255 bytes, with the length byte of the root.
  if (out.length > labels + 254) return false;
  out.byte(0).byte(0).byte(type).byte(0).byte(1);
  return true;
}

/**
 * Reads an answer. Reading stops at a record that is malformed.
 * @param message the message, of `length` bytes
 * @param query the query
 * @param addresses gets the addresses of the wanted type, in the answer's order; at most MAX_ADDRESSES
 */
export function readAnswer(message: Uint8Array, length: i32, query: Text, addresses: Uint8Array[]): Reply {
  if (length < HEADER_LENGTH || !answers(message, query)) return Reply.FOREIGN;
  const code = message[3] & 15;
  if (u16At(message, 4) == 0) {
    // Some servers refuse without repeating the question. The identifier alone is enough to ask another server, but not to accept an answer.
    return code == NO_ERROR ? Reply.FOREIGN : Reply.FAILURE;
  }
  if (length < query.length || !hasQuestion(message, query)) return Reply.FOREIGN;
  if (code != NO_ERROR && code != NAME_ERROR) return Reply.FAILURE;
  // The name does not exist. Records in such an answer are ignored, as in glibc and musl.
  if (code == NAME_ERROR) return Reply.ANSWER;
  const count = addresses.length;
  readAddresses(message, length, query, addresses);
  const isCut = (message[2] & 2) != 0;
  return isCut && addresses.length == count ? Reply.CUT : Reply.ANSWER;
}

function readAddresses(message: Uint8Array, length: i32, query: Text, addresses: Uint8Array[]): void {
  const type: i32 = query.bytes[query.length - 3];
  const size = type == RecordType.A ? 4 : 16;
  let records = u16At(message, 6);
  let i = query.length;
  while (records-- > 0) {
    i = nameEnd(message, i, length);
    if (i + 10 > length) break;
    const dataLength = u16At(message, i + 8);
    const data = i + 10;
    if (data + dataLength > length) break;
    const isWanted = message[i] == 0 && message[i + 1] == type && dataLength == size;
    if (isWanted && addresses.length < MAX_ADDRESSES) addresses.push(message.slice(data, data + size));
    i = data + dataLength;
  }
}

/** Whether the message is a response with the query's identifier (RFC 5452 §9.1). */
function answers(message: Uint8Array, query: Text): bool {
  return u16At(message, 0) == u16At(query.bytes, 0) && (message[2] & 0x80) != 0;
}

/** Whether the message has the query's question, and no other. */
function hasQuestion(message: Uint8Array, query: Text): bool {
  return u16At(message, 4) == 1 && sameRange(message, query.bytes, HEADER_LENGTH, query.length);
}

/** The index after a name, that is, after its root label or a pointer (RFC 1035 §4.1.4); beyond `length` if the name is cut. */
function nameEnd(message: Uint8Array, start: i32, length: i32): i32 {
  let i = start;
  while (i < length && message[i] != 0) {
    if (message[i] >= 0xc0) return i + 2;
    const label: i32 = message[i];
    i += label + 1;
  }
  return i + 1;
}
