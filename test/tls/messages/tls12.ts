import {
  badProofs,
  certificate,
  EXTENSION_OUTCOMES,
  finished,
  hello,
  misordered,
  otherProtocol,
  proof,
  REQUEST,
  usual,
} from "./both";
import { lengths, typed, value, without } from "./mutations";
import { BAD_KEY, BAD_PROOF, DIFFERS, HEALTHY, type MessageRow, type Outcome, RENEGOTIATION, UNEXPECTED } from "./row";
import { each, ordered, rowsOf, UNKNOWN } from "./rows";

const VERSION = "TLS 1.2";

function version(words: string): Outcome {
  return { words: `the peer speaks ${words} alone, wanted TLS 1.2 or 1.3`, alert: 70 };
}

function serverHello(): MessageRow[] {
  return rowsOf({
    version: VERSION,
    message: "ServerHello",
    mutations: (parts) =>
      [
        ...hello(parts),
        value(parts, "version", "SSL 3.0", [3, 0], version("SSL 3.0")),
        value(parts, "version", "TLS 1.1", [3, 2], version("TLS 1.1")),
        value(parts, "version", "another one", [0x7f, 0x1c], version("another version")),
        value(
          parts,
          "random",
          "of a server that knows TLS 1.3",
          Buffer.concat([Buffer.alloc(24, 7), Buffer.from("DOWNGRD\x01")]),
        ),
        value(
          parts,
          "random",
          "of a server that knows TLS 1.2",
          Buffer.concat([Buffer.alloc(24, 7), Buffer.from("DOWNGRD\0")]),
        ),
        value(parts, "suite", "not offered", [0xc0, 0x13]),
        value(parts, "suite", "one of TLS 1.3", [0x13, 1]),
        otherProtocol(parts),
        value(parts, "extensions.ec_point_formats.formats.format", "compressed", [1]),
        value(parts, "extensions.renegotiation_info.connection", "of another handshake", [3, 1, 2, 3], RENEGOTIATION),
        typed(1, UNEXPECTED),
        typed(11, UNEXPECTED),
      ].filter((it) => it.name !== "extensions: empty"),
    outcomes: {
      // A server may give the session any name: that alone does not resume another one.
      ...each(HEALTHY, "session: a byte in it", "extensions.ec_point_formats.formats: a byte more in it"),
      ...EXTENSION_OUTCOMES,
      "extensions.renegotiation_info.connection: a byte in it": RENEGOTIATION,
    },
    curlDiffers: {
      ...each(DIFFERS.unknown, ...UNKNOWN),
      "encrypt_then_mac added": DIFFERS.offered,
      ...each(
        DIFFERS.go,
        "extensions.extended_master_secret: a byte in it",
        "extensions.ec_point_formats.formats.format: compressed",
      ),
    },
  });
}

/** Why curl refuses what we accept. */
const OLD = "OpenSSL 3 refuses servers that do not know RFC 5746; Go accepts them, and a check renegotiates nothing";

function passingServerHellos(): MessageRow[] {
  const names = ["server_name", "supported_groups", "protocols", "ec_point_formats", "renegotiation_info"];
  return [
    ...rowsOf({
      version: VERSION,
      message: "ServerHello",
      mutations: (parts) => [
        ...names.map((name) => without(parts, `extensions.${name}`, HEALTHY)),
        value(parts, "session", "of 32 bytes", [32, ...Array(32).fill(7)], HEALTHY),
        value(parts, "extensions.ec_point_formats.formats.format", "all of them", [0, 1, 2], HEALTHY),
      ],
      curlDiffers: { "no renegotiation_info": OLD },
    }),
    ...rowsOf({
      version: VERSION,
      message: "ServerHello",
      scenario: { isExtended: false },
      mutations: (parts) => [
        without(parts, "extensions.extended_master_secret", HEALTHY),
        without(parts, "extensions", HEALTHY),
        value(parts, "extensions", "of no bytes", [0, 0], HEALTHY),
      ],
      curlDiffers: each(OLD, "no extensions", "extensions: of no bytes"),
    }),
  ];
}

function keyExchange(): MessageRow[] {
  return rowsOf({
    version: VERSION,
    message: "ServerKeyExchange",
    mutations: (parts) => [
      ...lengths(parts),
      value(parts, "curve type", "explicit prime", [1]),
      value(parts, "group", "not offered", [0, 25]),
      value(parts, "group", "none", [0, 0]),
      value(parts, "point.bytes", "another one", Buffer.alloc(32, 9), BAD_PROOF),
      ...proof(parts),
    ],
    outcomes: badProofs("point", "signature"),
  });
}

function certificateRequest(): MessageRow[] {
  return rowsOf({
    version: VERSION,
    message: "CertificateRequest",
    scenario: REQUEST,
    mutations: lengths,
    outcomes: each(HEALTHY, "types: a byte more in it"),
    curlDiffers: each(DIFFERS.go, "types: empty", "types: its last byte left out"),
  });
}

function done(): MessageRow[] {
  return rowsOf({ version: VERSION, message: "ServerHelloDone", mutations: lengths });
}

function order(): MessageRow[] {
  const flight = ["ServerHello", "Certificate", "ServerKeyExchange", "CertificateRequest", "ServerHelloDone"];
  const tickets = (names: string[]) => [...names.slice(0, -1), "NewSessionTicket", ...names.slice(-1)];
  return [
    ...misordered(VERSION, flight, "Finished", "ServerHelloDone"),
    ordered(VERSION, "a ticket that was not asked for", { order: tickets }, UNEXPECTED),
  ];
}

/** Whole handshakes. */
const whole: MessageRow[] = [
  ...usual(VERSION),
  ordered(VERSION, "a HelloRequest before the ServerHello", { order: (names) => ["HelloRequest", ...names] }),
  ordered(VERSION, "a HelloRequest before each message", {
    order: (names) => names.flatMap((it) => ["HelloRequest", it]),
  }),
  ordered(
    VERSION,
    "HelloRequests without end",
    { order: (names) => [...Array(17).fill("HelloRequest"), ...names] },
    {
      words: "malformed TLS: records that say nothing",
      alert: 10,
    },
    false,
    DIFFERS.flood,
  ),
  ordered(VERSION, "a key of zeros, well signed", { point: Buffer.alloc(32) }, BAD_KEY, false),
  ordered(VERSION, "a key of 31 bytes, well signed", { point: Buffer.alloc(31, 9) }, BAD_KEY, false),
  ordered(VERSION, "a key of 33 bytes, well signed", { point: Buffer.alloc(33, 9) }, BAD_KEY, false),
  ordered(VERSION, "a key of no bytes, well signed", { point: Buffer.alloc(0) }, BAD_KEY, false),
];

export const tls12: MessageRow[] = [
  ...whole,
  ...passingServerHellos(),
  ...serverHello(),
  ...certificate(VERSION),
  ...keyExchange(),
  ...certificateRequest(),
  ...done(),
  ...finished(VERSION, 12, [typed(14, UNEXPECTED)]),
  ...order(),
];
