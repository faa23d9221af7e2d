import { id_kp_clientAuth } from "@peculiar/asn1-x509";
import { ROOT } from "../abuse/steps";
import { type Certificate, certificate, extendedKeyUsage, inDays, keyOf, replacing, type Wish } from "../authority";
import type { Credentials } from "../speaker";
import { HEALTHY, type MessageRow, type Outcome } from "./row";
import type { Version } from "./rows";
import { serve12, serve13 } from "./servers";

// Certificates that are not trusted, each with its alert (RFC 8446 §6.2), and how many certificates are read.

const VERSIONS: Version[] = ["TLS 1.2", "TLS 1.3"];
const day = (days: number) => inDays(days).toISOString().slice(0, 10);
const UNKNOWN_CA = 48;
const EXPIRED = 45;
const BAD = 42;
const UNSUPPORTED = 43;

function row(name: string, credentials: () => Credentials, outcome: Outcome, curlDiffers?: string): MessageRow[] {
  return VERSIONS.map((version) => ({
    name: `${version}, certificates: ${name}`,
    serve: () => (version === "TLS 1.2" ? serve12({}, credentials()) : serve13({}, credentials())),
    outcome,
    isProtected: version === "TLS 1.3",
    curlDiffers,
  }));
}

function leaf(wish: Wish): () => Credentials {
  return () => {
    const made = certificate({ issuer: ROOT, names: ["localhost"], ...wish });
    return { chain: [made], key: made.key };
  };
}

const STRANGER = certificate({ cn: "Stranger", ca: true, key: keyOf("p256", 5) });
const MIDDLE = certificate({ cn: "Middle", ca: 0, issuer: ROOT, key: keyOf("p256", 6) });

/** A leaf below an intermediate that is the last of `count` certificates. */
function buried(count: number): () => Credentials {
  return () => {
    const own = certificate({ issuer: MIDDLE, names: ["localhost"] });
    const others = Array<Certificate>(count - 2).fill(STRANGER);
    return { chain: [own, ...others, MIDDLE], key: own.key };
  };
}

const SELF = certificate({ cn: "self", names: ["localhost"] });
const CUT: Outcome = {
  words:
    "the peer sends more than 16 certificates, and the first 16 lead to no trusted authority (CN=Middle), trust that with --cacert FILE",
  alert: UNKNOWN_CA,
};

export const verdicts: MessageRow[] = [
  ...row("an unknown authority", leaf({ issuer: STRANGER }), {
    words: "certificate signed by an unknown authority (CN=Stranger), trust that with --cacert FILE",
    alert: UNKNOWN_CA,
  }),
  ...row("a self-signed one", () => ({ chain: [SELF], key: SELF.key }), {
    words: "certificate is self-signed (CN=self), trust it with --cacert FILE",
    alert: UNKNOWN_CA,
  }),
  ...row("another host's", leaf({ names: ["elsewhere"] }), {
    words: "certificate is for elsewhere, not localhost (--resolve connects by that name, -k accepts any)",
    alert: BAD,
  }),
  ...row("without names", leaf({ names: [] }), {
    words: "certificate has no subjectAltName, so it names no host (CN=leaf does not count)",
    alert: BAD,
  }),
  ...row("another key's proof", () => ({ chain: leaf({})().chain, key: keyOf("p256", 8) }), {
    words: "the peer has not the key of its certificate",
    alert: 51,
  }),
  ...row(
    "signed by another key",
    leaf({ signed: (bits) => Buffer.concat([bits.subarray(0, -1), Buffer.of((bits.at(-1) ?? 0) ^ 1)]) }),
    {
      words: "certificate is signed by another authority of the same name as the trusted one (CN=Test Root)",
      alert: UNKNOWN_CA,
    },
  ),
  ...row(
    "an authority that is none",
    () => {
      const none = certificate({ cn: "none", issuer: ROOT, key: keyOf("p256", 7) });
      const own = certificate({ issuer: none, names: ["localhost"] });
      return { chain: [own, none], key: own.key };
    },
    {
      words: "certificate of the authority CN=none may not sign other certificates",
      alert: UNKNOWN_CA,
    },
  ),
  ...row("16, of which the last is needed", buried(16), HEALTHY),
  ...row("17, of which the last is needed", buried(17), CUT, "OpenSSL looks at all of them"),
  ...row(
    "17, of which the last is not needed",
    () => {
      const own = certificate({ issuer: ROOT, names: ["localhost"] });
      return { chain: [own, ...Array<Certificate>(16).fill(STRANGER)], key: own.key };
    },
    HEALTHY,
  ),
  ...row("expired", leaf({ days: [-9, -2] }), { words: `certificate expired ${day(-2)}`, alert: EXPIRED }),
  ...row("not valid yet", leaf({ days: [2, 9] }), {
    words: `certificate is not valid before ${day(2)}, and the clock here says ${day(0)}`,
    alert: EXPIRED,
  }),
  ...row("for clients alone", leaf({ extensions: replacing(extendedKeyUsage(id_kp_clientAuth)) }), {
    words: "certificate is not for servers (its key usage forbids it)",
    alert: UNSUPPORTED,
  }),
];
