/** The vectors of certificates, called by entry.ts: portable TypeScript, like the core. */

import { parseAddress } from "../../../src/core/bytes/address";
import { u16At } from "../../../src/core/bytes/numbers";
import { indexOf, same, Text } from "../../../src/core/bytes/text";
import { SignatureKind } from "../../../src/core/certificate/algorithm";
import { Certificate } from "../../../src/core/certificate/certificate";
import { Verifier } from "../../../src/core/certificate/chain";
import { putDay, putTime } from "../../../src/core/certificate/date";
import { Der } from "../../../src/core/certificate/der";
import { CertificateFault } from "../../../src/core/certificate/fault";
import { PublicKey } from "../../../src/core/certificate/key";
import { Host, putNames } from "../../../src/core/certificate/names";
import { Found, Pem } from "../../../src/core/certificate/pem";
import { Roots } from "../../../src/core/certificate/roots";
import { verifySignature } from "../../../src/core/certificate/signature";
import { putSubject } from "../../../src/core/certificate/subject";
import { Crypto, Hash } from "../../../src/core/crypto";
import { Files } from "../../../src/core/files";

/**
 * Files in fields: `fPATH\0CONTENT` one of them, `+CONTENT` more of it, `eNPATH` one that cannot be opened, with error number N as a byte,
 * `rNPATH` one that cannot be read; `sNN` the most bytes that one reading gives.
 */
class FieldFiles implements Files {
  private fields: Uint8Array[];
  private at: i32 = 0;
  private offset: i32 = 0;
  private folder: Uint8Array = new Uint8Array(0);
  private nameAt: i32 = 0;

  constructor(fields: Uint8Array[]) {
    this.fields = fields;
  }

  openFile(path: Uint8Array): i32 {
    for (let i = 0; i < this.fields.length; i++) {
      const field = this.fields[i];
      const kind: i32 = field.length > 0 ? field[0] : 0;
      if (kind == 0x66 && isAt(field, 1, indexOf(field, 0, 1), path)) {
        this.at = i;
        this.offset = path.length + 2;
        return 0;
      }
      if ((kind == 0x65 || kind == 0x72) && isAt(field, 2, field.length, path)) {
        this.at = i;
        return kind == 0x65 ? field[1] : 0;
      }
    }
    return 2;
  }

  readFile(to: Uint8Array): i32 {
    // Of 8 bits, its negative would be positive in AssemblyScript.
    const errno: i32 = this.fields[this.at][1];
    if (this.fields[this.at][0] == 0x72) return -errno;
    let most = to.length;
    for (let i = 0; i < this.fields.length; i++) if (this.fields[i][0] == 0x73) most = u16At(this.fields[i], 1);
    while (this.offset == this.fields[this.at].length) {
      if (this.at + 1 == this.fields.length || this.fields[this.at + 1][0] != 0x2b) return 0;
      this.at++;
      this.offset = 1;
    }
    const field = this.fields[this.at];
    if (most > field.length - this.offset) most = field.length - this.offset;
    for (let i = 0; i < most; i++) to[i] = field[this.offset++];
    return most;
  }

  openFolder(path: Uint8Array): i32 {
    this.folder = path;
    this.nameAt = 0;
    const name = new Uint8Array(255);
    const isThere = this.nextName(name) > 0;
    this.nameAt = 0;
    return isThere ? 0 : 2;
  }

  nextName(to: Uint8Array): i32 {
    while (this.nameAt < this.fields.length) {
      const field = this.fields[this.nameAt++];
      const end = indexOf(field, 0, 1);
      const start = this.folder.length + 2;
      if (field[0] != 0x66 || end < start || !isAt(field, 1, start - 1, this.folder) || field[start - 1] != 0x2f)
        continue;
      for (let i = start; i < end; i++) to[i - start] = field[i];
      return end - start;
    }
    return 0;
  }
}

function isAt(bytes: Uint8Array, from: i32, to: i32, part: Uint8Array): bool {
  if (to - from != part.length) return false;
  for (let i = 0; i < part.length; i++) if (bytes[from + i] != part[i]) return false;
  return true;
}

/** @returns whether the first field names one of these */
export function certificateVector(fields: Uint8Array[], out: Text, host: Crypto): bool {
  const name = fields[0];
  if (same(name, "certificate verify")) verify(fields, out, host);
  else if (same(name, "certificate parse")) putCertificate(fields[1], out);
  else if (same(name, "certificate pem")) putPem(fields, out);
  else if (same(name, "certificate day")) putDay(out, parseNumber(fields[1]));
  else if (same(name, "certificate signature")) {
    const key = new PublicKey();
    const der = new Der(fields[1], fields[1].length);
    key.read(der);
    const kind: i32 = fields[2][0];
    const hash: i32 = fields[3][0];
    const isGood = verifySignature(host, key, kind as SignatureKind, hash as Hash, fields[4], fields[5]);
    out.decimal(key.kind).put(der.bad ? " bad" : isGood ? " good" : " wrong");
  } else return false;
  return true;
}

function parseNumber(bytes: Uint8Array): i32 {
  let value = 0;
  for (let i = 0; i < bytes.length; i++) value = (value << 8) | bytes[i];
  return value;
}

/**
 * Verifies for the host in the second field what is sent, `cDER` each, against the file in the third and the folders in the fourth; `2` is for a
 * handshake of TLS 1.2. Says the fault and its detail.
 */
function verify(fields: Uint8Array[], out: Text, crypto: Crypto): void {
  const roots = new Roots(new FieldFiles(fields.slice(4)), fields[2], fields[3]);
  const opened = roots.open();
  if (opened != CertificateFault.NONE) {
    out.decimal(opened).put(" ").decimal(roots.errno).put(" ").add(roots.detail);
    return;
  }
  const chain: Uint8Array[] = [];
  let isTls13 = true;
  for (let i = 4; i < fields.length; i++) {
    if (fields[i][0] == 0x63) chain.push(fields[i].subarray(1));
    else if (fields[i][0] == 0x32) isTls13 = false;
  }
  const verifier = new Verifier(crypto, roots);
  out.decimal(verifier.verify(chain, new Host(fields[1], parseAddress(fields[1])), isTls13));
  out.put(" ").decimal(roots.errno).put(" ").add(verifier.finding.detail);
}

function putCertificate(bytes: Uint8Array, out: Text): void {
  const certificate = new Certificate();
  if (!certificate.parse(bytes)) {
    out.put("malformed");
    return;
  }
  out.put("v").decimal(certificate.version).put(" ");
  putSubject(out, certificate.subject);
  putSubject(out.put(" by "), certificate.issuer);
  putDay(out.put(" from "), certificate.notBefore.days);
  putTime(out.put(" "), certificate.notBefore.seconds);
  putDay(out.put(" to "), certificate.notAfter.days);
  putTime(out.put(" "), certificate.notAfter.seconds);
  out.put(" key ").decimal(certificate.key.kind);
  out.put(" signature ").decimal(certificate.algorithm.kind).put("/").decimal(certificate.algorithm.hash);
  const extensions = certificate.extensions;
  if (extensions.hasBasicConstraints)
    out.put(extensions.isAuthority ? " CA " : " no CA ").decimal(extensions.pathLength);
  if (extensions.keyUsage >= 0) out.put(" usage ").decimal(extensions.keyUsage);
  if (!extensions.isForServers) out.put(" no server");
  if (extensions.hasUnknownCritical) out.put(" critical");
  if (extensions.hasNames) putNames(out.put(" for "), certificate, 2);
}

/** Says the length of each certificate in the file /f, and what else is found there. */
function putPem(fields: Uint8Array[], out: Text): void {
  const files = new FieldFiles(fields.slice(1));
  const path = new Uint8Array(2);
  path[0] = 0x2f;
  path[1] = 0x66;
  out.put("open ").decimal(files.openFile(path));
  const pem = new Pem(files);
  while (true) {
    const found = pem.next();
    if (found == Found.END) break;
    if (found == Found.FAILED) {
      out.put(" failed ").decimal(pem.errno);
      break;
    }
    if (found == Found.BROKEN) out.put(" broken");
    else {
      let sum = 0;
      for (let i = 0; i < pem.length; i++) sum = (sum * 31 + pem.der[i]) & 0xffff;
      out.put(" ").decimal(pem.length).put("/").decimal(sum);
    }
  }
}
