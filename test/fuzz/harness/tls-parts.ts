/**
 * The parts of TLS that read certificates and files, each by itself: a fuzzer gets deeper into them than through a whole handshake. Each
 * returns what did not hold; empty if all did. Portable TypeScript, like the core.
 */
import { parseAddress } from "../../../src/core/bytes/address";
import { ascii, Text } from "../../../src/core/bytes/text";
import { Certificate, findSubject } from "../../../src/core/certificate/certificate";
import { Verifier } from "../../../src/core/certificate/chain";
import { NameConstraints } from "../../../src/core/certificate/constraints";
import { putDay, putTime } from "../../../src/core/certificate/date";
import { Der } from "../../../src/core/certificate/der";
import { DirectoryNames, Match } from "../../../src/core/certificate/directory";
import { CertificateFault } from "../../../src/core/certificate/fault";
import { Host, putNames } from "../../../src/core/certificate/names";
import { Found, MAX_CERTIFICATE, Pem } from "../../../src/core/certificate/pem";
import { Roots } from "../../../src/core/certificate/roots";
import { putSubject } from "../../../src/core/certificate/subject";
import { sameBytes } from "./fields";
// biome-ignore lint/style/useImportType: AssemblyScript knows one kind of import.
import { FuzzTlsHost, tlsHostOf } from "./tls-host";

/** More certificates than any file of an input can have. */
const MAX_FOUND: i32 = 10000;

/** The first field is a certificate, the second a host. */
export function readCertificate(fields: Uint8Array[], out: Text): string {
  const bytes = fields[0];
  const certificate = new Certificate();
  const isGood = certificate.parse(bytes);
  const der = new Der(bytes, bytes.length);
  const length = findSubject(der);
  out.decimal(length);
  if (length > bytes.length) return "a certificate longer than its bytes";
  if (!isGood) return "";
  if (length !== bytes.length) return "a certificate that is one for one reader alone";
  if (!isWithin(certificate.subject, bytes.length) || der.to - der.start !== certificate.subject.length)
    return "two subjects";
  putSubject(out, certificate.subject);
  putSubject(out, certificate.issuer);
  if (certificate.notBefore.seconds < 0 || certificate.notBefore.seconds > 86399) return "a time of day";
  putDay(out, certificate.notBefore.days);
  putTime(out, certificate.notAfter.seconds);
  putNames(out, certificate, 2);
  out
    .decimal(certificate.key.kind)
    .add(certificate.key.point)
    .add(certificate.signature)
    .add(certificate.extensions.nameConstraints);
  const name = fields.length > 1 ? fields[1] : ascii("localhost");
  const address = parseAddress(name);
  const host = new Host(name, address);
  const isNamed = host.isNamedBy(certificate);
  out.decimal(isNamed ? 1 : 0);
  const issuer = certificate.issuer;
  const subject = certificate.subject;
  const directories = new DirectoryNames();
  const isSame = directories.areSame(issuer, subject, 0, subject.length);
  if (isSame !== directories.areSame(subject, issuer, 0, issuer.length)) return "names that are the same one way";
  if (isSame !== certificate.isSelfIssued) return "names that are the same at times";
  const start = directories.isBelow(issuer, 0, issuer.length, subject, 0, subject.length);
  if (isSame && start === Match.DIFFERENT) return "a name that is not below itself";
  const constraints = new NameConstraints(certificate.extensions.nameConstraints);
  out.decimal(constraints.permit(certificate, host) ? 1 : 0).decimal(start);
  return isNamed && !certificate.extensions.hasNames ? "a host without names" : "";
}

function isWithin(part: Uint8Array, length: i32): bool {
  return part.length > 1 && part.length < length;
}

/** Reads the file in the fields, in pieces of several sizes. */
export function readPem(fields: Uint8Array[], out: Text): string {
  const host = tlsHostOf(fields, new Text());
  const sizes: i32[] = [0, 1, 3, 64];
  let first: Text = new Text();
  for (let i = 0; i < sizes.length; i++) {
    host.chunk = sizes[i];
    host.openFile(ascii("file"));
    const pem = new Pem(host);
    const found = new Text();
    for (let count = 0; ; count++) {
      if (count > MAX_FOUND) return "a file without an end";
      const what = pem.next();
      found.decimal(what);
      if (what === Found.END || what === Found.FAILED) break;
      if (what === Found.BROKEN) continue;
      if (pem.length > MAX_CERTIFICATE) return "a certificate longer than the buffer";
      found.add(pem.der.subarray(0, pem.length));
    }
    if (i === 0) first = found;
    else if (!sameBytes(first.view(), found.view())) return "pieces of a file make other certificates";
  }
  out.add(first.view());
  return host.wrong;
}

/** The first field is a host, `sDER` a certificate that it sends. FuzzTlsHost.set() reads the others. */
export function checkChain(fields: Uint8Array[], out: Text): string {
  const host = tlsHostOf(fields, new Text());
  const sent: Uint8Array[] = [];
  for (let i = 1; i < fields.length; i++) {
    if (fields[i].length > 1 && fields[i][0] === 0x73) sent.push(fields[i].subarray(1));
  }
  const roots = new Roots(host, ascii("file"), new Uint8Array(0));
  const fault = roots.open();
  out.decimal(fault).decimal(roots.errno);
  if (fault !== CertificateFault.NONE) return host.wrong;
  const verifier = new Verifier(host, roots);
  const name = new Host(fields[0], parseAddress(fields[0]));
  const found = verifier.verify(sent, name, sent.length % 2 === 0);
  out.decimal(found).add(verifier.finding.detail);
  if (verifier.finding.detail.length > 200) return "a detail of more than 200 bytes";
  if (found !== CertificateFault.NONE) return host.wrong;
  if (sent.length === 0) return "trust without a certificate";
  const peer = new Certificate();
  if (!peer.parse(sent[0])) return "trust in what is no certificate";
  if (!name.isNamedBy(peer)) return "trust in another host's certificate";
  // Without a good signature, the file must contain the certificate itself.
  if (host.verified === 0 && !isInFile(host, sent[0])) return "trust without a signature";
  return host.wrong;
}

function isInFile(host: FuzzTlsHost, der: Uint8Array): bool {
  host.openFile(ascii("file"));
  const pem = new Pem(host);
  for (let what = pem.next(); what !== Found.END && what !== Found.FAILED; what = pem.next()) {
    if (what !== Found.CERTIFICATE || pem.length < der.length) continue;
    if (sameBytes(pem.der.subarray(0, der.length), der)) return true;
  }
  return false;
}
