import { Reader } from "../bytes/reader";
import { none, Text } from "../bytes/text";
import { Cipher, Group, publicKeyLength } from "../crypto";
import { TlsFault } from "./fault";
import { agree, Handshake } from "./handshake";
import { isEqual, Message, putMessage } from "./hello";
import { prf } from "./keys";
import { Content, Protection } from "./record";
import { cipherOf, keyLength } from "./suite";

/** The only kind of curve that is not obsolete (RFC 8422 §5.4). */
const NAMED_CURVE: i32 = 3;
const MASTER_SECRET_LENGTH: i32 = 48;
/** The bytes of a Finished (RFC 5246 §7.4.9). */
const VERIFY_DATA_LENGTH: i32 = 12;
/** The bytes of an IV that come from the keys: AES-GCM has the rest in each record (RFC 5288 §3), ChaCha20 none (RFC 7905 §2). */
const GCM_IV_LENGTH: i32 = 4;
const CHACHA20_IV_LENGTH: i32 = 12;

/** A Certificate message without certificates: the length of the list. */
const EMPTY_CERTIFICATE_LENGTH: i32 = 3;

/** What must come next. */
const enum Expected {
  CERTIFICATE,
  SERVER_KEY_EXCHANGE,
  /** Or a CertificateRequest. */
  SERVER_HELLO_DONE,
  /** Nothing: the chain must be accepted first. */
  VERDICT,
  CHANGE_CIPHER_SPEC,
  FINISHED,
  DATA,
}

/** The handshake of TLS 1.2, with ECDHE and without resumption: RFC 5246 §7.3, RFC 8422. */
export class Handshake12 extends Handshake {
  private expected: Expected = Expected.CERTIFICATE;
  private publicKey: Uint8Array = none();
  private sharedSecret: Uint8Array = none();
  private masterSecret: Uint8Array = none();
  /** What protects from the server's ChangeCipherSpec on. */
  private nextReading: Protection | null = null;

  isTls13(): bool {
    return false;
  }

  takeMessage(kind: i32, body: Uint8Array): TlsFault {
    const expected = this.expected;
    if (expected == Expected.CERTIFICATE && kind == Message.CERTIFICATE) return this.takeCertificate(body);
    if (expected == Expected.SERVER_KEY_EXCHANGE && kind == Message.SERVER_KEY_EXCHANGE)
      return this.takeKeyExchange(body);
    if (expected == Expected.SERVER_HELLO_DONE && kind == Message.CERTIFICATE_REQUEST) return this.takeRequest(body);
    if (expected == Expected.SERVER_HELLO_DONE && kind == Message.SERVER_HELLO_DONE) return this.takeDone(body);
    if (expected == Expected.FINISHED && kind == Message.FINISHED) return this.takeFinished(body);
    return TlsFault.UNEXPECTED_MESSAGE;
  }

  /** Nothing comes later but a HelloRequest, of which nobody hears (RFC 5246 §7.4.1.1). */
  takeLaterMessage(_kind: i32, _body: Uint8Array): TlsFault {
    return TlsFault.UNEXPECTED_MESSAGE;
  }

  changeCipherSpec(): TlsFault {
    if (this.expected != Expected.CHANGE_CIPHER_SPEC || !this.transcript.isAtBoundary())
      return TlsFault.UNEXPECTED_MESSAGE;
    this.channel.reading = this.nextReading;
    this.expected = Expected.FINISHED;
    return TlsFault.NONE;
  }

  accept(): void {
    const transcript = this.transcript;
    const channel = this.channel;
    const start = transcript.text.length;
    // No certificate: whether the server does without one, it will say.
    if (this.wantsCertificate)
      putMessage(transcript.text, Message.CERTIFICATE, new Uint8Array(EMPTY_CERTIFICATE_LENGTH));
    const key = this.publicKey;
    putMessage(transcript.text, Message.CLIENT_KEY_EXCHANGE, new Text().byte(key.length).add(key).view());
    channel.write(Content.HANDSHAKE, transcript.text.view().subarray(start));
    this.deriveKeys();
    const finished = new Text();
    putMessage(finished, Message.FINISHED, this.verifyData("client finished", transcript.text.length));
    transcript.text.add(finished.view());
    transcript.close();
    channel.write(Content.HANDSHAKE, finished.view());
    this.expected = Expected.CHANGE_CIPHER_SPEC;
  }

  private takeCertificate(body: Uint8Array): TlsFault {
    this.expected = Expected.SERVER_KEY_EXCHANGE;
    return this.takeCertificates(new Reader(body));
  }

  /** The server's key for this connection, signed: RFC 8422 §5.4. */
  private takeKeyExchange(body: Uint8Array): TlsFault {
    const reader = new Reader(body);
    const curveType = reader.u8();
    const group = reader.u16();
    const peer = reader.take(reader.u8());
    const parameters = body.subarray(0, reader.at);
    if (!reader.isGood) return TlsFault.MALFORMED_MESSAGE;
    if (curveType != NAMED_CURVE) return TlsFault.ILLEGAL_VALUE;
    if (group != Group.X25519 && group != Group.P256 && group != Group.P384) return TlsFault.ILLEGAL_VALUE;
    const signed = new Text().add(this.hello.random).add(this.answer.random).add(parameters).view();
    const fault = this.verify(reader, signed);
    if (fault != TlsFault.NONE) return fault;
    this.expected = Expected.SERVER_HELLO_DONE;
    this.publicKey = new Uint8Array(publicKeyLength(group as Group));
    if (!this.crypto.makeKey(group as Group, this.publicKey)) return TlsFault.NO_RANDOM;
    this.sharedSecret = agree(this.crypto, group as Group, peer);
    return this.sharedSecret.length > 0 ? TlsFault.NONE : TlsFault.BAD_KEY;
  }

  /** The server asks for a certificate: RFC 5246 §7.4.4. */
  private takeRequest(body: Uint8Array): TlsFault {
    if (this.wantsCertificate) return TlsFault.UNEXPECTED_MESSAGE;
    this.wantsCertificate = true;
    const reader = new Reader(body);
    const types = reader.take(reader.u8());
    const schemes = reader.take(reader.u16());
    const authorities = new Reader(reader.take(reader.u16()));
    while (!authorities.isAtEnd()) authorities.skip(authorities.u16());
    const isGood = types.length > 0 && schemes.length > 0 && schemes.length % 2 == 0 && authorities.isGood;
    return isGood && reader.isComplete() ? TlsFault.NONE : TlsFault.MALFORMED_MESSAGE;
  }

  private takeDone(body: Uint8Array): TlsFault {
    if (body.length > 0) return TlsFault.MALFORMED_MESSAGE;
    if (!this.transcript.isAtBoundary()) return TlsFault.UNEXPECTED_MESSAGE;
    this.awaitsVerdict = true;
    this.expected = Expected.VERDICT;
    return TlsFault.NONE;
  }

  private takeFinished(body: Uint8Array): TlsFault {
    if (!isEqual(body, this.verifyData("server finished", this.transcript.start))) return TlsFault.BAD_FINISHED;
    if (!this.transcript.isAtBoundary()) return TlsFault.UNEXPECTED_MESSAGE;
    this.expected = Expected.DATA;
    this.isComplete = true;
    return TlsFault.NONE;
  }

  /** Makes the master secret (RFC 5246 §8.1, RFC 7627 §4) and the keys (§6.3), which have none for a MAC; ours hold from now on. */
  private deriveKeys(): void {
    const crypto = this.crypto;
    const hash = this.hash;
    const own = this.hello.random;
    const other = this.answer.random;
    const end = this.transcript.text.length;
    this.masterSecret = this.answer.isMasterSecretExtended
      ? prf(crypto, hash, this.sharedSecret, "extended master secret", this.hashTo(end), none(), MASTER_SECRET_LENGTH)
      : prf(crypto, hash, this.sharedSecret, "master secret", own, other, MASTER_SECRET_LENGTH);
    const cipher = cipherOf(this.suite);
    const ivs = 2 * keyLength(cipher);
    const ivLength = cipher == Cipher.CHACHA20_POLY1305 ? CHACHA20_IV_LENGTH : GCM_IV_LENGTH;
    const block = prf(crypto, hash, this.masterSecret, "key expansion", other, own, ivs + 2 * ivLength);
    const middle = ivs + ivLength;
    this.channel.writeChangeCipherSpec();
    this.channel.writing = new Protection(
      crypto,
      cipher,
      block.subarray(0, ivs >> 1),
      block.subarray(ivs, middle),
      false,
    );
    this.nextReading = new Protection(crypto, cipher, block.subarray(ivs >> 1, ivs), block.subarray(middle), false);
  }

  private verifyData(label: string, end: i32): Uint8Array {
    return prf(this.crypto, this.hash, this.masterSecret, label, this.hashTo(end), none(), VERIFY_DATA_LENGTH);
  }
}
