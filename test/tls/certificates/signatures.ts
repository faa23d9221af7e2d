import { altered, certificate, hex, type Key, keyOf, type Wish } from "../authority";
import { accepted, type CertificateRow, refused, type Setup } from "./row";
import { ANOTHER, below, LEAF, leaf, ROOT, shown, swapped, trusting } from "./who";

export const signatures: CertificateRow[] = [
  ...(["rsa2048", "rsa3072", "rsa4096", "p256", "p384", "ed25519"] as const).flatMap((type) => [
    accepted(`a key of ${type}`, signedWith({ key: type })),
    accepted(`signed with ${type}`, signedWith({ authority: type })),
  ]),
  ...(["sha384", "sha512", "pss-sha256", "pss-sha384", "pss-sha512"] as const).map((signature) =>
    accepted(`signed with RSA and ${signature}`, signedWith({ authority: "rsa2048", signature })),
  ),
  ...(["sha384", "sha512"] as const).map((signature) =>
    accepted(`signed with P-256 and ${signature}`, signedWith({ authority: "p256", signature })),
  ),
  accepted("signed with P-384 and SHA-256", signedWith({ authority: "p384", signature: "sha256" })),
  refused(
    "a key of P-521",
    "certificate has a kind of key that is not supported (wanted RSA up to 4096 bits, P-256, P-384 or Ed25519)",
    signedWith({ key: "p521" }),
    { raw: true, curlDiffers: "knows P-521" },
  ),
  refused(
    "a key of P-521, of a server that looks at what the client can",
    "TLS alert: handshake failure",
    signedWith({ key: "p521" }),
    { curlDiffers: "knows P-521" },
  ),
  refused(
    "signed with P-521",
    "certificate of the authority CN=Test Root has a kind of key that is not supported (wanted RSA up to 4096 bits, P-256, P-384 or Ed25519)",
    signedWith({ authority: "p521" }),
    {
      curlDiffers: "knows P-521",
    },
  ),
  refused(
    "a key of RSA with 1024 bits",
    "certificate has an RSA key of less than 2048 bits",
    signedWith({ key: "rsa1024" }),
  ),
  refused(
    "signed with RSA of 1024 bits",
    "certificate of the authority CN=Test Root has an RSA key of less than 2048 bits",
    signedWith({ authority: "rsa1024" }),
  ),
  refused(
    "signed with SHA-1",
    "certificate is signed with SHA-1 or MD5, which can be forged",
    signedWith({ authority: "rsa2048", signature: "sha1" }),
  ),
  refused(
    "an intermediate signed with SHA-1",
    "certificate of the authority CN=Test Intermediate is signed with SHA-1 or MD5, which can be forged",
    below({ signature: "sha1" }),
  ),
  accepted("a root signed with SHA-1 by itself, which nobody has to believe", trusting({ signature: "sha1" })),
  refused("a wrong signature", ANOTHER, shown({ signed: (it) => flipped(it, it.length - 1) })),
  refused("a wrong signature of an intermediate", ANOTHER, below({ signed: (it) => flipped(it, it.length - 1) })),
  refused("a name that was changed after it was signed", ANOTHER, () => ({
    chain: [
      altered(leaf({ names: ["localhose"] }), (it) => swapped(it, Buffer.from("localhose"), Buffer.from("localhost"))),
    ],
    trust: ROOT.pem,
  })),
  refused("an empty signature", ANOTHER, shown({ signed: () => Buffer.alloc(0) })),
  refused(
    "two kinds of signature named",
    "certificate is malformed",
    shown({ fields: (it) => swapped(it, hex("06082a8648ce3d040302"), hex("06082a8648ce3d040303")) }),
  ),
  refused(
    "a server that has not the key",
    "the peer has not the key of its certificate",
    () => ({ chain: [LEAF], key: keyOf("p256", 6), trust: ROOT.pem }),
    { raw: true },
  ),
];

/** A leaf and a root with these keys. */
function signedWith(which: { key?: Key["type"]; authority?: Key["type"]; signature?: Wish["signature"] }): () => Setup {
  return () => {
    const root = certificate({ ca: true, key: keyOf(which.authority ?? "p256", 1) });
    const signature = which.signature === undefined ? {} : { signature: which.signature };
    return { chain: [leaf({ key: keyOf(which.key ?? "p256"), issuer: root, ...signature })], trust: root.pem };
  };
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}
