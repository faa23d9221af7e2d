/** What the fuzzer starts from for TLS: flights of servers without encryption, certificates with keys that are none, and files of them. */

import { Text } from "../../src/core/bytes/text";
import {
  authority,
  bits,
  der,
  integer,
  keyUsage,
  NULL,
  name,
  nameConstraints,
  names,
  noAuthority,
  oid,
  pem,
  pss,
  purposes,
  SERVER,
  sequence,
  time,
  version,
} from "../core/certificate-der.ts";
import { HASH_BYTE, MAC_BYTE } from "./harness/tls-host";
import { putServersMessage, putServersRecord } from "./harness/tls-peer";

export type Field = string | Uint8Array;

const EC = "1.2.840.10045";
const RSA = "1.2.840.113549.1.1";
const MODULUS = Buffer.concat([Buffer.of(0, 0xf1), Buffer.alloc(255, 0x11)]);
const POINT = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 0x22)]);

/** SubjectPublicKeyInfos: to a host without cryptography any number is a key. */
const KEYS: Record<string, Buffer> = {
  p256: sequence(sequence(oid(`${EC}.2.1`), oid(`${EC}.3.1.7`)), bits(POINT)),
  p384: sequence(
    sequence(oid(`${EC}.2.1`), oid("1.3.132.0.34")),
    bits(Buffer.concat([Buffer.of(4), Buffer.alloc(96, 0x33)])),
  ),
  ed25519: sequence(sequence(oid("1.3.101.112")), bits(Buffer.alloc(32, 0x44))),
  rsa: sequence(sequence(oid(`${RSA}.1`), NULL), bits(sequence(der(0x02, MODULUS), integer(1, 0, 1)))),
  pss: sequence(sequence(oid(`${RSA}.10`), pss("sha256", 32)), bits(sequence(der(0x02, MODULUS), integer(3)))),
};

/** Algorithms, each with a signature that is good where hashes are constants. */
const SIGNATURES: Record<string, [algorithm: Buffer, signature: Buffer]> = {
  p256: [sequence(oid(`${EC}.4.3.2`)), sequence(integer(1), integer(2))],
  p384: [sequence(oid(`${EC}.4.3.3`)), sequence(integer(1), integer(2))],
  ed25519: [sequence(oid("1.3.101.112")), Buffer.alloc(64, 1)],
  rsa: [sequence(oid(`${RSA}.11`), NULL), pkcs1()],
  pss: [sequence(oid(`${RSA}.10`), pss("sha256", 32)), encodedPss()],
};

/** EMSA-PKCS1-v1_5 (RFC 8017 §9.2) of the constant hash. */
function pkcs1(): Buffer {
  const id = sequence(oid("2.16.840.1.101.3.4.2.1"), NULL);
  const info = sequence(id, der(0x04, Buffer.alloc(32, HASH_BYTE)));
  return Buffer.concat([Buffer.of(0, 1), Buffer.alloc(256 - 3 - info.length, 0xff), Buffer.of(0), info]);
}

/** EMSA-PSS (RFC 8017 §9.1) of the constant hash, which is its mask too. */
function encodedPss(): Buffer {
  const db = Buffer.alloc(223);
  db[190] = 1;
  const masked = db.map((byte) => byte ^ HASH_BYTE);
  masked[0] = (masked[0] ?? 0) & 0x7f;
  return Buffer.concat([masked, Buffer.alloc(32, HASH_BYTE), Buffer.of(0xbc)]);
}

interface Wanted {
  subject?: string;
  issuer?: string;
  key?: string;
  /** The kind of the issuer's key. */
  signer?: string;
  extensions?: Uint8Array[];
  number?: number;
}

export function fakeCertificate(wanted: Wanted = {}): Buffer {
  const key = wanted.key ?? "p256";
  const [algorithm, signature] = SIGNATURES[wanted.signer ?? "p256"] ?? [NULL, NULL];
  const extensions = wanted.extensions ?? [names("DNS:web", "IP:10.0.0.1"), noAuthority(), purposes(SERVER)];
  const signed = sequence(
    ...version(3),
    integer(wanted.number ?? 1),
    algorithm,
    name(wanted.issuer ?? "CN=CA"),
    sequence(time("2026-01-01T00:00:00Z"), time("2050-01-01T00:00:00Z")),
    name(wanted.subject ?? "CN=web"),
    KEYS[key] ?? NULL,
    der(0xa3, sequence(...extensions)),
  );
  return sequence(signed, algorithm, bits(signature));
}

export function fakeRoot(wanted: Wanted = {}): Buffer {
  return fakeCertificate({ subject: "CN=CA", extensions: [authority(), keyUsage(0x06)], ...wanted });
}

/** 2026-06-01, as Crypto.date() has it. */
export const DATE = Buffer.concat([Buffer.from("D"), Buffer.of(0, 0, 0x50, 0x7d, 0, 0, 0x0e, 0x10)]);

const u16 = (value: number) => Buffer.of(value >> 8, value & 255);
const sized = (content: Uint8Array) => Buffer.concat([u16(content.length), content]);
const extension = (kind: number, content: Uint8Array) => Buffer.concat([u16(kind), sized(content)]);
const RETRY = Buffer.from("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c", "hex");
/** All random numbers of the host without cryptography, the session's identifier too. */
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

/** Schemes of signatures, by the kind of key, in 1.3. */
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
  /** Between the hello and the certificate. */
  more?: Field[];
}

/** All that a server of TLS 1.3 says up to its Finished. */
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

/** The same of TLS 1.2, up to its last message. */
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

/** Extensions that a client ignores where they answer nothing. */
function unknownExtensions(count: number): Buffer {
  return Buffer.concat(Array<Buffer>(count).fill(extension(0x7f7f, Buffer.alloc(0))));
}

/** A CertificateRequest of TLS 1.3 with so many unknown extensions. */
export function certificateRequest(count: number): Field {
  const schemes = extension(13, sized(u16(0x0403)));
  return Buffer.concat([Buffer.from("h3\x0d\0"), sized(Buffer.concat([schemes, unknownExtensions(count)]))]);
}

/** A ticket of TLS 1.3 with so many unknown extensions. */
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

/** What these events have a server of TLS 1.3 say, as bytes: records, messages, certificates. */
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

const data = (mode: string, text: string) => `p${mode}\x17${text}`;
const REQUEST12 = Buffer.from("h0\x0d\x01\x40\0\x02\x04\x03\0\0", "latin1");
const REQUEST13 = certificateRequest(0);
const TICKET = ticket(0);
const INTERMEDIATE = fakeCertificate({
  subject: "CN=Middle",
  extensions: [authority(0), keyUsage(0x06), nameConstraints(["DNS:web"], ["DNS:other", "dir:CN=x"])],
});
const CHAIN = [fakeCertificate({ issuer: "CN=Middle" }), INTERMEDIATE];
const ROOT = Buffer.concat([Buffer.from("G"), fakeRoot()]);
const TRUSTED: Field[] = ["ahttps://web/", "r10.0.0.1", DATE, ROOT];
const INSECURE: Field[] = ["a-k", "ahttps://10.0.0.1/"];
const REDIRECT = "HTTP/1.1 302 X\r\nLocation: https://web/x\r\n\r\n";

function wholeChecks(): Field[][] {
  const keys = Object.keys(KEYS);
  return [
    ...keys.map((key) => [...TRUSTED, ...flight13({ key }), data("3", OK), "p3\x15\x01\0"]),
    ...keys
      .filter((key) => key !== "pss")
      .map((key) => {
        const suite = key === "rsa" ? 0xc02f : 0xc02b;
        return [...TRUSTED, ...flight12({ key, suite }), data("g", OK), "pg\x15\x01\0"];
      }),
    [...TRUSTED, ...flight12({ suite: 0xcca9 }), data("2", OK)],
    [...TRUSTED, ...flight12({ suite: 0xc02c, group: 0x18, more: [REQUEST12] }), data("g", OK)],
    [...TRUSTED, ...flight13({ suite: 0x1302, group: 0x1d, more: [REQUEST13] }), data("3", OK)],
    [...TRUSTED, retry(0x17, Buffer.from("cookie")), ",", ...flight13({ group: 0x17 }), data("3", OK)],
    [...TRUSTED, retry(0x18), ",", ...flight13({ group: 0x18 }), data("3", OK)],
    [
      ...TRUSTED,
      ...flight13({ chain: CHAIN }),
      ",",
      TICKET,
      "h3\x18\0",
      data("3", OK.slice(0, 9)),
      data("3", OK.slice(9)),
    ],
    [...INSECURE, ...flight13(), TICKET, "*3", TICKET, data("3", OK)],
    [...INSECURE, ...flight12(), "hg\0", data("g", OK)],
    ["a-L", "a-v", ...TRUSTED, ...flight13(), ",", data("3", REDIRECT), "r10.0.0.1", ...flight12(), data("g", OK)],
    ["a-L", "ahttp://web/", "r10.0.0.1", DATE, ROOT, `d${REDIRECT}`, "r10.0.0.1", ...flight13(), data("3", OK)],
    [
      "nwget",
      "a--spider",
      ...TRUSTED,
      ...flight13(),
      ",",
      data("3", "HTTP/1.1 405 \r\n\r\n"),
      "r10.0.0.1",
      ...flight13(),
      data("3", OK),
    ],
    [
      "nsh",
      "a-c",
      "acurl -k https://web/ || curl https://web/",
      "r10.0.0.1",
      DATE,
      ROOT,
      "p0\x15\x02\x28",
      "r10.0.0.1",
      ...flight13(),
      data("3", OK),
    ],
    [...TRUSTED, "p0\x15\x02\x28"],
    [...TRUSTED, "p0\x15\x01\x5a", "*2", "p0\x15\x01\x5a", ...flight13(), "p3\x15\x02\x74"],
    [...TRUSTED, "dHTTP/1.1 400 Bad Request\r\n\r\n"],
    [...TRUSTED, "h0\x02\x03\x01"],
    [...TRUSTED, "z0\x02\x0f\x80", "*20", "z0\x0b\x02\0"],
    ["a-k", ...TRUSTED, ...flight13(), "*70", "p3\x17", data("3", OK)],
    ...[1, 2, 4, 8, 16, 32, 64, 128].map((lie) => [
      ...TRUSTED,
      `L${String.fromCharCode(lie)}`,
      ...flight13(),
      data("3", OK),
    ]),
    [
      "eSSL_CERT_DIR=/a:/b",
      "ahttps://web/",
      "r10.0.0.1",
      "E\x02",
      "Na.pem",
      "Nb.pem",
      DATE,
      ROOT,
      ...flight13(),
      data("3", OK),
    ],
    ["a--cacert", "aca.pem", ...TRUSTED, "C\x05", `F${pem(fakeRoot({ key: "rsa", signer: "rsa" }))}`, ...flight13()],
    ["a--cacert", "aca.pem", ...TRUSTED, "R\x05"],
    [
      "ahttps://[::1]/",
      DATE,
      ROOT,
      ...flight13({ chain: [fakeCertificate({ extensions: [names("IP:00000000000000000000000000000001")] })] }),
      data("3", OK),
    ],
  ];
}

function certificates(): Buffer[] {
  const keys = Object.keys(KEYS);
  return [
    ...keys.map((key) => fakeCertificate({ key, signer: key })),
    ...CHAIN,
    fakeRoot(),
    fakeCertificate({
      subject: "C=DE,O=Example,OU=Unit,CN=My Name",
      extensions: [
        names("DNS:*.example.org", "IP:fd000000000000000000000000000001", "email:a@b", "URI:x:y", "dir:CN=z"),
      ],
    }),
    fakeCertificate({ subject: "", extensions: [] }),
    // Names and constraints of every kind, for an authority's and its own at once.
    ...[
      ["email:a@example.org", "URI:a://u@example.org:1/b", "dir:C=DE,O=Example,CN=z"],
      ["email:.example.org", "URI:.example.org", "dir:c=de,O=  example"],
      ["email:example.org", "URI:example.org", "dir:"],
      ["DNS:.example.org", "IP:10.0.0.0/255.0.0.0", "DNS:"],
    ].map((bases) =>
      fakeCertificate({
        subject: "C=DE,O=Example,1.2.840.113549.1.9.1=a@example.org",
        issuer: "C=de,O= EXAMPLE ,1.2.840.113549.1.9.1=A@example.org",
        extensions: [
          names("DNS:www.example.org", "email:a@b.example.org", "URI:a://b.example.org", "dir:C=DE,O=Example,CN=z"),
          nameConstraints(bases.slice(0, 2), bases.slice(2)),
        ],
      }),
    ),
  ];
}

export function tlsSeeds(): Field[][] {
  const flights = wholeChecks();
  const text = pem(fakeRoot());
  return [
    ...flights.map((fields) => ["T", ...fields]),
    ...flights.slice(0, 8).map((fields) => ["U", ...fields]),
    ...certificates().map((it) => ["X", it, "www.example.org"]),
    ["P", `Fcomment\n${text}\r\n${text.replaceAll("\n", "\r\n")}`],
    [
      "P",
      `F${text.replace("=", "==").replace("BEGIN", "BEGIN TRUSTED")}-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----`,
    ],
    ["P", "F-----BEGIN X509 CERTIFICATE-----\nQUJD REVG\n-----END X509 CERTIFICATE-----\n", "R\x05"],
    ...Object.keys(KEYS).map((key) => [
      ...["V", "web", DATE, Buffer.concat([Buffer.from("G"), fakeRoot({ key, signer: key })])],
      Buffer.concat([Buffer.from("s"), fakeCertificate({ signer: key })]),
    ]),
    ["V", "elsewhere", DATE, ROOT, Buffer.concat([Buffer.from("s"), fakeCertificate()])],
    ["V", "web", DATE, ROOT, ...CHAIN.map((it) => Buffer.concat([Buffer.from("s"), it]))],
    [
      "V",
      "10.0.0.1",
      DATE,
      Buffer.concat([Buffer.from("G"), fakeCertificate()]),
      Buffer.concat([Buffer.from("s"), fakeCertificate()]),
    ],
    ["V", "web", DATE, ROOT, ROOT, Buffer.concat([Buffer.from("s"), fakeCertificate({ issuer: "CN=X" })])],
  ];
}

/** Elements and extensions that may stand anywhere, for the dictionary: as they are in an input. */
export const TLS_TOKENS: Uint8Array[] = [
  ...[names("DNS:web"), names("DNS:*.web"), noAuthority(), authority(), keyUsage(0x80), purposes(SERVER)],
  ...[oid(`${RSA}.10`), oid(`${RSA}.11`), oid(`${EC}.4.3.2`), oid("1.3.101.112"), integer(1), NULL],
  ...[der(0x17, Buffer.from("260101000000Z")), der(0x18, Buffer.from("20500101000000Z"))],
  ...["-----BEGIN CERTIFICATE-----\n", "\n-----END CERTIFICATE-----\n"].map((text) => Buffer.from(text)),
];

/** An input of harness.ts: the letter of what is used, and fields of any bytes. */
export function inputOf([kind = "", ...fields]: Field[]): Buffer {
  const parts = fields.flatMap((field, i) => (i > 0 ? [Buffer.of(0xff), escaped(field)] : [escaped(field)]));
  return Buffer.concat([escaped(kind), ...parts]);
}

/** Without the byte that separates fields. */
export function escaped(field: Field): Buffer {
  const bytes = Buffer.from(field as string, "latin1");
  return Buffer.from([...bytes].flatMap((byte) => (byte < 0xfe ? [byte] : [0xfe, byte - 0xfe])));
}
