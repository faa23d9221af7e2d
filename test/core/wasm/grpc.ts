/** The vectors of HPACK, called by entry.ts: portable TypeScript, like the core. */

import { Char, same, Text } from "../../../src/core/bytes/text";
import { CallFault } from "../../../src/core/grpc/fault";
import { HeaderReader } from "../../../src/core/grpc/hpack";
import { Huffman } from "../../../src/core/grpc/huffman";

/** More than any vector has. */
const MOST: i32 = 1000;

/** `huffman BYTES`: what they decode to, or `broken`; `hpack BLOCK`: each field as `[INDEX] NAME: VALUE`, and the fault, with the index it is about. */
export function grpcVector(fields: Uint8Array[], out: Text): void {
  const bytes = fields[1];
  if (same(fields[0], "huffman")) {
    if (!new Huffman().decode(bytes, 0, bytes.length, out, MOST)) {
      out.length = 0;
      out.put("broken");
    }
    return;
  }
  const reader = new HeaderReader();
  reader.begin(bytes, bytes.length);
  while (reader.next()) {
    if (reader.index > 0) out.byte(Char.OPEN_BRACKET).decimal(reader.index).byte(Char.CLOSE_BRACKET);
    out.add(reader.name.view()).put(": ").add(reader.value.view()).put("\n");
  }
  if (reader.fault == CallFault.DYNAMIC_TABLE) out.put("dynamic table ").decimal(reader.index);
  else if (reader.fault == CallFault.BAD_HUFFMAN) out.put("bad Huffman code");
  else if (reader.fault == CallFault.BAD_HEADERS) out.put("malformed");
}
