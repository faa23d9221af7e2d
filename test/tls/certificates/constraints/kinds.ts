import type { CertificateRow } from "../row";
import { address, directory, ediParty, email, forbids, GERMAN, other, permits, registered, uri } from "./limits";

// Every kind of name: permitted and excluded, inside and outside of the subtree.

/** A base, and names of its kind inside and outside of its subtree. */
interface Kind {
  kind: string;
  base: Buffer;
  inside: [name: string, der: Buffer][];
  outside: [name: string, der: Buffer][];
}

const mails = (...texts: string[]): [string, Buffer][] => texts.map((it) => [it, email(it)]);
const uris = (...texts: string[]): [string, Buffer][] => texts.map((it) => [it, uri(it)]);

const KINDS: Kind[] = [
  {
    kind: "the e-mail host example.org",
    base: email("example.org"),
    inside: mails("root@example.org", "root@EXAMPLE.Org", "a.b+c@example.org", '"a@b"@example.org'),
    outside: mails("root@example.com", "root@mail.example.org", "root@notexample.org", "root@example.or", "root@"),
  },
  {
    kind: "the e-mail domain .example.org",
    base: email(".example.org"),
    inside: mails("root@mail.example.org", "root@a.b.EXAMPLE.org"),
    outside: mails("root@example.org", "root@notexample.org", "root@example.org.com"),
  },
  {
    kind: "the mailbox root@example.org",
    base: email("root@example.org"),
    inside: mails("root@example.org", "root@EXAMPLE.ORG"),
    outside: mails("Root@example.org", "toor@example.org", "roots@example.org", "root@mail.example.org"),
  },
  {
    kind: "the e-mail host @example.org",
    base: email("@example.org"),
    inside: mails("root@example.org"),
    outside: mails("root@example.com"),
  },
  {
    kind: "the URI host example.org",
    base: uri("example.org"),
    inside: uris("spiffe://example.org/ns/a", "https://EXAMPLE.org:8443/a", "https://example.org"),
    outside: uris(
      "spiffe://example.com/ns/a",
      "https://www.example.org/",
      "https://example.org.com/",
      "https://xample.org/",
    ),
  },
  {
    kind: "the URI domain .example.org",
    base: uri(".example.org"),
    inside: uris("spiffe://a.example.org/ns", "https://a.b.EXAMPLE.org:1/"),
    outside: uris("https://example.org/", "https://notexample.org/", "https://a.example.com/.example.org"),
  },
  {
    kind: "the directory C=DE, O=Example",
    base: directory(...GERMAN),
    inside: [
      ["the same", directory(...GERMAN)],
      ["one below", directory(...GERMAN, ["CN", "utf8", "a"])],
      ["other case", directory(["C", "printable", "de"], ["O", "utf8", "EXAMPLE"], ["CN", "utf8", "a"])],
      ["other strings", directory(["C", "utf8", "DE"], ["O", "printable", "Example"])],
      ["a BMPString", directory(["C", "printable", "DE"], ["O", "bmp", "Example"])],
      ["more spaces", directory(["C", "printable", "DE"], ["O", "utf8", "  Example "])],
    ],
    outside: [
      ["another", directory(["C", "printable", "DE"], ["O", "utf8", "Other"])],
      ["the one above", directory(["C", "printable", "DE"])],
      ["one that begins alike", directory(["C", "printable", "DE"], ["O", "utf8", "Example GmbH"])],
      ["the same in another order", directory(["O", "utf8", "Example"], ["C", "printable", "DE"])],
      ["another type", directory(["C", "printable", "DE"], ["CN", "utf8", "Example"])],
      ["one more in a set", directory(["C", "printable", "DE"], [...GERMAN.slice(1), ["CN", "utf8", "a"]])],
    ],
  },
  {
    kind: "10.0.0.0/8",
    base: address("0a000000ff000000"),
    inside: [["10.1.2.3", address("0a010203")]],
    outside: [
      ["11.1.2.3", address("0b010203")],
      ["::ffff:10.1.2.3", address("00000000000000000000ffff0a010203")],
    ],
  },
  {
    kind: "fd00::/8",
    base: address(`fd${"00".repeat(15)}ff${"00".repeat(15)}`),
    inside: [["fd00::1", address(`fd${"00".repeat(14)}01`)]],
    outside: [
      ["fe00::1", address(`fe${"00".repeat(14)}01`)],
      ["253.0.0.1", address("fd000001")],
    ],
  },
];

/** Each of them permitted, excluded, and both. */
const EACH: CertificateRow[] = KINDS.flatMap(({ kind, base, inside, outside }) => [
  ...inside.flatMap(([name, it]) => [
    permits(`${kind} permitted: ${name}`, { permitted: [base], names: [it] }),
    forbids(`${kind} excluded: ${name}`, { excluded: [base], names: [it] }),
    forbids(`${kind} permitted and excluded: ${name}`, { permitted: [base], excluded: [base], names: [it] }),
  ]),
  ...outside.flatMap(([name, it]) => [
    forbids(`${kind} permitted: ${name}, outside`, { permitted: [base], names: [it] }),
    permits(`${kind} excluded: ${name}, outside`, { excluded: [base], names: [it] }),
    forbids(`${kind} permitted: one inside, and ${name}`, {
      permitted: [base],
      names: [...inside.slice(0, 1).map(([, first]) => first), it],
    }),
  ]),
  permits(`${kind} permitted: no such name`, { permitted: [base] }),
]);

/** Names that cannot be compared with a base of their kind: rejected on both sides. */
const INCOMPARABLE: [name: string, base: Buffer, names: Buffer[]][] = [
  ["an e-mail without @", email("example.org"), [email("example.org")]],
  ["an empty e-mail", email("example.org"), [email("")]],
  ["a registeredID", registered("2a03"), [registered("2a03")]],
  ["another registeredID", registered("2a03"), [registered("2a04")]],
  ["an otherName", other(3, "a"), [other(3, "a")]],
  ["an ediPartyName", ediParty("a"), [ediParty("a")]],
  ["a URI without a scheme", uri("example.org"), [uri("example.org/a")]],
  ["a URI without a host", uri("example.org"), [uri("urn:example:a")]],
  ["a URI with an empty host", uri("example.org"), [uri("file:///a")]],
  ["an empty URI", uri("example.org"), [uri("")]],
  ["an address of 3 bytes", address("0a000000ff000000"), [address("0a0102")]],
  ["an address, the base of 7 bytes", address("0a000000ff0000"), [address("0a010203")]],
];

const NEITHER = INCOMPARABLE.flatMap(([name, base, names]) => [
  forbids(`${name}, permitted`, { permitted: [base], names }),
  forbids(`${name}, excluded`, { excluded: [base], names }),
]);

export const kinds: CertificateRow[] = [...EACH, ...NEITHER];
