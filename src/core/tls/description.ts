import { Text } from "../bytes/text";
import { Certificate } from "../certificate/certificate";
import { putMoment } from "../certificate/date";
import { putNames } from "../certificate/names";
import { putSubject } from "../certificate/subject";
import { putNumbered } from "../messages/format";
import { Handshake } from "./handshake";
import { SUITE_WORDS } from "./words";

/** The most names of a certificate that are shown. */
const MAX_NAMES: i32 = 100;

/**
 * Describes a connection for `--verbose`, whether its certificate will be trusted or not: the version, the cipher suite, the protocol inside
 * TLS, and of the server's own certificate, if it has come, the names, the issuer and the dates.
 * @returns lines; what the peer chose in them is to be escaped
 */
export function describe(handshake: Handshake): Uint8Array[] {
  const first = new Text();
  putNumbered(first.put(handshake.isTls13() ? "TLS 1.3, " : "TLS 1.2, "), SUITE_WORDS, handshake.suite, "");
  const protocol = handshake.hello.picked;
  if (protocol.length > 0) first.put(", ALPN ").add(protocol);
  const lines: Uint8Array[] = [first.view()];
  if (handshake.chain.length == 0) return lines;
  const certificate = new Certificate();
  const names = new Text().put("certificate ");
  if (!certificate.parse(handshake.chain[0])) {
    lines.push(names.put("that is malformed").view());
    return lines;
  }
  putNames(names.put("for "), certificate, MAX_NAMES);
  lines.push(names.view());
  const dates = new Text().put("issued by ");
  putSubject(dates, certificate.issuer);
  putMoment(dates.put(", valid from "), certificate.notBefore);
  putMoment(dates.put(" to "), certificate.notAfter);
  lines.push(dates.put(" UTC").view());
  return lines;
}
