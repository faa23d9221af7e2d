import { GeneralName, id_ce_subjectAltName } from "@peculiar/asn1-x509";
import { der, generalName, hex, nameOf, raw, replacing, san } from "../authority";
import { accepted, type CertificateRow, refused } from "./row";
import { named, shown } from "./who";

const NAMED = (names: string, host = "localhost") =>
  `certificate is for ${names}, not ${host} (--resolve connects by that name, -k accepts any)`;

const NO_NAMES = "certificate has no subjectAltName, so it names no host (CN=localhost does not count)";

export const names: CertificateRow[] = [
  accepted("the second of two names", named("example.org", "localhost")),
  accepted("a name in capitals", named("LOCALHOST")),
  accepted("a host in capitals", named("localhost"), { host: "LOCALHOST" }),
  accepted("a host with a dot at its end", named("localhost"), {
    host: "localhost.",
    // It only knows the name without the dot as local.
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
  refused(
    "a name that begins with a dot, for one below it",
    NAMED(".localhost", "api.localhost"),
    named(".localhost"),
    {
      host: "api.localhost",
    },
  ),
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
  refused("the common name alone", NO_NAMES, shown({ cn: "localhost", names: [] }), {
    curlDiffers: "falls back on the common name where there is no subjectAltName",
  }),
  refused(
    "the address as the common name alone",
    "certificate has no subjectAltName, so it names no host (CN=127.0.0.1 does not count)",
    shown({ cn: "127.0.0.1", names: [] }),
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
