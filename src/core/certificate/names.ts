import { putAddress } from "../bytes/address";
import { Char, indexOf, isDigit, isLetter, lower, Text } from "../bytes/text";
import { putShown } from "../messages/format";
import { Certificate } from "./certificate";
import { Der, equalAt } from "./der";

/** Choices of a GeneralName (RFC 5280 §4.2.1.6): rfc822Name [1], dNSName [2], directoryName [4], uniformResourceIdentifier [6], iPAddress [7]. */
export const enum GeneralName {
  MAILBOX = 0x81,
  DNS = 0x82,
  URI = 0x86,
  ADDRESS = 0x87,
  DIRECTORY = 0xa4,
}

/** The most bytes shown of a certificate's name, and of the host. */
const MAX_NAME: i32 = 40;
const MAX_HOST: i32 = 50;
/** No further name is begun after so many bytes, so that even escaped names fit into a line of `--verbose`. */
const MAX_NAMES_LENGTH: i32 = 170;

/** The host that a certificate must name: a name without its final dot, or an address of 4 or 16 bytes. */
export class Host {
  name: Uint8Array;
  address: Uint8Array;

  constructor(name: Uint8Array, address: Uint8Array) {
    const isRooted = name.length > 0 && name[name.length - 1] == Char.DOT;
    this.name = isRooted ? name.subarray(0, name.length - 1) : name;
    this.address = address;
  }

  /** Whether the certificate's subjectAltName has the host, as dNSName or iPAddress (RFC 9525). */
  isNamedBy(certificate: Certificate): bool {
    const names = certificate.extensions.names;
    const der = new Der(names, names.length);
    while (!der.done()) {
      const tag = der.peek();
      der.any();
      if (this.address.length > 0) {
        if (tag == GeneralName.ADDRESS && equalAt(names, der.from, der.to, this.address)) return true;
      } else if (tag == GeneralName.DNS && matches(names, der.from, der.to, this.name)) {
        return true;
      }
    }
    return false;
  }

  put(out: Text): void {
    if (this.address.length > 0) putAddress(out, this.address);
    else putShown(out, this.name, MAX_HOST);
  }
}

/** Whether a dNSName in [from, to) is this name, or has `*` in place of its first label (RFC 9525 §6.3). */
function matches(bytes: Uint8Array, from: i32, to: i32, name: Uint8Array): bool {
  let at = 0;
  let start = from;
  if (to - from > 1 && bytes[from] == 0x2a && bytes[from + 1] == Char.DOT) {
    start++;
    at = indexOf(name, Char.DOT, 0);
    // The star stands for one label, and at least two must follow, as in OpenSSL and curl: *.com matches nothing.
    if (at < 1 || indexOf(name, Char.DOT, at + 1) < 0) return false;
  }
  if (to - start != name.length - at || start == to) return false;
  for (let i = start; i < to; i++) {
    const c: i32 = bytes[i];
    const isNameChar = isLetter(c) || isDigit(c) || c == Char.MINUS || c == Char.DOT || c == Char.UNDERSCORE;
    if (!isNameChar || lower(c) != lower(name[at + i - start])) return false;
  }
  return true;
}

/**
 * Appends at most `most` of the hosts that a certificate names: `example.org`, `example.org and 10.0.0.1`, `example.org, www.example.org and
 * 3 more`. Names are escaped and cut.
 */
export function putNames(out: Text, certificate: Certificate, most: i32): void {
  const names = certificate.extensions.names;
  const der = new Der(names, names.length);
  let count = 0;
  while (!der.done()) if (isHost(der)) count++;
  der.restart(names, 0, names.length);
  let shown = 0;
  while (!der.done() && shown < most && out.length < MAX_NAMES_LENGTH) {
    if (!isHost(der)) continue;
    if (shown++ > 0) out.put(shown == count ? " and " : ", ");
    const tag: i32 = names[der.start];
    if (tag == GeneralName.DNS) putShown(out, der.contents(), MAX_NAME);
    else putAddress(out, der.contents());
  }
  if (count > shown)
    out
      .put(" and ")
      .decimal(count - shown)
      .put(" more");
  if (count == 0) out.put("no host");
}

/** Reads the next name. @returns whether it is a DNS name or an address */
function isHost(der: Der): bool {
  const tag = der.peek();
  der.any();
  if (der.bad) return false;
  const length = der.to - der.from;
  return tag == GeneralName.DNS || (tag == GeneralName.ADDRESS && (length == 4 || length == 16));
}
