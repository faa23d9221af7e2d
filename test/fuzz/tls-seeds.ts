/** What the fuzzer starts from for TLS: whole checks, certificates, files. */
import {
  authority,
  der,
  integer,
  keyUsage,
  NULL,
  nameConstraints,
  names,
  noAuthority,
  oid,
  pem,
  purposes,
  SERVER,
} from "../core/certificate-der.ts";
import { EC, fakeCertificate, fakeRoot, KEYS, RSA } from "./tls/fake-certificates.ts";
import { certificateRequest, DATE, flight12, flight13, OK, retry, ticket } from "./tls/fake-server.ts";
import type { Field } from "./tls/input.ts";

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
    // Names and constraints of every kind in one certificate.
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

/** Elements and extensions for the dictionary. */
export const TLS_TOKENS: Uint8Array[] = [
  ...[names("DNS:web"), names("DNS:*.web"), noAuthority(), authority(), keyUsage(0x80), purposes(SERVER)],
  ...[oid(`${RSA}.10`), oid(`${RSA}.11`), oid(`${EC}.4.3.2`), oid("1.3.101.112"), integer(1), NULL],
  ...[der(0x17, Buffer.from("260101000000Z")), der(0x18, Buffer.from("20500101000000Z"))],
  ...["-----BEGIN CERTIFICATE-----\n", "\n-----END CERTIFICATE-----\n"].map((text) => Buffer.from(text)),
];
