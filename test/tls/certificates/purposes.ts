import { anyExtendedKeyUsage, id_ce_extKeyUsage, id_kp_clientAuth, id_kp_serverAuth } from "@peculiar/asn1-x509";
import { adding, extendedKeyUsage, hex, raw, replacing } from "../authority";
import { accepted, type CertificateRow, refused } from "./row";
import { below, shown, trusting } from "./who";

// Extended key usage, and extensions that are ignored although they are critical.

const NO_SERVER = "certificate is not for servers (its key usage forbids it)";
const NO_SERVERS_BELOW = (cn: string) =>
  `certificate of the authority CN=${cn} is not for servers (its key usage forbids it)`;

const purpose = (...ids: string[]) => shown({ extensions: replacing(extendedKeyUsage(...ids)) });

export const purposes: CertificateRow[] = [
  // Go accepts any purpose here; OpenSSL does not.
  refused("for any purpose alone", NO_SERVER, purpose(anyExtendedKeyUsage)),
  refused("for any purpose and clients", NO_SERVER, purpose(anyExtendedKeyUsage, id_kp_clientAuth)),
  accepted("for any purpose and servers", purpose(anyExtendedKeyUsage, id_kp_serverAuth)),
  refused(
    "an intermediate for any purpose alone",
    NO_SERVERS_BELOW("Test Intermediate"),
    below({ extensions: adding(extendedKeyUsage(anyExtendedKeyUsage)) }),
  ),
  refused(
    "a root for any purpose alone",
    NO_SERVERS_BELOW("Test Root"),
    trusting({ extensions: adding(extendedKeyUsage(anyExtendedKeyUsage)) }),
  ),
  refused("for no purpose", NO_SERVER, shown({ extensions: replacing(raw(id_ce_extKeyUsage, false, hex("3000"))) }), {
    raw: true,
  }),
  ...["1.3.6.1.4.1.311.10.3.3", "2.16.840.1.113730.4.1"].map((id) =>
    refused(`for the purpose ${id} alone`, NO_SERVER, purpose(id), {
      curlDiffers: "takes Server Gated Crypto of the 1990s for serverAuth; Go does not",
    }),
  ),
  accepted(
    "Netscape's certificate type of a client",
    shown({ extensions: adding(raw("2.16.840.1.113730.1.1", false, hex("03020780"))) }),
    { curlDiffers: "reads Netscape's certificate type, of the 1990s; Go does not" },
  ),
];

/** Extensions about policies and revocation, which OpenSSL ignores by default. */
const POLICIES: [name: string, id: string, content: string][] = [
  ["certificatePolicies", "2.5.29.32", "3006300406022a03"],
  ["policyMappings", "2.5.29.33", "300a300806022a0306022a04"],
  ["policyConstraints that require a policy", "2.5.29.36", "3003800100"],
  ["inhibitAnyPolicy", "2.5.29.54", "020100"],
  ["cRLDistributionPoints", "2.5.29.31", "30123010a00ea00c860a687474703a2f2f612f62"],
];

export const policies: CertificateRow[] = POLICIES.flatMap(([name, id, content]) => {
  const extensions = adding(raw(id, true, hex(content)));
  return [
    accepted(`${name}, critical`, shown({ extensions })),
    accepted(`${name} of an intermediate, critical`, below({ extensions })),
  ];
});
