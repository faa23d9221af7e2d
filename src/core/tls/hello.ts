import { hexDigit } from "../bytes/numbers";
import { Char, none, Text } from "../bytes/text";
import { Group } from "../crypto";
import { Extension } from "./extensions";
import { OFFERED_SUITES } from "./suite";

/** Messages of a handshake (RFC 8446 §4, RFC 5246 §7.4). */
export const enum Message {
  HELLO_REQUEST = 0,
  CLIENT_HELLO = 1,
  SERVER_HELLO = 2,
  NEW_SESSION_TICKET = 4,
  ENCRYPTED_EXTENSIONS = 8,
  CERTIFICATE = 11,
  SERVER_KEY_EXCHANGE = 12,
  CERTIFICATE_REQUEST = 13,
  SERVER_HELLO_DONE = 14,
  CERTIFICATE_VERIFY = 15,
  CLIENT_KEY_EXCHANGE = 16,
  FINISHED = 20,
  KEY_UPDATE = 24,
  MESSAGE_HASH = 254,
}

/**
 * Extensions of every ClientHello, in hexadecimal: the groups X25519, P-256 and P-384; uncompressed points (RFC 8422 §5.1.2); the signature
 * schemes of ECDSA with P-256 and P-384, RSA-PSS, Ed25519 and RSA PKCS #1 (RFC 8446 §4.2.3); the extended master secret (RFC 7627); the
 * versions 1.3 and 1.2.
 */
const EXTENSIONS = `
  000a 0008 0006 001d 0017 0018
  000b 0002 0100
  000d 001a 0018 0403 0503 0804 0805 0806 0807 0809 080a 080b 0401 0501 0601
  0017 0000
  002b 0005 04 0304 0303`;

/** What stands among the suites to say that renegotiation is secure (RFC 5746 §3.3): nothing is ever renegotiated. */
const SECURE_RENEGOTIATION: i32 = 0x00ff;
export const RANDOM_LENGTH: i32 = 32;
export const TLS_12: i32 = 0x0303;
export const TLS_13: i32 = 0x0304;

/** Appends a ClientHello, with the header of a handshake message: RFC 8446 §4.1.2. */
export class ClientHello {
  random: Uint8Array = new Uint8Array(RANDOM_LENGTH);
  /** Without a meaning in TLS 1.3, for the sake of what stands between and knows only 1.2 (RFC 8446 §D.4). */
  sessionId: Uint8Array = new Uint8Array(RANDOM_LENGTH);
  /** The host's name to be told, or none. */
  name: Uint8Array = none();
  group: Group = Group.X25519;
  publicKey: Uint8Array = none();
  /** The protocol to speak inside TLS (RFC 7301): http/1.1 or h2. Some servers would speak another if none was offered. */
  protocol: string = "";
  /** The protocol that the server has picked; empty if it has not. */
  picked: Uint8Array = none();
  /** What a HelloRetryRequest wants to see again; none. */
  cookie: Uint8Array = none();

  put(out: Text): void {
    const extensions = new Text();
    const name = this.name;
    if (name.length > 0) {
      put16(extensions, Extension.SERVER_NAME);
      put16(extensions, name.length + 5);
      put16(extensions, name.length + 3);
      put16(extensions.byte(0), name.length);
      extensions.add(name);
    }
    putHex(extensions, EXTENSIONS);
    const protocol = this.protocol;
    put16(extensions, Extension.PROTOCOLS);
    put16(extensions, protocol.length + 3);
    put16(extensions, protocol.length + 1);
    extensions.byte(protocol.length).put(protocol);
    const key = this.publicKey;
    put16(extensions, Extension.KEY_SHARE);
    put16(extensions, key.length + 6);
    put16(extensions, key.length + 4);
    put16(extensions, this.group);
    put16(extensions, key.length);
    extensions.add(key);
    const cookie = this.cookie;
    if (cookie.length > 0) {
      put16(extensions, Extension.COOKIE);
      put16(extensions, cookie.length + 2);
      put16(extensions, cookie.length);
      extensions.add(cookie);
    }
    const body = new Text();
    put16(body, TLS_12);
    body.add(this.random).byte(RANDOM_LENGTH).add(this.sessionId);
    put16(body, 2 * OFFERED_SUITES.length + 2);
    for (let i = 0; i < OFFERED_SUITES.length; i++) put16(body, OFFERED_SUITES[i]);
    put16(body, SECURE_RENEGOTIATION);
    put16(body.byte(1).byte(0), extensions.length);
    putMessage(out, Message.CLIENT_HELLO, body.add(extensions.view()).view());
  }
}

/** Appends a handshake message with its header. */
export function putMessage(out: Text, message: Message, body: Uint8Array): void {
  out.byte(message).byte(body.length >> 16);
  put16(out, body.length);
  out.add(body);
}

function put16(out: Text, value: i32): void {
  out.byte((value >> 8) & 0xff).byte(value & 0xff);
}

/** Appends bytes written in hexadecimal, with spaces between them. */
function putHex(out: Text, digits: string): void {
  let i = 0;
  while (i < digits.length) {
    if (digits.charCodeAt(i) > Char.SPACE) {
      out.byte(hexByte(digits, i));
      i++;
    }
    i++;
  }
}

export function hexByte(digits: string, index: i32): i32 {
  return hexDigit(digits.charCodeAt(index)) * 16 + hexDigit(digits.charCodeAt(index + 1));
}

/** Whether they are the same bytes. Takes as long wherever they differ, since what is compared may be secret. */
export function isEqual(a: Uint8Array, b: Uint8Array): bool {
  if (a.length != b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i] ^ b[i];
  return difference == 0;
}
