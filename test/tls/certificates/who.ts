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

// Who there is. Keys are told apart by their number: 0 is the leaf's.

export const ROOT = certificate({ ca: true, key: keyOf("p256", 1) });

export const INTERMEDIATE = authority("Test Intermediate", 2, ROOT);

export const SECOND = authority("Second Intermediate", 3, INTERMEDIATE);

export const STRANGER = authority("My CA", 4);

export const LEAF = leaf();

/** An authority with a key of its own. */
export function authority(cn: string, number: number, issuer?: Certificate, wish: Wish = {}): Certificate {
  return certificate({
    ca: true,
    cn,
    key: keyOf("p256", number),
    ...(issuer === undefined ? {} : { issuer }),
    ...wish,
  });
}

/** A leaf for localhost, from the root, but for what is wished. */
export function leaf(wish: Wish = {}): Certificate {
  return certificate({ issuer: ROOT, names: ["localhost"], ...wish });
}

/** Key identifiers of the own key and the issuer's, by their numbers. */
export function identified(own: number, issuer = own): Wish {
  return {
    extensions: adding(subjectKeyIdentifier(keyOf("p256", own)), authorityKeyIdentifier(keyOf("p256", issuer))),
  };
}

/** A leaf that is shown alone, with the root trusted. */
export function shown(wish: Wish): () => Setup {
  return () => ({ chain: [leaf(wish)], trust: ROOT.pem });
}

/** These names in a leaf. */
export function named(...names: string[]): () => Setup {
  return shown({ names });
}

/** A leaf from an intermediate that is so, both shown. */
export function below(wish: Wish, leafWish: Wish = {}): () => Setup {
  return () => {
    const issuer = authority("Test Intermediate", 2, ROOT, wish);
    return { chain: [leaf({ issuer, ...leafWish }), issuer], trust: ROOT.pem };
  };
}

/** A leaf from a root that is so, which is trusted. */
export function trusting(wish: Wish, leafWish: Wish = {}): () => Setup {
  return () => {
    const root = certificate({ ca: true, key: keyOf("p256", 1), ...wish });
    return { chain: [leaf({ issuer: root, ...leafWish })], trust: root.pem };
  };
}

export const ANOTHER = "certificate is signed by another authority of the same name as the trusted one (CN=Test Root)";

/** The bytes with the first occurrence of some exchanged; lengths around them are put right where they are DER. */
export function swapped(bytes: Buffer, from: Buffer, to: Buffer): Buffer {
  const at = bytes.indexOf(from);
  if (at < 0) throw new Error("nothing to exchange");
  const other = Buffer.concat([bytes.subarray(0, at), to, bytes.subarray(at + from.length)]);
  // The outermost length is all that a change of length needs in the places where it is made here.
  return from.length === to.length ? other : der(0x30, other.subarray(4));
}

/** The serial number, tag and length included. */
export function serialOf(fields: Buffer): Buffer {
  return fields.subarray(9, 9 + 18);
}
