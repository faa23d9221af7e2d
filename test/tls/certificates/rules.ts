import {
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_kp_clientAuth,
  id_kp_serverAuth,
  KeyUsageFlags,
} from "@peculiar/asn1-x509";
import {
  adding,
  basicConstraints,
  certificate,
  extendedKeyUsage,
  hex,
  keyOf,
  keyUsage,
  nameConstraints,
  raw,
  replacing,
  without,
} from "../authority";
import { policies, purposes } from "./purposes";
import { accepted, type CertificateRow, refused } from "./row";
import { authority, below, INTERMEDIATE, identified, leaf, ROOT, serialOf, shown, swapped, trusting } from "./who";

const NOT_AUTHORITY = (cn: string) => `certificate of the authority CN=${cn} may not sign other certificates`;

const CONSTRAINED =
  "certificate of the authority CN=Test Intermediate does not permit names in the certificates below it (name constraints)";

const CLIENTS = "certificate is not for servers (its key usage forbids it)";

export const rules: CertificateRow[] = [
  accepted("no extension but the names", shown({ extensions: without(id_ce_keyUsage, id_ce_extKeyUsage) })),
  accepted("an intermediate without a key usage", below({ extensions: without(id_ce_keyUsage) })),
  accepted("basicConstraints that are not critical", below({ extensions: replacing(basicConstraints(true, false)) })),
  accepted("basicConstraints in a leaf", shown({ extensions: adding(basicConstraints(false)) })),
  accepted(
    "for servers and clients",
    shown({ extensions: replacing(extendedKeyUsage(id_kp_clientAuth, id_kp_serverAuth)) }),
  ),
  ...purposes,
  ...policies,
  accepted("an intermediate for servers", below({ extensions: adding(extendedKeyUsage(id_kp_serverAuth)) })),
  accepted("a path just as long as allowed", () => {
    const first = authority("Test Intermediate", 2, ROOT, { ca: 1 });
    const second = authority("Second Intermediate", 3, first, { ca: 0 });
    return { chain: [leaf({ issuer: second }), second, first], trust: ROOT.pem };
  }),
  accepted("an intermediate that has issued itself a new key does not count for the path's length", () => {
    // Its names alone look like those of a self-signed certificate.
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
    "certificate of the authority CN=Test Intermediate allows fewer authorities below it (path length)",
    () => {
      const first = authority("Test Intermediate", 2, ROOT, { ca: 0 });
      const second = authority("Second Intermediate", 3, first);
      return { chain: [leaf({ issuer: second }), second, first], trust: ROOT.pem };
    },
  ),
  refused(
    "a path longer than the root allows",
    "certificate of the authority CN=Test Root allows fewer authorities below it (path length)",
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
