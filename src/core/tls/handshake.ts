import { Reader } from "../bytes/reader";
import { none } from "../bytes/text";
import { Certificate } from "../certificate/certificate";
import { MAX_SENT } from "../certificate/chain";
import { Crypto, coordinateLength, Group, Hash, publicKeyLength } from "../crypto";
import { Channel } from "./channel";
import { ExtensionBlock, Place } from "./extensions";
import { TlsFault } from "./fault";
import { ClientHello } from "./hello";
import { verifyProof } from "./proof";
import { ServerHello } from "./server-hello";
import { fitsKey, hashOf } from "./suite";
import { Transcript } from "./transcript";

/** The first byte of an uncompressed point (SEC 1 §2.3.3). */
const UNCOMPRESSED: i32 = 4;

/** A handshake from the ServerHello on, and what a server may say behind it. Each version has its own kind: handshake-12.ts, handshake-13.ts. */
export abstract class Handshake {
  /** The server's certificates as it has sent them, its own first; at most MAX_SENT. */
  chain: Uint8Array[] = [];
  hasSentMore: bool = false;
  /** Whether the server has shown its certificates and has the key of the first one, and nobody has judged them yet. */
  awaitsVerdict: bool = false;
  /** Whether data may be sent. */
  isComplete: bool = false;
  /** Whether the server has asked for a client certificate. */
  wantsCertificate: bool = false;
  hello: ClientHello;
  suite: i32;

  protected crypto: Crypto;
  protected channel: Channel;
  protected transcript: Transcript;
  protected answer: ServerHello;
  protected hash: Hash;
  /** Whether the server's proof is not looked at: any certificate is accepted, so that it proves nothing. */
  private isUnverified: bool;

  constructor(
    crypto: Crypto,
    channel: Channel,
    transcript: Transcript,
    hello: ClientHello,
    answer: ServerHello,
    isUnverified: bool,
  ) {
    this.crypto = crypto;
    this.channel = channel;
    this.transcript = transcript;
    this.hello = hello;
    this.answer = answer;
    this.suite = answer.suite;
    this.hash = hashOf(answer.suite);
    this.isUnverified = isUnverified;
  }

  abstract isTls13(): bool;

  /** Goes on from the ServerHello. */
  begin(): TlsFault {
    return TlsFault.NONE;
  }

  /** Takes the next message of the handshake: the one in hand of the transcript. */
  abstract takeMessage(kind: i32, body: Uint8Array): TlsFault;

  /** Takes a message that came after the handshake. */
  abstract takeLaterMessage(kind: i32, body: Uint8Array): TlsFault;

  /** The server changes its keys, or pretends to for the sake of middleboxes. */
  abstract changeCipherSpec(): TlsFault;

  /** The chain is trusted: the client's last messages go into the channel's output. */
  abstract accept(): void;

  /** The hash of all messages up to this index. */
  protected hashTo(end: i32): Uint8Array {
    return this.transcript.hash(this.crypto, this.hash, end);
  }

  /** Reads the list of certificates, with the extensions of each in TLS 1.3 (RFC 8446 §4.4.2). @param reader is at the list's length */
  protected takeCertificates(reader: Reader): TlsFault {
    const list = new Reader(reader.take(reader.u24()));
    let fault = TlsFault.NONE;
    while (!list.isAtEnd() && fault == TlsFault.NONE) {
      const length = list.u24();
      if (length == 0) list.isGood = false;
      if (this.chain.length < MAX_SENT) {
        this.chain.push(list.take(length));
      } else {
        this.hasSentMore = true;
        list.skip(length);
      }
      if (this.isTls13()) fault = readCertificateExtensions(list, this.hello.name.length > 0);
    }
    if (!reader.isComplete() || !list.isGood) return TlsFault.MALFORMED_MESSAGE;
    // A server may not do without one (RFC 8446 §4.4.2.4).
    return fault == TlsFault.NONE && this.chain.length == 0 ? TlsFault.NO_CERTIFICATE : fault;
  }

  /**
   * Verifies that the server has the key of its certificate (RFC 8446 §4.4.3, RFC 5246 §7.4.3).
   * @param proof is at the signature's scheme
   */
  protected verify(proof: Reader, signed: Uint8Array): TlsFault {
    const scheme = proof.u16();
    const signature = proof.take(proof.u16());
    if (!proof.isComplete()) return TlsFault.MALFORMED_MESSAGE;
    if (this.isUnverified) return TlsFault.NONE;
    const certificate = new Certificate();
    // A certificate that cannot be read, or has an unsupported key, is reported by whoever judges the chain.
    if (!certificate.parse(this.chain[0]) || !certificate.key.isKnown()) return TlsFault.NONE;
    const isTls13 = this.isTls13();
    const key = certificate.key;
    const isGood = isTls13 || fitsKey(this.suite, key.kind);
    return isGood && verifyProof(this.crypto, key, scheme, isTls13, signed, signature)
      ? TlsFault.NONE
      : TlsFault.BAD_SIGNATURE;
  }
}

/** Reads the extensions of a certificate: none was offered. */
function readCertificateExtensions(list: Reader, isNameOffered: bool): TlsFault {
  const start = list.at;
  if (list.u16() == 0) return TlsFault.NONE;
  list.at = start;
  const extensions = new ExtensionBlock(list, Place.CERTIFICATE, isNameOffered);
  extensions.next();
  return extensions.fault;
}

/** @returns the secret that our key and the server's share, or none where the server's is not valid */
export function agree(crypto: Crypto, group: Group, peer: Uint8Array): Uint8Array {
  if (peer.length != publicKeyLength(group) || (group != Group.X25519 && peer[0] != UNCOMPRESSED)) return none();
  const shared = new Uint8Array(coordinateLength(group));
  return crypto.agree(group, peer, shared) ? shared : none();
}
