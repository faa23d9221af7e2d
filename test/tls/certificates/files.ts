import { createHash } from "node:crypto";
import { adding, type Certificate, der, hex, pem, raw } from "../authority";
import { accepted, type CertificateRow, refused, type Setup } from "./row";
import { authority, LEAF, ROOT, STRANGER } from "./who";

/** A valid leaf, and this CA file. */
function trustFile(content: string | Buffer): () => Setup {
  return () => ({ chain: [LEAF], trust: content });
}

/** The purposes serverAuth and emailProtection (RFC 5280 §4.2.1.12). */
const SERVERS = hex("06082b06010505070301");
const MAIL = hex("06082b06010505070304");
const UNKNOWN = "certificate signed by an unknown authority (CN=Test Root), trust that with --cacert FILE";

/** The form of `openssl x509 -trustout`: after the certificate, what it is trusted for and what not. */
function trustedFor(one: Certificate, ...purposes: Buffer[]): string {
  return pem("TRUSTED CERTIFICATE", Buffer.concat([one.der, der(0x30, ...purposes)]));
}

const NONE = "no certificate in {folder}/ca.pem, wanted PEM: -----BEGIN CERTIFICATE-----";
const BROKEN = "a broken certificate in {folder}/ca.pem";
const TOO_LARGE = "a certificate in {folder}/ca.pem is too large (more than 16384 bytes)";

/** The root, with an extension that makes it too large. */
const LARGE = authority("Test Root", 1, undefined, { extensions: adding(raw("1.2.3.4", false, Buffer.alloc(17_000))) });

/** Files without a usable certificate, and their errors. */
export const UNUSABLE_FILES: [name: string, content: string | Buffer, words: string][] = [
  ["empty", "", NONE],
  ["of text", "hello\n", NONE],
  ["of DER", ROOT.der, NONE],
  ["of a key alone", ROOT.keyPem, NONE],
  ["of a certificate request", pem("CERTIFICATE REQUEST", ROOT.der), NONE],
  ["that ends within a certificate", ROOT.pem.slice(0, 200), BROKEN],
  ["with letters that are not base64", ROOT.pem.replace(/\n.{8}/, "\n!!!!!!!!"), BROKEN],
  ["with a certificate that is none", pem("CERTIFICATE", hex("30030101ff")), BROKEN],
  ["with an empty certificate", pem("CERTIFICATE", Buffer.alloc(0)), BROKEN],
  ["with a certificate cut off, well encoded", pem("CERTIFICATE", ROOT.der.subarray(0, -5)), BROKEN],
  ["of a certificate that is too large", LARGE.pem, TOO_LARGE],
  ["of two that are too large", LARGE.pem + LARGE.pem, TOO_LARGE],
];

/** Each of them, given in each way. */
const UNUSABLE = UNUSABLE_FILES.flatMap(([name, content, words]) => {
  const differs = words === TOO_LARGE ? { curlDiffers: "has no such limit" } : {};
  const given = (): Setup => ({ chain: [LEAF], trust: null, files: { "ca.pem": content } });
  const file = "{folder}/ca.pem";
  return [
    refused(`a CA file ${name}`, words, trustFile(content), differs),
    refused(`HEALTHCHECK_CACERT ${name}`, words, given, {
      env: { HEALTHCHECK_CACERT: file },
      curl: { env: { CURL_CA_BUNDLE: file } },
      ...differs,
    }),
    refused(`SSL_CERT_FILE ${name}`, words, given, { env: { SSL_CERT_FILE: file }, ...differs }),
  ];
});

export const files: CertificateRow[] = [
  accepted("OpenSSL's TRUSTED CERTIFICATE, for all", trustFile(trustedFor(ROOT))),
  accepted("a TRUSTED CERTIFICATE for servers", trustFile(trustedFor(ROOT, der(0x30, SERVERS)))),
  accepted("a TRUSTED CERTIFICATE not for mail", trustFile(trustedFor(ROOT, der(0xa0, MAIL)))),
  refused("a TRUSTED CERTIFICATE for mail", UNKNOWN, trustFile(trustedFor(ROOT, der(0x30, MAIL)))),
  refused("a TRUSTED CERTIFICATE not for servers", UNKNOWN, trustFile(trustedFor(ROOT, der(0xa0, SERVERS)))),
  refused(
    "a TRUSTED CERTIFICATE for mail, and not for servers",
    UNKNOWN,
    trustFile(trustedFor(ROOT, der(0x30, MAIL), der(0xa0, SERVERS))),
  ),
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
    "the authority's expired certificate before its new one",
    trustFile(authority("Test Root", 1, undefined, { days: [-9, -2] }).pem + ROOT.pem),
  ),
  ...UNUSABLE,
  accepted("a certificate that is too large beside the right one", trustFile(LARGE.pem + ROOT.pem)),
  accepted(
    "SSL_CERT_FILE of one that is too large, and the right one in SSL_CERT_DIR",
    () => ({
      ...noOption(),
      files: { ...noOption().files, "large.pem": LARGE.pem },
    }),
    { env: { SSL_CERT_FILE: "{folder}/large.pem", SSL_CERT_DIR: "{folder}" } },
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

/** Files that variables name. In a folder, the root has OpenSSL's name for it. */
function noOption(): Setup {
  return {
    chain: [LEAF],
    trust: null,
    files: { "root.pem": ROOT.pem, "stranger.pem": STRANGER.pem, [hashName("Test Root")]: ROOT.pem },
  };
}

export function noFile(): Setup {
  return { chain: [LEAF], trust: null };
}

/** The name that OpenSSL looks for in a folder: the first 4 bytes of the SHA-1 of the canonical subject (x509_name_canon). */
function hashName(cn: string): string {
  const attribute = der(0x30, hex("0603550403"), der(0x0c, Buffer.from(cn.toLowerCase())));
  const hash = createHash("sha1").update(der(0x31, attribute)).digest();
  return `${hash.readUInt32LE(0).toString(16).padStart(8, "0")}.0`;
}
