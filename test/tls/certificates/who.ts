import {
  adding,
  authorityKeyIdentifier,
  type Certificate,
  certificate,
  der,
  keyOf,
  subjectKeyIdentifier,
  type Wish,
} from "../authority";
import type { Setup } from "./row";

// Authorities and leaves. Keys have numbers; 0 is the key of the leaf.

export const ROOT = certificate({ ca: true, key: keyOf("p256", 1) });

export const INTERMEDIATE = authority("Test Intermediate", 2, ROOT);

export const SECOND = authority("Second Intermediate", 3, INTERMEDIATE);

export const STRANGER = authority("My CA", 4);

export const LEAF = leaf();

/** An authority with its own key. */
export function authority(cn: string, number: number, issuer?: Certificate, wish: Wish = {}): Certificate {
  return certificate({
    ca: true,
    cn,
    key: keyOf("p256", number),
    ...(issuer === undefined ? {} : { issuer }),
    ...wish,
  });
}

/** A leaf for localhost from the root, with changes. */
export function leaf(wish: Wish = {}): Certificate {
  return certificate({ issuer: ROOT, names: ["localhost"], ...wish });
}

/** Key identifiers of its own key and of the issuer, by number. */
export function identified(own: number, issuer = own): Wish {
  return {
    extensions: adding(subjectKeyIdentifier(keyOf("p256", own)), authorityKeyIdentifier(keyOf("p256", issuer))),
  };
}

/** A leaf is presented alone; the root is trusted. */
export function shown(wish: Wish): () => Setup {
  return () => ({ chain: [leaf(wish)], trust: ROOT.pem });
}

/** These names in a leaf. */
export function named(...names: string[]): () => Setup {
  return shown({ names });
}

/** A leaf and its changed intermediate are presented. */
export function below(wish: Wish, leafWish: Wish = {}): () => Setup {
  return () => {
    const issuer = authority("Test Intermediate", 2, ROOT, wish);
    return { chain: [leaf({ issuer, ...leafWish }), issuer], trust: ROOT.pem };
  };
}

/** A leaf is presented; its changed root is trusted. */
export function trusting(wish: Wish, leafWish: Wish = {}): () => Setup {
  return () => {
    const root = certificate({ ca: true, key: keyOf("p256", 1), ...wish });
    return { chain: [leaf({ issuer: root, ...leafWish })], trust: root.pem };
  };
}

export const ANOTHER = "certificate is signed by another authority of the same name as the trusted one (CN=Test Root)";

/** Replaces the first occurrence of some bytes, and corrects the lengths of DER around them. */
export function swapped(bytes: Buffer, from: Buffer, to: Buffer): Buffer {
  const at = bytes.indexOf(from);
  if (at < 0) throw new Error("nothing to exchange");
  const other = Buffer.concat([bytes.subarray(0, at), to, bytes.subarray(at + from.length)]);
  // Only the outermost length changes in the places that are used here.
  return from.length === to.length ? other : der(0x30, other.subarray(4));
}

/** The serial number, with its tag and length. */
export function serialOf(fields: Buffer): Buffer {
  return fields.subarray(9, 9 + 18);
}
