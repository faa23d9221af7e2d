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
import { added, doubled, lengths, typed, value, without } from "./mutations";
import {
  BAD_KEY,
  BAD_PROOF,
  DIFFERS,
  HEALTHY,
  ILLEGAL,
  type MessageRow,
  MISPLACED,
  MISSING,
  type Scenario,
  UNEXPECTED,
} from "./row";
import { each, ordered, rowsOf, UNKNOWN } from "./rows";

const VERSION = "TLS 1.3";

function serverHello(): MessageRow[] {
  return rowsOf({
    version: VERSION,
    message: "ServerHello",
    mutations: (parts) => [
      ...hello(parts),
      without(parts, "extensions.key_share", MISSING),
      without(parts, "extensions.supported_versions", MISSING),
      value(parts, "version", "TLS 1.3", [3, 4]),
      value(parts, "session", "another one", [32, ...Array(32).fill(7)]),
      value(parts, "suite", "not offered", [0x13, 5]),
      value(parts, "suite", "one of TLS 1.2", [0xc0, 0x2b]),
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
      // Then it is a ServerHello of TLS 1.2.
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
  return rowsOf({
    version: VERSION,
    message: "HelloRetryRequest",
    scenario: BOTH,
    mutations: (parts) => [
      ...hello(parts),
      without(parts, "extensions.supported_versions", MISSING),
      value(parts, "session", "another one", [32, ...Array(32).fill(7)]),
      value(parts, "suite", "not offered", [0x13, 5]),
      value(parts, "extensions.key_share.group", "the one that was there", [0, 29]),
      value(parts, "extensions.key_share.group", "not offered", [0, 26]),
      value(parts, "extensions.key_share.group", "none", [0, 0]),
      value(parts, "extensions.supported_versions.version", "TLS 1.2", [3, 3]),
    ],
    outcomes: {
      ...each(ILLEGAL, "session: empty", "session: its last byte left out"),
      "extensions: empty": MISSING,
      // This is only another cookie.
      ...each(HEALTHY, "extensions.cookie.value: its last byte left out", "extensions.cookie.value: a byte more in it"),
    },
    curlDiffers: {
      ...each(DIFFERS.unknown, ...UNKNOWN),
      ...each(DIFFERS.go, "extensions.cookie.value: empty", "no supported_versions"),
    },
  });
}

function encryptedExtensions(): MessageRow[] {
  return rowsOf({
    version: VERSION,
    message: "EncryptedExtensions",
    mutations: (parts) => [
      ...lengths(parts),
      ...added(parts, "extensions"),
      ...doubled(parts, "extensions"),
      otherProtocol(parts),
      without(parts, "extensions.server_name", HEALTHY),
      without(parts, "extensions.supported_groups", HEALTHY),
      without(parts, "extensions.protocols", HEALTHY),
    ],
    outcomes: {
      ...EXTENSION_OUTCOMES,
      "extensions: empty": HEALTHY,
    },
    curlDiffers: each(DIFFERS.unknown, ...UNKNOWN),
  });
}

function certificateRequest(): MessageRow[] {
  const known = ["status_request", "signed_certificate_timestamp", "certificate_authorities"];
  return rowsOf({
    version: VERSION,
    message: "CertificateRequest",
    scenario: REQUEST,
    mutations: (parts) => [
      ...lengths(parts),
      ...added(parts, "extensions", known, true),
      ...doubled(parts, "extensions"),
      without(parts, "extensions.signature_algorithms", MISSING),
    ],
    outcomes: { "context: a byte in it": ILLEGAL, "extensions: empty": MISSING },
    curlDiffers: { "context: a byte in it": DIFFERS.go },
  });
}

function certificates(): MessageRow[] {
  return certificate(VERSION, {
    mutations: (parts) => added(parts, "certificates.extensions 1"),
    outcomes: { "context: a byte in it": ILLEGAL },
    curlDiffers: each(DIFFERS.unknown, ...UNKNOWN),
  });
}

function proofs(): MessageRow[] {
  return rowsOf({
    version: VERSION,
    message: "CertificateVerify",
    mutations: (parts) => [
      ...lengths(parts),
      ...proof(parts),
      value(parts, "scheme", "of another curve", [5, 3], BAD_PROOF),
    ],
    outcomes: badProofs("signature"),
  });
}

const TICKET: Scenario = { hasTicket: true };

function tickets(): MessageRow[] {
  return rowsOf({
    version: VERSION,
    message: "NewSessionTicket",
    scenario: TICKET,
    mutations: (parts) => [
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
  return rowsOf({
    version: VERSION,
    message: "KeyUpdate",
    scenario: TICKET,
    mutations: (parts) => [...lengths(parts), value(parts, "request", "2", [2])],
  });
}

function order(): MessageRow[] {
  const flight = ["EncryptedExtensions", "CertificateRequest", "Certificate", "CertificateVerify", "Finished"];
  return [
    ...misordered(VERSION, flight, "ServerHello", "Finished"),
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
  ...usual(VERSION),
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
  ...certificates(),
  ...proofs(),
  ...finished(VERSION, 32),
  ...tickets(),
  ...keyUpdates(),
  ...order(),
];
