import { createHash } from "node:crypto";
import {
  AttributeTypeAndValue,
  AttributeValue,
  anyExtendedKeyUsage,
  GeneralName,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_kp_clientAuth,
  id_kp_serverAuth,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
} from "@peculiar/asn1-x509";
import {
  adding,
  altered,
  authorityKeyIdentifier,
  basicConstraints,
  type Certificate,
  certificate,
  der,
  extendedKeyUsage,
  generalName,
  hex,
  inDays,
  type Key,
  keyOf,
  keyUsage,
  nameConstraints,
  nameOf,
  pem,
  raw,
  replacing,
  san,
  subjectKeyIdentifier,
  type Wish,
  without,
} from "./authority";

/** What the server presents, and what the client is given. */
export interface Setup {
  chain: Certificate[];
  /** The key that the server signs with; that of the first certificate where nothing is said. */
  key?: Key;
  /** What is in the file of --cacert; null for no such option. */
  trust: string | Buffer | null;
  /** More files, by name, in the folder of the row. */
  files?: Record<string, string>;
}

/** What a host may lack: IPv6, or authorities of the system. */
export type Need = "IPv6" | "a system bundle";

/** A row of the table. `{folder}` and `{port}` may stand in arguments, variables and words. */
export interface CertificateRow {
  name: string;
  /** Made when the row runs: some keys take seconds. */
  setup(): Setup;
  /** What the URL has for a host. */
  host: string;
  args: string[];
  env: Record<string, string>;
  /** What curl is given in place of `args` and `env`; null where it has nothing like it. */
  curl: { args?: string[]; env?: Record<string, string> } | null;
  /** Refused with these words behind the target, or as a whole where they begin with `healthcheck:`; null where accepted. */
  words: string | null;
  /** Presented by a server of our own, since Node's would not load it. */
  raw: boolean;
  /** Why curl judges otherwise. */
  curlDiffers?: string;
  needs: Need[];
}

type More = Partial<Omit<CertificateRow, "name" | "setup" | "words">>;

function accepted(name: string, setup: () => Setup, more: More = {}): CertificateRow {
  const usual = { host: "localhost", args: [], env: {}, raw: false };
  const needs: Need[] = more.host?.startsWith("[") ? ["IPv6"] : [];
  return { name, setup, words: null, curl: { args: more.args ?? [], env: more.env ?? {} }, ...usual, needs, ...more };
}

function refused(name: string, words: string, setup: () => Setup, more: More = {}): CertificateRow {
  return { ...accepted(name, setup, more), words };
}

// Who there is. Keys are told apart by their number: 0 is the leaf's.

const ROOT = certificate({ ca: true, key: keyOf("p256", 1) });
const INTERMEDIATE = authority("Test Intermediate", 2, ROOT);
const SECOND = authority("Second Intermediate", 3, INTERMEDIATE);
const STRANGER = authority("My CA", 4);
const LEAF = leaf();

/** An authority with a key of its own. */
function authority(cn: string, number: number, issuer?: Certificate, wish: Wish = {}): Certificate {
  return certificate({
    ca: true,
    cn,
    key: keyOf("p256", number),
    ...(issuer === undefined ? {} : { issuer }),
    ...wish,
  });
}

/** A leaf for localhost, from the root, but for what is wished. */
function leaf(wish: Wish = {}): Certificate {
  return certificate({ issuer: ROOT, names: ["localhost"], ...wish });
}

/** Key identifiers of the own key and the issuer's, by their numbers. */
function identified(own: number, issuer = own): Wish {
  return {
    extensions: adding(subjectKeyIdentifier(keyOf("p256", own)), authorityKeyIdentifier(keyOf("p256", issuer))),
  };
}

/** A leaf that is shown alone, with the root trusted. */
function shown(wish: Wish): () => Setup {
  return () => ({ chain: [leaf(wish)], trust: ROOT.pem });
}

/** These names in a leaf. */
function named(...names: string[]): () => Setup {
  return shown({ names });
}

/** A leaf from an intermediate that is so, both shown. */
function below(wish: Wish, leafWish: Wish = {}): () => Setup {
  return () => {
    const issuer = authority("Test Intermediate", 2, ROOT, wish);
    return { chain: [leaf({ issuer, ...leafWish }), issuer], trust: ROOT.pem };
  };
}

/** A leaf from a root that is so, which is trusted. */
function trusting(wish: Wish, leafWish: Wish = {}): () => Setup {
  return () => {
    const root = certificate({ ca: true, key: keyOf("p256", 1), ...wish });
    return { chain: [leaf({ issuer: root, ...leafWish })], trust: root.pem };
  };
}

/** A right leaf, and this for the CA file. */
function trustFile(content: string | Buffer): () => Setup {
  return () => ({ chain: [LEAF], trust: content });
}

const ANOTHER =
  "certificate is not signed by the authority that is trusted here (CN=Test Root), but by another of that name";
const ONE_OF_A_NAME = "OpenSSL looks at one certificate of a name, if key identifiers do not tell them apart";

const day = (days: number) => inDays(days).toISOString().slice(0, 10);

const chains: CertificateRow[] = [
  accepted("a private authority", () => ({ chain: [LEAF], trust: ROOT.pem })),
  accepted("an intermediate that the server sends", below({})),
  accepted("an intermediate in the CA file", () => ({
    chain: [leaf({ issuer: INTERMEDIATE })],
    trust: INTERMEDIATE.pem + ROOT.pem,
  })),
  accepted("two intermediates, both sent", () => ({
    chain: [leaf({ issuer: SECOND }), SECOND, INTERMEDIATE],
    trust: ROOT.pem,
  })),
  accepted("two intermediates, one sent and one in the CA file", () => ({
    chain: [leaf({ issuer: SECOND }), SECOND],
    trust: ROOT.pem + INTERMEDIATE.pem,
  })),
  accepted("an intermediate alone is trusted", () => ({
    chain: [leaf({ issuer: INTERMEDIATE })],
    trust: INTERMEDIATE.pem,
  })),
  accepted("an intermediate alone is trusted, and sent too", () => ({
    chain: [leaf({ issuer: INTERMEDIATE }), INTERMEDIATE],
    trust: INTERMEDIATE.pem,
  })),
  accepted("a self-signed leaf that is trusted", () => {
    const self = certificate({ cn: "self", names: ["localhost"] });
    return { chain: [self], trust: self.pem };
  }),
  accepted("a self-signed authority that serves itself and is trusted", () => {
    const flags = KeyUsageFlags.keyCertSign | KeyUsageFlags.digitalSignature;
    const self = certificate({ ca: true, extensions: replacing(keyUsage(flags), san(generalName("localhost"))) });
    return { chain: [self], trust: self.pem };
  }),
  accepted("a leaf that is trusted, its authority unknown", () => {
    const lone = leaf({ issuer: STRANGER });
    return { chain: [lone], trust: lone.pem };
  }),
  accepted("the root is sent too", () => ({ chain: [LEAF, ROOT], trust: ROOT.pem })),
  accepted("the chain in no order", () => ({
    chain: [leaf({ issuer: SECOND }), INTERMEDIATE, SECOND],
    trust: ROOT.pem,
  })),
  accepted("certificates in the chain that nobody needs", () => ({
    chain: [leaf({ issuer: INTERMEDIATE }), STRANGER, INTERMEDIATE, LEAF, SECOND],
    trust: ROOT.pem,
  })),
  accepted("every certificate of the chain twice", () => ({
    chain: [leaf({ issuer: INTERMEDIATE }), INTERMEDIATE, INTERMEDIATE, ROOT, ROOT],
    trust: ROOT.pem,
  })),
  accepted(
    "an authority of the same name and another key before the right one in the CA file",
    () => ({ chain: [LEAF], trust: authority("Test Root", 5).pem + ROOT.pem }),
    { curlDiffers: ONE_OF_A_NAME },
  ),
  accepted("the same, told apart by key identifiers", () => {
    const [other, right] = [5, 1].map((number) => authority("Test Root", number, undefined, identified(number)));
    return { chain: [leaf(identified(0, 1))], trust: `${other?.pem}${right?.pem}` };
  }),
  accepted(
    "an intermediate of the same name and another key before the right one",
    () => ({
      chain: [leaf({ issuer: INTERMEDIATE }), authority("Test Intermediate", 5, ROOT), INTERMEDIATE],
      trust: ROOT.pem,
    }),
    { curlDiffers: ONE_OF_A_NAME },
  ),
  accepted("the root cross-signed by one that is not trusted", () => ({
    chain: [LEAF, authority("Test Root", 1, STRANGER)],
    trust: ROOT.pem,
  })),
  accepted(
    "an intermediate cross-signed, first by one that is not trusted",
    () => ({
      chain: [leaf({ issuer: INTERMEDIATE }), authority("Test Intermediate", 2, STRANGER), INTERMEDIATE],
      trust: ROOT.pem,
    }),
    { curlDiffers: ONE_OF_A_NAME },
  ),
  accepted("an intermediate cross-signed, first by the one that is trusted", () => ({
    chain: [leaf({ issuer: INTERMEDIATE }), INTERMEDIATE, authority("Test Intermediate", 2, STRANGER)],
    trust: ROOT.pem,
  })),
  accepted("an intermediate expired, and its successor with the same key", () => ({
    chain: [leaf({ issuer: INTERMEDIATE }), authority("Test Intermediate", 2, ROOT, { days: [-9, -2] }), INTERMEDIATE],
    trust: ROOT.pem,
  })),
  accepted("key identifiers that fit", trusting(identified(1), identified(0, 1))),
  accepted("key identifiers that do not fit, though the key does", trusting(identified(1), identified(0, 6)), {
    curlDiffers: "OpenSSL takes them for more than a hint (RFC 5280 §4.2.1.1 has them to help find a path)",
  }),
  refused(
    "an unknown authority",
    "certificate signed by an unknown authority (CN=My CA), trust that with --cacert FILE",
    () => ({
      chain: [leaf({ issuer: STRANGER })],
      trust: ROOT.pem,
    }),
  ),
  refused(
    "an unknown authority that is sent too",
    "certificate signed by an unknown authority (CN=My CA), trust that with --cacert FILE",
    () => ({ chain: [leaf({ issuer: STRANGER }), STRANGER], trust: ROOT.pem }),
  ),
  refused(
    "a missing intermediate",
    "certificate signed by an unknown authority (CN=Test Intermediate), trust that with --cacert FILE",
    () => ({ chain: [leaf({ issuer: INTERMEDIATE })], trust: ROOT.pem }),
  ),
  refused(
    "the second of two intermediates missing",
    "certificate signed by an unknown authority (CN=Test Intermediate), trust that with --cacert FILE",
    () => ({
      chain: [leaf({ issuer: SECOND }), SECOND],
      trust: ROOT.pem,
    }),
  ),
  refused(
    "a self-signed leaf that is not trusted",
    "certificate is self-signed (CN=self), trust it with --cacert FILE",
    () => ({
      chain: [certificate({ cn: "self", names: ["localhost"] })],
      trust: ROOT.pem,
    }),
  ),
  refused(
    "the system's authorities do not know ours",
    "certificate signed by an unknown authority (CN=My CA), trust that with --cacert FILE",
    () => ({
      chain: [leaf({ issuer: STRANGER })],
      trust: null,
    }),
    { needs: ["a system bundle"] },
  ),
  refused("an authority of the same name and another key", ANOTHER, () => ({
    chain: [leaf({ issuer: authority("Test Root", 5) })],
    trust: ROOT.pem,
  })),
  refused("no certificate", "certificate is malformed", () => ({ chain: [], key: keyOf("p256"), trust: ROOT.pem }), {
    raw: true,
  }),
];

const dates: CertificateRow[] = [
  accepted("valid for a few minutes", shown({ days: [-0.01, 0.01] })),
  accepted("valid until after 2050, a GeneralizedTime", shown({ days: [-1, 20_000] })),
  accepted("valid since before 2000", trusting({ days: [-15_000, 400] })),
  refused("expired", `certificate expired ${day(-2)}`, shown({ days: [-9, -2] })),
  refused("expired a minute ago", `certificate expired ${day(-1 / 1440)}`, shown({ days: [-9, -1 / 1440] })),
  refused(
    "not valid yet",
    `certificate is not valid before ${day(2)}, and the clock here says ${day(0)}`,
    shown({ days: [2, 9] }),
  ),
  refused(
    "the intermediate expired",
    `certificate of the authority CN=Test Intermediate expired ${day(-2)}`,
    below({ days: [-9, -2] }),
  ),
  refused(
    "the intermediate not valid yet",
    `certificate of the authority CN=Test Intermediate is not valid before ${day(2)}, and the clock here says ${day(0)}`,
    below({ days: [2, 9] }),
  ),
  refused(
    "the root expired",
    `certificate of the authority CN=Test Root expired ${day(-2)}`,
    trusting({ days: [-9, -2] }),
  ),
  refused(
    "the root not valid yet",
    `certificate of the authority CN=Test Root is not valid before ${day(2)}, and the clock here says ${day(0)}`,
    trusting({ days: [2, 9] }),
  ),
  refused("valid until before it is valid from", `certificate expired ${day(-9)}`, shown({ days: [-2, -9] })),
];

const NAMED = (names: string, host = "localhost") => `certificate is for ${names}, not ${host} (-k accepts any)`;
const NO_NAMES = "certificate has no subjectAltName (CN=localhost does not count), so that it names no host";

const names: CertificateRow[] = [
  accepted("the second of two names", named("example.org", "localhost")),
  accepted("a name in capitals", named("LOCALHOST")),
  accepted("a host in capitals", named("localhost"), { host: "LOCALHOST" }),
  accepted("a host with a dot at its end", named("localhost"), {
    host: "localhost.",
    // This one's own list of names that need no lookup is without the dot.
    curl: { args: ["--resolve", "localhost.:{port}:127.0.0.1"] },
  }),
  accepted("a name below localhost", named("api.localhost"), { host: "api.localhost" }),
  accepted("a wildcard", named("*.example.localhost"), { host: "api.example.localhost" }),
  accepted("a wildcard in capitals", named("*.EXAMPLE.LocalHost"), { host: "api.example.localhost" }),
  accepted("an IPv4 address", named("127.0.0.1"), { host: "127.0.0.1" }),
  accepted("an IPv4 address behind names", named("localhost", "::1", "127.0.0.1"), { host: "127.0.0.1" }),
  accepted("an IPv6 address", named("::1"), { host: "[::1]" }),
  accepted("an IPv6 address, written out", named("::1"), { host: "[0:0:0:0:0:0:0:1]" }),
  accepted("500 names, the last is ours", named(...numbered(499), "localhost")),
  accepted(
    "names of other kinds before ours",
    shown({
      extensions: replacing(
        san(
          new GeneralName({ rfc822Name: "root@example.org" }),
          new GeneralName({ uniformResourceIdentifier: "https://localhost" }),
          new GeneralName({ directoryName: nameOf("localhost") }),
          new GeneralName({ registeredID: "1.2.3" }),
          generalName("localhost"),
        ),
      ),
    }),
  ),
  accepted(
    "no subject, and critical names",
    shown({ cn: "", extensions: replacing(critical(san(generalName("localhost")))) }),
  ),
  accepted("the subject names another", shown({ cn: "example.org" })),
  refused("another name", NAMED("example.org"), named("example.org")),
  refused("another name that begins alike", NAMED("localhost.example.org"), named("localhost.example.org")),
  refused("another name that ends alike", NAMED("mylocalhost"), named("mylocalhost")),
  refused("a name below ours", NAMED("api.localhost"), named("api.localhost")),
  refused("the name above ours", NAMED("example.localhost", "api.example.localhost"), named("example.localhost"), {
    host: "api.example.localhost",
  }),
  refused(
    "a wildcard one level too high",
    NAMED("*.example.localhost", "a.b.example.localhost"),
    named("*.example.localhost"),
    { host: "a.b.example.localhost" },
  ),
  refused(
    "a wildcard for the name itself",
    NAMED("*.example.localhost", "example.localhost"),
    named("*.example.localhost"),
    { host: "example.localhost" },
  ),
  refused(
    "a wildcard within a label",
    NAMED("a*.example.localhost", "api.example.localhost"),
    named("a*.example.localhost"),
    { host: "api.example.localhost" },
  ),
  refused(
    "a wildcard in the second label",
    NAMED("api.*.localhost", "api.example.localhost"),
    named("api.*.localhost"),
    { host: "api.example.localhost" },
  ),
  refused("two wildcards", NAMED("*.*.localhost", "api.example.localhost"), named("*.*.localhost"), {
    host: "api.example.localhost",
  }),
  refused("a wildcard alone", NAMED("*"), named("*")),
  refused("a wildcard for all below a top-level name", NAMED("*.localhost", "api.localhost"), named("*.localhost"), {
    host: "api.localhost",
  }),
  refused("a wildcard of an address", NAMED("*.0.0.1", "127.0.0.1"), named("*.0.0.1"), { host: "127.0.0.1" }),
  refused("an empty label for a wildcard", NAMED(".localhost", "api.localhost"), named(".localhost"), {
    host: "api.localhost",
  }),
  refused(
    "an address as a dNSName",
    NAMED("127.0.0.1", "127.0.0.1"),
    shown({ extensions: replacing(san(new GeneralName({ dNSName: "127.0.0.1" }))) }),
    { host: "127.0.0.1" },
  ),
  refused("another address", NAMED("127.0.0.2", "127.0.0.1"), named("127.0.0.2"), { host: "127.0.0.1" }),
  refused("the name, but the host is an address", NAMED("localhost", "127.0.0.1"), named("localhost"), {
    host: "127.0.0.1",
  }),
  refused("the address, but the host is a name", NAMED("127.0.0.1"), named("127.0.0.1")),
  refused("an IPv4 address mapped to IPv6", NAMED("::ffff:127.0.0.1", "127.0.0.1"), named("::ffff:7f00:1"), {
    host: "127.0.0.1",
  }),
  refused("an IPv4 address, the host is IPv6", NAMED("127.0.0.1", "::1"), named("127.0.0.1"), { host: "[::1]" }),
  refused("the common name alone", NO_NAMES, shown({ cn: "localhost", names: undefined as never }), {
    curlDiffers: "falls back on the common name where there is no subjectAltName",
  }),
  refused(
    "the address as the common name alone",
    "certificate has no subjectAltName (CN=127.0.0.1 does not count), so that it names no host",
    shown({ cn: "127.0.0.1", names: undefined as never }),
    {
      host: "127.0.0.1",
      curlDiffers: "falls back on the common name where there is no subjectAltName",
    },
  ),
  refused("the common name, and other names", NAMED("example.org"), shown({ cn: "localhost", names: ["example.org"] })),
  refused(
    "the name as another kind of name",
    NAMED("no host"),
    shown({
      extensions: replacing(
        san(new GeneralName({ rfc822Name: "localhost" }), new GeneralName({ uniformResourceIdentifier: "localhost" })),
      ),
    }),
  ),
  refused(
    "no name in the subjectAltName",
    NAMED("no host"),
    shown({ extensions: replacing(raw(id_ce_subjectAltName, false, der(0x30))) }),
  ),
  refused("a NUL byte in a name", NAMED("localhost\\x00.example.org"), named("localhost\0.example.org")),
  refused("a NUL byte behind a name", NAMED("localhost\\x00"), named("localhost\0")),
  refused("an empty name", NAMED(""), named("")),
  refused("a space behind a name", NAMED("localhost "), named("localhost ")),
  refused("a dot behind the certificate's name", NAMED("localhost."), named("localhost."), {
    curlDiffers: "passes over it, though a dNSName has none (RFC 5280 §4.2.1.6)",
  }),
  refused(
    "an address of three bytes",
    NAMED("no host", "127.0.0.1"),
    shown({ extensions: replacing(raw(id_ce_subjectAltName, false, der(0x30, der(0x87, hex("7f0000"))))) }),
    { host: "127.0.0.1" },
  ),
];

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `host-${index}.example.org`);
}

/** The same extension, critical. */
function critical(of: ReturnType<typeof san>): ReturnType<typeof san> {
  of.critical = true;
  return of;
}

const NOT_AUTHORITY = (cn: string) =>
  `certificate of the authority CN=${cn} is not one of an authority, which may sign others`;
const CONSTRAINED = "certificate of the authority CN=Test Intermediate does not permit the names in those below it";
const CLIENTS = "certificate is not for servers (its key usage forbids it)";

const rules: CertificateRow[] = [
  accepted("no extension but the names", shown({ extensions: without(id_ce_keyUsage, id_ce_extKeyUsage) })),
  accepted("an intermediate without a key usage", below({ extensions: without(id_ce_keyUsage) })),
  accepted("basicConstraints that are not critical", below({ extensions: replacing(basicConstraints(true, false)) })),
  accepted("basicConstraints in a leaf", shown({ extensions: adding(basicConstraints(false)) })),
  accepted(
    "for servers and clients",
    shown({ extensions: replacing(extendedKeyUsage(id_kp_clientAuth, id_kp_serverAuth)) }),
  ),
  refused(
    "for any purpose, which is not this one",
    CLIENTS,
    shown({ extensions: replacing(extendedKeyUsage(anyExtendedKeyUsage)) }),
  ),
  ...["keyEncipherment", "keyAgreement"].map((usage) =>
    accepted(
      `a key usage of ${usage} alone, as old authorities have it`,
      shown({
        extensions: replacing(keyUsage(KeyUsageFlags[usage as keyof typeof KeyUsageFlags])),
      }),
    ),
  ),
  accepted("an intermediate for servers", below({ extensions: adding(extendedKeyUsage(id_kp_serverAuth)) })),
  accepted("a path just as long as allowed", () => {
    const first = authority("Test Intermediate", 2, ROOT, { ca: 1 });
    const second = authority("Second Intermediate", 3, first, { ca: 0 });
    return { chain: [leaf({ issuer: second }), second, first], trust: ROOT.pem };
  }),
  accepted("an intermediate that has issued itself a new key does not count for the path's length", () => {
    // By its names alone it would look as if it had signed itself.
    const first = authority("Test Intermediate", 2, ROOT, { ca: 0, ...identified(2, 1) });
    const renewed = authority("Test Intermediate", 3, first, { ca: 0, ...identified(3, 2) });
    return { chain: [leaf({ issuer: renewed, ...identified(0, 3) }), renewed, first], trust: ROOT.pem };
  }),
  accepted("an extension that nobody knows", shown({ extensions: adding(raw("1.2.3.4", false, hex("0500"))) })),
  accepted("names that are permitted", below({ extensions: adding(nameConstraints(["localhost"])) })),
  accepted(
    "names below those that are permitted",
    below({ extensions: adding(nameConstraints(["localhost"])) }, { names: ["api.localhost"] }),
    { host: "api.localhost" },
  ),
  accepted(
    "an address that is permitted",
    below({ extensions: adding(nameConstraints(["127.0.0.0/255.0.0.0"])) }, { names: ["127.0.0.1"] }),
    { host: "127.0.0.1" },
  ),
  accepted(
    "other names are excluded",
    below({ extensions: adding(nameConstraints([], ["example.org", "10.0.0.0/255.0.0.0"])) }),
  ),
  accepted(
    "constraints for a kind of name that the certificate has none of",
    below({ extensions: adding(nameConstraints(["10.0.0.0/255.0.0.0"])) }),
  ),
  accepted("a root of version 1", trusting({ version: 0 })),
  accepted(
    "a root without basicConstraints, but with a key usage",
    trusting({ extensions: without(id_ce_basicConstraints) }),
  ),
  accepted("a serial number of 0", shown({ fields: (it) => swapped(it, serialOf(it), hex("020100")) })),
  accepted("a path length of the root that is kept", () => {
    const root = authority("Test Root", 1, undefined, { ca: 1 });
    return { chain: [leaf({ issuer: INTERMEDIATE }), INTERMEDIATE], trust: root.pem };
  }),
  refused(
    "an intermediate without basicConstraints",
    NOT_AUTHORITY("Test Intermediate"),
    below({ extensions: without(id_ce_basicConstraints) }),
  ),
  refused(
    "an intermediate that is none by basicConstraints",
    NOT_AUTHORITY("Test Intermediate"),
    below({ extensions: replacing(basicConstraints(false)) }),
  ),
  refused(
    "an intermediate that may not sign certificates",
    NOT_AUTHORITY("Test Intermediate"),
    below({ extensions: replacing(keyUsage(KeyUsageFlags.cRLSign)) }),
  ),
  refused("an intermediate of version 1", NOT_AUTHORITY("Test Intermediate"), below({ version: 0 })),
  refused("a leaf that signs a leaf", NOT_AUTHORITY("other"), () => {
    const issuer = leaf({ cn: "other", names: ["example.org"], key: keyOf("p256", 6) });
    return { chain: [leaf({ issuer }), issuer], trust: ROOT.pem };
  }),
  refused("a leaf that is trusted signs a leaf", NOT_AUTHORITY("other"), () => {
    const issuer = certificate({ cn: "other", names: ["localhost"], key: keyOf("p256", 6) });
    return { chain: [leaf({ issuer })], trust: issuer.pem };
  }),
  refused(
    "a path longer than the intermediate allows",
    "certificate of the authority CN=Test Intermediate allows fewer authorities below it",
    () => {
      const first = authority("Test Intermediate", 2, ROOT, { ca: 0 });
      const second = authority("Second Intermediate", 3, first);
      return { chain: [leaf({ issuer: second }), second, first], trust: ROOT.pem };
    },
  ),
  refused(
    "a path longer than the root allows",
    "certificate of the authority CN=Test Root allows fewer authorities below it",
    () => {
      const root = authority("Test Root", 1, undefined, { ca: 0 });
      return { chain: [leaf({ issuer: INTERMEDIATE }), INTERMEDIATE], trust: root.pem };
    },
  ),
  refused("for clients alone", CLIENTS, shown({ extensions: replacing(extendedKeyUsage(id_kp_clientAuth)) })),
  refused(
    "an intermediate for clients alone",
    "certificate of the authority CN=Test Intermediate is not for servers (its key usage forbids it)",
    below({ extensions: adding(extendedKeyUsage(id_kp_clientAuth)) }),
  ),
  refused(
    "a key for certificates alone",
    CLIENTS,
    shown({ extensions: replacing(keyUsage(KeyUsageFlags.keyCertSign)) }),
  ),
  refused(
    "an extension that nobody knows, and critical",
    "certificate has a critical extension that is not supported",
    shown({ extensions: adding(raw("1.2.3.4", true, hex("0500"))) }),
  ),
  refused(
    "an intermediate with a critical extension that nobody knows",
    "certificate of the authority CN=Test Intermediate has a critical extension that is not supported",
    below({ extensions: adding(raw("1.2.3.4", true, hex("0500"))) }),
  ),
  refused("names that are not permitted", CONSTRAINED, below({ extensions: adding(nameConstraints(["example.org"])) })),
  refused(
    "names of which one is not permitted",
    CONSTRAINED,
    below({ extensions: adding(nameConstraints(["localhost"])) }, { names: ["localhost", "example.org"] }),
  ),
  refused("names that are excluded", CONSTRAINED, below({ extensions: adding(nameConstraints([], ["localhost"])) })),
  refused(
    "names below those that are excluded",
    CONSTRAINED,
    below({ extensions: adding(nameConstraints([], ["localhost"])) }, { names: ["api.localhost"] }),
    { host: "api.localhost" },
  ),
  refused(
    "names permitted and excluded",
    CONSTRAINED,
    below({ extensions: adding(nameConstraints(["localhost"], ["localhost"])) }),
  ),
  refused(
    "an address that is not permitted",
    CONSTRAINED,
    below({ extensions: adding(nameConstraints(["10.0.0.0/255.0.0.0"])) }, { names: ["127.0.0.1"] }),
    { host: "127.0.0.1" },
  ),
  refused(
    "an address that is excluded",
    CONSTRAINED,
    below({ extensions: adding(nameConstraints([], ["127.0.0.0/255.0.0.0"])) }, { names: ["127.0.0.1"] }),
    { host: "127.0.0.1" },
  ),
];

const signatures: CertificateRow[] = [
  ...(["rsa2048", "rsa3072", "rsa4096", "p256", "p384", "ed25519"] as const).flatMap((type) => [
    accepted(`a key of ${type}`, shown2({ key: type })),
    accepted(`signed with ${type}`, shown2({ authority: type })),
  ]),
  ...(["sha384", "sha512", "pss-sha256", "pss-sha384", "pss-sha512"] as const).map((signature) =>
    accepted(`signed with RSA and ${signature}`, shown2({ authority: "rsa2048", signature })),
  ),
  ...(["sha384", "sha512"] as const).map((signature) =>
    accepted(`signed with P-256 and ${signature}`, shown2({ authority: "p256", signature })),
  ),
  accepted("signed with P-384 and SHA-256", shown2({ authority: "p384", signature: "sha256" })),
  refused(
    "a key of P-521",
    "certificate has a kind of key that is not supported (wanted RSA up to 4096 bits, P-256, P-384 or Ed25519)",
    shown2({ key: "p521" }),
    { raw: true, curlDiffers: "knows P-521" },
  ),
  refused(
    "a key of P-521, of a server that looks at what the client can",
    "TLS alert: handshake failure",
    shown2({ key: "p521" }),
    { curlDiffers: "knows P-521" },
  ),
  refused(
    "signed with P-521",
    "certificate of the authority CN=Test Root has a kind of key that is not supported (wanted RSA up to 4096 bits, P-256, P-384 or Ed25519)",
    shown2({ authority: "p521" }),
    {
      curlDiffers: "knows P-521",
    },
  ),
  refused(
    "a key of RSA with 1024 bits",
    "certificate has an RSA key of less than 2048 bits",
    shown2({ key: "rsa1024" }),
  ),
  refused(
    "signed with RSA of 1024 bits",
    "certificate of the authority CN=Test Root has an RSA key of less than 2048 bits",
    shown2({ authority: "rsa1024" }),
  ),
  refused(
    "signed with SHA-1",
    "certificate is signed with SHA-1 or MD5, which can be forged",
    shown2({ authority: "rsa2048", signature: "sha1" }),
  ),
  refused(
    "an intermediate signed with SHA-1",
    "certificate of the authority CN=Test Intermediate is signed with SHA-1 or MD5, which can be forged",
    below({ signature: "sha1" }),
  ),
  accepted("a root signed with SHA-1 by itself, which nobody has to believe", trusting({ signature: "sha1" })),
  refused("a wrong signature", ANOTHER, shown({ signed: (it) => flipped(it, it.length - 1) })),
  refused("a wrong signature of an intermediate", ANOTHER, below({ signed: (it) => flipped(it, it.length - 1) })),
  refused("a name that was changed after it was signed", ANOTHER, () => ({
    chain: [
      altered(leaf({ names: ["localhose"] }), (it) => swapped(it, Buffer.from("localhose"), Buffer.from("localhost"))),
    ],
    trust: ROOT.pem,
  })),
  refused("an empty signature", ANOTHER, shown({ signed: () => Buffer.alloc(0) })),
  refused(
    "two kinds of signature named",
    "certificate is malformed",
    shown({ fields: (it) => swapped(it, hex("06082a8648ce3d040302"), hex("06082a8648ce3d040303")) }),
  ),
  refused(
    "a server that has not the key",
    "the peer has not the key of its certificate",
    () => ({ chain: [LEAF], key: keyOf("p256", 6), trust: ROOT.pem }),
    { raw: true },
  ),
];

/** A leaf with this key, from a root with that key. */
function shown2(which: { key?: Key["type"]; authority?: Key["type"]; signature?: Wish["signature"] }): () => Setup {
  return () => {
    const root = certificate({ ca: true, key: keyOf(which.authority ?? "p256", 1) });
    const signature = which.signature === undefined ? {} : { signature: which.signature };
    return { chain: [leaf({ key: keyOf(which.key ?? "p256"), issuer: root, ...signature })], trust: root.pem };
  };
}

const MALFORMED = "certificate is malformed";

/** A leaf whose fields are changed and then signed, so that only their form is wrong. */
function malformed(name: string, fields: (it: Buffer) => Buffer, more: More = {}): CertificateRow {
  return refused(`malformed: ${name}`, MALFORMED, shown({ fields }), { raw: true, ...more });
}

/** A leaf that is changed as a whole. */
function broken(name: string, change: (it: Buffer) => Buffer, more: More = {}): CertificateRow {
  return refused(`malformed: ${name}`, MALFORMED, () => ({ chain: [altered(LEAF, change)], trust: ROOT.pem }), {
    raw: true,
    ...more,
  });
}

/** A leaf with an extension that has this content. */
function badExtension(name: string, id: string, content: string, more: More = {}): CertificateRow {
  return refused(`malformed: ${name}`, MALFORMED, shown({ extensions: replacing(raw(id, false, hex(content))) }), {
    raw: true,
    ...more,
  });
}

const LOOSE = "OpenSSL reads more than DER";

const malformeds: CertificateRow[] = [
  broken("nothing", () => Buffer.alloc(0)),
  broken("one byte", () => hex("30")),
  broken("an empty sequence", () => hex("3000")),
  broken("the last byte missing", (it) => it.subarray(0, -1)),
  broken("the second half missing", (it) => it.subarray(0, it.length / 2)),
  broken("a byte too much", (it) => Buffer.concat([it, hex("00")])),
  broken("an indefinite length", (it) => Buffer.concat([hex("3080"), it.subarray(4), hex("0000")]), {
    curlDiffers: LOOSE,
  }),
  broken("a length of 4 GiB", (it) => Buffer.concat([hex("3084ffffffff"), it.subarray(4)])),
  broken("a length of 9 bytes", (it) => Buffer.concat([hex("3089010000000000000000"), it.subarray(4)])),
  broken("another tag", (it) => Buffer.concat([hex("31"), it.subarray(1)])),
  broken("a length with a zero before it", (it) => Buffer.concat([hex("308300"), it.subarray(2)]), {
    curlDiffers: LOOSE,
  }),
  malformed("version 4", (it) => swapped(it, hex("a003020102"), hex("a003020103")), { curlDiffers: LOOSE }),
  accepted("a serial number of no bytes", shown({ fields: (it) => swapped(it, serialOf(it), hex("0200")) }), {
    raw: true,
    curlDiffers: "reads it, while nothing depends on it here",
  }),
  malformed("a date without seconds", (it) => otherDate(it, hex("170b" + text("2001010000Z")))),
  malformed("a date with a zone", (it) => otherDate(it, hex("1711" + text("200101000000+0000")))),
  malformed("a date of letters", (it) => otherDate(it, hex("170d" + text("abcdefghijklZ")))),
  malformed("a 13th month", (it) => otherDate(it, hex("170d" + text("201301000000Z")))),
  malformed("a GeneralizedTime with a fraction", (it) => otherDate(it, hex("1812" + text("20200101000000.25Z")))),
  refused(
    "a point that is not on the curve",
    "the peer has not the key of its certificate",
    shown({ fields: (it) => swapped(it, keyOf("p256").spki.subarray(-32), Buffer.alloc(32, 7)) }),
    { raw: true },
  ),
  malformed("a key of no bytes", (it) =>
    swapped(it, keyOf("p256").spki, hex("3017301306072a8648ce3d020106082a8648ce3d0301070300")),
  ),
  badExtension("names that are no sequence", id_ce_subjectAltName, "0500"),
  badExtension("names cut off", id_ce_subjectAltName, "300b82096c6f63616c"),
  badExtension("a byte behind the names", id_ce_subjectAltName, "300b82096c6f63616c686f737400", { curlDiffers: LOOSE }),
  badExtension("basicConstraints cut off", id_ce_basicConstraints, "30030101"),
  badExtension("a key usage that is no bit string", id_ce_keyUsage, "0500"),
  badExtension("an extended key usage that is none", id_ce_extKeyUsage, "3003020101"),
  refused("malformed: names twice", MALFORMED, shown({ extensions: adding(san(generalName("localhost"))) }), {
    raw: true,
  }),
  // RFC 5280 §4.2 forbids it, and nobody looks.
  accepted(
    "an extension twice that nobody knows",
    shown({ extensions: adding(raw("1.2.3.4", false, hex("0500")), raw("1.2.3.4", false, hex("0500"))) }),
    { raw: true },
  ),
  refused(
    "a leaf of version 1",
    "certificate has no subjectAltName (CN=localhost does not count), so that it names no host",
    shown({ cn: "localhost", version: 0 }),
    {
      curlDiffers: "falls back on the common name where there is no subjectAltName",
    },
  ),
];

function text(of: string): string {
  return Buffer.from(of).toString("hex");
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}

/** The bytes with the first occurrence of some exchanged; lengths around them are put right where they are DER. */
function swapped(bytes: Buffer, from: Buffer, to: Buffer): Buffer {
  const at = bytes.indexOf(from);
  if (at < 0) throw new Error("nothing to exchange");
  const other = Buffer.concat([bytes.subarray(0, at), to, bytes.subarray(at + from.length)]);
  // The outermost length is all that a change of length needs in the places where it is made here.
  return from.length === to.length ? other : der(0x30, other.subarray(4));
}

/** The serial number, tag and length included. */
function serialOf(fields: Buffer): Buffer {
  return fields.subarray(9, 9 + 18);
}

/** Puts this in the place of notBefore. */
function otherDate(fields: Buffer, time: Buffer): Buffer {
  const at = fields.indexOf(hex("301e170d"));
  const validity = fields.subarray(at, at + 32);
  return swapped(fields, validity, der(0x30, time, validity.subarray(17)));
}

const files: CertificateRow[] = [
  accepted("lines that end in CR LF", trustFile(ROOT.pem.replaceAll("\n", "\r\n"))),
  accepted("no line feed at the end", trustFile(ROOT.pem.trimEnd())),
  accepted(
    "text before, between and behind",
    trustFile(`Issuer: CN=x\n${STRANGER.pem}\nText, -----\n${ROOT.pem}\nMore.`),
  ),
  accepted(
    "PEM of other kinds before it",
    trustFile(pem("EC PARAMETERS", hex("06082a8648ce3d030107")) + ROOT.keyPem + ROOT.pem),
  ),
  accepted("the right one is the last of 200", trustFile(STRANGER.pem.repeat(199) + ROOT.pem)),
  accepted("the right one is the first of 200", trustFile(ROOT.pem + STRANGER.pem.repeat(199))),
  accepted("the same one twice", trustFile(ROOT.pem + ROOT.pem)),
  accepted("a UTF-8 byte order mark", trustFile(`\ufeff${ROOT.pem}`)),
  accepted(
    "base64 in one line",
    trustFile(`-----BEGIN CERTIFICATE-----\n${ROOT.der.toString("base64")}\n-----END CERTIFICATE-----\n`),
  ),
  accepted("spaces behind the lines", trustFile(ROOT.pem.replaceAll("\n", "  \n"))),
  accepted(
    "an expired authority beside the right one",
    trustFile(authority("Old", 5, undefined, { days: [-9, -2] }).pem + ROOT.pem),
  ),
  refused(
    "an empty CA file",
    "no certificate in {folder}/ca.pem, wanted PEM: -----BEGIN CERTIFICATE-----",
    trustFile(""),
  ),
  refused(
    "a CA file of text",
    "no certificate in {folder}/ca.pem, wanted PEM: -----BEGIN CERTIFICATE-----",
    trustFile("hello\n"),
  ),
  refused(
    "a CA file of DER",
    "no certificate in {folder}/ca.pem, wanted PEM: -----BEGIN CERTIFICATE-----",
    trustFile(ROOT.der),
  ),
  refused(
    "a CA file of a key alone",
    "no certificate in {folder}/ca.pem, wanted PEM: -----BEGIN CERTIFICATE-----",
    trustFile(ROOT.keyPem),
  ),
  refused(
    "a CA file that ends within a certificate",
    "a broken certificate in {folder}/ca.pem",
    trustFile(ROOT.pem.slice(0, 200)),
  ),
  refused(
    "a CA file with letters that are not base64",
    "a broken certificate in {folder}/ca.pem",
    trustFile(ROOT.pem.replace(/\n.{8}/, "\n!!!!!!!!")),
  ),
  refused(
    "a CA file with a certificate that is none",
    "a broken certificate in {folder}/ca.pem",
    trustFile(pem("CERTIFICATE", hex("30030101ff"))),
  ),
  refused(
    "a CA file with an empty certificate",
    "a broken certificate in {folder}/ca.pem",
    trustFile(pem("CERTIFICATE", Buffer.alloc(0))),
  ),
  refused(
    "a CA file with a certificate cut off, well encoded",
    "a broken certificate in {folder}/ca.pem",
    trustFile(pem("CERTIFICATE", ROOT.der.subarray(0, -5))),
  ),
  refused("a CA file that is not there", "cannot read /nonexistent: no such file", noFile, {
    args: ["--cacert", "/nonexistent"],
  }),
  refused("a CA file that is a folder", "cannot read {folder}: is a directory", noFile, {
    args: ["--cacert", "{folder}"],
  }),
  accepted("SSL_CERT_FILE", noOption, { env: { SSL_CERT_FILE: "{folder}/root.pem" } }),
  accepted("HEALTHCHECK_CACERT", noOption, {
    env: { HEALTHCHECK_CACERT: "{folder}/root.pem" },
    curl: { env: { CURL_CA_BUNDLE: "{folder}/root.pem" } },
  }),
  accepted("HEALTHCHECK_CACERT before SSL_CERT_FILE", noOption, {
    env: { HEALTHCHECK_CACERT: "{folder}/root.pem", SSL_CERT_FILE: "{folder}/stranger.pem" },
    curl: { env: { CURL_CA_BUNDLE: "{folder}/root.pem", SSL_CERT_FILE: "{folder}/stranger.pem" } },
  }),
  accepted("--cacert before both", () => ({ ...noOption(), trust: ROOT.pem }), {
    env: { HEALTHCHECK_CACERT: "/nonexistent", SSL_CERT_FILE: "/nonexistent" },
    curl: { env: { CURL_CA_BUNDLE: "/nonexistent", SSL_CERT_FILE: "/nonexistent" } },
  }),
  accepted("empty variables are none", () => ({ ...noOption(), trust: ROOT.pem }), {
    env: { HEALTHCHECK_CACERT: "", SSL_CERT_FILE: "" },
  }),
  accepted("SSL_CERT_DIR", noOption, { env: { SSL_CERT_DIR: "{folder}" } }),
  refused(
    "SSL_CERT_FILE of another authority",
    "certificate signed by an unknown authority (CN=Test Root), trust that with --cacert FILE",
    noOption,
    {
      env: { SSL_CERT_FILE: "{folder}/stranger.pem" },
    },
  ),
  refused("SSL_CERT_FILE that is not there", "cannot read /nonexistent: no such file", noOption, {
    env: { SSL_CERT_FILE: "/nonexistent" },
  }),
  refused("HEALTHCHECK_CACERT that is not there", "cannot read /nonexistent: no such file", noOption, {
    env: { HEALTHCHECK_CACERT: "/nonexistent" },
    curl: { env: { CURL_CA_BUNDLE: "/nonexistent" } },
  }),
];

/** Files for variables to name. By OpenSSL's name for it, the root is found in a folder. */
function noOption(): Setup {
  return {
    chain: [LEAF],
    trust: null,
    files: { "root.pem": ROOT.pem, "stranger.pem": STRANGER.pem, [hashName("Test Root")]: ROOT.pem },
  };
}

function noFile(): Setup {
  return { chain: [LEAF], trust: null };
}

/** The name that OpenSSL looks for in a folder: of the subject in its canonical form (x509_name_canon), the first 4 bytes of SHA-1. */
function hashName(cn: string): string {
  const attribute = der(0x30, hex("0603550403"), der(0x0c, Buffer.from(cn.toLowerCase())));
  const hash = createHash("sha1").update(der(0x31, attribute)).digest();
  return `${hash.readUInt32LE(0).toString(16).padStart(8, "0")}.0`;
}

/** Accepted with -k, whatever is wrong with it. */
function insecure(row: CertificateRow, more: More = {}): CertificateRow {
  return { ...row, name: `-k: ${row.name}`, words: null, args: ["-k"], curl: { args: ["-k"] }, ...more };
}

const SWITCHES = { on: ["1", "true", "yes", "on", "YES"], off: ["0", "false", "no", "off", "Off", ""] };

const withoutVerification: CertificateRow[] = [
  ...[...chains, ...dates, ...names, ...rules, ...signatures, ...malformeds].flatMap((row) => {
    const which: Record<string, More> = {
      "an unknown authority": {},
      "a self-signed leaf that is not trusted": {},
      expired: {},
      "not valid yet": {},
      "another name": {},
      "another address": {},
      "the common name alone": {},
      "an intermediate without basicConstraints": {},
      "for clients alone": {},
      "an extension that nobody knows, and critical": {},
      "names that are excluded": {},
      "signed with SHA-1": {},
      "a wrong signature": {},
      "malformed: names twice": {},
      "malformed: a date of letters": {},
    };
    return which[row.name] === undefined ? [] : [insecure(withoutDifference(row), which[row.name])];
  }),
  insecure(refused("the CA file is not read", "", noFile), {
    args: ["-k", "--cacert", "/nonexistent"],
    curl: { args: ["-k"] },
  }),
  accepted("-k: a server that has not the key", () => ({ chain: [LEAF], key: keyOf("p256", 6), trust: null }), {
    raw: true,
    args: ["-k"],
    curlDiffers: "wants proof of the key, though anybody could have made the certificate",
  }),
  refused("-k: no certificate", "certificate is malformed", () => ({ chain: [], key: keyOf("p256"), trust: null }), {
    raw: true,
    args: ["-k"],
  }),
  ...SWITCHES.on.map((value) =>
    accepted(`HEALTHCHECK_INSECURE=${value}`, unknown, {
      env: { HEALTHCHECK_INSECURE: value },
      curl: { args: ["-k"] },
    }),
  ),
  ...SWITCHES.off.map((value) =>
    refused(
      `HEALTHCHECK_INSECURE=${value}`,
      "certificate signed by an unknown authority (CN=My CA), trust that with --cacert FILE",
      unknown,
      {
        env: { HEALTHCHECK_INSECURE: value },
        curl: {},
      },
    ),
  ),
  ...["2", "maybe", "y", " 1", "true "].map((value) =>
    refused(
      `HEALTHCHECK_INSECURE=${value}`,
      `healthcheck: HEALTHCHECK_INSECURE: "${value}" is none of 1, true, yes, on, 0, false, no, off`,
      unknown,
      {
        env: { HEALTHCHECK_INSECURE: value },
        curl: null,
      },
    ),
  ),
];

function unknown(): Setup {
  return { chain: [leaf({ issuer: STRANGER })], trust: ROOT.pem };
}

function withoutDifference({ curlDiffers: _, ...row }: CertificateRow): CertificateRow {
  return row;
}

// Names of authorities that are written in two ways (RFC 5280 §7.1).
const PRINTABLE = new Name([
  new RelativeDistinguishedName([
    new AttributeTypeAndValue({ type: "2.5.4.3", value: new AttributeValue({ printableString: "Test Root" }) }),
  ]),
]);

const ANY_STRING = "compares names as RFC 5280 §7.1 has it, where we compare bytes";

const odd: CertificateRow[] = [
  refused(
    "the authority's name in another kind of string",
    "certificate signed by an unknown authority (CN=Test Root), trust that with --cacert FILE",
    shown({ claims: PRINTABLE }),
    { curlDiffers: ANY_STRING },
  ),
  refused(
    "the authority's name in other case",
    "certificate signed by an unknown authority (CN=TEST root), trust that with --cacert FILE",
    shown({ claims: nameOf("TEST root") }),
    { curlDiffers: ANY_STRING },
  ),
];

/** The table, by subject. */
export const certificates: Record<string, CertificateRow[]> = {
  chains,
  dates,
  names,
  rules,
  signatures,
  malformed: malformeds,
  "the CA file": files,
  odd,
  "without verification": withoutVerification,
};
