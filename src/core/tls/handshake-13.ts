import { Reader } from "../bytes/reader";
import { none, Text } from "../bytes/text";
import { hashLength } from "../crypto";
import { Extension, ExtensionBlock, Place } from "./extensions";
import { TlsFault } from "./fault";
import { agree, Handshake } from "./handshake";
import { isEqual, Message, putMessage } from "./hello";
import { deriveSecret, expandLabel, extract, finishedMac, nextSecret } from "./keys";
import { Content, NONCE_LENGTH, Protection } from "./record";
import { readProtocol } from "./server-hello";
import { cipherOf, keyLength } from "./suite";

/** How many spaces what a server signs begins with (RFC 8446 §4.4.3). */
const PROOF_SPACES: i32 = 64;
/** A ticket's lifetime and the number that is added to its age (RFC 8446 §4.6.1). */
const TICKET_TIMES_LENGTH: i32 = 8;
/** The bytes of the extension early_data of a ticket (RFC 8446 §4.2.10). */
const EARLY_DATA_LENGTH: i32 = 4;
/** The larger of a KeyUpdate's values: that we change our keys too (RFC 8446 §4.6.3). */
const UPDATE_REQUESTED: i32 = 1;

/** A Certificate message without certificates: the lengths of its context and of the list. */
const EMPTY_CERTIFICATE_LENGTH: i32 = 4;

/** What must come next. */
const enum Expected {
  ENCRYPTED_EXTENSIONS,
  /** Or a CertificateRequest. */
  CERTIFICATE,
  CERTIFICATE_VERIFY,
  FINISHED,
  /** Nothing: the chain must be accepted first. */
  VERDICT,
  DATA,
}

/** The handshake of TLS 1.3, without resumption: RFC 8446 §2. */
export class Handshake13 extends Handshake {
  private expected: Expected = Expected.ENCRYPTED_EXTENSIONS;
  /** The handshake secret (RFC 8446 §7.1). */
  private secret: Uint8Array = none();
  /** The secrets of both sides' traffic: of the handshake, and the server's later of what follows. */
  private clientSecret: Uint8Array = none();
  private serverSecret: Uint8Array = none();

  isTls13(): bool {
    return true;
  }

  /** Makes the keys of the handshake; both sides' records are protected from now on. */
  override begin(): TlsFault {
    const shared = agree(this.crypto, this.hello.group, this.answer.publicKey);
    if (shared.length == 0) return TlsFault.BAD_KEY;
    const crypto = this.crypto;
    const hash = this.hash;
    const zeros = new Uint8Array(hashLength(hash));
    this.secret = nextSecret(crypto, hash, extract(crypto, hash, zeros, zeros), shared);
    const transcript = this.hashTo(this.transcript.next);
    this.clientSecret = deriveSecret(crypto, hash, this.secret, "c hs traffic", transcript);
    this.serverSecret = deriveSecret(crypto, hash, this.secret, "s hs traffic", transcript);
    this.channel.writing = this.protect(this.clientSecret);
    this.channel.reading = this.protect(this.serverSecret);
    return TlsFault.NONE;
  }

  takeMessage(kind: i32, body: Uint8Array): TlsFault {
    const expected = this.expected;
    if (expected == Expected.ENCRYPTED_EXTENSIONS && kind == Message.ENCRYPTED_EXTENSIONS)
      return this.takeEncryptedExtensions(body);
    if (expected == Expected.CERTIFICATE && kind == Message.CERTIFICATE) return this.takeCertificate(body);
    if (expected == Expected.CERTIFICATE && kind == Message.CERTIFICATE_REQUEST) return this.takeRequest(body);
    if (expected == Expected.CERTIFICATE_VERIFY && kind == Message.CERTIFICATE_VERIFY) return this.takeProof(body);
    if (expected == Expected.FINISHED && kind == Message.FINISHED) return this.takeFinished(body);
    return TlsFault.UNEXPECTED_MESSAGE;
  }

  takeLaterMessage(kind: i32, body: Uint8Array): TlsFault {
    if (kind == Message.NEW_SESSION_TICKET) return this.takeTicket(body);
    if (kind == Message.KEY_UPDATE) return this.takeKeyUpdate(body);
    return TlsFault.UNEXPECTED_MESSAGE;
  }

  /** It means nothing, and may stand anywhere before the end of the handshake (RFC 8446 §5). */
  changeCipherSpec(): TlsFault {
    return this.isComplete ? TlsFault.UNEXPECTED_MESSAGE : TlsFault.NONE;
  }

  /** Sends the last messages, and changes to the keys of what follows (RFC 8446 §7.1). */
  accept(): void {
    const crypto = this.crypto;
    const hash = this.hash;
    const channel = this.channel;
    const text = this.transcript.text;
    const serverEnd = text.length;
    const start = serverEnd;
    // No certificate: whether the server does without one, it will say (RFC 8446 §4.4.2.4).
    if (this.wantsCertificate) putMessage(text, Message.CERTIFICATE, new Uint8Array(EMPTY_CERTIFICATE_LENGTH));
    putMessage(text, Message.FINISHED, finishedMac(crypto, hash, this.clientSecret, this.hashTo(text.length)));
    channel.writeChangeCipherSpec();
    channel.write(Content.HANDSHAKE, text.view().subarray(start));
    const transcript = this.hashTo(serverEnd);
    const secret = nextSecret(crypto, hash, this.secret, none());
    this.serverSecret = deriveSecret(crypto, hash, secret, "s ap traffic", transcript);
    channel.writing = this.protect(deriveSecret(crypto, hash, secret, "c ap traffic", transcript));
    channel.reading = this.protect(this.serverSecret);
    this.expected = Expected.DATA;
    this.isComplete = true;
  }

  /** RFC 8446 §4.3.1. */
  private takeEncryptedExtensions(body: Uint8Array): TlsFault {
    this.expected = Expected.CERTIFICATE;
    const reader = new Reader(body);
    const extensions = new ExtensionBlock(reader, Place.ENCRYPTED_EXTENSIONS, this.hello.name.length > 0);
    while (extensions.next()) {
      const content = extensions.content;
      if (extensions.type == Extension.PROTOCOLS) extensions.fault = readProtocol(content, this.hello);
      // The server only confirms the name, with nothing in it; what it says of its groups is for another connection.
      else if (extensions.type == Extension.SERVER_NAME && !content.isComplete())
        extensions.fault = TlsFault.MALFORMED_MESSAGE;
    }
    return reader.isComplete() ? extensions.fault : TlsFault.MALFORMED_MESSAGE;
  }

  /** RFC 8446 §4.3.2. Its context is empty before the end of the handshake. */
  private takeRequest(body: Uint8Array): TlsFault {
    if (this.wantsCertificate) return TlsFault.UNEXPECTED_MESSAGE;
    this.wantsCertificate = true;
    const reader = new Reader(body);
    const contextLength = reader.u8();
    reader.skip(contextLength);
    const extensions = new ExtensionBlock(reader, Place.CERTIFICATE_REQUEST, this.hello.name.length > 0);
    let hasAlgorithms = false;
    while (extensions.next()) {
      if (extensions.type != Extension.SIGNATURE_ALGORITHMS) continue;
      hasAlgorithms = true;
      const content = extensions.content;
      const length = content.u16();
      content.skip(length);
      if (length == 0 || length % 2 != 0 || !content.isComplete()) extensions.fault = TlsFault.MALFORMED_MESSAGE;
    }
    if (!reader.isComplete()) return TlsFault.MALFORMED_MESSAGE;
    if (extensions.fault != TlsFault.NONE) return extensions.fault;
    if (contextLength > 0) return TlsFault.ILLEGAL_VALUE;
    return hasAlgorithms ? TlsFault.NONE : TlsFault.MISSING_EXTENSION;
  }

  /** RFC 8446 §4.4.2. Its context is empty, as in a request. */
  private takeCertificate(body: Uint8Array): TlsFault {
    this.expected = Expected.CERTIFICATE_VERIFY;
    const reader = new Reader(body);
    const contextLength = reader.u8();
    reader.skip(contextLength);
    const fault = this.takeCertificates(reader);
    return fault == TlsFault.NONE && contextLength > 0 ? TlsFault.ILLEGAL_VALUE : fault;
  }

  /** RFC 8446 §4.4.3. */
  private takeProof(body: Uint8Array): TlsFault {
    this.expected = Expected.FINISHED;
    const signed = new Text();
    for (let i = 0; i < PROOF_SPACES; i++) signed.put(" ");
    signed.put("TLS 1.3, server CertificateVerify").byte(0).add(this.hashTo(this.transcript.start));
    return this.verify(new Reader(body), signed.view());
  }

  private takeFinished(body: Uint8Array): TlsFault {
    const transcript = this.transcript;
    const wanted = finishedMac(this.crypto, this.hash, this.serverSecret, this.hashTo(transcript.start));
    if (!isEqual(body, wanted)) return TlsFault.BAD_FINISHED;
    if (!transcript.isAtBoundary()) return TlsFault.UNEXPECTED_MESSAGE;
    this.awaitsVerdict = true;
    this.expected = Expected.VERDICT;
    return TlsFault.NONE;
  }

  /** A ticket that nobody will use: RFC 8446 §4.6.1. */
  private takeTicket(body: Uint8Array): TlsFault {
    const reader = new Reader(body);
    reader.skip(TICKET_TIMES_LENGTH);
    reader.skip(reader.u8());
    const length = reader.u16();
    reader.skip(length);
    const extensions = new ExtensionBlock(reader, Place.TICKET, this.hello.name.length > 0);
    while (extensions.next()) {
      extensions.content.skip(EARLY_DATA_LENGTH);
      if (!extensions.content.isComplete()) extensions.fault = TlsFault.MALFORMED_MESSAGE;
    }
    return length > 0 && reader.isComplete() ? extensions.fault : TlsFault.MALFORMED_MESSAGE;
  }

  /** The server changes its keys (RFC 8446 §4.6.3). Ours are good for the little that is still to be sent. */
  private takeKeyUpdate(body: Uint8Array): TlsFault {
    if (body.length != 1) return TlsFault.MALFORMED_MESSAGE;
    const request: i32 = body[0];
    if (request > UPDATE_REQUESTED) return TlsFault.ILLEGAL_VALUE;
    if (!this.transcript.isAtBoundary()) return TlsFault.UNEXPECTED_MESSAGE;
    const hash = this.hash;
    this.serverSecret = expandLabel(this.crypto, hash, this.serverSecret, "traffic upd", none(), hashLength(hash));
    this.channel.reading = this.protect(this.serverSecret);
    return TlsFault.NONE;
  }

  /** Protection by a secret (RFC 8446 §7.3). */
  private protect(secret: Uint8Array): Protection {
    const crypto = this.crypto;
    const cipher = cipherOf(this.suite);
    const key = expandLabel(crypto, this.hash, secret, "key", none(), keyLength(cipher));
    const iv = expandLabel(crypto, this.hash, secret, "iv", none(), NONCE_LENGTH);
    return new Protection(crypto, cipher, key, iv, true);
  }
}
