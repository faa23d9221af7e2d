/** Messages, fields and orders that TLS 1.2 and TLS 1.3 have in common. */
import { added, doubled, lengths, type Mutation, value } from "./mutations";
import {
  BAD_CERTIFICATE,
  BAD_FINISHED,
  BAD_PROOF,
  HEALTHY,
  MALFORMED,
  type MessageRow,
  NO_CERTIFICATE,
  type Outcome,
  picked,
  type Scenario,
  UNEXPECTED,
} from "./row";
import { each, GROUPS, GROUPS_LENGTHS, type Group, ordered, rowsOf, type Version } from "./rows";
import type { Part } from "./structure";

export const REQUEST: Scenario = { hasRequest: true };

/** Handshakes without a change. */
export function usual(version: Version): MessageRow[] {
  return [ordered(version, "a handshake", {}), ordered(version, "a handshake that asks for a certificate", REQUEST)];
}

/** Mutations of a ServerHello and of a HelloRetryRequest. */
export function hello(parts: Part[]): Mutation[] {
  return [
    ...lengths(parts),
    ...added(parts, "extensions"),
    ...doubled(parts, "extensions"),
    value(parts, "session", "33 bytes", [33, ...Array(33).fill(7)], MALFORMED),
    value(parts, "compression", "another one", [1]),
  ];
}

/** A protocol that was not offered: extension application_layer_protocol_negotiation. */
export function otherProtocol(parts: Part[]): Mutation {
  return value(
    parts,
    "extensions.protocols.list.protocol.name",
    "not offered",
    Buffer.from("spdy/3.1"),
    picked("spdy/3.1"),
  );
}

/** The outcomes for extensions that stand in the ServerHello of TLS 1.2, in the EncryptedExtensions of TLS 1.3. */
export const EXTENSION_OUTCOMES: Record<string, Outcome> = {
  ...each(HEALTHY, ...GROUPS, ...GROUPS_LENGTHS),
  "extensions.protocols.list.protocol: its last byte left out": picked("http/1."),
  "extensions.protocols.list.protocol: a byte more in it": picked("http/1.1\\x00"),
};

/** @param own what only this version has */
export function certificate(
  version: Version,
  own: Partial<Pick<Group, "outcomes" | "curlDiffers">> & { mutations?: (parts: Part[]) => Mutation[] } = {},
): MessageRow[] {
  return rowsOf({
    version,
    message: "Certificate",
    mutations: (parts) => [...lengths(parts), ...(own.mutations?.(parts) ?? [])],
    outcomes: {
      "certificates: empty": NO_CERTIFICATE,
      ...each(
        BAD_CERTIFICATE,
        "certificates.certificate 1: its last byte left out",
        "certificates.certificate 1: a byte more in it",
      ),
      ...own.outcomes,
    },
    ...(own.curlDiffers === undefined ? {} : { curlDiffers: own.curlDiffers }),
  });
}

/** Mutations of a signature and its scheme. */
export function proof(parts: Part[]): Mutation[] {
  return [
    value(parts, "scheme", "of an RSA key", [8, 4], BAD_PROOF),
    value(parts, "scheme", "with SHA-1", [2, 3], BAD_PROOF),
    value(parts, "scheme", "that nobody knows", [0x7f, 0x7f], BAD_PROOF),
    value(parts, "signature.bytes", "another one", Buffer.from("3006020101020101", "hex"), BAD_PROOF),
  ];
}

/** The outcomes for these vectors, which are signed or are the signature. */
export function badProofs(...vectors: string[]): Record<string, Outcome> {
  return each(
    BAD_PROOF,
    ...["empty", "its last byte left out", "a byte more in it"].flatMap((it) =>
      vectors.map((name) => `${name}: ${it}`),
    ),
  );
}

/** @param length of the verify data, in bytes */
export function finished(version: Version, length: number, more: Mutation[] = []): MessageRow[] {
  return rowsOf({
    version,
    message: "Finished",
    mutations: (parts) => [
      ...lengths(parts),
      value(parts, "verify data", "another one", Buffer.alloc(length), BAD_FINISHED),
      ...more,
    ],
    outcomes: each(BAD_FINISHED, "a byte behind it", "without its last byte", "nothing in it"),
  });
}

/**
 * Flights in which a message is missing, comes twice, or comes late.
 * @param flight the messages, in their order
 * @param next the message that follows them
 * @param last the message without which the handshake waits, so that it is not left out
 */
export function misordered(version: Version, flight: string[], next: string, last: string): MessageRow[] {
  return flight.flatMap((name, index) => {
    const follower = flight[index + 1] ?? next;
    const left = (names: string[]) => names.filter((it) => it !== name);
    const twice = (names: string[]) => names.flatMap((it) => (it === name ? [it, it] : [it]));
    const swapped = (names: string[]) =>
      names.flatMap((it) => (it === follower ? [] : it === name ? [follower, it] : [it]));
    return [
      // A server need not ask for a certificate.
      ...(name === "CertificateRequest" || name === last
        ? []
        : [ordered(version, `no ${name}`, { ...REQUEST, order: left }, UNEXPECTED)]),
      ordered(version, `${name} twice`, { ...REQUEST, order: twice }, UNEXPECTED),
      ordered(version, `${follower} before ${name}`, { ...REQUEST, order: swapped }, UNEXPECTED),
    ];
  });
}
