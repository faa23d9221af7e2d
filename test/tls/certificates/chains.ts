import { KeyUsageFlags } from "@peculiar/asn1-x509";
import { certificate, generalName, keyOf, keyUsage, replacing, san } from "../authority";
import { accepted, type CertificateRow, refused } from "./row";
import {
  ANOTHER,
  authority,
  below,
  INTERMEDIATE,
  identified,
  LEAF,
  leaf,
  ROOT,
  SECOND,
  STRANGER,
  trusting,
} from "./who";

const ONE_OF_A_NAME = "OpenSSL looks at one certificate of a name, if key identifiers do not tell them apart";

export const chains: CertificateRow[] = [
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
  refused(
    "no certificate",
    "the peer shows no certificate",
    () => ({ chain: [], key: keyOf("p256"), trust: ROOT.pem }),
    {
      raw: true,
    },
  ),
];
