/** What servers say to a host without cryptography, as fields of an input: hellos, flights, tickets. */
import { Text } from "../../../src/core/bytes/text";
import { NULL } from "../../core/certificate-der.ts";
import { MAC_BYTE } from "../harness/tls-host";
import { putServersMessage, putServersRecord } from "../harness/tls-peer";
import { encodedPss, fakeCertificate, SIGNATURES } from "./fake-certificates.ts";
import type { Field } from "./input.ts";

/** 2026-06-01, in the form of Crypto.date(). */
export const DATE = Buffer.concat([Buffer.from("D"), Buffer.of(0, 0, 0x50, 0x7d, 0, 0, 0x0e, 0x10)]);

const u16 = (value: number) => Buffer.of(value >> 8, value & 255);
const sized = (content: Uint8Array) => Buffer.concat([u16(content.length), content]);
const extension = (kind: number, content: Uint8Array) => Buffer.concat([u16(kind), sized(content)]);
const RETRY = Buffer.from("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c", "hex");
/** Every random number of the host without cryptography, and so the identifier of the session. */
const COUNT = Buffer.from(Array.from({ length: 32 }, (_, i) => i));
const KEY_LENGTHS: Record<number, number> = { 29: 32, 23: 65, 24: 97 };

function publicKey(group: number): Buffer {
  return Buffer.alloc(KEY_LENGTHS[group] ?? 0, 4);
}

function hello(random: Uint8Array, session: Uint8Array, suite: number, ...extensions: Uint8Array[]): Buffer {
  const start = Buffer.concat([u16(0x0303), random, Buffer.of(session.length), session, u16(suite), Buffer.of(0)]);
  return Buffer.concat([Buffer.from("h0\x02"), start, sized(Buffer.concat(extensions))]);
}

function hello13(suite: number, group: number): Buffer {
  const share = Buffer.concat([u16(group), sized(publicKey(group))]);
  return hello(Buffer.alloc(32, 0x53), COUNT, suite, extension(43, Buffer.of(3, 4)), extension(51, share));
}

export function retry(group: number, cookie = Buffer.alloc(0)): Buffer {
  const extensions = [extension(43, Buffer.of(3, 4)), extension(51, u16(group))];
  if (cookie.length > 0) extensions.push(extension(44, sized(cookie)));
  return hello(RETRY, COUNT, 0x1301, ...extensions);
}

/** Signature schemes of TLS 1.3, by the kind of key. */
const SCHEMES: Record<string, number> = { p256: 0x0403, p384: 0x0503, ed25519: 0x0807, rsa: 0x0804, pss: 0x0809 };

function proof(key: string, scheme: number): Buffer {
  const signature = key === "rsa" && scheme >= 0x0804 ? encodedPss() : (SIGNATURES[key]?.[1] ?? NULL);
  return Buffer.concat([u16(scheme), sized(signature)]);
}

export const OK = "HTTP/1.1 200 OK\r\n\r\n";

export interface Handshake {
  key?: string;
  suite?: number;
  group?: number;
  chain?: Uint8Array[];
  /** Messages between the hello and the certificate (TLS 1.2: after the key exchange). */
  more?: Field[];
}

/** Everything that a TLS 1.3 server says up to its Finished. */
export function flight13({ key = "p256", suite = 0x1301, group = 0x1d, chain, more = [] }: Handshake = {}): Field[] {
  return [
    hello13(suite, group),
    "p0\x14\x01",
    "h3\x08\0\0",
    ...more,
    ...(chain ?? [fakeCertificate({ key })]).map((it) => Buffer.concat([Buffer.from("k"), it])),
    "c3",
    Buffer.concat([Buffer.from("h3\x0f"), proof(key, SCHEMES[key] ?? 0)]),
    Buffer.concat([Buffer.from("h3\x14"), Buffer.alloc(suite === 0x1302 ? 48 : 32, MAC_BYTE)]),
  ];
}

/** Everything that a TLS 1.2 server says up to its Finished. */
export function flight12({ key = "p256", suite = 0xc02b, group = 0x1d, chain, more = [] }: Handshake = {}): Field[] {
  const mode = (suite & 0xfffe) === 0xcca8 ? "2" : "g";
  const share = Buffer.concat([Buffer.of(3), u16(group), Buffer.of(KEY_LENGTHS[group] ?? 0), publicKey(group)]);
  const scheme = key === "rsa" ? 0x0401 : (SCHEMES[key] ?? 0);
  return [
    hello(
      Buffer.alloc(32, 0x53),
      Buffer.alloc(0),
      suite,
      extension(23, Buffer.alloc(0)),
      extension(0xff01, Buffer.of(0)),
    ),
    ...(chain ?? [fakeCertificate({ key })]).map((it) => Buffer.concat([Buffer.from("k"), it])),
    "c0",
    Buffer.concat([Buffer.from("h0\x0c"), share, proof(key, scheme)]),
    ...more,
    "h0\x0e",
    "p0\x14\x01",
    Buffer.concat([Buffer.from(`h${mode}\x14`), Buffer.alloc(12, MAC_BYTE)]),
  ];
}

/** Extensions that a client ignores. */
function unknownExtensions(count: number): Buffer {
  return Buffer.concat(Array<Buffer>(count).fill(extension(0x7f7f, Buffer.alloc(0))));
}

/** A CertificateRequest of TLS 1.3 with `count` unknown extensions. */
export function certificateRequest(count: number): Field {
  const schemes = extension(13, sized(u16(0x0403)));
  return Buffer.concat([Buffer.from("h3\x0d\0"), sized(Buffer.concat([schemes, unknownExtensions(count)]))]);
}

/** A ticket of TLS 1.3 with `count` unknown extensions. */
export function ticket(count: number): Field {
  const extensions = Buffer.concat([extension(42, Buffer.alloc(4)), unknownExtensions(count)]);
  return Buffer.concat([
    Buffer.from("h3\x04"),
    Buffer.alloc(8, 7),
    Buffer.of(1, 7),
    sized(Buffer.alloc(9, 7)),
    sized(extensions),
  ]);
}

/** The bytes that these events make a TLS 1.3 server send. */
export function said(events: Field[]): Uint8Array {
  const out = new Text();
  const certificates: Buffer[] = [];
  const u24 = (value: number) => Buffer.of(value >> 16, (value >> 8) & 255, value & 255);
  for (const event of events) {
    const bytes = Buffer.from(event as string, "latin1");
    const [kind, mode = 0, what = 0] = bytes;
    if (kind === 0x6b) certificates.push(bytes.subarray(1));
    else if (kind === 0x63) {
      const list = certificates.map((it) => Buffer.concat([u24(it.length), it, Buffer.of(0, 0)]));
      const all = Buffer.concat(list);
      putServersMessage(out, mode, 11, Buffer.concat([Buffer.of(0), u24(all.length), all]), 0);
    } else if (kind === 0x68) putServersMessage(out, mode, what, bytes.subarray(3), 0);
    else putServersRecord(out, mode, what, bytes.subarray(3));
  }
  return out.view().slice();
}
