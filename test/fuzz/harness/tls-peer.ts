/** Writes what a TLS server says as records, without encryption (FuzzTlsHost). It allocates nothing, because it shares the core's memory. Portable TypeScript, like the core. */
// biome-ignore lint/style/useImportType: AssemblyScript knows one kind of import.
import { Text } from "../../../src/core/bytes/text";
import { MAX_PLAIN, TAG_LENGTH } from "../../../src/core/tls/record";

const APPLICATION_DATA: i32 = 23;
const HANDSHAKE: i32 = 22;

/**
 * Appends the header of a record of `count` bytes.
 * @param mode its protection: `0` none, `3` TLS 1.3, `b` TLS 1.3 with a bad tag, `2` TLS 1.2, `g` TLS 1.2 with an explicit nonce
 */
function begin(out: Text, mode: i32, content: i32, count: i32): void {
  const length = (isExplicit(mode) ? 8 : 0) + count + (isTls13(mode) ? 1 : 0) + tagLength(mode);
  out
    .byte(isTls13(mode) ? APPLICATION_DATA : content)
    .byte(3)
    .byte(3)
    .byte((length >> 8) & 0xff)
    .byte(length & 0xff);
  if (isExplicit(mode)) for (let i = 0; i < 8; i++) out.byte(0);
}

/** Appends what follows the bytes of the record. */
function end(out: Text, mode: i32, content: i32): void {
  if (isTls13(mode)) out.byte(content);
  for (let i = 0; i < tagLength(mode); i++) out.byte(mode === 0x62 ? 0xff : 0);
}

export function isTls13(mode: i32): bool {
  return mode === 0x33 || mode === 0x62;
}

function isExplicit(mode: i32): bool {
  return mode === 0x67;
}

function tagLength(mode: i32): i32 {
  return isTls13(mode) || isExplicit(mode) || mode === 0x32 ? TAG_LENGTH : 0;
}

export function putServersRecord(out: Text, mode: i32, content: i32, body: Uint8Array): void {
  begin(out, mode, content, body.length);
  out.add(body);
  end(out, mode, content);
}

/** Appends a message, in as many records as it takes. @param least its least length in units of 16 bytes; zeros fill it up */
export function putServersMessage(out: Text, mode: i32, kind: i32, body: Uint8Array, least: i32): void {
  const length = body.length < least * 16 ? least * 16 : body.length;
  for (let i = 0; i < length + 4; i++) {
    if (i % MAX_PLAIN === 0) {
      if (i > 0) end(out, mode, HANDSHAKE);
      begin(out, mode, HANDSHAKE, length + 4 - i < MAX_PLAIN ? length + 4 - i : MAX_PLAIN);
    }
    if (i === 0) out.byte(kind);
    else if (i < 4) out.byte((length >> (24 - 8 * i)) & 0xff);
    else out.byte(i - 4 < body.length ? body[i - 4] : 0);
  }
  end(out, mode, HANDSHAKE);
}
