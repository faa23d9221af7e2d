import { added, doubled, lengths, typed, value, without } from "./mutations";
import {
  BAD_CERTIFICATE,
  BAD_FINISHED,
  BAD_KEY,
  BAD_PROOF,
  DIFFERS,
  HEALTHY,
  ILLEGAL,
  MALFORMED,
  type MessageRow,
  MISPLACED,
  MISSING,
  NO_CERTIFICATE,
  picked,
  type Scenario,
  UNEXPECTED,
} from "./row";
import { each, GROUPS, GROUPS_LENGTHS, ordered, rowsOf, sample, UNKNOWN } from "./rows";

const VERSION = "TLS 1.3";

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
      without(parts, "extensions.key_share", MISSING),
      without(parts, "extensions.supported_versions", MISSING),
      value(parts, "version", "TLS 1.3", [3, 4]),
      value(parts, "session", "33 bytes", [33, ...Array(33).fill(7)], MALFORMED),
      value(parts, "session", "another one", [32, ...Array(32).fill(7)]),
      value(parts, "suite", "not offered", [0x13, 5]),
      value(parts, "suite", "one of TLS 1.2", [0xc0, 0x2b]),
      value(parts, "compression", "another one", [1]),
      value(parts, "extensions.supported_versions.version", "TLS 1.4", [3, 5]),
      value(parts, "extensions.supported_versions.version", "TLS 1.2", [3, 3]),
      value(parts, "extensions.key_share.group", "not offered", [0, 25]),
      value(parts, "extensions.key_share.group", "offered, without a key", [0, 23]),
      value(parts, "extensions.key_share.group", "none", [0, 0]),
      value(parts, "extensions.key_share.key.bytes", "zeros", Buffer.alloc(32), BAD_KEY),
      typed(1, UNEXPECTED),
      typed(8, UNEXPECTED),
    ],
    outcomes: {
      // Then it is one of TLS 1.2.
      ...each(MISPLACED, "no supported_versions"),
      ...each(ILLEGAL, "extensions: empty", "session: empty", "session: its last byte left out"),
      ...each(
        BAD_KEY,
        ...["empty", "its last byte left out", "a byte more in it"].map((it) => `extensions.key_share.key: ${it}`),
      ),
    },
    curlDiffers: { ...each(DIFFERS.unknown, ...UNKNOWN), "version: TLS 1.3": DIFFERS.go },
  });
}

const BOTH: Scenario = { retry: ["key_share", "cookie"] };

function retryRequests(): MessageRow[] {
  const parts = sample(VERSION, "HelloRetryRequest", BOTH);
  return rowsOf({
    version: VERSION,
    message: "HelloRetryRequest",
    isProtected: false,
    scenario: BOTH,
    mutations: [
      ...lengths(parts),
      ...added(parts, "extensions"),
      ...doubled(parts, "extensions"),
      without(parts, "extensions.supported_versions", MISSING),
      value(parts, "session", "33 bytes", [33, ...Array(33).fill(7)], MALFORMED),
      value(parts, "session", "another one", [32, ...Array(32).fill(7)]),
      value(parts, "suite", "not offered", [0x13, 5]),
      value(parts, "compression", "another one", [1]),
      value(parts, "extensions.key_share.group", "the one that was there", [0, 29]),
      value(parts, "extensions.key_share.group", "not offered", [0, 26]),
      value(parts, "extensions.key_share.group", "none", [0, 0]),
      value(parts, "extensions.supported_versions.version", "TLS 1.2", [3, 3]),
    ],
    outcomes: {
      ...each(ILLEGAL, "session: empty", "session: its last byte left out"),
      "extensions: empty": MISSING,
      // Another cookie.
      ...each(HEALTHY, "extensions.cookie.value: its last byte left out", "extensions.cookie.value: a byte more in it"),
    },
    curlDiffers: {
      ...each(DIFFERS.unknown, ...UNKNOWN),
      ...each(DIFFERS.go, "extensions.cookie.value: empty", "no supported_versions"),
    },
  });
}

function encryptedExtensions(): MessageRow[] {
  const parts = sample(VERSION, "EncryptedExtensions");
  return rowsOf({
    version: VERSION,
    message: "EncryptedExtensions",
    isProtected: true,
    mutations: [
      ...lengths(parts),
      ...added(parts, "extensions"),
      ...doubled(parts, "extensions"),
      value(
        parts,
        "extensions.protocols.list.protocol.name",
        "not offered",
        Buffer.from("spdy/3.1"),
        picked("spdy/3.1"),
      ),
      without(parts, "extensions.server_name", HEALTHY),
      without(parts, "extensions.supported_groups", HEALTHY),
      without(parts, "extensions.protocols", HEALTHY),
    ],
    outcomes: {
      ...each(HEALTHY, "extensions: empty", ...GROUPS, ...GROUPS_LENGTHS),
      "extensions.protocols.list.protocol: its last byte left out": picked("http/1."),
      "extensions.protocols.list.protocol: a byte more in it": picked("http/1.1\\x00"),
    },
    curlDiffers: each(DIFFERS.unknown, ...UNKNOWN),
  });
}

const REQUEST: Scenario = { hasRequest: true };

function certificateRequest(): MessageRow[] {
  const parts = sample(VERSION, "CertificateRequest");
  const known = ["status_request", "signed_certificate_timestamp", "certificate_authorities"];
  return rowsOf({
    version: VERSION,
    message: "CertificateRequest",
    isProtected: true,
    scenario: REQUEST,
    mutations: [
      ...lengths(parts),
      ...added(parts, "extensions", known, true),
      ...doubled(parts, "extensions"),
      without(parts, "extensions.signature_algorithms", MISSING),
    ],
    outcomes: { "context: a byte in it": ILLEGAL, "extensions: empty": MISSING },
    curlDiffers: { "context: a byte in it": DIFFERS.go },
  });
}

function certificate(): MessageRow[] {
  const parts = sample(VERSION, "Certificate");
  return rowsOf({
    version: VERSION,
    message: "Certificate",
    isProtected: true,
    mutations: [...lengths(parts), ...added(parts, "certificates.extensions 1")],
    outcomes: {
      "context: a byte in it": ILLEGAL,
      "certificates: empty": NO_CERTIFICATE,
      ...each(
        BAD_CERTIFICATE,
        "certificates.certificate 1: its last byte left out",
        "certificates.certificate 1: a byte more in it",
      ),
    },
    curlDiffers: each(DIFFERS.unknown, ...UNKNOWN),
  });
}

function proofs(): MessageRow[] {
  const parts = sample(VERSION, "CertificateVerify");
  return rowsOf({
    version: VERSION,
    message: "CertificateVerify",
    isProtected: true,
    mutations: [
      ...lengths(parts),
      value(parts, "scheme", "of an RSA key", [8, 4], BAD_PROOF),
      value(parts, "scheme", "with SHA-1", [2, 3], BAD_PROOF),
      value(parts, "scheme", "of another curve", [5, 3], BAD_PROOF),
      value(parts, "scheme", "that nobody knows", [0x7f, 0x7f], BAD_PROOF),
      value(parts, "signature.bytes", "another one", Buffer.from("3006020101020101", "hex"), BAD_PROOF),
    ],
    outcomes: each(
      BAD_PROOF,
      ...["empty", "its last byte left out", "a byte more in it"].map((it) => `signature: ${it}`),
    ),
  });
}

function finished(): MessageRow[] {
  const parts = sample(VERSION, "Finished");
  return rowsOf({
    version: VERSION,
    message: "Finished",
    isProtected: true,
    mutations: [...lengths(parts), value(parts, "verify data", "another one", Buffer.alloc(32), BAD_FINISHED)],
    outcomes: each(BAD_FINISHED, "a byte behind it", "without its last byte", "nothing in it"),
  });
}

const TICKET: Scenario = { hasTicket: true };

function tickets(): MessageRow[] {
  const parts = sample(VERSION, "NewSessionTicket");
  return rowsOf({
    version: VERSION,
    message: "NewSessionTicket",
    isProtected: true,
    scenario: TICKET,
    mutations: [
      ...lengths(parts),
      ...added(parts, "extensions", [], true),
      ...doubled(parts, "extensions"),
      without(parts, "extensions.early_data", HEALTHY),
    ],
    outcomes: each(
      HEALTHY,
      "extensions: empty",
      "nonce: empty",
      "nonce: its last byte left out",
      "nonce: a byte more in it",
      "ticket: its last byte left out",
      "ticket: a byte more in it",
    ),
  });
}

function keyUpdates(): MessageRow[] {
  const parts = sample(VERSION, "KeyUpdate");
  return rowsOf({
    version: VERSION,
    message: "KeyUpdate",
    isProtected: true,
    scenario: TICKET,
    mutations: [...lengths(parts), value(parts, "request", "2", [2])],
  });
}

function order(): MessageRow[] {
  const flight = ["EncryptedExtensions", "CertificateRequest", "Certificate", "CertificateVerify", "Finished"];
  const rows = flight.flatMap((name, index) => {
    const next = flight[index + 1] ?? "ServerHello";
    const left = (names: string[]) => names.filter((it) => it !== name);
    const twice = (names: string[]) => names.flatMap((it) => (it === name ? [it, it] : [it]));
    const swapped = (names: string[]) => names.flatMap((it) => (it === next ? [] : it === name ? [next, it] : [it]));
    return [
      ...(name === "CertificateRequest" || name === "Finished"
        ? []
        : [ordered(VERSION, `no ${name}`, { ...REQUEST, order: left }, UNEXPECTED)]),
      ordered(VERSION, `${name} twice`, { ...REQUEST, order: twice }, UNEXPECTED),
      ordered(VERSION, `${next} before ${name}`, { ...REQUEST, order: swapped }, UNEXPECTED),
    ];
  });
  return [
    ...rows,
    ordered(
      VERSION,
      "a HelloRequest in the handshake",
      { order: (names) => ["HelloRequest", ...names] },
      UNEXPECTED,
      true,
      DIFFERS.go,
    ),
    ordered(VERSION, "a ticket in the handshake", { order: (names) => ["NewSessionTicket", ...names] }, UNEXPECTED),
    ordered(VERSION, "a KeyUpdate in the handshake", { order: (names) => ["KeyUpdate", ...names] }, UNEXPECTED),
  ];
}

/** Whole handshakes. */
const whole: MessageRow[] = [
  ordered(VERSION, "a handshake", {}),
  ordered(VERSION, "a handshake that asks for a certificate", REQUEST),
  ordered(VERSION, "a ticket, and an update of the keys", TICKET),
  ordered(VERSION, "HelloRetryRequest for a key", { retry: ["key_share"] }),
  ordered(VERSION, "HelloRetryRequest with a cookie", { retry: ["cookie"] }),
  ordered(VERSION, "HelloRetryRequest with a cookie and for a key", { retry: ["cookie", "key_share"] }),
  ordered(VERSION, "HelloRetryRequest for a key and with a cookie", BOTH),
  ordered(VERSION, "HelloRetryRequest for nothing", { retry: [] }, ILLEGAL, false),
];

export const tls13: MessageRow[] = [
  ...whole,
  ...serverHello(),
  ...retryRequests(),
  ...encryptedExtensions(),
  ...certificateRequest(),
  ...certificate(),
  ...proofs(),
  ...finished(),
  ...tickets(),
  ...keyUpdates(),
  ...order(),
];
