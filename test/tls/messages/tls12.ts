import { added, doubled, lengths, typed, value, without } from "./mutations";
import {
  BAD_CERTIFICATE,
  BAD_FINISHED,
  BAD_KEY,
  BAD_PROOF,
  DIFFERS,
  HEALTHY,
  MALFORMED,
  type MessageRow,
  NO_CERTIFICATE,
  type Outcome,
  picked,
  RENEGOTIATION,
  type Scenario,
  UNEXPECTED,
} from "./row";
import { each, GROUPS, GROUPS_LENGTHS, ordered, rowsOf, sample, UNKNOWN } from "./rows";

const VERSION = "TLS 1.2";

function version(words: string): Outcome {
  return { words: `the peer speaks ${words} alone, wanted TLS 1.2 or 1.3`, alert: 70 };
}

function serverHello(): MessageRow[] {
  const parts = sample(VERSION, "ServerHello");
  return rowsOf({
    version: VERSION,
    message: "ServerHello",
    isProtected: false,
    mutations: [
      ...lengths(parts),
      ...added(parts, "extensions"),
      ...doubled(parts, "extensions"),
      value(parts, "version", "SSL 3.0", [3, 0], version("SSL 3.0")),
      value(parts, "version", "TLS 1.1", [3, 2], version("TLS 1.1")),
      value(parts, "version", "another one", [0x7f, 0x1c], version("another version")),
      value(parts, "session", "33 bytes", [33, ...Array(33).fill(7)], MALFORMED),
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
      value(parts, "compression", "another one", [1]),
      value(
        parts,
        "extensions.protocols.list.protocol.name",
        "not offered",
        Buffer.from("spdy/3.1"),
        picked("spdy/3.1"),
      ),
      value(parts, "extensions.ec_point_formats.formats.format", "compressed", [1]),
      value(parts, "extensions.renegotiation_info.connection", "of another handshake", [3, 1, 2, 3], RENEGOTIATION),
      typed(1, UNEXPECTED),
      typed(11, UNEXPECTED),
    ].filter((it) => it.name !== "extensions: empty"),
    outcomes: {
      // A session of any length may be named: that it is resumed is not said by it alone.
      ...each(HEALTHY, "session: a byte in it", "extensions.ec_point_formats.formats: a byte more in it"),
      ...each(HEALTHY, ...GROUPS, ...GROUPS_LENGTHS),
      "extensions.protocols.list.protocol: its last byte left out": picked("http/1."),
      "extensions.protocols.list.protocol: a byte more in it": picked("http/1.1\\x00"),
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

/** Why curl refuses what is accepted here. */
const OLD = "OpenSSL 3 refuses servers that do not know RFC 5746; Go accepts them, and a check renegotiates nothing";

function passingServerHellos(): MessageRow[] {
  const parts = sample(VERSION, "ServerHello");
  const names = ["server_name", "supported_groups", "protocols", "ec_point_formats", "renegotiation_info"];
  return [
    ...rowsOf({
      version: VERSION,
      message: "ServerHello",
      isProtected: false,
      mutations: [
        ...names.map((name) => without(parts, `extensions.${name}`, HEALTHY)),
        value(parts, "session", "of 32 bytes", [32, ...Array(32).fill(7)], HEALTHY),
        value(parts, "extensions.ec_point_formats.formats.format", "all of them", [0, 1, 2], HEALTHY),
      ],
      curlDiffers: { "no renegotiation_info": OLD },
    }),
    ...rowsOf({
      version: VERSION,
      message: "ServerHello",
      isProtected: false,
      scenario: { isExtended: false },
      mutations: [
        without(parts, "extensions.extended_master_secret", HEALTHY),
        without(parts, "extensions", HEALTHY),
        value(parts, "extensions", "of no bytes", [0, 0], HEALTHY),
      ],
      curlDiffers: each(OLD, "no extensions", "extensions: of no bytes"),
    }),
  ];
}

function certificate(): MessageRow[] {
  const parts = sample(VERSION, "Certificate");
  return rowsOf({
    version: VERSION,
    message: "Certificate",
    isProtected: false,
    mutations: lengths(parts),
    outcomes: {
      "certificates: empty": NO_CERTIFICATE,
      ...each(
        BAD_CERTIFICATE,
        "certificates.certificate 1: its last byte left out",
        "certificates.certificate 1: a byte more in it",
      ),
    },
  });
}

function keyExchange(): MessageRow[] {
  const parts = sample(VERSION, "ServerKeyExchange");
  return rowsOf({
    version: VERSION,
    message: "ServerKeyExchange",
    isProtected: false,
    mutations: [
      ...lengths(parts),
      value(parts, "curve type", "explicit prime", [1]),
      value(parts, "group", "not offered", [0, 25]),
      value(parts, "group", "none", [0, 0]),
      value(parts, "point.bytes", "another one", Buffer.alloc(32, 9), BAD_PROOF),
      value(parts, "scheme", "of an RSA key", [8, 4], BAD_PROOF),
      value(parts, "scheme", "with SHA-1", [2, 3], BAD_PROOF),
      value(parts, "scheme", "that nobody knows", [0x7f, 0x7f], BAD_PROOF),
      value(parts, "signature.bytes", "another one", Buffer.from("3006020101020101", "hex"), BAD_PROOF),
    ],
    outcomes: each(
      BAD_PROOF,
      ...["empty", "its last byte left out", "a byte more in it"].flatMap((it) => [`point: ${it}`, `signature: ${it}`]),
    ),
  });
}

const REQUEST: Scenario = { hasRequest: true };

function certificateRequest(): MessageRow[] {
  const parts = sample(VERSION, "CertificateRequest");
  return rowsOf({
    version: VERSION,
    message: "CertificateRequest",
    isProtected: false,
    scenario: REQUEST,
    mutations: lengths(parts),
    outcomes: each(HEALTHY, "types: a byte more in it"),
    curlDiffers: each(DIFFERS.go, "types: empty", "types: its last byte left out"),
  });
}

function done(): MessageRow[] {
  const parts = sample(VERSION, "ServerHelloDone");
  return rowsOf({ version: VERSION, message: "ServerHelloDone", isProtected: false, mutations: lengths(parts) });
}

function finished(): MessageRow[] {
  const parts = sample(VERSION, "Finished");
  return rowsOf({
    version: VERSION,
    message: "Finished",
    isProtected: true,
    mutations: [
      ...lengths(parts),
      value(parts, "verify data", "another one", Buffer.alloc(12), BAD_FINISHED),
      typed(14, UNEXPECTED),
    ],
    outcomes: each(BAD_FINISHED, "a byte behind it", "without its last byte", "nothing in it"),
  });
}

function order(): MessageRow[] {
  const flight = ["ServerHello", "Certificate", "ServerKeyExchange", "CertificateRequest", "ServerHelloDone"];
  const rows = flight.flatMap((name, index) => {
    const next = flight[index + 1] ?? "Finished";
    const left = (names: string[]) => names.filter((it) => it !== name);
    const twice = (names: string[]) => names.flatMap((it) => (it === name ? [it, it] : [it]));
    const swapped = (names: string[]) => names.flatMap((it) => (it === next ? [] : it === name ? [next, it] : [it]));
    return [
      ...(name === "CertificateRequest" || name === "ServerHelloDone"
        ? []
        : [ordered(VERSION, `no ${name}`, { ...REQUEST, order: left }, UNEXPECTED)]),
      ordered(VERSION, `${name} twice`, { ...REQUEST, order: twice }, UNEXPECTED),
      ordered(VERSION, `${next} before ${name}`, { ...REQUEST, order: swapped }, UNEXPECTED),
    ];
  });
  const tickets = (names: string[]) => [...names.slice(0, -1), "NewSessionTicket", ...names.slice(-1)];
  return [...rows, ordered(VERSION, "a ticket that was not asked for", { order: tickets }, UNEXPECTED)];
}

/** Whole handshakes. */
const whole: MessageRow[] = [
  ordered(VERSION, "a handshake", {}),
  ordered(VERSION, "a handshake that asks for a certificate", REQUEST),
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
  ...certificate(),
  ...keyExchange(),
  ...certificateRequest(),
  ...done(),
  ...finished(),
  ...order(),
];
