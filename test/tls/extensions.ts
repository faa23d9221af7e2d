import { createHash } from "node:crypto";
import { isIP } from "node:net";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AuthorityKeyIdentifier,
  BasicConstraints,
  ExtendedKeyUsage,
  Extension,
  GeneralName,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_nameConstraints,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  KeyIdentifier,
  KeyUsage,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
} from "@peculiar/asn1-x509";
import type { Key } from "./authority.ts";
import { bufferOf, der } from "./der.ts";

// Extensions of certificates, and how they replace the usual ones.

/** An extension with any content. */
export function raw(id: string, critical: boolean, content: Buffer): Extension {
  return new Extension({ extnID: id, critical, extnValue: new OctetString(bufferOf(content)) });
}

function extension(id: string, critical: boolean, content: unknown): Extension {
  return raw(id, critical, Buffer.from(AsnConvert.serialize(content)));
}

export function basicConstraints(ca: boolean | number, critical = true): Extension {
  const length = typeof ca === "number" ? { pathLenConstraint: ca } : {};
  return extension(id_ce_basicConstraints, critical, new BasicConstraints({ cA: ca !== false, ...length }));
}

export function keyUsage(flags: number, critical = true): Extension {
  return extension(id_ce_keyUsage, critical, new KeyUsage(flags));
}

export function extendedKeyUsage(...purposes: string[]): Extension {
  return extension(id_ce_extKeyUsage, false, new ExtendedKeyUsage(purposes));
}

export function san(...names: GeneralName[]): Extension {
  return extension(id_ce_subjectAltName, false, new SubjectAlternativeName(names));
}

/** An iPAddress for addresses, otherwise a dNSName. */
export function generalName(text: string): GeneralName {
  return isIP(text) === 0 ? new GeneralName({ dNSName: text }) : new GeneralName({ iPAddress: text });
}

/** Subtrees of names; addresses as `127.0.0.0/255.0.0.0`. */
export function nameConstraints(permitted: string[], excluded: string[] = [], critical = true): Extension {
  const trees = (texts: string[], tag: number) => (texts.length === 0 ? [] : [der(tag, ...texts.map(subtree))]);
  return raw(id_ce_nameConstraints, critical, der(0x30, ...trees(permitted, 0xa0), ...trees(excluded, 0xa1)));
}

function subtree(text: string): Buffer {
  const [address, mask] = text.split("/");
  if (mask === undefined) return der(0x30, der(0x82, Buffer.from(text)));
  const bytes = (dotted = "") => Buffer.from(dotted.split(".").map(Number));
  return der(0x30, der(0x87, bytes(address), bytes(mask)));
}

/** SHA-1 of the key, as most authorities do (RFC 5280 §4.2.1.2). */
export function subjectKeyIdentifier(key: Key): Extension {
  return extension(id_ce_subjectKeyIdentifier, false, new SubjectKeyIdentifier(bufferOf(identifierOf(key))));
}

export function authorityKeyIdentifier(key: Key): Extension {
  const keyIdentifier = new KeyIdentifier(bufferOf(identifierOf(key)));
  return extension(id_ce_authorityKeyIdentifier, false, new AuthorityKeyIdentifier({ keyIdentifier }));
}

function identifierOf(key: Key): Buffer {
  return createHash("sha1").update(key.spki).digest();
}

/** For `extensions` of a wish: the usual ones, replaced by these if they have the same identifier. */
export function replacing(...others: Extension[]): (usual: Extension[]) => Extension[] {
  const ids = others.map((it) => it.extnID);
  return (usual) => [...usual.filter((it) => !ids.includes(it.extnID)), ...others];
}

/** The usual ones without those with these identifiers. */
export function without(...ids: string[]): (usual: Extension[]) => Extension[] {
  return (usual) => usual.filter((it) => !ids.includes(it.extnID));
}

/** The usual ones followed by these, even if identifiers repeat. */
export function adding(...others: Extension[]): (usual: Extension[]) => Extension[] {
  return (usual) => [...usual, ...others];
}
