import { keyOf } from "../authority";
import { chains } from "./chains";
import { dates } from "./dates";
import { noFile } from "./files";
import { malformedOnes } from "./malformed";
import { names } from "./names";
import { accepted, type CertificateRow, refused, type Setup } from "./row";
import { rules } from "./rules";
import { signatures } from "./signatures";
import { LEAF, leaf, ROOT, STRANGER } from "./who";

/** Rows of other tables that -k accepts. */
const REFUSED = [
  "an unknown authority",
  "a self-signed leaf that is not trusted",
  "expired",
  "not valid yet",
  "another name",
  "another address",
  "the common name alone",
  "an intermediate without basicConstraints",
  "for clients alone",
  "an extension that nobody knows, and critical",
  "names that are excluded",
  "signed with SHA-1",
  "a wrong signature",
  "malformed: names twice",
  "malformed: a date of letters",
];

const others = [...chains, ...dates, ...names, ...rules, ...signatures, ...malformedOnes];

function insecure(name: string): CertificateRow {
  const row = others.find((it) => it.name === name);
  if (row === undefined) throw new Error(`no row is called ${name}`);
  return accepted(`-k: ${name}`, row.setup, { host: row.host, raw: row.raw, args: ["-k"] });
}

const SWITCHES = { on: ["1", "true", "yes", "on", "YES"], off: ["0", "false", "no", "off", "Off", ""] };

export const withoutVerification: CertificateRow[] = [
  ...REFUSED.map(insecure),
  accepted("-k: the CA file is not read", noFile, { args: ["-k", "--cacert", "/nonexistent"], curl: { args: ["-k"] } }),
  accepted("-k: a server that has not the key", () => ({ chain: [LEAF], key: keyOf("p256", 6), trust: null }), {
    raw: true,
    args: ["-k"],
    curlDiffers: "wants proof of the key, though anybody could have made the certificate",
  }),
  refused(
    "-k: no certificate",
    "the peer shows no certificate",
    () => ({ chain: [], key: keyOf("p256"), trust: null }),
    {
      raw: true,
      args: ["-k"],
    },
  ),
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
