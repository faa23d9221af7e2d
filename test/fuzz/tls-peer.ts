/** What a server of TLS says, put into records; without encryption, as FuzzTlsHost has it. Portable TypeScript, like the core. */
import { Text } from "../../src/core/text";
import { MAX_PLAIN, TAG_LENGTH } from "../../src/core/tls/record";

const APPLICATION_DATA: i32 = 23;
const HANDSHAKE: i32 = 22;

/**
 * Appends a record.
 * @param mode how it is protected: `0` not at all, `3` as in TLS 1.3, `b` with a bad tag, `2` as in TLS 1.2, `g` with a nonce of its own
 */
export function putServersRecord(out: Text, mode: i32, content: i32, body: Uint8Array): void {
  const isTls13 = mode === 0x33 || mode === 0x62;
  const isExplicit = mode === 0x67;
  const tag = isTls13 || isExplicit || mode === 0x32 ? TAG_LENGTH : 0;
  const length = (isExplicit ? 8 : 0) + body.length + (isTls13 ? 1 : 0) + tag;
  out
    .byte(isTls13 ? APPLICATION_DATA : content)
    .byte(3)
    .byte(3)
    .byte((length >> 8) & 0xff)
    .byte(length & 0xff);
  if (isExplicit) for (let i = 0; i < 8; i++) out.byte(0);
  out.add(body);
  if (isTls13) out.byte(content);
  for (let i = 0; i < tag; i++) out.byte(mode === 0x62 ? 0xff : 0);
}

/** Appends a message, in as many records as it takes. @param least how many times 16 bytes it has at least: zeros at its end */
export function putServersMessage(out: Text, mode: i32, kind: i32, body: Uint8Array, least: i32): void {
  const length = body.length < least * 16 ? least * 16 : body.length;
  const message = new Text().byte(kind).byte((length >> 16) & 0xff);
  message.byte((length >> 8) & 0xff).byte(length & 0xff);
  message.add(body);
  while (message.length < length + 4) message.byte(0);
  const bytes = message.view();
  for (let i = 0; i < bytes.length; i += MAX_PLAIN) {
    const end = i + MAX_PLAIN < bytes.length ? i + MAX_PLAIN : bytes.length;
    putServersRecord(out, mode, HANDSHAKE, bytes.subarray(i, end));
  }
}
